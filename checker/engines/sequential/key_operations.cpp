// The operations of a history, packed key by key for those who go through one key after the other.
//
// In the columns of a history of many keys each step along a key touches cache lines of its own, one a column: with 1,000 keys nothing that is fetched
// is used twice, and a history beyond the processor's cache costs several times as much an operation as one within. So one pass in file order gathers what is asked:
// it reads the columns in sequence and writes at as many places as there are keys, each of which only advances. Afterwards each key lies in sequence.
//
// Cost: O(n). Tested by tests/sequential/key_clusters_test.cpp.

#include "checker/engines/sequential/key_operations.hpp"

namespace clio::sequential {

KeyOperations::KeyOperations(const BaseRelations& relations) {
  const History& h = relations.history();
  decided_.resize(h.key_count());
  for (std::size_t k = 0; k < h.key_count(); ++k) decided_[k] = relations.distinct(id_at<KeyId>(k));
  for (std::size_t i = 0; relations.has_cas() && i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (!relations.participates(op) || h.kind(op) != Kind::cas) continue;
    if (relations.optional(op) || relations.reads_other(op)) decided_[index(h.key(op))] = false;
  }
  begin_.assign(h.key_count() + 1, 0);
  for (std::size_t k = 0; k < h.key_count(); ++k) {
    begin_[k + 1] = begin_[k] + (decided_[k] ? static_cast<std::uint32_t>(relations.on_key(id_at<KeyId>(k)).size()) : 0);
  }
  operations_.resize(begin_.back());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  std::vector<std::uint32_t> positions(h.process_count(), 0);  // none before these is still to come
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    const KeyId key = h.key(op);
    if (!relations.participates(op) || !decided_[index(key)]) continue;
    KeyOperation& packed = operations_[next[index(key)]++];
    packed.op = op;
    packed.process = h.process(op);
    const auto first = index(relations.first_cell(key));
    if (relations.reads(op)) packed.read = static_cast<std::uint32_t>(index(relations.read_cell(op)) - first);
    if (relations.writes(op)) packed.write = static_cast<std::uint32_t>(index(relations.write_cell(op)) - first) & KeyOperation::kNothing;
    packed.optional = relations.optional(op) ? 1 : 0;
    std::uint32_t& position = positions[index(packed.process)];
    in_order_ = in_order_ && relations.position(op) >= position;
    position = relations.position(op);
  }
}

}  // namespace clio::sequential
