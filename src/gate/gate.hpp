#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "src/gate/config.hpp"
#include "src/gate/result.hpp"

namespace clio::gate {

/// What a running gate tells whoever watches.
struct Standing {
  std::uint64_t runs = 0;          ///< judged so far
  std::uint64_t runs_max = 0;      ///< as many as there will be at the most; 0: as many as the budget allows
  std::uint64_t failing = 0;
  const char* phase = "running";   ///< then "shrinking"
};

/// How a gate is run.
struct GateOptions {
  std::filesystem::path folder = "clio-gate";  ///< where the folder of this gate's evidence is made
  std::filesystem::path program;               ///< clio itself, which repro.sh calls and processes run
  unsigned jobs = 1;
  const std::atomic<int>* stop = nullptr;      ///< set to a signal's number: what runs is finished, what is known is written
  const GateResult* base = nullptr;            ///< an earlier result to set this one against, borrowed
  std::function<void(const Standing&)> watch;  ///< called after every run, on the calling thread
};

/// Runs every case under every seed, judges each run, keeps the evidence, makes failing runs small, and says what came of it. With several
/// jobs the answer is the same. Throws UnwritableEvidence.
/// `configuration` is the text that `config` was read from, `path` its path for reports.
[[nodiscard]] GateResult run_gate(const Config& config, std::string_view configuration, const std::string& path, const GateOptions& options);

/// Counts what was decided of a run.
void count_verdicts(CaseResult& known, const Run& run);

/// Judges the runs that a gate has kept below `folder` (with a history and meta.json) again, without running anything: the same cases with the
/// kept runs only. Throws UnwritableEvidence where the folder cannot be read; a run that cannot be judged is a failure of its own.
[[nodiscard]] GateResult recheck(const std::filesystem::path& folder, unsigned jobs);

}  // namespace clio::gate
