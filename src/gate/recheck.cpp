// Judging kept runs again: what stands in their folders is all that is needed.
//
// Tested by tests/gate/gate_test.cpp.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "checker/support/ordered_work.hpp"
#include "src/gate/checks.hpp"
#include "src/gate/evidence.hpp"
#include "src/gate/external.hpp"
#include "src/gate/gate.hpp"
#include "src/record/members.hpp"
#include "src/report/commit.hpp"
#include "src/report/version.hpp"
#include "src/report/words.hpp"

namespace clio::gate {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) throw UnwritableEvidence(path.string() + " cannot be read");
  return text;
}

/// A kept run: its case by name, its seed, where its history stands.
struct Kept {
  std::string name;
  std::uint64_t seed = 0;
  std::string folder;   ///< relative
  std::string history;  ///< its path
};

std::vector<Kept> kept_below(const fs::path& folder) {
  std::vector<Kept> all;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied)) {
    if (entry.path().filename() != "meta.json") continue;
    const fs::path run = entry.path().parent_path();
    Kept kept;
    kept.folder = fs::relative(run, folder).string();
    try {
      const nlohmann::ordered_json json = parsed(text_of(entry.path()));
      Members members(json, "");
      kept.name = members.text("case");
      kept.seed = members.required("seed").get<std::uint64_t>();
    } catch (const WrongMember& wrong) {
      throw UnwritableEvidence(entry.path().string() + ": " + wrong.message);
    }
    for (const char* name : {"history.jsonl", "history"}) {
      if (fs::exists(run / name)) kept.history = (run / name).string();
    }
    all.push_back(std::move(kept));
  }
  std::sort(all.begin(), all.end(), [](const Kept& a, const Kept& b) { return std::tie(a.name, a.seed, a.folder) < std::tie(b.name, b.seed, b.folder); });
  return all;
}

}  // namespace

GateResult recheck(const fs::path& folder, unsigned jobs) {
  Config config;
  const std::string configuration = text_of(folder / "configuration.json");
  if (configuration.empty()) {
    config = self_test(1);
  } else {
    Result<Config, std::string> read = read_config(configuration);
    if (!read) throw UnwritableEvidence((folder / "configuration.json").string() + ": " + read.error());
    config = std::move(read).value();
  }
  GateResult result;
  result.name = config.name, result.configuration = (folder / "configuration.json").string(), result.program = std::string(kVersion) + " at " + kCommit, result.seeds = config.seeds;
  std::map<std::string, std::size_t> cases;
  for (const Case& one : config.cases) {
    cases[one.name()] = result.cases.size();
    CaseResult& known = result.cases.emplace_back();
    known.name = one.name(), known.subject = one.subject, known.workload = one.workload, known.faults = one.faults;
    known.source = one.source, known.canary = one.canary, known.line = one.line, known.expect = one.expect, known.options = one.command;
  }
  const std::vector<Kept> kept = kept_below(folder);
  if (kept.empty()) throw UnwritableEvidence(folder.string() + " has no kept runs");
  for (const Kept& one : kept) {
    if (!cases.contains(one.name)) throw UnwritableEvidence(folder.string() + "/" + one.folder + ": the configuration has no case \"" + one.name + "\"");
  }
  std::size_t next = 0;
  in_order<Run>(
      kept.size(), jobs,
      [&](std::size_t i) {
        const Case& one = config.cases[cases.at(kept[i].name)];
        if (!kept[i].history.empty()) return judged_file(one, kept[i].seed, kept[i].history, judged_models(one), config);
        Run run;
        run.seed = kept[i].seed, run.finding = Finding::not_run, run.what = "the run has left no history";
        return run;
      },
      [&](const Run& run) {
        const Kept& from = kept[next++];
        CaseResult& known = result.cases[cases.at(from.name)];
        ++result.runs, ++known.runs, ++known.findings[run.finding];
        count_verdicts(known, judged_models(config.cases[cases.at(from.name)]), run);
        ++known.strongest[std::string(!run.strength_known ? "undecided" : run.strongest == nullptr ? "none" : run.strongest->id)];
        known.operations += run.operations, known.answered += run.ok;
        for (const std::int64_t latency : run.latencies) known.latency.add(latency);
        known.availability_least = std::min(known.availability_least, run.availability());
        if (run.finding == Finding::passed) return;
        Failure& failure = known.failures.emplace_back();
        failure.seed = run.seed, failure.finding = run.finding, failure.what = run.what, failure.folder = from.folder;
        if (!run.violated.empty()) failure.model = run.violated.back();
        failure.command = "clio check " + shell_quoted(from.history);
      });
  std::erase_if(result.cases, [](const CaseResult& known) { return known.runs == 0; });
  result.folder = folder.string();
  for (CaseResult& known : result.cases) {
    known.expect.caught.clear(), known.expect.breaks_invariant = false;  // the kept runs are a sample: what is caught in none of them may be in others
    known.complaints = complaints_of(known);
  }
  return result;
}

}  // namespace clio::gate
