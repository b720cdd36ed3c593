// The effective transactions of one choice of sources, renumbered session by session, so that engines walk a session in memory order and "is in this prefix of that session" is one comparison.
//
// Which unknown transactions take effect is a closure of one step: whoever is read by an ok transaction (an unknown one's own reads are not checked), or is shown by a list that was read.
// Tested by tests/transactional/transactions_test.cpp.

#include "checker/engines/transactional/transactions.hpp"

#include <algorithm>

#include "checker/engines/transactional/evidence.hpp"
#include "checker/support/assert.hpp"

namespace clio::transactional {

Transactions::Transactions(const Accesses& accesses, std::span<const OpId> sources) : Transactions(accesses, sources, {}) {}

Transactions::Transactions(const Accesses& accesses, std::span<const OpId> sources, std::span<const OpId> only)
    : accesses_(&accesses), only_(only.begin(), only.end()), node_of_(accesses.transaction_count(), kNoNode) {
  const History& h = history();
  const BaseRelations& relations = accesses.relations();
  const std::vector<bool> wanted = read_unknowns(sources);
  begin_.assign(1, 0);
  begin_.reserve(relations.session_count() + 1);
  txn_.reserve(accesses.transaction_count());
  std::vector<TxnId> sides;
  std::vector<Node> before_sides;
  for (std::size_t s = 0; s < relations.session_count(); ++s) {
    TxnId previous = id_at<TxnId>(accesses.transaction_count());  // nobody
    const std::span<const OpId> operations = relations.session(id_at<ProcessId>(s));
    const auto place = [&](TxnId txn, bool last) {
      if (accesses.optional(txn)) {
        if (wanted.empty() || !wanted[index(txn)]) return;
        if (!last) {
          before_sides.push_back(txn_.size() == begin_.back() ? kNoNode : static_cast<Node>(txn_.size() - 1));
          sides.push_back(txn);
          return;
        }
      }
      node_of_[index(txn)] = static_cast<Node>(txn_.size());
      txn_.push_back(txn);
    };
    for (std::size_t i = 0; i < operations.size();) {
      const TxnId txn = h.transaction(operations[i]);
      const bool passes = only_.empty() && !accesses.optional(txn);  // all of its operations take part, side by side
      if (txn != previous && counts(operations[i])) {
        place(txn, txn == h.transaction(operations.back()));
        previous = txn;
      }
      i += passes ? h.length_of(txn) : 1;
    }
    begin_.push_back(static_cast<Node>(txn_.size()));
  }
  for (const TxnId side : sides) {
    node_of_[index(side)] = static_cast<Node>(txn_.size());
    txn_.push_back(side);
  }
  before_side_ = std::move(before_sides);
  describe(sources);
}

std::vector<bool> Transactions::read_unknowns(std::span<const OpId> sources) const {
  const History& h = history();
  bool any = false;
  for (std::size_t t = 0; t < accesses_->transaction_count() && !any; ++t) any = accesses_->optional(id_at<TxnId>(t));
  if (!any) return {};
  std::vector<bool> wanted(accesses_->transaction_count());
  for (std::size_t t = 0; t < accesses_->transaction_count(); ++t) {
    const TxnId txn = id_at<TxnId>(t);
    const std::span<const ExternalRead> reads = accesses_->reads(txn);
    for (std::size_t i = 0; i < reads.size(); ++i) {
      const OpId source = source_of(txn, i, sources);
      if (source < kOpen && counts(reads[i].op) && counts(source) && h.status(source) == Status::unknown) wanted[index(h.transaction(source))] = true;
    }
  }
  for (Place place = 0; place < place_count(); ++place) {
    for (const OpId append : accesses_->version_order(place)) {
      if (h.status(append) == Status::unknown && counts(append)) wanted[index(h.transaction(append))] = true;
    }
  }
  return wanted;
}

void Transactions::describe(std::span<const OpId> sources) {
  reads_begin_.reserve(size() + 1);
  writes_begin_.reserve(size() + 1);
  if (only_.empty()) {
    std::size_t reads = 0, writes = 0;
    for (const TxnId txn : txn_) {
      reads += accesses_->reads(txn).size();
      writes += accesses_->writes(txn).size();
    }
    reads_.reserve(reads);
    writes_.reserve(writes);
  }
  for (const TxnId txn : txn_) {
    reads_begin_.push_back(static_cast<std::uint32_t>(reads_.size()));
    writes_begin_.push_back(static_cast<std::uint32_t>(writes_.size()));
    const std::span<const ExternalRead> reads = accesses_->reads(txn);
    for (std::size_t i = 0; i < reads.size(); ++i) {
      const OpId source = source_of(txn, i, sources);
      if (!counts(reads[i].op)) continue;
      const Node from = source == kInitialValue ? kFromInitial : source == kOpen || !counts(source) ? kUndecided : node_of_[index(history().transaction(source))];
      CLIO_ASSERT(from != kNoNode);
      reads_.push_back({reads[i].place, from});
      if (!only_.empty()) numbers_.push_back(static_cast<std::uint32_t>(accesses_->first_read(txn) + i));
    }
    for (const FinalWrite& write : accesses_->writes(txn)) {
      if (counts(write.op)) writes_.push_back(write.place);
    }
  }
  reads_begin_.push_back(static_cast<std::uint32_t>(reads_.size()));
  writes_begin_.push_back(static_cast<std::uint32_t>(writes_.size()));
}

OpId Transactions::read_op(Node node, std::size_t i) const {
  const TxnId txn = txn_[node];
  return accesses_->reads(txn)[only_.empty() ? i : numbers_[reads_begin_[node] + i] - accesses_->first_read(txn)].op;
}

void Transactions::add_version(Node earlier, Node later, Place place, std::vector<OpId>& operations) const {
  Evidence evidence(*this);
  evidence.add_write(earlier, place);
  evidence.add_write(later, place);
  evidence.add_showing(earlier, place);
  const std::vector<OpId> added = evidence.take();
  operations.insert(operations.end(), added.begin(), added.end());
}

std::vector<std::uint32_t> Transactions::reader_counts() const {
  std::vector<std::uint32_t> counts(size());
  for (const Read& read : reads_) {
    if (read.source < kUndecided) ++counts[read.source];
  }
  return counts;
}

bool Transactions::writes(Node node, Place place) const {
  const std::span<const Place> places = writes(node);
  return std::binary_search(places.begin(), places.end(), place);
}

OpId Transactions::write_op(Node node, Place place) const {
  const OpId write = accesses_->final_write(txn_[node], place);
  CLIO_ASSERT(write != kNoOp);
  return write;
}

std::span<const Node> Transactions::writers(Place place) const {
  if (writers_begin_.empty()) {
    writers_begin_.assign(place_count() + 1, 0);
    for (const Place written : writes_) ++writers_begin_[written + 1];
    for (std::size_t p = 0; p < place_count(); ++p) writers_begin_[p + 1] += writers_begin_[p];
    writers_.resize(writes_.size());
    std::vector<std::uint32_t> next(writers_begin_.begin(), writers_begin_.end() - 1);
    for (Node node = 0; node < size(); ++node) {
      for (const Place written : writes(node)) writers_[next[written]++] = node;
    }
  }
  return {writers_.data() + writers_begin_[place], writers_.data() + writers_begin_[place + 1]};
}

std::vector<Node> Transactions::version_order(Place place) const {
  std::vector<Node> order;
  for (const OpId append : accesses_->version_order(place)) {
    if (counts(append)) order.push_back(node_of(history().transaction(append)));
  }
  return order;
}

}  // namespace clio::transactional
