#pragma once

#include "checker/engines/engine.hpp"
#include "checker/engines/sequential/problem.hpp"

namespace clio::sequential {

/// Decides whether one order explains the events of `problem`, registers under session order: the ladder of sequential.cpp's third step.
/// Sound on every path; complete but for Path::fast and a spent budget.
[[nodiscard]] Finding decide_registers(const Problem& problem, const History& history, Budget& budget, Path path);

/// The two complete searches, each alone and without a saturation before it: for tests.
[[nodiscard]] Finding search_frontiers(const Problem& problem, const History& history, Budget& budget);
[[nodiscard]] Finding search_write_orders(const Problem& problem, const History& history, Budget& budget);

}  // namespace clio::sequential
