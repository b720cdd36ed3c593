#pragma once

#include <functional>
#include <span>

#include "checker/engines/engine.hpp"
#include "checker/history/history.hpp"
#include "checker/limits.hpp"
#include "checker/verdict.hpp"

namespace clio {

/// Decides one model; handed in so that explaining depends on no engine.
using Decide = std::function<Finding(const History&, const Model&, Budget&)>;

/// Shrinks a violating core to a minimal one (delta debugging over operations, closed under possible sources), finds the shortest cycle in it, names
/// the anomaly, says it in a sentence ("A before B, because ...; but B before A, because ...: a contradiction"), and has it validated.
/// Within `limits.explain_time` and `limits.memory_bytes`; where these do not suffice it degrades in steps, and says so in `degraded`: not minimal, not short,
/// operations alone. Never throws, never answers without operations.
[[nodiscard]] Counterexample explain(const History& history, const Model& model, std::span<const OpId> core, const Decide& decide,
                                     const Limits& limits);

}  // namespace clio
