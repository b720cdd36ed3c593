#pragma once

#include <span>
#include <vector>

#include "checker/relations/base_relations.hpp"

namespace clio::sequential {

/// Splits the keys into groups that can be judged alone: a history is sequentially consistent exactly when each group's operations are.
///
/// Sessions that share no key, directly or through others, do not matter to each other; and where all that links two groups of keys is one session, an order of the
/// one and an order of the other fit together along that session. So the groups are the blocks of the graph of sessions and keys, cut at
/// sessions only. Groups and the keys in them are sorted. Cost: O(n).
[[nodiscard]] std::vector<std::vector<KeyId>> independent_keys(const BaseRelations& relations);

/// One order of all the operations that extends the order of each group and session order. Precondition: each order respects session order, and the
/// groups are those of independent_keys(). Cost: O(n).
[[nodiscard]] std::vector<OpId> merged_orders(const BaseRelations& relations, std::span<const std::vector<OpId>> orders);

/// One order of all the operations from an explanation of each key alone under real time (one after the other, keys in order): each takes effect at the
/// latest call at or before it in its key's order. Precondition: timed, relations.gaps(). Cost: O(n log n).
[[nodiscard]] std::vector<OpId> merged_by_time(const BaseRelations& relations, std::span<const OpId> by_key);

}  // namespace clio::sequential
