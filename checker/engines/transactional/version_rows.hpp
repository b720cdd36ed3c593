#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "checker/engines/transactional/order_problem.hpp"

namespace clio::transactional {

/// The writers of each place in a row, as an order of all points has them, and what follows: each write before the next, each read before the next write after the one that it returned.
///
/// Cost: O(points + accesses). Memory: 8 bytes a write. Lifetime: borrows the problem.
class VersionRows {
 public:
  /// `order`: every point once.
  VersionRows(const OrderProblem& problem, std::span<const Point> order);

  /// Adds the edges between neighbours in the rows: with the given edges they imply all of ww and rw.
  void add_edges(std::vector<OrderEdge>& edges) const;

 private:
  const OrderProblem* problem_;
  std::vector<std::uint32_t> begin_, row_;  // by place: writes
  std::vector<std::uint32_t> at_;           // by write: its place in row_
};

/// The transactions in the order of their writing points.
[[nodiscard]] std::vector<Node> nodes_in_order(const OrderProblem& problem, std::span<const Point> order);
/// The points of transactions that run one after the other; instants are left out.
[[nodiscard]] std::vector<Point> points_in_order(const OrderProblem& problem, std::span<const Node> order);

/// How many reads do not find their source's value when the transactions run one after the other in `order`, plus how many steps of session order and real time it turns round: 0 proves the row satisfied,
/// whichever it is. Stops counting at `enough`. O(n).
[[nodiscard]] std::size_t misfits(const OrderProblem& problem, std::span<const Node> order, std::size_t enough);

/// Whether the versions that `order` (every point once, the edges that are known forward) puts into rows are an answer; then arb.
[[nodiscard]] std::optional<std::vector<Node>> arbitration(const OrderProblem& problem, std::span<const OrderEdge> known, std::span<const Point> order);

}  // namespace clio::transactional
