#pragma once

#include <optional>
#include <string>

#include "checker/history/history.hpp"
#include "checker/verdict.hpp"

namespace clio {

/// How replicas caused a violation, as far as the recording's `node` and `version` prove it: which replica had acknowledged a write, and which one, with
/// what applied, answered the reading that missed it. Nothing where the recording does not say.
[[nodiscard]] std::optional<std::string> cause_of(const History& history, const Counterexample& counterexample);

}  // namespace clio
