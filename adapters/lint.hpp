#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/history.hpp"

namespace clio {

/// Something about a recording that makes a verdict weaker than it looks, or that is easily misread.
struct LintFinding {
  std::string_view rule;     ///< closed list: "repeated-values", "touching-operations", ...
  std::string message;       ///< what was found, how often, and what it does to a verdict
  std::optional<OpId> first; ///< the first operation concerned
  std::size_t count = 1;
};

/// All findings, in the order of the rules. Cost: O(n) expected.
[[nodiscard]] std::vector<LintFinding> lint(const History& history);

}  // namespace clio
