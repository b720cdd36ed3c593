# The validator: what it lets pass, nobody else would see.
set(replay checker/validate/replay.cpp)
set(witnesses "*Witnesses*")
set(counterexamples "*Counterexamples*")

mutant(NAME validator_ignores_real_time TESTS clio_evidence_tests FILE ${replay}
  FIND "real_time_ && settled(history_, op) < latest_call_[k]" REPLACE "false"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_takes_touching_for_ordered TESTS clio_evidence_tests FILE ${replay}
  FIND "settled(history_, op) < latest_call_[k]" REPLACE "settled(history_, op) <= latest_call_[k]"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_ignores_session_order TESTS clio_evidence_tests FILE ${replay}
  FIND "return later || history_.status(op) == Status::unknown;" REPLACE "return true;"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_lets_unknown_operations_precede TESTS clio_evidence_tests FILE ${replay}
  FIND "return later || history_.status(op) == Status::unknown;" REPLACE "return later;"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_lets_operations_be_missing TESTS clio_evidence_tests FILE ${replay}
  FIND "if (!listed[i] && history.status(op) == Status::ok)" REPLACE "if (false)"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_lets_keys_be_mixed TESTS clio_evidence_tests FILE ${replay}
  FIND "if (history_.key(op) != id_at<KeyId>(k))" REPLACE "if (false)"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_shares_sessions_between_keys TESTS clio_evidence_tests FILE ${replay}
  FIND "(at_once_ == 1 ? 0 : part * history_.process_count())" REPLACE "0"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_stops_after_a_window TESTS clio_evidence_tests FILE ${replay}
  FIND "if (end >= history_.size()) return {};" REPLACE "return {};"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_believes_failed_cas TESTS clio_evidence_tests FILE ${replay}
  FIND "return current != history_.expected(op);" REPLACE "return true;"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_forgets_what_reads_bring FILE checker/validate/arbitration.cpp
  FIND "clock[c] = std::max(clock[c], other[c]);" REPLACE "(void)other;"
  CAUGHT_BY "Validator.AcceptsExactlyTheOrdersThatProveARow")
mutant(NAME validator_leaves_out_sources_of_failed_cas TESTS clio_evidence_tests FILE checker/validate/closed.cpp
  FIND "if (history.expected(reader) != history.value(write)) visit(reader);" REPLACE ""
  CAUGHT_BY "${counterexamples}")
mutant(NAME validator_searches_without_initial_reads TESTS clio_evidence_tests FILE checker/validate/definition.cpp
  FIND "if (source_[r] == kInitial) return false;" REPLACE "if (source_[r] == kInitial) continue;"
  CAUGHT_BY "${counterexamples}")
mutant(NAME validator_takes_unknown_writes_for_done TESTS clio_evidence_tests FILE checker/validate/definition.cpp
  FIND "if ((everything() & ~unknown_ & ~placed) == 0) return true;" REPLACE "if ((everything() & ~placed) == 0) return true;"
  CAUGHT_BY "${counterexamples}")
mutant(NAME validator_accepts_broken_cycles TESTS clio_evidence_tests FILE checker/validate/cycle.cpp
  FIND "transactions ? !together(history, edge.to, next) : edge.to != next" REPLACE "false"
  CAUGHT_BY "Cycles*")

# The definition, clause by clause: what the search for an explanation would let pass, or refuse, without it.
set(definition checker/validate/definition.cpp)
set(whole "OfEveryObject/Counterexamples.OfAllOperationsAreConfirmedExactlyWhenTheReferenceSeesAViolation/register")

mutant(NAME definition_without_session_order TESTS clio_evidence_tests FILE ${definition}
  FIND "if (session_ordered(history, ops_[i], ops_[j])) so_.add(i, j);" REPLACE ""
  CAUGHT_BY "${whole}")
mutant(NAME definition_without_real_time TESTS clio_evidence_tests FILE ${definition}
  FIND "model.extends == Base::real_time ? before_in_real_time(history, ops_[i], ops_[j]) : so_.has(i, j);" REPLACE "so_.has(i, j);"
  CAUGHT_BY "${whole}")
mutant(NAME definition_lets_arb_ignore_its_base TESTS clio_evidence_tests FILE ${definition}
  FIND "if (ordered) before_.add(i, j);" REPLACE ""
  CAUGHT_BY "${whole}")
mutant(NAME definition_lets_arb_ignore_causes TESTS clio_evidence_tests FILE ${definition}
  FIND "base = happens_before_;" REPLACE ""
  CAUGHT_BY "${whole}")
