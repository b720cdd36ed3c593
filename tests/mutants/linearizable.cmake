set(file checker/engines/linearizable/zones.cpp)
set(timed "Registers/AllHistories.AreJudgedAsDefined/*Intervals*UnknownAndFailedWrites*")

mutant(NAME zones_take_touching_for_ordered FILE ${file}
  FIND "if (follows && cluster.first_settled < before.last_called)" REPLACE "if (follows && cluster.first_settled <= before.last_called)"
  CAUGHT_BY "${timed}")
mutant(NAME zones_let_reads_come_before_their_write FILE ${file}
  FIND " && cluster.first_settled >= cluster.write_called);" REPLACE ");"
  CAUGHT_BY "${timed}" FEW)
mutant(NAME zones_ignore_backward_ones FILE ${file}
  FIND "if (!cluster.counts()) continue;" REPLACE "if (!cluster.counts() || (cell != initial && cluster.write != kNoOp && !cluster.forward())) continue;"
  CAUGHT_BY "${timed}")
mutant(NAME zones_forget_the_initial_value FILE ${file}
  FIND "clusters_[index(relations_.initial_cell(key))].first_settled = kBeforeAllTime;" REPLACE ";"
  CAUGHT_BY "${timed}")
mutant(NAME zones_core_lacks_the_last_call FILE ${file}
  FIND "if (settles_first || called_last) core.push_back(op);" REPLACE "if (settles_first) core.push_back(op);"
  CAUGHT_BY "${timed}")

# The rest is held to brute force by tests/linearizable, which takes seconds.
set(folder checker/engines/linearizable)
set(agreement "*Agreement*")

# Chains: registers with cas and distinct values.
mutant(NAME chains_let_two_cas_find_a_value TESTS clio_linearizable_tests FILE ${folder}/chains.cpp
  FIND "if (cas != kNone) return wrong({cas, i});"
  REPLACE ""
  CAUGHT_BY "${agreement}/DistinctValuesCas")
mutant(NAME chains_ignore_the_order_within TESTS clio_linearizable_tests FILE ${folder}/chains.cpp
  FIND "if (chain.called_last != kNone && cluster.first_settled < chain.last_called) return wrong({cluster.settles_first, chain.called_last});"
  REPLACE ""
  CAUGHT_BY "${agreement}/DistinctValuesCas")
mutant(NAME chains_take_unknown_cas_for_done TESTS clio_linearizable_tests FILE ${folder}/chains.cpp
  FIND "if (!items_[i].optional) take(i);"
  REPLACE "take(i);"
  CAUGHT_BY "${agreement}/DistinctValuesCasUnknown")

# The register search, by the letters of its rules.
mutant(NAME register_search_lets_reads_wait TESTS clio_linearizable_tests FILE ${folder}/register_system.cpp
  FIND "case Role::read: needs = config.current != item.finds; break;"
  REPLACE "case Role::read: needs = true; break;"
  CAUGHT_BY "${agreement}/TwoValues")
mutant(NAME register_search_hides_no_writes TESTS clio_linearizable_tests FILE ${folder}/register_system.cpp
  FIND "config.needs = config.needs.minus(writes_);"
  REPLACE ""
  CAUGHT_BY "Search.WritesThatNobodySeesHideBehindAnother")
mutant(NAME register_search_writes_for_open_reads_only TESTS clio_linearizable_tests FILE ${folder}/register_system.cpp
  FIND "const bool later = wanted_later(config, value);"
  REPLACE "const bool later = false;"
  CAUGHT_BY "${agreement}/TwoValues:${agreement}/ThreeValuesLong")
mutant(NAME register_search_spends_the_patient_write TESTS clio_linearizable_tests FILE ${folder}/register_system.cpp
  FIND "at_slot(slot).settled < at_slot(urgent).settled) urgent = slot;"
  REPLACE "at_slot(slot).settled > at_slot(urgent).settled) urgent = slot;"
  CAUGHT_BY "${agreement}/TwoValues:${agreement}/ThreeValuesLong")
mutant(NAME register_search_takes_touching_suppliers_for_late TESTS clio_linearizable_tests FILE ${folder}/register_system.cpp
  FIND "needed_by >= future.next_write;"
  REPLACE "needed_by > future.next_write;"
  CAUGHT_BY "${agreement}/TwoValues*")
mutant(NAME register_search_takes_touching_for_disturbing TESTS clio_linearizable_tests FILE ${folder}/register_system.cpp
  FIND "at_slot(slot).settled >= *until;"
  REPLACE "at_slot(slot).settled > *until;"
  CAUGHT_BY "${agreement}/TwoValues*")
mutant(NAME register_search_overlooks_writes_that_touch TESTS clio_linearizable_tests FILE ${folder}/register_timeline.cpp
  FIND "*next <= finder_needs_[f]) ++next;"
  REPLACE "*next < finder_needs_[f]) ++next;"
  CAUGHT_BY "${agreement}/TwoValues*:${agreement}/ThreeValuesLong")
