#pragma once

#include "checker/engines/linearizable/register_problem.hpp"

namespace clio::linearizable {

/// Whether chains() may be asked: no value is set twice, nor is the initial one set.
[[nodiscard]] bool chains_apply(const RegisterProblem& problem);

/// Decides a register with cas whose values are distinct, by zones over chains of cas. Sound; O(n) plus sorts. Complete but for failed cas: where these do not fit into the order that it
/// finds, the answer is unknown. Precondition: chains_apply(). Idea: Gibbons and Korach 1997, section 4 (read-mapped, with read-modify-writes).
[[nodiscard]] RegisterAnswer chains(const RegisterProblem& problem);

}  // namespace clio::linearizable
