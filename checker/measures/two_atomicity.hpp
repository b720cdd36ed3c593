#pragma once

#include "checker/limits.hpp"
#include "checker/relations/base_relations.hpp"

/// Whether the operations of one key are 2-atomic, each way alone. decide_atomicity() (staleness.hpp) chooses; tests force.
namespace clio::two_atomicity {

enum class Answer : std::uint8_t { yes, no, unknown };

/// Precondition: the key's values are distinct and it has no cas. Cost: O(n log n + n * c) in practice, c writes overlapping.
[[nodiscard]] Answer limited_backtracking(const BaseRelations& relations, KeyId key, Budget& budget);

/// For any key; exponential in overlapping operations.
[[nodiscard]] Answer frontier_search(const BaseRelations& relations, KeyId key, Budget& budget);

}  // namespace clio::two_atomicity
