#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
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
  /// The same of some operations only (sorted), as if the others had not been. A read whose source is not among them is undecided.
  Transactions(const Accesses& accesses, std::span<const OpId> sources, std::span<const OpId> only);

  /// How many bytes those of a whole history take at most.
  [[nodiscard]] static std::size_t bytes(const Accesses& accesses) { return 20 * accesses.transaction_count() + 8 * accesses.read_count() + 4 * accesses.write_count(); }

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
  /// Reads are numbered through all nodes: those of a node are first_read(node) up to, not including, first_read(node + 1).
  [[nodiscard]] std::uint32_t first_read(Node node) const { return reads_begin_[node]; }
  [[nodiscard]] std::uint32_t read_count() const { return static_cast<std::uint32_t>(reads_.size()); }
  [[nodiscard]] const Read& read(std::uint32_t number) const { return reads_[number]; }
  /// Whose read it is. O(log nodes).
  [[nodiscard]] Node reader(std::uint32_t number) const {
    return static_cast<Node>(std::upper_bound(reads_begin_.begin(), reads_begin_.end(), number) - reads_begin_.begin()) - 1;
  }
  /// The operation behind reads(node)[i].
  [[nodiscard]] OpId read_op(Node node, std::size_t i) const;
  /// The operation behind read(number).
  [[nodiscard]] OpId read_op(std::uint32_t number) const {
    const Node node = reader(number);
    return read_op(node, number - first_read(node));
  }
  /// The places that it writes, each once, ascending.
  [[nodiscard]] std::span<const Place> writes(Node node) const { return {writes_.data() + writes_begin_[node], writes_.data() + writes_begin_[node + 1]}; }
  /// Whether it writes the place. O(log writes).
  [[nodiscard]] bool writes(Node node, Place place) const;
  /// The operation that leaves the node's value at a place. Precondition: it writes the place. O(log writes).
  [[nodiscard]] OpId write_op(Node node, Place place) const;

  // Places.
  [[nodiscard]] std::size_t place_count() const { return accesses_->place_count(); }
  /// The nodes that write each place, ascending: by session, each in session order, then the side nodes. Made at the first call; O(writes), 4 bytes a write and place.
  [[nodiscard]] std::span<const Node> writers(Place place) const;
  /// Lists: the nodes whose appends reads have shown, oldest first; every other writer of the place comes after them in every row. Empty where nothing was shown.
  [[nodiscard]] std::vector<Node> version_order(Place place) const;

  /// Lists: calls visit(earlier, later, place) for what the version orders have after one another, last version and unshown writers included.
  template <class Visit>
  void each_version(Visit visit) const {
    if (history().object() != Object::list) return;
    std::vector<bool> shown(size());
    for (Place place = 0; place < place_count(); ++place) {
      const std::vector<Node> order = version_order(place);
      if (order.empty()) continue;
      for (std::size_t i = 1; i < order.size(); ++i) visit(order[i - 1], order[i], place);
      for (const Node node : order) shown[node] = true;
      for (const Node node : writers(place)) {
        if (!shown[node]) visit(order.back(), node, place);
      }
      for (const Node node : order) shown[node] = false;
    }
  }
  /// Adds the operations that say so of two nodes: their writes, and a list that shows the earlier one.
  void add_version(Node earlier, Node later, Place place, std::vector<OpId>& operations) const;

  // The same as a layout of the causal family (CausalWalk, KeyWriters, SessionWrites).
  static constexpr bool kManyWrites = true, kHasVersions = true;
  [[nodiscard]] std::size_t key_count() const { return place_count(); }
  [[nodiscard]] std::size_t arrival_count() const { return node_of_.size(); }
  [[nodiscard]] Node arrival(std::size_t i) const { return node_of_[i]; }
  /// Whether the nodes of each session arrive in its order (side nodes aside).
  [[nodiscard]] bool arrives_in_order() const { return arrives_in_order_; }
  [[nodiscard]] std::uint32_t source_count(Node node) const { return reads_begin_[node + 1] - reads_begin_[node]; }
  [[nodiscard]] Node source_at(Node node, std::uint32_t i) const { return reads_[reads_begin_[node] + i].source; }
  [[nodiscard]] std::vector<std::uint32_t> reader_counts() const;  ///< by node: reads from it
  [[nodiscard]] Node before_side(Node node) const { return before_side_[node - first_side()]; }
  /// The end of what precedes the node in its session: the nodes of session_of(node) from begin() up to this precede it.
  [[nodiscard]] Node past_end(Node node) const {
    if (!is_side(node)) return node;
    return before_side(node) == kNoNode ? begin(session_of(node)) : before_side(node) + 1;
  }
  template <class Visit>
  void each_write(Node node, Visit visit) const {
    for (std::uint32_t slot = writes_begin_[node]; slot != writes_begin_[node + 1]; ++slot) visit(writes_[slot], slot);
  }
  [[nodiscard]] std::uint32_t slot_count() const { return writes_begin_[first_side()]; }
  [[nodiscard]] bool writes_any(Node node) const { return writes_begin_[node] != writes_begin_[node + 1]; }
  [[nodiscard]] std::uint32_t one_key(Node) const { return 0; }
  /// Calls visit(number, source) for each read whose source is decided.
  template <class Visit>
  void each_read(Node node, Visit visit) const {
    for (std::uint32_t number = reads_begin_[node]; number != reads_begin_[node + 1]; ++number) {
      if (reads_[number].source != kUndecided) visit(number, reads_[number].source);
    }
  }
  [[nodiscard]] std::uint32_t read_slots() const { return read_count(); }
  [[nodiscard]] Place read_key(std::uint32_t number) const { return reads_[number].place; }

 private:
  /// By transaction, whether it is unknown and takes effect; empty where nothing is unknown.
  [[nodiscard]] std::vector<bool> read_unknowns(std::span<const OpId> sources) const;
  [[nodiscard]] bool counts(OpId op) const { return only_.empty() || std::binary_search(only_.begin(), only_.end(), op); }
  /// Of the transaction's i-th external read.
  [[nodiscard]] OpId source_of(TxnId txn, std::size_t i, std::span<const OpId> sources) const {
    const OpId source = accesses_->reads(txn)[i].source;
    return source != kOpen || sources.empty() ? source : sources[accesses_->first_read(txn) + i];
  }
  void place_by_session(const std::vector<bool>& wanted);
  void place_by_arrival();
  void describe(std::span<const OpId> sources);

  const Accesses* accesses_;
  std::vector<OpId> only_;                // empty: all operations
  std::vector<std::uint32_t> numbers_;    // by read: its number among the external reads of all transactions; empty where all operations count
  std::vector<TxnId> txn_;
  std::vector<Node> node_of_;             // by transaction
  std::vector<Node> begin_, before_side_;
  bool arrives_in_order_ = true;
  std::vector<std::uint32_t> reads_begin_, writes_begin_;  // by node, and the end
  std::vector<Read> reads_;
  std::vector<Place> writes_;
  mutable std::once_flag writers_once_;  // rows may be judged side by side
  mutable std::vector<std::uint32_t> writers_begin_;
  mutable std::vector<Node> writers_;
};

}  // namespace clio::transactional
