#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checker/history/history.hpp"

namespace clio::test {

/// Whether some order of the operations (by id; all that did not fail) explains a small history under session order, found by trying every one of
/// them. Reads the history alone: none of the checker's relations. `only` restricts it to one key.
[[nodiscard]] bool explained_by_some_order(const History& history, std::optional<KeyId> only = std::nullopt);

/// Likewise for every key alone.
[[nodiscard]] bool every_key_explained(const History& history);

/// What is wrong with an order as an explanation under session order (of one key, where `only` is given), or nothing.
[[nodiscard]] std::string replay(const History& history, std::span<const OpId> order, std::optional<KeyId> only = std::nullopt);

/// The history as lines of text, for failure messages.
[[nodiscard]] std::string show(const History& history);

}  // namespace clio::test