mutant(NAME definition_without_reads_from TESTS clio_evidence_tests FILE ${definition}
  FIND "if (source_[r] != kInitial) happens_before_.add(static_cast<std::size_t>(source_[r]), r);" REPLACE ""
  CAUGHT_BY "${whole}" FEW)
mutant(NAME definition_without_the_closure_of_causes TESTS clio_evidence_tests FILE ${definition}
  FIND "happens_before_.close();" REPLACE ""
  CAUGHT_BY "${whole}")
mutant(NAME definition_asks_all_processes_to_agree TESTS clio_evidence_tests FILE ${definition}
  FIND "[&](std::size_t r) { return history_.process(ops_[r]) == process; });" REPLACE "[](std::size_t) { return true; });"
  CAUGHT_BY "${whole}")
mutant(NAME definition_asks_all_reads_to_agree TESTS clio_evidence_tests FILE ${definition}
  FIND "return ordered(base, {r});" REPLACE "(void)r; return ordered(base, readings_);"
  CAUGHT_BY "${whole}")
mutant(NAME definition_sees_sessions_only TESTS clio_evidence_tests FILE ${definition}
  FIND "case Visibility::causal: return happens_before_.has(w, r);" REPLACE "case Visibility::causal: return so_.has(w, r);"
  CAUGHT_BY "${whole}")
mutant(NAME definition_read_your_writes_sees_causes TESTS clio_evidence_tests FILE ${definition}
  FIND "case Visibility::session: return so_.has(w, r);" REPLACE "case Visibility::session: return happens_before_.has(w, r);"
  CAUGHT_BY "${whole}")
mutant(NAME definition_monotonic_reads_of_everybody TESTS clio_evidence_tests FILE ${definition}
  FIND "return reads_from(other, w) && so_.has(other, r); });" REPLACE "return reads_from(other, w); });"
  CAUGHT_BY "${whole}")
mutant(NAME definition_monotonic_writes_sees_nothing_through_earlier_reads TESTS clio_evidence_tests FILE ${definition}
  FIND "return (other == r || so_.has(other, r)) && source_[other] != kInitial" REPLACE "return other == r && source_[other] != kInitial"
  CAUGHT_BY "${whole}")
mutant(NAME definition_monotonic_writes_sees_no_session TESTS clio_evidence_tests FILE ${definition}
  FIND "[&](std::size_t write) { return so_.has(w, write); });" REPLACE "[](std::size_t) { return false; });"
  CAUGHT_BY "${whole}")
mutant(NAME definition_writes_follow_any_reads TESTS clio_evidence_tests FILE ${definition}
  FIND "return reads_from(other, w) && so_.has(other, write); });" REPLACE "(void)write; return reads_from(other, w); });"
  CAUGHT_BY "${whole}")
mutant(NAME definition_lets_a_process_read_anything TESTS clio_evidence_tests FILE ${definition}
  FIND "if (!ready || ((own_ & bit(i)) != 0 && last[key_of_[i]] != source_[i])) continue;" REPLACE "if (!ready) continue;"
  CAUGHT_BY "${whole}")
mutant(NAME definition_lets_other_keys_be_sources TESTS clio_evidence_tests FILE ${definition}
  FIND "return (effective_ & bit(i)) != 0 && history_.key(ops_[i]) == key && writes_register(history_, ops_[i]);"
  REPLACE "(void)key; return (effective_ & bit(i)) != 0 && writes_register(history_, ops_[i]);"
  CAUGHT_BY "${whole}")
mutant(NAME cache_is_judged_over_all_keys TESTS clio_evidence_tests FILE checker/validate/validate.cpp
  FIND "parts[model.scope == Scope::per_key ? history.key(op) : KeyId{}]" REPLACE "parts[KeyId{}]"
  CAUGHT_BY "${whole}")

# What counts as what.
set(closed checker/validate/closed.cpp)
mutant(NAME unknown_cas_never_reads TESTS clio_evidence_tests FILE ${closed}
  FIND "return history.status(op) == Status::ok || model.agreed_by == Agreement::everyone;" REPLACE "(void)model; return history.status(op) == Status::ok;"
  CAUGHT_BY "Closed.*")
mutant(NAME unknown_operations_have_successors TESTS clio_evidence_tests FILE ${closed}
  FIND "if (history.process(a) != history.process(b) || history.status(a) != Status::ok) return false;" REPLACE "if (history.process(a) != history.process(b)) return false;"
  CAUGHT_BY "${whole}")
