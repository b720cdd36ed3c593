#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "src/store/run/run.hpp"

namespace clio::gate {

/// A run made small: the configuration has a plan and a schedule of its own, so that it no longer depends on how those are drawn.
struct Shrunk {
  store::RunConfig config;
  std::size_t operations_before = 0, operations_after = 0;  ///< planned
  std::size_t faults_before = 0, faults_after = 0;
  std::size_t tried = 0;    ///< runs that were made
  std::string unfinished;   ///< why it may not be the smallest; empty: nothing of it can be left out
};

/// Whether a run still fails as the original one did.
using StillFails = std::function<bool(const store::RunConfig&, const store::RunResult&)>;

/// Makes a failing run small: fewer faults, clients, operations and keys, calmer chance, shorter faults, an earlier end; each step is tried by
/// running again under the same seed. The result is 1-minimal in its operations and faults: none of them can be left out alone.
/// Once `stop` is set to anything, it ends where it is. Precondition: the run of `config` fails.
[[nodiscard]] Shrunk shrink_run(const store::RunConfig& config, const StillFails& fails, std::chrono::milliseconds limit,
                                 const std::atomic<int>* stop = nullptr);

}  // namespace clio::gate
