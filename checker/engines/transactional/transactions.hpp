#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "checker/engines/transactional/accesses.hpp"

namespace clio::transactional {

/// An effective transaction under one choice of sources: a dense number. Those of a session are adjacent and in session order.
using Node = std::uint32_t;

inline constexpr Node kNoNode = std::numeric_limits<Node>::max();  ///< no such node
inline constexpr Node kFromInitial = kNoNode - 1;                  ///< reads the initial value
inline constexpr Node kUndecided = kNoNode - 2;                    ///< reads, nobody knows from where: constrains nothing

/// The effective transactions of a history under one choice of sources, laid out for engines: sessions, what each reads from whom, and who writes what.
///
/// An unknown transaction takes effect exactly when somebody reads from it, or a list that was read shows it: one that nobody needs may be dropped. One that was read and whose process went on
/// precedes nothing of its session: it is a *side node*, after all chains, with a predecessor but no successor.
/// Cost: O(n). Memory: 8 bytes an external read, 4 bytes a final write, 20 bytes a transaction. Lifetime: borrows `accesses`.
class Transactions {
 public:
  /// `sources`: by the number of the external read (Accesses::first_read), for those whose source is kOpen; empty: all of these stay undecided.
  explicit Transactions(const Accesses& accesses, std::span<const OpId> sources = {});

  [[nodiscard]] const Accesses& accesses() const { return *accesses_; }
  [[nodiscard]] const History& history() const { return accesses_->history(); }
  [[nodiscard]] std::size_t size() const { return txn_.size(); }
  [[nodiscard]] TxnId txn(Node node) const { return txn_[node]; }
  [[nodiscard]] Node node_of(TxnId txn) const { return node_of_[index(txn)]; }  ///< kNoNode: it takes no effect
  /// The first operation of the node's transaction: how witnesses name it.
  [[nodiscard]] OpId op(Node node) const { return history().first_of(txn_[node]); }

  // Sessions and side nodes.
  [[nodiscard]] std::uint32_t session_count() const { return static_cast<std::uint32_t>(begin_.size() - 1); }
  [[nodiscard]] Node begin(std::uint32_t session) const { return begin_[session]; }
  [[nodiscard]] Node end(std::uint32_t session) const { return begin_[session + 1]; }
  [[nodiscard]] std::uint32_t session_of(Node node) const { return static_cast<std::uint32_t>(history().process(op(node))); }
  [[nodiscard]] Node first_side() const { return begin_.back(); }
  [[nodiscard]] bool is_side(Node node) const { return node >= first_side(); }
  [[nodiscard]] bool has_sides() const { return first_side() != size(); }
  /// The last node of its session that precedes it, or kNoNode. O(1).
  [[nodiscard]] Node before(Node node) const {
    if (is_side(node)) return before_side_[node - first_side()];
    return node == begin(session_of(node)) ? kNoNode : node - 1;
  }

  // What a node does.
  struct Read {
    Place place;
    Node source;  ///< a node, kFromInitial or kUndecided
  };
  /// External reads in the order of the transaction; those of unknown transactions are not there.
  [[nodiscard]] std::span<const Read> reads(Node node) const { return {reads_.data() + reads_begin_[node], reads_.data() + reads_begin_[node + 1]}; }
  /// The operation behind reads(node)[i].
  [[nodiscard]] OpId read_op(Node node, std::size_t i) const { return accesses_->reads(txn_[node])[i].op; }
  /// The places that it writes, each once, ascending.
  [[nodiscard]] std::span<const Place> writes(Node node) const { return {writes_.data() + writes_begin_[node], writes_.data() + writes_begin_[node + 1]}; }
  /// Whether it writes the place. O(log writes).
  [[nodiscard]] bool writes(Node node, Place place) const;
  /// The operation that leaves the node's value at a place. Precondition: it writes the place. O(writes).
  [[nodiscard]] OpId write_op(Node node, Place place) const;

  // Places.
  [[nodiscard]] std::size_t place_count() const { return accesses_->place_count(); }
  /// The nodes that write each place, ascending: by session, each in session order, then the side nodes. Made at the first call; O(writes), 4 bytes a write and place.
  [[nodiscard]] std::span<const Node> writers(Place place) const;
  /// Lists: the nodes whose appends reads have shown, oldest first; every other writer of the place comes after them in every row. Empty where nothing was shown.
  [[nodiscard]] std::vector<Node> version_order(Place place) const;

 private:
  [[nodiscard]] std::vector<bool> read_unknowns(std::span<const OpId> sources) const;
  /// Of the transaction's i-th external read.
  [[nodiscard]] OpId source_of(TxnId txn, std::size_t i, std::span<const OpId> sources) const;
  void describe(std::span<const OpId> sources);

  const Accesses* accesses_;
  std::vector<TxnId> txn_;
  std::vector<Node> node_of_;             // by transaction
  std::vector<Node> begin_, before_side_;
  std::vector<std::uint32_t> reads_begin_, writes_begin_;  // by node, and the end
  std::vector<Read> reads_;
  std::vector<Place> writes_;
  mutable std::vector<std::uint32_t> writers_begin_;
  mutable std::vector<Node> writers_;
};

}  // namespace clio::transactional
