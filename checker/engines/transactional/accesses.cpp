#include "checker/engines/transactional/accesses.hpp"

#include <algorithm>
#include <unordered_map>

#include "checker/support/assert.hpp"

namespace clio::transactional {
namespace {

AccessTables tables_of(const BaseRelations& relations) {
  switch (relations.history().object()) {
    case Object::register_: return register_accesses(relations);
    case Object::list: return list_accesses(relations);
    case Object::set: return set_accesses(relations);
    case Object::counter:
    case Object::queue:
    case Object::stack:
    case Object::mutex:
    case Object::text: break;
  }
  CLIO_ASSERT(false);
  return {};
}

/// Calls visit(cell) for each cell that a register's read may have returned: its own, or for a failed cas all others of the key.
template <class Visit>
void each_cell(const BaseRelations& relations, OpId read, Visit visit) {
  const CellId cell = relations.read_cell(read);
  if (!relations.reads_other(read)) return visit(cell);
  const KeyId key = relations.key_of(cell);
  for (std::size_t c = index(relations.first_cell(key)); c < index(relations.end_cell(key)); ++c) {
    if (c != index(cell)) visit(id_at<CellId>(c));
  }
}

}  // namespace

Accesses::Accesses(const BaseRelations& relations) : relations_(&relations), tables_(tables_of(relations)) {}

bool Accesses::participates(TxnId txn) const {
  const std::size_t first = index(history().first_of(txn));
  switch (history().status(id_at<OpId>(first))) {
    case Status::ok: return true;
    case Status::fail: return false;
    case Status::unknown: return !writes(txn).empty();
  }
  return false;
}

OpId AccessTables::final_write(TxnId txn, Place place) const {
  const auto begin = writes.begin() + writes_begin[index(txn)], end = writes.begin() + writes_begin[index(txn) + 1];
  const auto found = std::lower_bound(begin, end, place, [](const FinalWrite& write, Place wanted) { return write.place < wanted; });
  return found != end && found->place == place ? found->op : kNoOp;
}

std::vector<OpId> Accesses::candidates(const ExternalRead& read) const {
  const TxnId txn = history().transaction(read.op);
  std::vector<OpId> candidates;
  const auto consider = [&](OpId writer) {
    if (may_be_read_by(txn, writer)) candidates.push_back(writer);
  };
  if (tables_.elements) {
    const bool there = !may_read_initial(read);
    for (const OpId writer : tables_.elements->writers(read.place)) {
      if ((history().kind(writer) == Kind::add) == there) consider(writer);
    }
  } else if (history().object() == Object::register_) {
    each_cell(*relations_, read.op, [&](CellId cell) {
      for (const OpId writer : relations_->writers(cell)) consider(writer);
    });
    std::sort(candidates.begin(), candidates.end());
  }
  return candidates;
}

bool Accesses::may_read_initial(const ExternalRead& read) const {
  if (read.source != kOpen) return read.source == kInitialValue;
  return tables_.initial[static_cast<std::size_t>(&read - tables_.reads.data())];
}

OpId Accesses::best(const ExternalRead& read, const Likelihood& likelihood) const {
  const TxnId txn = history().transaction(read.op);
  const bool initial = may_read_initial(read);
  if (tables_.elements) {
    return likelihood.best(read.op, tables_.elements->writers(read.place), initial,
                           [&](OpId writer) { return (history().kind(writer) == Kind::add) != initial && may_be_read_by(txn, writer); });
  }
  const CellId cell = relations_->read_cell(read.op);
  if (!relations_->reads_other(read.op)) return likelihood.best(read.op, relations_->writers(cell), initial, [&](OpId writer) { return may_be_read_by(txn, writer); });
  return likelihood.best(read.op, relations_->on_key(relations_->key_of(cell)), initial,
                         [&](OpId writer) { return relations_->writes(writer) && relations_->write_cell(writer) != cell && may_be_read_by(txn, writer); });
}

std::vector<OpId> Accesses::closed(std::vector<OpId> operations) const {
  std::vector<bool> in(history().size()), completed(history().size());  // the given ones are in, but not complete
  const auto add_alone = [&](OpId op) {
    if (!in[index(op)]) operations.push_back(op);
    in[index(op)] = true;
  };
  // What overwrites a write in its own transaction comes with it: without that, the write would be a source.
  const auto add = [&](OpId writer) {
    if (completed[index(writer)]) return;
    completed[index(writer)] = true;
    add_alone(writer);
    if (tables_.final[index(writer)]) return;
    const Place place = tables_.elements ? tables_.elements->place(history().key(writer), history().value(writer)) : static_cast<Place>(history().key(writer));
    if (const OpId last = final_write(history().transaction(writer), place); last != kNoOp) add_alone(last);
  };
  for (const OpId op : operations) in[index(op)] = true;
  const auto appends = history().object() == Object::list ? std::optional(appends_by_value()) : std::nullopt;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const OpId op = operations[i];
    if (history().status(op) != Status::ok) continue;
    if (history().object() == Object::register_) {
      if (!relations_->reads(op)) continue;
      each_cell(*relations_, op, [&](CellId cell) {
        for (const OpId writer : relations_->writers(cell)) add(writer);
      });
    } else if (tables_.elements) {
      if (history().kind(op) != Kind::read && history().kind(op) != Kind::contains) continue;
      for (const OpId writer : tables_.elements->sources(op)) add(writer);
    } else if (history().kind(op) == Kind::read) {
      const ValueId value = history().value(op);
      const Value::Array* const array = ValueTable::is_small(value) ? nullptr : history().values().entry(value).as_array();
      if (array == nullptr) continue;
      for (const Value& element : *array) {
        ValueId id{};
        if (!history().values().find(element, id)) continue;
        const auto [first, last] = appends->equal_range(packed(history().key(op), id));
        for (auto append = first; append != last; ++append) add_alone(append->second);
      }
    }
  }
  std::sort(operations.begin(), operations.end());
  operations.erase(std::unique(operations.begin(), operations.end()), operations.end());
  return operations;
}

std::unordered_multimap<std::uint64_t, OpId> Accesses::appends_by_value() const {
  std::unordered_multimap<std::uint64_t, OpId> appends;
  for (std::size_t i = 0; i < history().size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (history().kind(op) == Kind::append && relations_->participates(op)) appends.emplace(packed(history().key(op), history().value(op)), op);
  }
  return appends;
}

}  // namespace clio::transactional
