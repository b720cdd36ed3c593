#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "checker/engines/sequential/search.hpp"
#include "checker/engines/transactional/known_order.hpp"
#include "checker/engines/transactional/order_problem.hpp"
#include "checker/limits.hpp"

namespace clio::transactional {

/// Complete search by a propositional solver: which of two writers of a place comes first are its variables; cycles become clauses as they are found.
///
/// Sound and complete. Cost: O(points + accesses) for each round, exponentially many rounds in the worst case. Variables exist only for what some cycle rested on; all else follows the guess, which is the
/// order of the round before. Memory: about 40 bytes an access in a round. Lifetime: borrows its arguments.
class OrderSolver {
 public:
  /// `guess`: every point once (instants may be left out), as close to an answer as may be.
  OrderSolver(const OrderProblem& problem, const KnownOrder& known, std::span<const Point> guess, Budget& budget);
  ~OrderSolver();
  OrderSolver(const OrderSolver&) = delete;
  OrderSolver& operator=(const OrderSolver&) = delete;

  /// Solves and checks up to `rounds` more times.
  [[nodiscard]] sequential::Search run(std::uint64_t rounds);
  /// Precondition: run() answered found. All transactions in arbitration order.
  [[nodiscard]] const std::vector<Node>& order() const;
  /// Precondition: run() answered exhausted. Operations that alone have no order, sorted; none if the budget ended before they were found.
  [[nodiscard]] std::vector<OpId> conflict();

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace clio::transactional
