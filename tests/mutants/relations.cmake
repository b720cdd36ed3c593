# What every engine builds on.
set(file checker/relations/base_relations.cpp)

mutant(NAME failed_operations_take_part FILE ${file}
  FIND "case Status::fail: return false;" REPLACE "case Status::fail: return true;"
  CAUGHT_BY "Registers/AllHistories.AreJudgedAsDefined/*UnknownAndFailedWrites*")
mutant(NAME unknown_reads_count FILE ${file}
  FIND "return history.kind(op) != Kind::read && history.kind(op) != Kind::contains;" REPLACE "return true;"
  CAUGHT_BY "Oracle/RandomHistories.AreJudgedAsDefined/Registers")
mutant(NAME failed_cas_reads_what_it_expected FILE ${file}
  FIND "read_cell_[i] = expected | kOther;" REPLACE "read_cell_[i] = expected;"
  CAUGHT_BY "Registers/AllHistories.AreJudgedAsDefined/*NoTimes*Cas" FEW)
mutant(NAME program_order_is_file_order FILE ${file}
  FIND "if (!ordered) sort_sessions();" REPLACE ""
  CAUGHT_BY "Oracle/RandomHistories.AreJudgedAsDefined/Registers")
mutant(NAME unknown_operations_close_gaps FILE ${file}
  FIND "if (!optional(op)) last = op;" REPLACE "last = op;"
  CAUGHT_BY "Oracle/RandomHistories.AreJudgedAsDefined/Registers")
mutant(NAME rewritten_initial_value_counts_as_distinct FILE ${file}
  FIND " || cell == begin) distinct_[key] = false;" REPLACE ") distinct_[key] = false;"
  CAUGHT_BY "Registers/AllHistories.AreJudgedAsDefined/*UnknownAndFailedWrites*")
