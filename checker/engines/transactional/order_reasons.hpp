#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "checker/engines/transactional/known_order.hpp"
#include "checker/engines/transactional/order_problem.hpp"

namespace clio::transactional {

/// A short cycle of the edges that rests on little derived, as indices in order; empty if there is none, or the budget ended before one was found. O(points + edges) and a search for each of a few starts.
[[nodiscard]] std::vector<std::uint32_t> cheapest_cycle(const OrderProblem& problem, std::span<const OrderEdge> edges, Budget& budget);

/// Collects the operations by which edges hold, with all that they follow from.
///
/// Cost: a search of the edges between two points for each derived edge that is used. Lifetime: borrows its arguments; the edges must not change meanwhile.
class OrderReasons {
 public:
  OrderReasons(const OrderProblem& problem, const KnownOrder& known, Budget& budget);

  void add_known(std::uint32_t edge);             ///< an edge of `known`, by index
  void add(const OrderEdge& edge);                ///< the edge itself, not why it was derived
  void add_path(Point from, Point to);            ///< precondition: known.before(from, to)
  /// Whether the budget ended first: then some reasons are missing, and the operations prove nothing.
  [[nodiscard]] bool spent() const { return spent_; }
  /// The operations so far, sorted.
  [[nodiscard]] std::vector<OpId> operations();

 private:
  void use(std::uint32_t edge);
  void explain();
  void add_operation(OpId op);
  void add_write(Node node, Place place) { add_operation(problem_->transactions().write_op(node, place)); }
  void add_read(std::uint32_t read);
  void show_version(Place place, OpId append);
  void show_effect(Node node);
  void find_path(Point from, Point to, std::uint32_t limit);
  [[nodiscard]] bool search(Point from, Point to, std::uint32_t limit, bool guided);

  struct Premise {
    Point from, to;
    std::uint32_t limit;  // only edges before this one
  };
  const OrderProblem* problem_;
  const KnownOrder* known_;
  Budget* budget_;
  bool spent_ = false;
  Adjacency into_;                       // edges by where they end
  std::vector<bool> used_;               // by edge
  std::vector<Premise> open_;
  std::vector<OpId> operations_;
  std::vector<bool> in_;                 // by operation
  std::vector<bool> shown_effect_;       // by node
  std::vector<std::uint32_t> stamp_, cost_, by_;  // of a search, by point
  std::uint32_t search_ = 0;
};

}  // namespace clio::transactional
