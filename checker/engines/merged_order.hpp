#pragma once

#include <span>
#include <vector>

#include "checker/history/history.hpp"

namespace clio {

/// One order over all keys that keeps real time and the order of each key, from a linearization key by key (the witness of linearizable). Where no
/// operations of one process touch it keeps every process's order too, and so is a witness of sequential. Precondition: timed. Cost: O(n log n).
[[nodiscard]] std::vector<OpId> merged_order(const History& history, std::span<const OpId> key_by_key);

}  // namespace clio
