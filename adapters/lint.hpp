#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/relations/base_relations.hpp"

namespace clio {

/// Something about a recording that makes a verdict weaker than it looks, or that is easily misread.
struct LintFinding {
  std::string_view rule;     ///< one of the list of docs/lint.md: "repeated-values", "touching-operations", ...
  std::string message;       ///< what was found, how often, and what it does to a verdict
  std::optional<OpId> first; ///< the first operation concerned
  std::size_t count = 1;
};

/// All findings, in the order of the rules (docs/lint.md). A finding is about the recording: none of them changes a verdict, and a history
/// without findings is not thereby a faithful one. Cost: O(n) expected.
[[nodiscard]] std::vector<LintFinding> lint(const History& history);
[[nodiscard]] std::vector<LintFinding> lint(const BaseRelations& relations);  ///< for whoever has them already

}  // namespace clio
