#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/store/run/run.hpp"

namespace clio {

/// One thing that can be set of a run: by `clio record --NAME VALUE`, by a member of a scenario, by the gate's configuration.
/// The table is the only place where such names, their meaning and their checks stand.
struct Setting {
  std::string_view name;   ///< as on the command line, without dashes
  std::string_view type;   ///< what a value looks like: N, RATIO, "a|b|c"
  std::string_view group;  ///< the heading it stands under in help
  std::string_view about;
  std::string (*get)(const store::RunConfig&);
  /// Sets it. Returns what was expected where `value` is wrong, else nothing.
  std::optional<std::string> (*set)(store::RunConfig&, std::string_view value);
};

/// All settings; "protocol" comes first, for it decides the defaults of others.
[[nodiscard]] std::span<const Setting> settings();
[[nodiscard]] const Setting* setting_named(std::string_view name);

/// The configuration of a protocol with its own defaults: the strongest read policy that it offers for a session that stays connected, and
/// operations that it takes.
[[nodiscard]] store::RunConfig default_config(const store::Entry& protocol);

/// What is wrong with a configuration as a whole (a mutant or read policy that the protocol has not, quorums above the number of nodes, ...).
[[nodiscard]] std::optional<std::string> contradiction_in(const store::RunConfig& config);

/// The settings that differ from the protocol's defaults, as options of `clio record`: "--protocol quorum --nodes 5 --seed 7". `--seed` is always there.
[[nodiscard]] std::string options_of(const store::RunConfig& config);

}  // namespace clio
