# Work on several threads whose answer does not depend on them.
mutant(NAME first_false_answers_the_last_false FILE checker/support/first_false.cpp TESTS clio_history_tests
  FIND "i < least && !lowest" REPLACE "!lowest"
  CAUGHT_BY "FirstFalse.OfAllAsksOfEverythingAndStillAnswersTheLowest")
mutant(NAME first_false_asks_again FILE checker/support/first_false.cpp TESTS clio_history_tests
  FIND "std::size_t i = next++; i < count" REPLACE "std::size_t i = next++ / 2; i < count"
  CAUGHT_BY "FirstFalse.*")
mutant(NAME ahead_decides_what_was_dropped FILE checker/ahead.cpp TESTS clio_evidence_tests
  FIND "row.settled = row.begun = true;" REPLACE "row.settled = true;"
  CAUGHT_BY "Ahead.NeverBeginsARowThatWasDroppedInTime")
mutant(NAME ahead_gives_every_row_all_threads FILE checker/ahead.cpp TESTS clio_evidence_tests
  FIND "limits_.jobs / static_cast<unsigned>(others + 1)" REPLACE "limits_.jobs"
  CAUGHT_BY "Ahead.SharesTheThreadsOutAmongTheRowsThatAreLeft")
