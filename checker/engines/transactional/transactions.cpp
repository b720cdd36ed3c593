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
  const std::vector<bool> wanted = read_unknowns(sources);
  txn_.reserve(accesses.transaction_count());
  if (only_.empty() && wanted.empty() && accesses.relations().sessions_in_file_order()) place_by_arrival();
  else place_by_session(wanted);
  describe(sources);
}

/// Where all is ok and counts, and sessions are as the file has them: two walks along the file.
void Transactions::place_by_arrival() {
  const History& h = history();
  const auto each = [&](auto visit) {
    for (std::size_t t = 0; t < node_of_.size(); ++t) {
      const OpId first = h.first_of(id_at<TxnId>(t));
      if (h.status(first) == Status::ok) visit(id_at<TxnId>(t), index(h.process(first)));
    }
  };
  begin_.assign(accesses_->relations().session_count() + 1, 0);
  each([&](TxnId, std::size_t session) { ++begin_[session + 1]; });
  for (std::size_t s = 1; s < begin_.size(); ++s) begin_[s] += begin_[s - 1];
  txn_.resize(begin_.back());
  std::vector<Node> next(begin_.begin(), begin_.end() - 1);
  each([&](TxnId txn, std::size_t session) {
    node_of_[index(txn)] = next[session];
    txn_[next[session]++] = txn;
  });
}

/// `wanted`: as read_unknowns() answers.
void Transactions::place_by_session(const std::vector<bool>& wanted) {
  const Accesses& accesses = *accesses_;
  const History& h = history();
  const BaseRelations& relations = accesses.relations();
  begin_.assign(1, 0);
  begin_.reserve(relations.session_count() + 1);
  std::vector<TxnId> sides;
  for (std::size_t s = 0; s < relations.session_count(); ++s) {
    TxnId previous = id_at<TxnId>(accesses.transaction_count());  // nobody
    const std::span<const OpId> operations = relations.session(id_at<ProcessId>(s));
    const auto place = [&](TxnId txn, bool last) {
      if (accesses.optional(txn)) {
        if (wanted.empty() || !wanted[index(txn)]) return;
        if (!last) {
          before_side_.push_back(txn_.size() == begin_.back() ? kNoNode : static_cast<Node>(txn_.size() - 1));
          sides.push_back(txn);
          return;
        }
      }
      arrives_in_order_ = arrives_in_order_ && (txn_.size() == begin_.back() || txn_.back() < txn);
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
  // Walked as the file has them: sessions then grow side by side, and what a transaction read from was mostly written a moment ago. Walked by node, each step would miss the cache.
  const auto each = [&](auto visit) {
    for (std::size_t t = 0; t < node_of_.size(); ++t) {
      if (node_of_[t] != kNoNode) visit(id_at<TxnId>(t), node_of_[t]);
    }
  };
  reads_begin_.assign(size() + 2, 0);
  writes_begin_.assign(size() + 2, 0);
  each([&](TxnId txn, Node node) {
    for (const ExternalRead& read : accesses_->reads(txn)) reads_begin_[node + 2] += counts(read.op) ? 1 : 0;
    for (const FinalWrite& write : accesses_->writes(txn)) writes_begin_[node + 2] += counts(write.op) ? 1 : 0;
  });
  for (std::size_t node = 2; node < reads_begin_.size(); ++node) {
    reads_begin_[node] += reads_begin_[node - 1];
    writes_begin_[node] += writes_begin_[node - 1];
  }
  reads_.resize(reads_begin_.back());
  writes_.resize(writes_begin_.back());
  if (!only_.empty()) numbers_.resize(reads_.size());
  // At first begin[node + 1] is where the node's own begin; filling moves it on, to where those of node + 1 do.
  each([&](TxnId txn, Node node) {
    const std::span<const ExternalRead> reads = accesses_->reads(txn);
    for (std::size_t i = 0; i < reads.size(); ++i) {
      if (!counts(reads[i].op)) continue;
      const OpId source = source_of(txn, i, sources);
      const Node from = source == kInitialValue ? kFromInitial : source == kOpen || !counts(source) ? kUndecided : node_of_[index(history().transaction(source))];
      CLIO_ASSERT(from != kNoNode);
      const std::uint32_t number = reads_begin_[node + 1]++;
      reads_[number] = {reads[i].place, from};
      if (!only_.empty()) numbers_[number] = static_cast<std::uint32_t>(accesses_->first_read(txn) + i);
    }
    for (const FinalWrite& write : accesses_->writes(txn)) {
      if (counts(write.op)) writes_[writes_begin_[node + 1]++] = write.place;
    }
  });
  reads_begin_.pop_back();
  writes_begin_.pop_back();
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
  std::call_once(writers_once_, [&] {
    writers_begin_.assign(place_count() + 1, 0);
    for (const Place written : writes_) ++writers_begin_[written + 1];
    for (std::size_t p = 0; p < place_count(); ++p) writers_begin_[p + 1] += writers_begin_[p];
    writers_.resize(writes_.size());
    std::vector<std::uint32_t> next(writers_begin_.begin(), writers_begin_.end() - 1);
    for (Node node = 0; node < size(); ++node) {
      for (const Place written : writes(node)) writers_[next[written]++] = node;
    }
  });
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
