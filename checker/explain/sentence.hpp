#pragma once

#include <string>
#include <vector>

#include "checker/explain/contradiction.hpp"
#include "checker/explain/small_core.hpp"
#include "checker/explain/words.hpp"
#include "checker/verdict.hpp"

namespace clio {

/// A contradiction in words: "A came before B, because ...; but B came before A, because ...: a contradiction."
[[nodiscard]] std::string sentence_of(const SmallCore& core, const Contradiction& contradiction, const Words& words);

/// Its cycle, each edge with its reason.
[[nodiscard]] std::vector<Edge> edges_of(const SmallCore& core, const Contradiction& contradiction, const Words& words);

/// What is unusual about the operations: those that timed out. Empty, or sentences with a blank before.
[[nodiscard]] std::string remarks_of(const History& history, std::span<const OpId> operations, const Words& words);

/// Which writes of values that were read are not among the operations, because real time excludes them as sources. Likewise. O(n log operations).
[[nodiscard]] std::string excluded_sources(const SmallCore& core, const Words& words);

}  // namespace clio
