# The verifier of certificates: what it lets pass without sources, and what it goes through.
set(replay src/verify/replay.cpp)
set(parts "*Replays.OfPartsProveNothingThatIsNotTrueOfTheWhole*")
set(certified "*Replays.AreCertifiedForTheTrueVerdictAndForNoOther*")

mutant(NAME verifier_lets_everything_go TESTS clio_certificate_tests FILE ${replay}
  FIND "a == b ? op < gone : f.precedes(a, b)" REPLACE "true"
  CAUGHT_BY "${parts}" FEW)
mutant(NAME verifier_takes_what_comes_later_in_a_transaction_for_earlier TESTS clio_certificate_tests FILE ${replay}
  FIND "a == b ? op < gone :" REPLACE "a == b ? true :"
  CAUGHT_BY "${parts}")
mutant(NAME verifier_lets_single_locks_go TESTS clio_certificate_tests FILE ${replay}
  FIND "return none_kept([&](OpId op) { return h.process(op) == h.process(gone); });" REPLACE "return true;"
  CAUGHT_BY "${parts}")
mutant(NAME verifier_lets_unknown_dequeues_go TESTS clio_certificate_tests FILE ${replay}
  FIND "|| takes_unknown(gone)) return false;" REPLACE ") return false;"
  CAUGHT_BY "Replay.OfAPartNeedsAllThatItMayDependOn")
mutant(NAME verifier_lets_single_values_go TESTS clio_certificate_tests FILE ${replay}
  FIND ": h.value(op) == h.value(gone); });" REPLACE ": false; });"
  CAUGHT_BY "${parts}")
mutant(NAME verifier_forgets_that_transactions_have_other_effects TESTS clio_certificate_tests FILE ${replay}
  FIND "takes_unknown(op) ? h.transactional()" REPLACE "takes_unknown(op) ? false"
  CAUGHT_BY "Replay.OfAPartNeedsAllThatItMayDependOn")
mutant(NAME verifier_lets_appends_go_that_were_read TESTS clio_certificate_tests FILE checker/history/sequential_objects.cpp
  FIND "h.value_at(h.value(append))) == 0;" REPLACE "h.value_at(h.value(append))) < 2;"
  CAUGHT_BY "${parts}")
mutant(NAME verifier_waits_for_what_nobody_knows TESTS clio_certificate_tests FILE ${replay}
  FIND "if (effective[i] == '-' && f.units[units[i].first].ok)" REPLACE "if (effective[i] == '-')"
  CAUGHT_BY "${certified}" FEW)
mutant(NAME verifier_searches_without_a_base TESTS clio_certificate_tests FILE ${replay}
  FIND "return steps.take(), f.precedes(other, units[i].first);" REPLACE "return (void)other, false;"
  CAUGHT_BY "${certified}")
mutant(NAME verifier_searches_keys_in_one_order TESTS clio_certificate_tests FILE src/verify/definition.cpp
  FIND "(!row.per_key || key(a) == key(b)) && " REPLACE ""
  CAUGHT_BY "Replay.IsRefusedWithWhatIsWrongAndWhere")
mutant(NAME verifier_believes_every_answer_of_an_order TESTS clio_certificate_tests FILE ${replay}
  FIND "if (!objects.take(op)) require(" REPLACE "if (!objects.take(op) && false) require("
  CAUGHT_BY "*Replays.OfAnOrderAreAcceptedExactlyWhenItProvesTheRow*")
