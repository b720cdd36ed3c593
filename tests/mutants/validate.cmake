# The validator: what it lets pass, nobody else would see.
set(replay checker/validate/replay.cpp)
set(witnesses "*Witnesses*")
set(counterexamples "*Counterexamples*")

mutant(NAME validator_ignores_real_time TESTS clio_evidence_tests FILE ${replay}
  FIND "if (settled(history, op) < latest_call)" REPLACE "if (false)"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_takes_touching_for_ordered TESTS clio_evidence_tests FILE ${replay}
  FIND "if (settled(history, op) < latest_call)" REPLACE "if (settled(history, op) <= latest_call)"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_ignores_session_order TESTS clio_evidence_tests FILE ${replay}
  FIND "return later || history_.status(op) == Status::unknown;" REPLACE "return true;"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_lets_unknown_operations_precede TESTS clio_evidence_tests FILE ${replay}
  FIND "return later || history_.status(op) == Status::unknown;" REPLACE "return later;"
  CAUGHT_BY "${witnesses}")
mutant(NAME validator_lets_operations_be_missing TESTS clio_evidence_tests FILE ${replay}
  FIND "if (history.status(id_at<OpId>(i)) == Status::ok && !listed[i])" REPLACE "if (false)"
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
  FIND "if (edge.to != next)" REPLACE "if (false)"
  CAUGHT_BY "Cycles*")
