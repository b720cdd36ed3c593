#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "src/compare/table.hpp"

namespace clio {

/// A question of the lecture, answered by simulated runs: the same clients and the same faults for each row.
struct Comparison {
  std::string_view id;     ///< as `clio compare` names it
  std::string_view about;  ///< one sentence
  /// Runs seeds `seed` to `seed` + `seeds` - 1 for every row. The same numbers give the same table. Precondition: seeds >= 1.
  Table (*run)(std::uint64_t seed, std::size_t seeds);
};

[[nodiscard]] std::span<const Comparison> comparisons();

/// Read-only replicas near their clients against one far origin (cdn.cpp).
[[nodiscard]] Table compare_cdn(std::uint64_t seed, std::size_t seeds);
/// Synchronous, asynchronous and consensus replication under the same faults (failures.cpp).
[[nodiscard]] Table compare_failures(std::uint64_t seed, std::size_t seeds);
/// Push against pull, for state, operation and invalidation (push_pull.cpp).
[[nodiscard]] Table compare_push_pull(std::uint64_t seed, std::size_t seeds);

}  // namespace clio
