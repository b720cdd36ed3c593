#pragma once

#include <string>
#include <vector>

#include "src/gate/config.hpp"
#include "src/gate/evidence.hpp"
#include "src/gate/run.hpp"

namespace clio::gate {

/// A run that was made small, with what is known of how it came to fail.
struct SmallRun {
  const History& history;
  const store::RunResult& run;
  std::vector<std::string> account;  ///< the cause and the events that led to it
};

/// Writes report.html into the folder of a kept run: the smallest run that fails like it, if there is one, and the run itself, each over the whole table of models and with its trace. Nothing where the run left no
/// history. Throws UnwritableEvidence.
void write_page(const Case& one, const Run& run, const Config& config, Evidence& evidence, const std::string& run_folder, const SmallRun* small = nullptr);

}  // namespace clio::gate
