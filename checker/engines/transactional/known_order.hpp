#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/engines/held.hpp"
#include "checker/engines/transactional/order_problem.hpp"
#include "checker/limits.hpp"

namespace clio::transactional {

/// What all orders of a problem have in common, as far as saturation finds it: edges with their reasons, and for each point how much of each chain is before it.
///
/// Sound: whatever is known holds in every order. Cost: O((points + edges) * chains + accesses * chains * log n) for each round, few rounds in practice. Memory: 8 bytes a point and chain, where that is at
/// most kRowsMax bytes (else nothing is derived). Lifetime: borrows the problem and the budget.
class KnownOrder {
 public:
  enum class Outcome : std::uint8_t { consistent, contradiction, spent };
  static constexpr std::size_t kRowsMax = std::size_t{1} << 29;
  static constexpr std::size_t kEdgeBytes = sizeof(OrderEdge) + 8;  ///< with what walks along edges keep

  KnownOrder(const OrderProblem& problem, Budget& budget);
  KnownOrder(const KnownOrder&) = delete;
  KnownOrder& operator=(const KnownOrder&) = delete;

  /// Derives until nothing new follows. `rank`, by point, is the order to look at points in: any is right, one close to the truth is fast.
  [[nodiscard]] Outcome run(std::span<const std::uint32_t> rank);

  /// The problem's, then those derived; each follows from what stands before it.
  [[nodiscard]] const std::vector<OrderEdge>& edges() const { return edges_; }
  /// After a contradiction: edges that form a cycle, as indices.
  [[nodiscard]] const std::vector<std::uint32_t>& cycle() const { return cycle_; }
  /// Whether it is known that `a` is `b` or before it. O(1).
  [[nodiscard]] bool before(Point a, Point b) const { return a == b || (!rows_.empty() && problem_->position(a) != 0 && row(b)[problem_->chain_of(a)] >= problem_->position(a)); }
  /// Whether before() could tell of `a`.
  [[nodiscard]] bool tells_of(Point a) const { return !rows_.empty() && problem_->position(a) != 0; }

 private:
  struct Group {
    std::uint32_t chain, begin, end;  // of entries_
  };
  [[nodiscard]] std::uint32_t* row(Point p) { return rows_.data() + std::size_t{p} * chains_; }
  [[nodiscard]] const std::uint32_t* row(Point p) const { return rows_.data() + std::size_t{p} * chains_; }
  void group_writers();
  void order_initial_values();
  void order_neighbours();
  void order_overwriting_readers(std::span<const std::uint32_t> reads, Place place);
  void order_sources(Node reader);
  [[nodiscard]] bool round(std::span<const std::uint32_t> rank);
  void look_at(Point p);
  void look_at_reads(Node reader);
  void look_at_writes(Node writer);
  void add(const OrderEdge& edge);
  void join(Point into, Point from);
  template <class Visit>
  void each_last(std::span<const std::uint32_t> reads, Visit visit) const;
  [[nodiscard]] std::span<const Group> groups(Place place) const { return {groups_.data() + groups_begin_[place], groups_.data() + groups_begin_[place + 1]}; }

  const OrderProblem* problem_;
  Budget* budget_;
  Held held_edges_, held_rows_;
  std::size_t chains_ = 0, capacity_ = 0;
  std::vector<OrderEdge> edges_;
  std::vector<std::uint32_t> cycle_;
  std::vector<std::uint32_t> rows_;
  std::vector<Group> groups_;
  std::vector<std::uint32_t> groups_begin_;    // by place
  std::vector<std::uint32_t> entries_, entry_position_;  // writes of a place, by chain, in its order; the position of their points

  // Of a round.
  std::vector<bool> done_;
  std::vector<std::uint32_t> looked_;          // like rows_: what was known of each point at its last turn
  std::uint32_t* scanned_ = nullptr;           // the present point's
  std::vector<std::uint32_t> now_;
  bool again_ = false, contradiction_ = false;
};

}  // namespace clio::transactional
