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

}  // namespace clio::gate
