#pragma once

#include <optional>
#include <span>
#include <vector>

#include "checker/limits.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio::linearizable {

/// What zones say of the keys that they were asked about.
struct ZonesFinding {
  std::optional<std::vector<OpId>> core;  ///< of the first key that is violated, sorted: at most four operations and the sources of those that read
  /// Where there is no core: what took effect of keys[i] is, in order, witness[begin[i]] up to witness[begin[i + 1]].
  std::vector<OpId> witness;
  std::vector<std::uint32_t> begin;
};

/// Whether zones decide the key: a register key without cas whose written values are distinct.
[[nodiscard]] bool zones_apply(const BaseRelations& relations, KeyId key);

/// Decides register keys for each of which zones_apply(). `keys` is sorted. Sound and complete; O(n) plus a sort for each key, on budget.jobs() threads;
/// 32 bytes a value while it works. Source: Gibbons and Korach, "Testing shared memories", SIAM J. Comput. 26(4), 1997, section 4.
[[nodiscard]] ZonesFinding zones(const BaseRelations& relations, std::span<const KeyId> keys, const Budget& budget);

}  // namespace clio::linearizable
