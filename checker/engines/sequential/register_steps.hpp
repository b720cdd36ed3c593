#pragma once

#include "checker/engines/engine.hpp"
#include "checker/engines/sequential/problem.hpp"

namespace clio::sequential {

/// Decides whether one order explains the events of `problem`, registers under session order: the ladder of sequential.cpp's third step.
/// Sound on every path; complete but for Path::fast and a spent budget.
[[nodiscard]] Finding decide_registers(const Problem& problem, const History& history, Budget& budget, Path path);

}  // namespace clio::sequential
