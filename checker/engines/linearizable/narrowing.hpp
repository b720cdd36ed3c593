#pragma once

#include <vector>

#include "checker/engines/linearizable/register_problem.hpp"

namespace clio::linearizable {

/// The same problem, its items called later and settling earlier where real time leaves them no choice: any order that suits it suits the given one, and the other way round.
struct Narrowed {
  RegisterProblem problem;
  std::vector<std::uint32_t> contradicting;  ///< not empty: no order suits; items whose constraints contradict each other
};

/// O(n log n) a round, of which there are few.
[[nodiscard]] Narrowed narrow(const RegisterProblem& problem);

}  // namespace clio::linearizable
