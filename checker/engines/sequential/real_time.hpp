#pragma once

#include <optional>
#include <vector>

#include "checker/limits.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio::sequential {

/// An explanation of each key alone (one after the other, keys in order) where the history is linearizable, which real time makes much easier to decide;
/// nothing where it is not, where session order does not lie within real time, or where it is not settled soon. It explains cache as it is, and sequential
/// consistency after merged_by_time().
[[nodiscard]] std::optional<std::vector<OpId>> linearizable_witness(const BaseRelations& relations, Budget& budget);

}  // namespace clio::sequential
