#pragma once

#include <atomic>
#include <string>

#include "src/gate/config.hpp"
#include "src/gate/evidence.hpp"
#include "src/gate/run.hpp"

namespace clio::gate {

/// What a real run is, as a shell's command: the subject's own with {seed} and {out} filled in, or `clio record` with a client or processes.
/// `program` is clio itself, `folder` where the run leaves its files, as a word of the shell.
[[nodiscard]] std::string command_of(const Case& one, std::uint64_t seed, const std::string& program, const std::string& folder);

/// Runs it, at most for config.run_limit, and judges the history that it has written. Everything stands in the run's folder before it is judged:
/// first meta.json, then history (and trace), and what the command said (output.txt). However this ends, no process is left behind.
/// Never throws for what the command does: a command that fails, hangs or writes nonsense is a finding.
[[nodiscard]] Run external_run(const Case& one, std::uint64_t seed, const Config& config, const std::string& program,
                               Evidence& evidence, const std::string& run_folder);

/// Judges a history that stands in a file, as external_run() does once the command is over.
[[nodiscard]] Run judged_file(const Case& one, std::uint64_t seed, const std::string& path, const Config& config);

/// A word as the shell takes it whole.
[[nodiscard]] std::string shell_quoted(const std::string& text);

}  // namespace clio::gate
