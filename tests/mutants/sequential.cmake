# The engine of sequential consistency and cache. Most are caught by the unit tests of one part in well under a second, the others by its agreement with
# a search over all orders in a few.
set(part checker/engines/sequential)
set(tests clio_sequential_tests)

mutant(NAME saturation_does_not_look_at_reads FILE ${part}/saturation.cpp TESTS ${tests}
  FIND "if (source_[e] != kNoEvent) return apply_to_read(e);" REPLACE "if (source_[e] != kNoEvent) return true;"
  CAUGHT_BY "Saturation.AWriteKnownBeforeAReadOfAnotherValueComesBeforeThatValue")
mutant(NAME saturation_does_not_look_at_writes FILE ${part}/saturation.cpp TESTS ${tests}
  FIND "problem_->writes(e) == kNoCell || apply_to_write(e);" REPLACE "true;"
  CAUGHT_BY "Saturation.ReadersComeBeforeTheWriteThatFollowsTheirValue")
mutant(NAME saturation_forgets_the_initial_value FILE ${part}/saturation.cpp TESTS ${tests}
  FIND "    order_initial_values();" REPLACE ""
  CAUGHT_BY "Saturation.ReadersOfTheInitialValueComeBeforeEveryWrite")
mutant(NAME saturation_ends_after_one_round FILE ${part}/saturation.cpp TESTS ${tests}
  FIND "everything || fresh_edges_; everything = false" REPLACE "everything; everything = false"
  CAUGHT_BY "Saturation.*")
mutant(NAME saturation_lets_a_value_be_replaced_twice FILE ${part}/saturation.cpp TESTS ${tests}
  FIND "twice = {consumer_[c], e};" REPLACE ";"
  CAUGHT_BY "Saturation.TwoCompareAndSetsCannotReplaceTheSameValue")
mutant(NAME saturation_gives_edges_without_their_reasons FILE ${part}/saturation_reasons.cpp TESTS ${tests}
  FIND "  add_path(derived.sign, derived.seen_by, edge);" REPLACE ""
  CAUGHT_BY "Saturation.*")
mutant(NAME saturation_rules_sources_out_by_any_other_write FILE ${part}/saturation_sources.cpp TESTS ${tests}
  FIND "write == source || (source != kInitial && !knows(write, source))" REPLACE "write == source"
  CAUGHT_BY "Saturation.*")
mutant(NAME sequential_ignores_sessions_before_unknown_operations FILE ${part}/problem.cpp TESTS ${tests}
  FIND "op_.size() == session_begin_.back() ? kNoEvent : static_cast<Event>(op_.size() - 1)" REPLACE "kNoEvent"
  CAUGHT_BY "Saturation.AnUnknownOperationFollowsWhatIsBeforeItInItsSession")
mutant(NAME sequential_core_is_not_closed FILE ${part}/problem.cpp TESTS ${tests}
  FIND "if (writes(e) != needs(e)) opened[needs(e)] = true;" REPLACE "continue;"
  CAUGHT_BY "Problem.ACoreTakesEveryPossibleSourceAlong")
mutant(NAME schedule_hides_values_that_are_still_to_be_read FILE ${part}/schedule.cpp TESTS ${tests}
  FIND "if (writes != holds && reads_left_[holds] > own && writes_left_[holds] == 0) {" REPLACE "if (false) {"
  CAUGHT_BY "Schedule.*")
mutant(NAME schedule_takes_back_without_restoring_values FILE ${part}/schedule.cpp TESTS ${tests}
  FIND "holds_[p.key(e)] = before == kInitial ? p.initial(p.key(e)) : p.writes(before);" REPLACE ";"
  CAUGHT_BY "Schedule.*")
mutant(NAME schedule_runs_ahead_of_what_is_known FILE ${part}/schedule.cpp TESTS ${tests}
  FIND "if (before != kNoEvent && before >= next_[problem_->session(e)]) return" REPLACE "if (false) return"
  CAUGHT_BY "Registers/Agreement.*/distinct_unknown")
mutant(NAME lookahead_allows_everything FILE ${part}/lookahead.cpp TESTS ${tests}
  FIND "if (chain_.size() < kChainMax || known_->source(e) == kNoEvent || known_->source(e) == kInitial) return false;" REPLACE ";"
  CAUGHT_BY "Lookahead.*")
mutant(NAME frontier_search_takes_states_of_different_values_for_one FILE ${part}/frontier_search.cpp TESTS ${tests}
  FIND "matters ? holds - problem_->initial(k) + 1 : 0" REPLACE "0"
  CAUGHT_BY "Registers/Agreement.*/distinct_cas")
