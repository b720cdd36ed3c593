#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/verdict.hpp"
#include "src/gate/config.hpp"

namespace clio::gate {

/// Why a run does not count as passed. Everything but `passed` fails the gate.
enum class Finding : std::uint8_t {
  passed,
  violated,          ///< a model that the subject keeps is violated
  invariant_broken,  ///< the protocol's own assertion failed
  not_available,     ///< not everything was answered once faults had healed
  undecided,         ///< a model could not be decided within the limits
  nothing_done,      ///< no operation completed: there is nothing to judge
  not_the_same,      ///< the same seed gave another run
  cut_short,         ///< a command, client or process run past its limit
  not_run,           ///< the command failed, or wrote nothing that can be read
};
[[nodiscard]] std::string_view name_of(Finding finding);
/// The inverse; nothing where no finding is called so.
[[nodiscard]] std::optional<Finding> finding_named(std::string_view name);

/// What one run came to. Histories and traces are dropped once they are judged, unless the run is kept.
struct Run {
  std::uint64_t seed = 0;
  Finding finding = Finding::passed;
  std::string what;                            ///< the finding in one sentence; empty: passed
  std::vector<const Model*> violated;          ///< of all models that were judged, in table order
  std::vector<const Model*> undecided;
  const Model* strongest = nullptr;            ///< the first satisfied model in table order, if any
  std::vector<const Model*> judged;            ///< what was decided, strongest first
  bool strength_known = false;                 ///< no model before `strongest` is undecided
  std::uint64_t hash = 0;                      ///< of the history in native form
  std::size_t operations = 0, ok = 0, failed = 0, unknown = 0;
  bool wrote = false;                          ///< some operation that is no read may have had an effect
  std::uint64_t messages = 0, bytes = 0;       ///< between nodes
  std::vector<std::int64_t> latencies;         ///< of operations that were answered ok while faults could happen, microseconds
  [[nodiscard]] double availability() const { return operations == 0 ? 0 : static_cast<double>(ok) / static_cast<double>(operations); }

  std::shared_ptr<const History> history;      ///< null once dropped
  std::shared_ptr<const store::RunResult> store_run;  ///< of simulated and process runs; null once dropped
};

/// Decides on the run's history all models by which histories like it are classified, so that a run that becomes weaker is seen whatever the case expects, and those that the case speaks of;
/// and says what that means for the case. Precondition: run.history is set.
void judge_run(Run& run, const Case& one, const Config& config);

/// How strong a model counts as where runs are compared: smaller is stronger; of both tables, and larger than all for what is no model's id.
[[nodiscard]] std::size_t weakness(std::string_view id);

/// Runs a simulated case under a seed. `trace`: keep the trace in store_run.
[[nodiscard]] Run simulated_run(const Case& one, std::uint64_t seed, bool trace = false);

/// FNV-1a over the bytes: names runs, proves that two are the same; no protection against forgery.
[[nodiscard]] std::uint64_t hash_of(std::string_view bytes);
/// A hash as evidence names it: 16 digits.
[[nodiscard]] std::string hex_text(std::uint64_t hash);

}  // namespace clio::gate
