#pragma once

#include <cstdint>
#include <limits>

#include "checker/engines/engine.hpp"

namespace clio::transactional {

inline constexpr std::uint64_t kNoStatesMax = std::numeric_limits<std::uint64_t>::max();

/// Decides a serializable row by the objects' sequential specification: for objects whose reads have no sources to speak of (counters, queues, stacks, mutexes), and where those of a list are not known.
///
/// Sound, and complete if `states_max` is not reached (then it is unknown, with no reason); with a `states_max` the core is everything. Cost: one visit for each combination of session positions and object states that can be reached, in the worst case; without session order each transaction is a session of its own.
/// Precondition: model.sees is arbitrated_before.
[[nodiscard]] Finding decide_by_objects(const BaseRelations& relations, const Model& model, Budget& budget, std::uint64_t states_max = kNoStatesMax);

}  // namespace clio::transactional
