# The causal family: each bad pattern of Bouajjani et al. (POPL 2017) dropped in turn, and what the constructions and the search rest on.
set(folder checker/engines/causal)
set(distinct "Distinct/RandomHistories.*:DistinctValues.*")
set(ambiguous "*AmbiguousHistories*:AmbiguousValues*")

# Causal past: weak-causal and causal-convergent.
mutant(NAME causal_forgets_cyclic_co TESTS clio_causal_tests FILE ${folder}/causal_past.cpp
  FIND "if (outcome == Outcome::cyclic) add_conflict(walk.cycle());" REPLACE ""
  CAUGHT_BY "Rows/Minimal.*")
mutant(NAME causal_forgets_thin_air_reads TESTS clio_causal_tests FILE ${folder}/causal_family.cpp
  FIND "if (certain.without_source != kNoOp) return" REPLACE "if (false) return"
  CAUGHT_BY "Rows/Minimal.*")
mutant(NAME causal_forgets_write_co_init_read TESTS clio_causal_tests FILE ${folder}/causal_past.cpp
  FIND "if (write != kNoEvent && initial_.size() < conflicts_max_) initial_.push_back({write, e});" REPLACE ""
  CAUGHT_BY "Rows/Minimal.*:${distinct}")
mutant(NAME causal_forgets_write_co_read TESTS clio_causal_tests FILE ${folder}/causal_past.cpp
  FIND "else if (backward_) contradict();" REPLACE ""
  CAUGHT_BY "DistinctValues.WhatStandsFar*")
mutant(NAME causal_forgets_what_is_contradicted_close_by TESTS clio_causal_tests FILE ${folder}/causal_past.cpp
  FIND "if (contradicted == true && contradicted_.size() < conflicts_max_) contradicted_.push_back({earlier, read});" REPLACE ""
  CAUGHT_BY "Paper/Figures.*")
mutant(NAME causal_looks_for_a_close_past_in_sessions_only TESTS clio_causal_tests FILE ${folder}/causal_past.cpp
  FIND "if (events_.has_source(e)) enter(events_.source(e));" REPLACE ""
  CAUGHT_BY "DistinctValues.WhatStandsClose*")
mutant(NAME causal_looks_for_a_close_past_in_reads_only TESTS clio_causal_tests FILE ${folder}/causal_past.cpp
  FIND "if (end != events_.begin(events_.session_of(e))) enter(end - 1);" REPLACE ""
  CAUGHT_BY "DistinctValues.WhatStandsClose*")
mutant(NAME causal_forgets_cyclic_cf TESTS clio_causal_tests FILE ${folder}/causal_past.cpp
  FIND "if (arbitration.exists()) {" REPLACE "if (true) {"
  CAUGHT_BY "Paper/Figures.*")
mutant(NAME causal_looks_at_one_conflict_a_read TESTS clio_causal_tests FILE ${folder}/seen_writes.hpp COMPILE ${folder}/causal_past.cpp
  FIND "        see(visited - 1);" REPLACE "        return see(visited - 1);"
  CAUGHT_BY "${distinct}")
mutant(NAME causal_walk_leaves_out_reads_from TESTS clio_causal_tests FILE ${folder}/causal_walk.hpp COMPILE ${folder}/causal_past.cpp
  FIND "if (source < kSourceEnd) join(past, clocks_.at(slot_[source]), width_);" REPLACE ""
  CAUGHT_BY "Paper/Figures.*")
mutant(NAME causal_walk_leaves_out_session_order TESTS clio_causal_tests FILE ${folder}/causal_walk.hpp COMPILE ${folder}/causal_past.cpp
  FIND "next_[s] = past[s] = e + 1;" REPLACE "next_[s] = e + 1;"
  CAUGHT_BY "Paper/Figures.*")
mutant(NAME causal_walk_recycles_clocks_too_early TESTS clio_causal_tests FILE ${folder}/causal_walk.hpp COMPILE ${folder}/causal_past.cpp
  FIND "if (--readers_left_[source] == 0) clocks_.give_back" REPLACE "clocks_.give_back"
  CAUGHT_BY "${distinct}")

# Orders of the processes: causal and pram.
mutant(NAME causal_forgets_write_hb_init_read TESTS clio_causal_tests FILE ${folder}/process_order.cpp
  FIND "source == kFromInitial ? writes_left_[key] != 0 :" REPLACE "source == kFromInitial ? false :"
  CAUGHT_BY "Paper/Figures.*")
mutant(NAME causal_forgets_cyclic_hb TESTS clio_causal_tests FILE ${folder}/process_order.cpp
  FIND "source != kUndecided && top_[key] != kNoEvent && top_[key] != source" REPLACE "false"
  CAUGHT_BY "Paper/Figures.*")
mutant(NAME causal_saturates_nothing TESTS clio_causal_tests FILE ${folder}/process_order.cpp
  FIND "    top_[key] = source;" REPLACE ""
  CAUGHT_BY "Paper/Figures.*")