mutant(NAME frontier_search_reads_late FILE ${part}/frontier_search.cpp TESTS ${tests}
  FIND "if (needs != kNoCell && needs != holds) return false;" REPLACE ";"
  CAUGHT_BY "FrontierSearch.*")
mutant(NAME frontier_search_goes_on_too_eagerly FILE ${part}/frontier_search.cpp TESTS ${tests}
  FIND "return reads_left_[writes] == 0 && optional_reads_[writes] == 0 && reads_left_[holds] == 0 && optional_reads_[holds] == 0;" REPLACE "return true;"
  CAUGHT_BY "FrontierSearch.*")
mutant(NAME write_orders_let_a_read_be_overwritten_early FILE ${part}/write_orders.cpp TESTS ${tests}
  FIND "if (after < row_size_[key] && row_[begin + after] != e) edges_.push_back({e, row_[begin + after], kOverwrites});" REPLACE ";"
  CAUGHT_BY "WriteOrders.*")
mutant(NAME write_orders_skip_reads_from FILE ${part}/write_orders.cpp TESTS ${tests}
  FIND "if (from != kInitial) edges_.push_back({from, e, kReads});" REPLACE ";"
  CAUGHT_BY "Registers/Agreement.*/distinct_cas")
mutant(NAME write_orders_forget_a_choice_of_a_cycle FILE ${part}/write_orders.cpp TESTS ${tests}
  FIND "      reads(step.to);\n      continue;" REPLACE "      continue;"
  CAUGHT_BY "Registers/Agreement.*/distinct_cas")
mutant(NAME write_orders_put_unknown_writes_behind_later_ones FILE ${part}/write_orders.cpp TESTS ${tests}
  FIND "while (before != kNone && (called == kNoEvent || writes[before] > called)) before = earlier_in_session[before];" REPLACE "(void)called;"
  CAUGHT_BY "WriteOrders.*")
mutant(NAME choices_let_unknown_sources_take_no_effect FILE ${part}/choices.cpp TESTS ${tests}
  FIND "solver_.add(std::array{-variable, effective(w)});" REPLACE "(void)effective(w);"
  CAUGHT_BY "Choices.AnUnknownCompareAndSetThatIsReadTakesEffectAndNeedsASourceItself")
mutant(NAME open_clauses_rest_a_refutation_on_what_is_hidden FILE checker/engines/open_clauses.cpp TESTS ${tests}
  FIND "partly_shown_.erase(blamed, partly_shown_.end());" REPLACE "taken.clear();"
  CAUGHT_BY "Choices.SourcesThatAreNotShownYet*")
mutant(NAME state_set_takes_what_memory_dropped_for_seen FILE ${part}/state_set.cpp TESTS ${tests}
  FIND "&& !grow()) return true;" REPLACE "&& !grow()) return false;"
  CAUGHT_BY "Objects/ObjectAgreement.HoweverLittleMemory*")
mutant(NAME blocks_cut_at_keys FILE ${part}/blocks.cpp TESTS ${tests}
  FIND "parent[std::max(a, b)] = std::min(a, b);" REPLACE ";"
  CAUGHT_BY "Blocks.*")
mutant(NAME blocks_merge_without_session_order FILE ${part}/blocks.cpp TESTS ${tests}
  FIND "waits[index(group[i])] = i == 0 ? 1 : 2;" REPLACE "waits[index(group[i])] = 1; if (i == 0) ready.push_back(group[i]);"
  CAUGHT_BY "Blocks.*")
mutant(NAME clusters_forget_the_initial_value FILE ${part}/key_clusters.cpp TESTS ${tests}
  FIND "if (to == 0) finding = violated({before, i});\n      else links_" REPLACE "links_"
  CAUGHT_BY "KeyClusters.*")
mutant(NAME clusters_do_not_follow_chains FILE ${part}/key_clusters.cpp TESTS ${tests}
  FIND "} else if (place(earlier) > place(op)) {" REPLACE "} else if (false) {"
  CAUGHT_BY "KeyClusters.*")
mutant(NAME clusters_take_the_file_for_program_order FILE ${part}/key_clusters.cpp TESTS ${tests}
  FIND "if (!packed_->in_order()) order_by_session();" REPLACE ""
  CAUGHT_BY "KeyClusters.*")
mutant(NAME packed_operations_are_always_in_order FILE ${part}/key_operations.cpp TESTS ${tests}
  FIND "in_order_ = in_order_ && relations.position(op) >= position;" REPLACE ""
  CAUGHT_BY "KeyClusters.*")
mutant(NAME packed_operations_let_failed_compare_and_sets_be_exact FILE ${part}/key_operations.cpp TESTS ${tests}
  FIND "relations.optional(op) || relations.reads_other(op)" REPLACE "relations.optional(op)"
  CAUGHT_BY "KeyClusters.*")
