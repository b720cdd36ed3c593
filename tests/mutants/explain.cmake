# The explainer: it can say the wrong thing of a right verdict, and nobody would see it but the reader.
set(transcript "Explanations.ReadAsInTheTranscript")
set(names "Anomalies.*")
set(registers "OfEveryObject/Explanations.AreConfirmedAndMinimalAndTheirCyclesHold/register")

# Shrinking.
mutant(NAME shrinking_keeps_a_superfluous_operation TESTS clio_evidence_tests FILE checker/explain/shrink.cpp
  FIND "if (chunk == 1) return removed;" REPLACE "if (chunk <= 2) return removed;"
  CAUGHT_BY "${registers}")
mutant(NAME shrinking_takes_an_open_question_for_a_no TESTS clio_evidence_tests FILE checker/explain/shrink.cpp
  FIND "open_reason_ = finding.reason;\n      return undecided_ = true, false;" REPLACE "return false;"
  CAUGHT_BY "Shrinking.AdmitsQuestionsThatTheEngineLeftOpen" FEW)
mutant(NAME shrinking_takes_an_open_question_for_a_yes TESTS clio_evidence_tests FILE checker/explain/shrink.cpp
  FIND "if (finding.answer == Answer::satisfied) return false;" REPLACE ""
  CAUGHT_BY "Shrinking.*")
mutant(NAME leaving_out_forgets_who_read TESTS clio_evidence_tests FILE checker/explain/removal_sources.cpp
  FIND "    for (const std::uint32_t reader : readers_[cell]) {\n      if (kept[reader] == 0) continue;\n      kept[reader] = 0;\n      lost(reader);\n    }"
  REPLACE ""
  CAUGHT_BY "Trimming.TakesOutNoMoreThanItMustOfRegisters")
mutant(NAME leaving_out_forgets_failed_cas TESTS clio_evidence_tests FILE checker/explain/removal_sources.cpp
  FIND "(cells->second.size() > 1 || cells->second.front() != read_cell_[i])) kept[i] = 0;" REPLACE "false) kept[i] = 0;"
  CAUGHT_BY "Trimming.TakesOutNoMoreThanItMustOfRegisters")
mutant(NAME leaving_out_takes_overwritten_for_gone TESTS clio_evidence_tests FILE checker/explain/sources_in_time.cpp
  FIND "if (at->overwritten >= called) {" REPLACE "if (at->overwritten == kNever) {"
  CAUGHT_BY "OfEveryObject/Trimming.LeavesWhatTheValidatorTakesForClosed/register:SourcesInTime.*")

# The cycle.
mutant(NAME cycles_are_not_the_shortest TESTS clio_evidence_tests FILE checker/explain/contradiction.cpp
  FIND "if (const auto its = effort(one); its < best_effort)" REPLACE "if (const auto its = effort(one); its > best_effort)"
  CAUGHT_BY "Contradictions.*:${transcript}")
mutant(NAME edges_of_real_time_are_called_session_order TESTS clio_evidence_tests FILE checker/explain/contradiction.cpp
  FIND ".relation = real_time ? Relation::real_time : Relation::session_order});" REPLACE ".relation = Relation::session_order});"
  CAUGHT_BY "Contradictions.AreTheShortestWayToSayIt")
mutant(NAME edges_of_write_order_are_called_reads_from TESTS clio_evidence_tests FILE checker/explain/contradiction.cpp
  FIND "if (web_.before(rival, r)) conclude(rival, source(r), Relation::write_order, rival, r);" REPLACE "if (web_.before(rival, r)) conclude(rival, source(r), Relation::reads_from, rival, r);"
  CAUGHT_BY "Contradictions.AreTheShortestWayToSayIt" FEW)
mutant(NAME anti_dependencies_go_the_wrong_way TESTS clio_evidence_tests FILE checker/explain/contradiction.cpp
  FIND "conclude(r, rival, Relation::anti_dependency, r, r);" REPLACE "conclude(rival, r, Relation::anti_dependency, r, r);"
  CAUGHT_BY "Contradictions.*:${transcript}")
mutant(NAME one_way_to_match_reads_is_enough TESTS clio_evidence_tests FILE checker/explain/contradiction.cpp
  FIND "c < core_.candidates(*reading).size() && all; ++c)" REPLACE "c < 1 && all; ++c)"
  CAUGHT_BY "Contradictions.AreLookedForInEveryWayToMatchReadsWithWrites")
mutant(NAME initial_values_are_no_sources TESTS clio_evidence_tests FILE checker/explain/small_core.cpp
  FIND "if (may_observe(history, op(r), history.initial(key(r)))) from.push_back(kInitial);" REPLACE ""
  CAUGHT_BY "${transcript}")

