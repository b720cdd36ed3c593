#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/engines/transactional/transactions.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::transactional {

/// `earlier` must come before the source of a read, because the reader sees it. Precondition: the source is a node.
struct Constraint {
  Node earlier;
  std::uint32_t read;
};

/// A topological order of wr, so (where the row's base has it), the version orders of lists and constraints; or one short cycle after the other.
/// Cost: O(nodes + reads + constraints), for a cycle a few times that. Memory: 12 bytes a node, 4 bytes a read and a constraint; about 40 bytes a node more for cycles.
/// Lifetime: borrows `transactions` and `constraints`.
class OrderGraph {
 public:
  OrderGraph(const Transactions& transactions, Base base, std::span<const Constraint> constraints);
  /// How many bytes the tables take at most, those for cycles included.
  [[nodiscard]] static std::size_t bytes(const Transactions& transactions, std::size_t constraints) {
    return 52 * transactions.size() + 8 * (transactions.read_count() + constraints);
  }

  [[nodiscard]] bool exists() const { return order_.size() == transactions_->size(); }
  /// All nodes in order. Precondition: exists().
  [[nodiscard]] std::vector<Node> take_order() { return std::move(order_); }

  /// Why one node comes before another.
  enum class Why : std::uint8_t { session, reading, constraint, version };
  struct Step {
    Node earlier, later;
    Why why;
    std::uint32_t detail;  ///< reading: the read; constraint: its place among the constraints; version: the list's place
  };
  /// A cycle, each step's later the next one's earlier (circularly): of those through a few of its nodes one with the fewest steps that are not of session order.
  /// Precondition: not exists().
  [[nodiscard]] std::vector<Step> cycle();
  /// Takes a constraint out of the cycle that was told last, and sorts on: whether that comes upon another one.
  [[nodiscard]] bool find_another();

 private:
  struct Version {
    Node earlier, later;
    Place place;
  };
  static constexpr std::uint32_t kTakenOut = 0xffffffffu;

  template <class Link>
  void each_link(Link link) const;
  void sort();
  void lower(Node node) {
    if (--waits_[node] == 0 && index(transactions_->txn(node)) < passed_) freed_.push_back(node);
  }
  [[nodiscard]] bool left(Node node) const { return waits_[node] != 0; }
  [[nodiscard]] Node later(const Constraint& constraint) const { return transactions_->read(constraint.read).source; }
  void list_what_leads_into();
  template <class Visit>
  void each_before(Node node, Visit visit) const;
  [[nodiscard]] Node on_some_cycle() const;
  [[nodiscard]] std::vector<Step> shortest_through(Node node);

  const Transactions* transactions_;
  bool sessions_;
  std::span<const Constraint> constraints_;
  std::vector<Version> versions_;
  std::vector<std::uint32_t> waits_;       // by node: predecessors not yet taken
  std::vector<std::uint32_t> next_begin_;  // by node, into next_
  std::vector<Node> next_;                 // successors but for the next of the session
  std::vector<Node> order_;
  std::size_t passed_ = 0;                 // transactions that the file's order has led by
  std::vector<Node> freed_;                // of these, those that have just become free

  // Of cycles.
  std::vector<std::uint32_t> into_begin_;  // by node, into into_
  std::vector<std::uint32_t> into_;        // constraints, and behind them versions, by the node that they lead to; kTakenOut
  std::vector<Step> onward_;               // by node
  std::vector<bool> reached_;
  std::vector<Step> cycle_;                // told last
};

}  // namespace clio::transactional
