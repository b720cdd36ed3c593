#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/support/result.hpp"
#include "src/store/run/run.hpp"

namespace clio {

/// A run told as a story: settings, what each client asks and when, what goes wrong and when, and what is expected of the history
/// (docs/formats/scenario.md).
struct Scenario {
  std::string name;
  std::string about;
  store::RunConfig config;                            ///< with plan and schedule where the file gives them
  std::vector<std::pair<std::string, bool>> expect;   ///< model id and whether it holds, in file order
  bool available = true;                              ///< whether everything must be answered once everything has healed
  bool invariants = true;                             ///< whether the protocol's invariants must hold
};

/// Reads a scenario. The error names the member and what was expected there (or the line, where the text is no JSON).
[[nodiscard]] Result<Scenario, std::string> read_scenario(std::string_view json);

/// The scenario as JSON that read_scenario() takes: reading it gives the same run.
[[nodiscard]] std::string scenario_json(const Scenario& scenario);

}  // namespace clio
