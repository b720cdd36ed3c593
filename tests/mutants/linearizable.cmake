set(file checker/engines/linearizable/zones.cpp)
set(timed "Registers/AllHistories.AreJudgedAsDefined/*Intervals*UnknownAndFailedWrites*")

mutant(NAME zones_take_touching_for_ordered FILE ${file}
  FIND "if (follows && cluster.first_settled < before.last_called)" REPLACE "if (follows && cluster.first_settled <= before.last_called)"
  CAUGHT_BY "${timed}")
mutant(NAME zones_let_reads_come_before_their_write FILE ${file}
  FIND " && cluster.first_settled >= history_.call(cluster.write));" REPLACE ");"
  CAUGHT_BY "${timed}" FEW)
mutant(NAME zones_ignore_backward_ones FILE ${file}
  FIND "if (!counts(cluster)) continue;" REPLACE "if (!counts(cluster) || (cell != initial && cluster.write != kNoOp && !cluster.forward())) continue;"
  CAUGHT_BY "${timed}")
mutant(NAME zones_forget_the_initial_value FILE ${file}
  FIND "clusters_[index(relations_.initial_cell(key))].first_settled = kBeforeAllTime;" REPLACE ";"
  CAUGHT_BY "${timed}")
mutant(NAME zones_core_lacks_the_last_call FILE ${file}
  FIND "if (settles_first || called_last) core.push_back(op);" REPLACE "if (settles_first) core.push_back(op);"
  CAUGHT_BY "${timed}")
