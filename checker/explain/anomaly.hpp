#pragma once

#include "checker/explain/contradiction.hpp"
#include "checker/explain/small_core.hpp"
#include "checker/verdict.hpp"

namespace clio {

/// The usual name of a contradiction among register operations.
[[nodiscard]] Anomaly anomaly_of(const SmallCore& core, const Contradiction& contradiction);

}  // namespace clio
