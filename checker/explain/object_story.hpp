#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checker/explain/words.hpp"
#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/verdict.hpp"

namespace clio {

/// What went wrong, in words.
struct Story {
  Anomaly anomaly{};
  std::string sentence;
  std::vector<Edge> cycle = {};  ///< where an order is to blame
};

/// The usual ways in which a counter, set, queue, stack, list or mutex is violated, looked for in a small violating core; nothing where it is none of
/// them. Cost: O(operations^2), for lists times their length.
[[nodiscard]] std::optional<Story> story_of_object(const History& history, const Model& model, std::span<const OpId> operations, const Words& words);

/// A failed operation that put the value of `reading` where it was found, if there is one.
[[nodiscard]] std::optional<OpId> failed_writer_of(const History& history, KeyId key, ValueId value);

}  // namespace clio
