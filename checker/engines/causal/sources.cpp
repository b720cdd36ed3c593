// Candidate sources of reading events, from values alone.
//
// BaseRelations already groups the writers of a value, so that a read with one writer (and another value than the initial one) is answered in O(1); only a
// failed cas, which read anything but one value, looks at the values of its key, no further than it must: a key may have as many failed cas as values.
// Tested by tests/causal.

#include "checker/engines/causal/sources.hpp"

#include <algorithm>
#include <unordered_map>

namespace clio::causal {

bool Candidates::reads(OpId op) const {
  if (!relations_->participates(op)) return false;
  if (relations_->reads(op)) return true;
  return unknown_cas_reads_ && relations_->optional(op) && relations_->history().kind(op) == Kind::cas;
}

bool Candidates::may_read_initial(OpId op) const {
  return relations_->is_initial(relations_->read_cell(op)) != relations_->reads_other(op);
}

OpId Candidates::only(OpId op) const {
  if (!relations_->reads_other(op)) {  // the common case, without a loop
    const auto writers = relations_->writers(relations_->read_cell(op));
    if (may_read_initial(op)) return writers.empty() || (writers.size() == 1 && writers.front() == op) ? kInitialValue : kOpen;
    if (writers.size() == 1) return writers.front() == op ? kNoOp : writers.front();
    if (writers.size() == 2 && relations_->writes(op)) {
      if (writers[0] == op) return writers[1];
      if (writers[1] == op) return writers[0];
    }
    return writers.empty() ? kNoOp : kOpen;
  }
  OpId found = may_read_initial(op) ? kInitialValue : kNoOp;
  const CellId avoided = relations_->read_cell(op);
  const KeyId key = relations_->key_of(avoided);
  for (std::size_t cell = index(relations_->first_cell(key)); cell < index(relations_->end_cell(key)) && found != kOpen; ++cell) {
    if (cell == index(avoided)) continue;
    const auto writers = relations_->writers(id_at<CellId>(cell));  // a failed cas is none of them
    if (writers.empty()) continue;
    found = found == kNoOp && writers.size() == 1 ? writers.front() : kOpen;
  }
  return found;
}

OpId Candidates::best(OpId op, const Likelihood& likelihood) const {
  const CellId cell = relations_->read_cell(op);
  if (!relations_->reads_other(op)) return likelihood.best(op, relations_->writers(cell), may_read_initial(op), [&](OpId writer) { return writer != op; });
  // A failed cas, whose candidates are most writes of its key: the nearest that will do among the key's operations.
  return likelihood.best(op, relations_->on_key(relations_->key_of(cell)), may_read_initial(op), [&](OpId writer) { return relations_->writes(writer) && relations_->write_cell(writer) != cell; });
}

std::vector<OpId> Candidates::ranked(OpId op, const Likelihood& likelihood) const {
  std::vector<OpId> candidates;
  each_writer(op, [&](OpId writer) { candidates.push_back(writer); });
  return likelihood.ranked(op, candidates, may_read_initial(op));
}

CertainSources certain_sources(const Candidates& candidates) {
  const BaseRelations& relations = candidates.relations();
  CertainSources certain;
  certain.of.assign(relations.history().size(), kNoOp);
  for (std::size_t i = 0; i < certain.of.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (!candidates.reads(op)) continue;
    certain.of[i] = candidates.only(op);
    if (certain.of[i] == kOpen) ++certain.open;
    if (certain.of[i] == kNoOp && !relations.optional(op) && certain.without_source == kNoOp) certain.without_source = op;
  }
  return certain;
}

std::vector<OpId> closed_under_candidates(const Candidates& candidates, std::vector<OpId> operations) {
  std::vector<bool> held(candidates.relations().history().size());
  std::vector<bool> cell_held(candidates.relations().cell_count());  // all writers of the cell were added
  // Of the key of a cell: which cell's writers are the only ones not to have been added for its failed cas.
  std::unordered_map<KeyId, CellId> all_but;
  for (const OpId op : operations) held[index(op)] = true;
  const auto add = [&](OpId writer) {
    if (held[index(writer)]) return;
    held[index(writer)] = true;
    operations.push_back(writer);
  };
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const OpId op = operations[i];
    if (!candidates.reads(op)) continue;
    const CellId cell = candidates.relations().read_cell(op);
    if (candidates.relations().reads_other(op)) {
      const auto [known, is_first] = all_but.try_emplace(candidates.relations().key_of(cell), cell);
      if (is_first) {
        candidates.each_writer(op, add);
      } else if (known->second != cell && known->second != kNoCell) {
        for (const OpId writer : candidates.relations().writers(known->second)) add(writer);
        known->second = kNoCell;
      }
      continue;
    }
    if (cell_held[index(cell)]) continue;
    cell_held[index(cell)] = true;
    candidates.each_writer(op, add);
  }
  std::sort(operations.begin(), operations.end());
  operations.erase(std::unique(operations.begin(), operations.end()), operations.end());
  return operations;
}

}  // namespace clio::causal
