#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "src/gate/config.hpp"
#include "src/gate/result.hpp"
#include "src/gate/run.hpp"

namespace clio::gate {

/// The folder of one gate's evidence. What stands in it is whole at any moment: files appear under their names when they are complete, lines
/// of runs.jsonl are appended with one write each.
///
///     FOLDER/configuration.json      as it was read
///     FOLDER/runs.jsonl              a line when a run begins, one when it is judged (docs/gate.md)
///     FOLDER/failing/CASE/seed-N/    a simulated run with everything: history.jsonl, trace.jsonl, meta.json, result.json, report.html, core.history,
///                                    repro.sh, smallest.json (the shrunk run as a scenario)
///     FOLDER/sampled/CASE/seed-N/    likewise, of runs that passed; FOLDER/caught/... of canaries
///     FOLDER/runs/CASE/seed-N/       a run of a real system, written before it is judged; it stays if it fails or is sampled
///     FOLDER/result.json, junit.xml, results.sarif, summary.md, plots.html
///
/// Throws UnwritableEvidence.
class Evidence {
 public:
  /// Makes `parent`/DATE-TIME[-N] and lets `parent`/latest point to it.
  Evidence(const std::filesystem::path& parent, std::string_view configuration);
  ~Evidence();
  Evidence(const Evidence&) = delete;
  Evidence& operator=(const Evidence&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  /// Before the run: what regenerates it. May be called from several threads.
  void begins(const Case& one, std::uint64_t seed);
  /// Once it is judged.
  void ran(const Case& one, const Run& run);

  /// The folder of a kept run, relative to folder(); made if it is not there.
  [[nodiscard]] std::string run_folder(std::string_view kind, const Case& one, std::uint64_t seed);
  /// Removes the folder of a run that need not be kept.
  void remove(const std::string& run_folder);
  /// Writes meta.json of a run that is about to begin: what it is, and no finding.
  void keep_beginning(const std::string& run_folder, const Case& one, std::uint64_t seed);
  /// Writes meta.json, and history and trace where the run has them.
  void keep(const std::string& run_folder, const Case& one, const Run& run);
  /// Writes a file that appears when it is complete; `executable` for scripts.
  void write(const std::string& name, std::string_view text, bool executable = false);

 private:
  void line(const std::string& json);

  std::filesystem::path folder_;
  int runs_ = -1;
};

/// The evidence cannot be written: a message with the path and why.
class UnwritableEvidence : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A name as a folder's: letters, digits, '.', '-', '_'; other characters become '-', long ones are cut and told apart by a hash.
[[nodiscard]] std::string folder_name(std::string_view name);

}  // namespace clio::gate
