#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/engines/transactional/known_order.hpp"
#include "checker/engines/transactional/order_problem.hpp"

namespace clio::transactional {

/// Puts all points into an order in which what is known goes forward and, as far as it gets without taking anything back, no value is overwritten while somebody has yet to read it. `rank`, by point: who goes
/// first where nothing else decides. An order for version_rows.hpp to test, and a guess for the solver; shorter than the points where what is known has a cycle, or the budget ends. O((points + edges + accesses) log points) expected.
[[nodiscard]] std::vector<Point> schedule(const OrderProblem& problem, std::span<const OrderEdge> known, std::span<const std::uint32_t> rank, Budget& budget);

}  // namespace clio::transactional