# The name.
mutant(NAME divergence_is_called_something_else TESTS clio_evidence_tests FILE checker/explain/anomaly.cpp
  FIND "if (crossed_on_one_key() || crossed_writers()) return Anomaly::divergence;" REPLACE "if (crossed_on_one_key()) return Anomaly::divergence;"
  CAUGHT_BY "${names}")
mutant(NAME store_buffering_is_called_long_fork TESTS clio_evidence_tests FILE checker/explain/anomaly.cpp
  FIND "return through_readers ? Anomaly::long_fork : Anomaly::store_buffering;" REPLACE "return through_readers ? Anomaly::store_buffering : Anomaly::long_fork;"
  CAUGHT_BY "${names}")
mutant(NAME own_writes_are_missed_like_others TESTS clio_evidence_tests FILE checker/explain/anomaly.cpp
  FIND "if (known.size() == 1 && in_process(known.front())) return Anomaly::read_your_writes_violation;" REPLACE ""
  CAUGHT_BY "${names}")
mutant(NAME aborted_reads_come_from_thin_air TESTS clio_evidence_tests FILE checker/explain/explain.cpp
  FIND "    counterexample.anomaly = Anomaly::aborted_read;" REPLACE "    counterexample.anomaly = Anomaly::thin_air_read;"
  CAUGHT_BY "${names}")

# The words.
mutant(NAME reasons_name_the_wrong_read TESTS clio_evidence_tests FILE checker/explain/sentence.cpp
  FIND "return observed(link.reading) + \" after it had \" + had_observed(earlier);" REPLACE "return observed(earlier) + \" after it had \" + had_observed(link.reading);"
  CAUGHT_BY "${transcript}")
mutant(NAME reasons_name_the_wrong_writer TESTS clio_evidence_tests FILE checker/explain/sentence.cpp
  FIND "const std::string whose = words_.process(op(link.to));" REPLACE "const std::string whose = words_.process(op(link.reading));"
  CAUGHT_BY "${transcript}")
mutant(NAME timeouts_are_not_mentioned TESTS clio_evidence_tests FILE checker/explain/sentence.cpp
  FIND "if (history.status(op) == Status::unknown) unknown.push_back(words.brief(op));" REPLACE ""
  CAUGHT_BY "${transcript}")
mutant(NAME other_cases_are_not_told TESTS clio_evidence_tests FILE checker/explain/sentence.cpp
  FIND "if (contradiction.cases == 1) return text;" REPLACE "return text;"
  CAUGHT_BY "${transcript}")
mutant(NAME lists_may_shrink TESTS clio_evidence_tests FILE checker/explain/list_story.cpp
  FIND "if (found(later).size() >= found(earlier).size()) continue;" REPLACE "continue;"
  CAUGHT_BY "${transcript}")
mutant(NAME locks_are_acquired_again_unnoticed TESTS clio_evidence_tests FILE checker/explain/mutex_story.cpp
  FIND "if (!before(a, b) || released_between(a, b)) continue;" REPLACE "continue;"
  CAUGHT_BY "${names}")
mutant(NAME causes_need_no_proof TESTS clio_evidence_tests FILE checker/explain/cause.cpp
  FIND "if (had && was && *had < *was) return" REPLACE "if (had && was) return"
  CAUGHT_BY "Causes.*:Cause.*:*Cause*")

# What fell short.
mutant(NAME degraded_is_not_said TESTS clio_evidence_tests FILE checker/explain/explain.cpp
  FIND "counterexample.degraded = std::move(shrunk.degraded);" REPLACE ""
  CAUGHT_BY "Shrinking.WithoutAnyTimeKeepsTheCoreAndSaysSo")
mutant(NAME what_is_too_large_counts_as_validated TESTS clio_evidence_tests FILE checker/explain/explain.cpp
  FIND "case Confirmation::too_large: degrade(" REPLACE "case Confirmation::too_large: counterexample.validated = true; if (false) degrade("
  CAUGHT_BY "Shrinking.WithoutAnyTimeKeepsTheCoreAndSaysSo" FEW)
mutant(NAME a_missing_cycle_is_not_said TESTS clio_evidence_tests FILE checker/explain/explain.cpp
  FIND "degrade(counterexample, counterexample.operations.size() > told_max ?" REPLACE "if (false) degrade(counterexample, counterexample.operations.size() > told_max ?"
  CAUGHT_BY "Shrinking.WithoutAnyTimeKeepsTheCoreAndSaysSo")
