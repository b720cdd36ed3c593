#pragma once

#include "checker/engines/causal/sources.hpp"

namespace clio::causal {

/// The likeliest source of a reading event: the latest candidate before it in the file, else the initial value, else the earliest candidate after it; kNoOp if there
/// is none. Cost: O(log writers of the value), O(writers of the key) for a failed cas.
[[nodiscard]] OpId likeliest_source(const Candidates& candidates, OpId read);

}  // namespace clio::causal
