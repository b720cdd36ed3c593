# Rows over transactions: what each polynomial row must see, and what conflicts, sources and the search over them rest on.
set(folder checker/engines/transactional)
set(theories "Theories.*:Table/SmallHistories.*")

mutant(NAME transactions_read_committed_forgets_a_place_read_again TESTS clio_transactional_tests FILE ${folder}/read_committed.cpp
  FIND "if (const std::uint32_t next = next_.at(place, reader); next != ReadsByPlace::kNone) see(next);
      }
      for" REPLACE "}
      for"
  CAUGHT_BY "${theories}")
mutant(NAME transactions_read_atomic_forgets_sessions TESTS clio_transactional_tests FILE ${folder}/read_atomic.cpp
  FIND "if (last != kNoNode && last >= session_begin) constraints_.see(last, read);" REPLACE ""
  CAUGHT_BY "${theories}")
mutant(NAME transactions_read_atomic_lets_reads_differ TESTS clio_transactional_tests FILE ${folder}/read_atomic.cpp
  FIND "constraints_.see(other, read);" REPLACE ""
  CAUGHT_BY "${theories}")
mutant(NAME transactions_causal_past_forgets_initial_reads TESTS clio_transactional_tests FILE ${folder}/causal_past.cpp
  FIND "write != kNoNode) constraints.see(write, read);" REPLACE "false) constraints.see(write, read);"
  CAUGHT_BY "${theories}")
mutant(NAME transactions_graph_forgets_versions TESTS clio_transactional_tests FILE ${folder}/order_graph.cpp
  FIND "for (const Version& version : versions_) link(version.earlier, version.later);" REPLACE ""
  CAUGHT_BY "${theories}")
mutant(NAME transactions_lets_unknown_ones_precede TESTS clio_transactional_tests FILE ${folder}/transactions.cpp
  FIND "if (!last) {" REPLACE "if (false) {"
  CAUGHT_BY "Transactions.*:${theories}")
mutant(NAME transactions_core_lacks_what_overwrote_a_source TESTS clio_transactional_tests FILE ${folder}/accesses.cpp
  FIND "last != kNoOp) add_alone(last);" REPLACE "false) add_alone(last);"
  CAUGHT_BY "Accesses.*")
mutant(NAME transactions_take_overwritten_writes_for_sources TESTS clio_transactional_tests FILE ${folder}/register_accesses.cpp
  FIND "if (!own && tables_.final[index(writer)]) consider(writer);" REPLACE "if (!own) consider(writer);"
  CAUGHT_BY "Accesses.*:Table/*")