mutant(NAME session_order_is_file_order TESTS clio_evidence_tests FILE ${closed}
  FIND "if (history.timed() && history.call(a) != history.call(b)) return history.call(a) < history.call(b);" REPLACE ""
  CAUGHT_BY "${whole}")
mutant(NAME clocks_are_exact TESTS clio_evidence_tests FILE ${closed}
  FIND "return history.response(a) <= kNever - uncertainty && history.response(a) + uncertainty < history.call(b);" REPLACE "(void)uncertainty; return history.response(a) < history.call(b);"
  CAUGHT_BY "${whole}")
mutant(NAME touching_intervals_are_ordered TESTS clio_evidence_tests FILE ${closed}
  FIND "history.response(a) + uncertainty < history.call(b);" REPLACE "history.response(a) + uncertainty <= history.call(b);"
  CAUGHT_BY "${whole}")

# What has to stay.
mutant(NAME counterexamples_need_not_be_closed TESTS clio_evidence_tests FILE checker/validate/validate.cpp
  FIND "if (!validate::not_closed(history, model, operations).empty()) return Confirmation::refuted;" REPLACE ""
  CAUGHT_BY "Counterexamples.WithoutASourceOfAReadAreRefuted")
mutant(NAME overwritten_sources_are_forgotten_too_early TESTS clio_evidence_tests FILE ${closed}
  FIND "return next != intervals.end() && next->second < history_.call(reading);" REPLACE "return next != intervals.end();"
  CAUGHT_BY "Closed.*")
mutant(NAME no_impossible_source_has_to_stay TESTS clio_evidence_tests FILE ${closed}
  FIND "if (!sourced.contains(reader) && !may_return(" REPLACE "if (false && !may_return("
  CAUGHT_BY "Closed.*")
mutant(NAME queues_lose_single_operations TESTS clio_evidence_tests FILE ${closed}
  FIND "return takes_unknown || values_.contains(value);" REPLACE "return takes_unknown;"
  CAUGHT_BY "Closed.*" FEW)
mutant(NAME unknown_dequeues_are_forgotten TESTS clio_evidence_tests FILE ${closed}
  FIND "return takes_unknown || values_.contains(value);" REPLACE "return values_.contains(value);"
  CAUGHT_BY "Closed.*")
mutant(NAME removes_are_forgotten TESTS clio_evidence_tests FILE ${closed}
  FIND "return added_.contains(value) && !found(observer, value);" REPLACE "return false;"
  CAUGHT_BY "Closed.*")
mutant(NAME locks_lose_their_releases TESTS clio_evidence_tests FILE ${closed}
  FIND "return here + 1 != certain.end() && history_.kind(*(here + 1)) == Kind::release && kept_.contains(*(here + 1));" REPLACE "return false;"
  CAUGHT_BY "Closed.*")

# Witnesses of causal convergence with their sources.
set(arbitration checker/validate/arbitration.cpp)
set(given "Arbitration.WithSourcesThatAreWrongIsToldWhy")
mutant(NAME overwritten_sources_are_believed TESTS clio_evidence_tests FILE ${arbitration}
  FIND "if (seen != kNowhere && by_arb_[seen].arb > source)" REPLACE "if (false)"
  CAUGHT_BY "${given}")
mutant(NAME later_sources_are_believed TESTS clio_evidence_tests FILE ${arbitration}
  FIND "if (source >= walked_) return" REPLACE "if (false) return"
  CAUGHT_BY "${given}")
mutant(NAME initial_values_are_believed TESTS clio_evidence_tests FILE ${arbitration}
  FIND "return seen == kNowhere ? std::string() : named(op) + \" is said" REPLACE "return true ? std::string() : named(op) + \" is said"
  CAUGHT_BY "${given}" FEW)
mutant(NAME readers_of_what_was_left_behind_are_forgotten TESTS clio_evidence_tests FILE ${arbitration}
  FIND "if (!known) readers.push_back(place);" REPLACE ""
  CAUGHT_BY "${given}")
mutant(NAME bounds_are_not_admitted TESTS clio_evidence_tests FILE ${arbitration}
  FIND "if (steps > bounds.steps_max) return {.undecided = \"too many ways to match reads with writes\"};" REPLACE "if (steps > bounds.steps_max) return {};"
  CAUGHT_BY "Arbitration.WithoutThemIsProvedBySearchingUpToABoundAndThenUndecided")
