#pragma once

#include <cstdint>
#include <span>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::validate {

inline constexpr std::size_t kExplainedMax = 64;  ///< operations

enum class Explained : std::uint8_t { yes, no, undecided };

/// Whether the operations alone (sorted, participants, for per-key rows of one key) satisfy the model: a search that follows the words of
/// docs/semantics.md. Undecided for more than kExplainedMax operations or after `steps_max` steps, which it counts down.
/// Cost: exponential in the operations.
[[nodiscard]] Explained explained(const History& history, const Model& model, std::span<const OpId> operations, std::uint64_t& steps_max);

}  // namespace clio::validate
