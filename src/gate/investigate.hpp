#pragma once

#include <atomic>
#include <string>

#include "src/gate/config.hpp"
#include "src/gate/evidence.hpp"
#include "src/gate/result.hpp"
#include "src/gate/run.hpp"

namespace clio::gate {

/// Looks into a run that failed (or, of a canary, was caught): makes it small, finds its minimal core, says what led to it, and writes all of
/// that into the run's folder. Once `stop` is set, making it small ends where it is.
[[nodiscard]] Failure investigate(const Case& one, const Run& run, const Config& config, const std::string& program, Evidence& evidence, const std::string& run_folder,
                                  const std::atomic<int>* stop = nullptr);

/// Writes what every kept run has beside its history: result.json, the verdicts with their evidence (on `about`, else on what the case expects), and repro.sh;
/// `smallest`: the folder has smallest.json. Called for runs that are not looked into; investigate() does so itself.
void write_account(const Case& one, const Run& run, const Config& config, const std::string& program, Evidence& evidence, const std::string& run_folder,
                   const Model* about = nullptr, bool smallest = false);

}  // namespace clio::gate
