// Judging kept runs again: what stands in their folders is all that is needed.
//
// Tested by tests/gate/gate_test.cpp.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

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

/// A kept run: what meta.json says of it, and where its history stands.
struct Kept {
  std::string name;     ///< its case; empty: meta.json cannot be read, `what` says why
  std::uint64_t seed = 0;
  std::optional<Finding> finding;  ///< when it was run; nothing: the gate ended before it was judged
  std::string what, hash;
  std::string folder;   ///< relative
  std::string history;  ///< its path; empty: it has left none
};

Kept kept_in(const fs::path& meta, const fs::path& folder) {
  const fs::path run = meta.parent_path();
  Kept kept;
  kept.folder = fs::relative(run, folder).string();
  try {
    const nlohmann::ordered_json json = parsed(text_of(meta));
    Members members(json, "", "meta.json");
    const std::string name = members.text("case");
    kept.seed = static_cast<std::uint64_t>(members.number("seed", 0, std::numeric_limits<std::int64_t>::max()));
    kept.finding = finding_named(members.text("finding"));
    kept.what = members.text("what"), kept.hash = members.text("hash");
    if (name.empty()) throw WrongMember{"case is missing"};
    kept.name = name;
  } catch (const WrongMember& wrong) {
    kept.what = meta.string() + ": " + wrong.message;
  }
  for (const char* name : {"history.jsonl", "history"}) {
    if (fs::exists(run / name)) kept.history = (run / name).string();
  }
  return kept;
}

std::vector<Kept> kept_below(const fs::path& folder) {
  std::vector<Kept> all;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied)) {
    if (entry.path().filename() == "meta.json") all.push_back(kept_in(entry.path(), folder));
  }
  std::sort(all.begin(), all.end(), [](const Kept& a, const Kept& b) { return std::tie(a.name, a.seed, a.folder) < std::tie(b.name, b.seed, b.folder); });
  return all;
}

/// What a history cannot show: it was found when the run was made, and stays.
bool only_seen_live(Finding finding) {
  return finding == Finding::invariant_broken || finding == Finding::not_available || finding == Finding::not_the_same || finding == Finding::cut_short || finding == Finding::not_run;
}

/// The kept run, judged again.
Run judged_again(const Kept& kept, const Case& one, const Config& config) {
  Run run;
  run.seed = kept.seed;
  if (kept.history.empty()) {
    run.finding = Finding::not_run, run.what = "the run has left no history";
  } else {
    run = judged_file(one, kept.seed, kept.history, config);
    if (run.history && !kept.hash.empty() && hex_text(run.hash) != kept.hash) run.finding = Finding::not_run, run.what = "its history is not the one that was judged when it was run";
  }
  const bool live = kept.finding && only_seen_live(*kept.finding) && *kept.finding != run.finding;
  if (live && (run.finding == Finding::passed || run.finding > *kept.finding || !run.history)) run.finding = *kept.finding, run.what = kept.what;
  return run;
}

void not_judged(CaseResult& known, GateResult& result, const std::string& folder, std::uint64_t seed, const std::string& what) {
  ++result.runs, ++known.runs, ++known.findings[Finding::not_run];
  Failure& failure = known.failures.emplace_back();
  failure.seed = seed, failure.finding = Finding::not_run, failure.what = what, failure.folder = folder;
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
  std::vector<Kept> kept = kept_below(folder);
  if (kept.empty()) throw UnwritableEvidence(folder.string() + " has no kept runs");
  std::set<std::string> there;
  for (const Kept& one : kept) {
    there.insert(one.folder);
    if (!one.name.empty() && !cases.contains(one.name)) throw UnwritableEvidence(folder.string() + "/" + one.folder + ": the configuration has no case \"" + one.name + "\"");
  }
  const auto unreadable = std::partition(kept.begin(), kept.end(), [](const Kept& one) { return !one.name.empty(); });
  std::vector<Kept> lost(unreadable, kept.end());
  kept.erase(unreadable, kept.end());
  std::sort(kept.begin(), kept.end(), [](const Kept& a, const Kept& b) { return std::tie(a.name, a.seed, a.folder) < std::tie(b.name, b.seed, b.folder); });
  std::size_t next = 0;
  in_order<Run>(
      kept.size(), jobs, [&](std::size_t i) { return judged_again(kept[i], config.cases[cases.at(kept[i].name)], config); },
      [&](const Run& run) {
        const Kept& from = kept[next++];
        CaseResult& known = result.cases[cases.at(from.name)];
        ++result.runs, ++known.runs, ++known.findings[run.finding];
        count_verdicts(known, run);
        ++known.strongest[std::string(!run.strength_known ? "undecided" : run.strongest == nullptr ? "none" : run.strongest->id)];
        known.operations += run.operations, known.answered += run.ok;
        for (const std::int64_t latency : run.latencies) known.latency.add(latency);
        known.availability_least = std::min(known.availability_least, run.availability());
        if (run.finding == Finding::passed) return;
        Failure& failure = known.failures.emplace_back();
        failure.seed = run.seed, failure.finding = run.finding, failure.what = run.what, failure.folder = from.folder;
        for (const Model* model : run.violated) {
          if (std::find(known.expect.keeps.begin(), known.expect.keeps.end(), model) != known.expect.keeps.end()) failure.model = model;
        }
        failure.command = "clio check " + (failure.model == nullptr ? "" : "-m " + std::string(failure.model->id) + " ") + shell_quoted(from.history.empty() ? (folder / from.folder).string() : from.history);
      });
  for (const Kept& one : lost) {
    CaseResult& known = result.cases.emplace_back();
    known.name = known.subject = one.folder;
    not_judged(known, result, one.folder, 0, one.what);
  }

  // What the gate itself came to: what cannot be seen in kept runs is taken from there.
  const Result<GateResult, std::string> then = fs::exists(folder / "result.json") ? read_result(text_of(folder / "result.json")) : Result<GateResult, std::string>(Unexpected(std::string("result.json is missing")));
  if (!then) {
    result.interrupted = true, result.interruption = "whatever ended the gate before its result was written (" + then.error() + ")";
  } else {
    result.interrupted = then->interrupted, result.interruption = then->interruption;
    for (const CaseResult& before : then->cases) {
      const auto found = cases.find(before.name);
      if (found == cases.end()) continue;
      CaseResult& known = result.cases[found->second];
      known.complete = before.complete;
      for (const Failure& failure : before.failures) {
        if (!failure.folder.empty() && !there.contains(failure.folder)) not_judged(known, result, failure.folder, failure.seed, "the kept run " + failure.folder + " is gone, or its meta.json is");
      }
      if (known.runs == 0 && !before.complaints.empty()) known.runs = before.runs, known.findings = before.findings;
      if (known.canary) continue;  // the run that was caught is kept, and must be caught again
      for (const auto& [model, runs] : before.violated) {
        const bool asked = std::any_of(known.expect.caught.begin(), known.expect.caught.end(), [&, &id = model](const Model* one) { return one->id == id; });
        if (asked) known.violated[model] = std::max(known.violated[model], runs);
      }
      known.broken = before.broken, known.first_broken = before.first_broken;
    }
  }
  std::erase_if(result.cases, [](const CaseResult& known) { return known.runs == 0; });
  result.folder = folder.string();
  for (CaseResult& known : result.cases) known.complaints = complaints_of(known);
  return result;
}

}  // namespace clio::gate