mutant(NAME causal_takes_only_the_first_read_of_a_session_to_carry TESTS clio_causal_tests FILE ${folder}/process_order.cpp
  FIND "carries[e] = known_to[other] != s || known_end[other] <= source;" REPLACE "carries[e] = known_to[other] != s;"
  CAUGHT_BY "${distinct}:Rows/Minimal.*")
mutant(NAME causal_takes_foreign_cas_for_reads TESTS clio_causal_tests FILE ${folder}/process_order.cpp
  FIND "if (ev.writes(e) && !take_write(e, taker)) return false;" REPLACE ""
  CAUGHT_BY "${distinct}")

# Session guarantees.
mutant(NAME guarantees_forget_initial_reads TESTS clio_causal_tests FILE ${folder}/write_order.hpp
  COMPILE ${folder}/session_guarantees.cpp tests/causal/session_guarantees_test.cpp
  FIND "if (sees_write_of_initial()) return Outcome::impossible;" REPLACE ""
  CAUGHT_BY "WriteOrder.*")
mutant(NAME guarantees_let_a_cas_see_itself TESTS clio_causal_tests FILE ${folder}/write_order.hpp
  COMPILE ${folder}/session_guarantees.cpp tests/causal/session_guarantees_test.cpp
  FIND "if (read != kNever && all.own_read(read, w))" REPLACE "if (false)"
  CAUGHT_BY "WriteOrder.*:${distinct}:${ambiguous}")
mutant(NAME guarantees_take_what_precedes_a_side_event_first TESTS clio_causal_tests FILE ${folder}/write_order.hpp
  COMPILE ${folder}/session_guarantees.cpp tests/causal/session_guarantees_test.cpp
  FIND "if (!sides_left_.empty() && sides_left_[w] != 0) return false;" REPLACE ""
  CAUGHT_BY "WriteOrder.*")
mutant(NAME guarantees_see_what_was_read_too_late TESTS clio_causal_tests FILE ${folder}/first_sight.hpp
  COMPILE ${folder}/session_guarantees.cpp tests/causal/session_guarantees_test.cpp
  FIND "return see(read.source, next);" REPLACE "return see(read.source, next + 1);"
  CAUGHT_BY "Guarantees/FirstSights.*")

# Values, unknown operations and the search for sources.
mutant(NAME causal_takes_cas_for_writes TESTS clio_causal_tests FILE ${folder}/sources.cpp
  FIND "if (relations_->reads(op)) return true;" REPLACE "if (relations_->reads(op)) return !relations_->writes(op);"
  CAUGHT_BY "${distinct}")
mutant(NAME causal_core_is_not_closed TESTS clio_causal_tests FILE ${folder}/sources.cpp
  FIND "    cell_held[index(cell)] = true;
    candidates.each_writer(op, add);" REPLACE "    cell_held[index(cell)] = true;"
  CAUGHT_BY "${ambiguous}")
mutant(NAME causal_core_lacks_what_another_failed_cas_may_have_read TESTS clio_causal_tests FILE ${folder}/sources.cpp
  FIND "for (const OpId writer : candidates.relations().writers(known->second)) add(writer);" REPLACE ""
  CAUGHT_BY "Candidates.OfFailedCas*")
mutant(NAME causal_counts_no_second_writer_of_a_value_for_failed_cas TESTS clio_causal_tests FILE ${folder}/sources.cpp
  FIND "found = found == kNoOp && writers.size() == 1 ? writers.front() : kOpen;" REPLACE "found = found == kNoOp ? writers.front() : kOpen;"
  CAUGHT_BY "Candidates.AreCounted*")
mutant(NAME causal_takes_unknown_writes_for_done TESTS clio_causal_tests FILE ${folder}/events.cpp
  FIND "if (effective.empty() || !effective[index(op)]) return;" REPLACE ""
  CAUGHT_BY "${ambiguous}")
mutant(NAME causal_lets_abandoned_writes_precede TESTS clio_causal_tests FILE ${folder}/events.cpp
  FIND "if (relations_->abandoned(op)) {" REPLACE "if (false) {"
  CAUGHT_BY "Named/Ambiguous.*")
mutant(NAME causal_believes_readers_that_are_not_there TESTS clio_causal_tests FILE ${folder}/events.cpp
  FIND "if (only_ != nullptr && !std::binary_search(only_->begin(), only_->end(), source)) return;" REPLACE ""
  CAUGHT_BY "Events.*")
mutant(NAME causal_lets_an_unknown_cas_succeed_on_nothing TESTS clio_causal_tests FILE ${folder}/source_search.cpp
  FIND "candidates.reads(op) && !events.reads(e)) return {op};" REPLACE "false) return {op};"
  CAUGHT_BY "Named/Ambiguous.*")
mutant(NAME causal_discards_the_initial_value_as_a_source TESTS clio_causal_tests FILE checker/engines/likelihood.hpp COMPILE ${folder}/sources.cpp
  FIND "if (may_be_initial) ranked.push_back(kInitialValue);" REPLACE ""
  CAUGHT_BY "${ambiguous}")
