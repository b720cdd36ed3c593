#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "checker/engines/sequential/problem.hpp"
#include "checker/engines/sequential/saturation.hpp"
#include "checker/engines/sequential/search.hpp"
#include "checker/limits.hpp"

namespace clio::sequential {

/// Complete search for an order by a propositional solver: which of two writes comes first, and which write a read returned, are variables; cycles are clauses,
/// added as they are found.
///
/// Sound and complete for every register history, with any number of sessions. Cost: O(n) for each round, exponentially many rounds in the worst case. Variables exist
/// only for what some cycle was made of; everything else follows a guess. Memory: about 60 bytes an operation in a round. Lifetime: borrows its arguments.
class WriteOrders {
 public:
  /// `guess`: an order of all certain events that respects session order and what is known, close to an explanation if possible (a forced schedule).
  /// `known`: what every explanation has in common, or null.
  WriteOrders(const Problem& problem, const Saturation* known, std::span<const Event> guess, Budget& budget);
  ~WriteOrders();
  WriteOrders(const WriteOrders&) = delete;
  WriteOrders& operator=(const WriteOrders&) = delete;

  /// Solves and checks up to `rounds` more times.
  [[nodiscard]] Search run(std::uint64_t rounds);
  /// Precondition: run() answered found. Every event that took effect, in order.
  [[nodiscard]] const std::vector<Event>& order() const;
  /// Precondition: run() answered exhausted. Events whose constraints have no solution, once everything their reads may have read is added.
  [[nodiscard]] std::vector<Event> core() const;
  [[nodiscard]] std::size_t rounds() const;

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace clio::sequential