mutant(NAME register_search_drops_unknown_writes_too_early TESTS clio_linearizable_tests FILE ${folder}/register_timeline.cpp
  FIND "kBeforeAllTime : last + 1;"
  REPLACE "kBeforeAllTime : last - 1;"
  CAUGHT_BY "Search.AnUnknownWriteServesAReadThatSettlesLast")
mutant(NAME narrowing_forgets_later_writes TESTS clio_linearizable_tests FILE ${folder}/narrowing.cpp
  FIND "latest = std::max(latest, items_[setters_[s]].settled);"
  REPLACE "items_[setters_[s]].settled;"
  CAUGHT_BY "Narrowing.*")
mutant(NAME narrowing_takes_touching_for_within TESTS clio_linearizable_tests FILE ${folder}/narrowing.cpp
  FIND "(after - 1)->to <= time ?"
  REPLACE "(after - 1)->to < time ?"
  CAUGHT_BY "Narrowing.*")

# The search over any object.
mutant(NAME object_search_relieves_everybody TESTS clio_linearizable_tests FILE ${folder}/object_system.cpp
  FIND "if (space_->step(config.state, problem_.items[item_at_[slot]].op) == config.state) config.needs.erase(slot);"
  REPLACE "config.needs.erase(slot);"
  CAUGHT_BY "${agreement}/Counter")
mutant(NAME object_search_exchanges_what_differs TESTS clio_linearizable_tests FILE ${folder}/object_search.cpp
  FIND "history.expected(op), whose}, alike.size())"
  REPLACE "history.expected(op), 0u}, alike.size())"
  CAUGHT_BY "${agreement}/Mutex*")
mutant(NAME object_search_drops_shown_unknown_pushes TESTS clio_linearizable_tests FILE ${folder}/object_search.cpp
  FIND "gives && !shown.contains(history.value(op))"
  REPLACE "gives"
  CAUGHT_BY "${agreement}/StackUnknown")
mutant(NAME object_search_forgets_who_left TESTS clio_linearizable_tests FILE ${folder}/object_system.cpp
  FIND "    next.used.erase(slot);
"
  REPLACE ""
  CAUGHT_BY "${agreement}/Counter*:${agreement}/Stack*")

# Queues and stacks by their values.
mutant(NAME fifo_takes_touching_for_ordered TESTS clio_linearizable_tests FILE ${folder}/fifo.cpp
  FIND "in_from[i].at <= by_in[least_in].at"
  REPLACE "in_from[i].at < by_in[least_in].at"
  CAUGHT_BY "Histories/Containers*:${agreement}/QueueDistinctValues")
mutant(NAME lifo_lets_inner_values_stay_longer TESTS clio_linearizable_tests FILE ${folder}/lifo.cpp
  FIND "return spans_[v].in_by < ends && spans_[v].out_by >= ends;"
  REPLACE "return spans_[v].in_by < ends;"
  CAUGHT_BY "Histories/Containers*:${agreement}/StackDistinctValues")
mutant(NAME value_spans_overlook_what_is_certainly_in TESTS clio_linearizable_tests FILE ${folder}/value_spans.cpp
  FIND "if (values.spans[v].certainly_in()) certain.push_back"
  REPLACE "if (values.spans[v].certainly_in() && values.spans[v].out == kNoOp) certain.push_back"
  CAUGHT_BY "Histories/Containers*")
mutant(NAME fifo_search_finds_nothing_among_values TESTS clio_linearizable_tests FILE ${folder}/fifo_search.cpp
  FIND "if (latest_ > in || dequeues_.at(d).call > in) continue;"
  REPLACE ""
  CAUGHT_BY "Containers.ADequeueThatFoundNothing*")
mutant(NAME fifo_search_leaves_unknown_dequeues_idle TESTS clio_linearizable_tests FILE ${folder}/fifo_search.cpp
  FIND "spare_[value] > 0;"
  REPLACE "spare_[value] > 1;"
  CAUGHT_BY "Containers.AnUnknownDequeue*")
mutant(NAME list_lets_a_value_be_appended_twice TESTS clio_linearizable_tests FILE ${folder}/reduced_list.cpp
  FIND "if (append_of_[shown->second] != kNoOp) return false;"
  REPLACE ""
  CAUGHT_BY "${agreement}/List*")
mutant(NAME mutex_is_released_by_anybody TESTS clio_linearizable_tests FILE ${folder}/reduced_mutex.cpp
  FIND "(history.kind(op) == Kind::acquire ? item.sets : item.finds) = self;"
  REPLACE "if (history.kind(op) == Kind::acquire) item.sets = self;"
  CAUGHT_BY "${agreement}/Mutex*")
mutant(NAME time_order_turns_equals_round TESTS clio_linearizable_tests FILE ${folder}/time_order.cpp
  FIND "entries[place - 1].at > entry.at"
  REPLACE "entries[place - 1].at >= entry.at"
  CAUGHT_BY "TimeOrder*")
