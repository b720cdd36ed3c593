// The gate: every case under every seed.
//
// Runs are taken seed by seed, all cases under the first seed, then all under the second, so that a budget of time is spent on all cases
// alike. Threads run and judge; one thread takes the judged runs in order, counts, and writes. So the answer does not depend on the number of
// threads, and memory not on the number of runs. Failing runs are kept at once, with history and trace; only when all runs are over are they
// made small, in parallel, for that can take a while.
//
// Tested by tests/gate/gate_test.cpp.

#include "src/gate/gate.hpp"

#include <algorithm>
#include <csignal>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "checker/support/assert.hpp"
#include "checker/support/ordered_work.hpp"
#include "src/gate/checks.hpp"
#include "src/gate/evidence.hpp"
#include "src/gate/external.hpp"
#include "src/gate/investigate.hpp"
#include "src/gate/plots.hpp"
#include "src/gate/run_page.hpp"
#include "src/record/settings.hpp"
#include "src/report/commit.hpp"
#include "src/report/version.hpp"
#include "src/report/words.hpp"

namespace clio::gate {
namespace {

using Clock = std::chrono::steady_clock;

/// A run with what the taking thread needs of it.
struct Made {
  std::size_t which = 0;  ///< the case
  bool skipped = false;   ///< a canary that has been caught
  bool twice = false;
  std::string folder;     ///< of a real run: where its files are
  Run run;
};

/// Chosen by the seed and the case, so that the choice is the same whoever asks.
bool chosen(double share, std::uint64_t seed, const std::string& name) {
  const std::uint64_t hash = hash_of(name + ":" + std::to_string(seed)) * 0x9E3779B97F4A7C15u;
  return static_cast<double>(hash >> 11) < share * 9007199254740992.0;
}

std::string options_without_seed(store::RunConfig config) {
  config.seed = 1;
  std::string text = options_of(config);
  const std::size_t at = text.rfind(" --seed 1");
  CLIO_ASSERT(at != std::string::npos);
  return text.erase(at, std::string_view(" --seed 1").size());
}

std::string trace_text(const store::RunResult& run) {
  std::string text;
  for (const store::TraceEvent& event : run.trace) (text += store::json_of(event)) += '\n';
  return text;
}

class Gate {
 public:
  Gate(const Config& config, std::string_view configuration, const std::string& path, const GateOptions& options)
      : config_(config), options_(options), evidence_(options.folder, configuration), caught_(config.cases.size()) {
    result_.name = config.name;
    result_.configuration = path;
    result_.program = std::string(kVersion) + " at " + kCommit;
    result_.folder = evidence_.folder().string();
    result_.seeds = config.seeds;
    for (const Case& one : config.cases) {
      CaseResult& known = result_.cases.emplace_back();
      known.name = one.name(), known.subject = one.subject, known.workload = one.workload, known.faults = one.faults;
      known.source = one.source, known.canary = one.canary, known.line = one.line, known.expect = one.expect;
      known.options = one.command.empty() ? options_without_seed(one.config) : one.command;
    }
  }

  GateResult run() {
    in_order_while<Made>(
        options_.jobs, [&](std::size_t i) { return wanted(i); }, [&](std::size_t i) { return make(i); }, [&](Made made) { take(std::move(made)); });
    for (std::size_t i = 0; i < config_.cases.size(); ++i) {
      name_weaker_seeds(i);
      if (result_.interrupted && !caught_[i].load()) result_.cases[i].complete = false;
    }
    finish();
    evidence_.write("result.json", result_json(result_));  // making runs small can take a while, and may be cut short
    look_into();
    finish();
    evidence_.write("result.json", result_json(result_));
    evidence_.write("junit.xml", junit_report(result_));
    evidence_.write("results.sarif", sarif_report(result_));
    evidence_.write("summary.md", markdown_report(result_));
    evidence_.write("plots.html", plots_page(result_));
    return std::move(result_);
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return evidence_.folder(); }

 private:
  void finish() {
    for (CaseResult& known : result_.cases) known.complaints = complaints_of(known);
    result_.elapsed_ms = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_).count());
    if (options_.base != nullptr) compare(result_, *options_.base);
  }
  [[nodiscard]] int signal() const { return options_.stop == nullptr ? 0 : options_.stop->load(); }
  [[nodiscard]] std::uint64_t runs_max() const { return config_.seeds.budget ? 0 : config_.seeds.count * config_.cases.size(); }

  /// Asked with ascending numbers, under a lock of its own.
  bool wanted(std::size_t i) {
    const bool timed = config_.seeds.budget.has_value();
    if (!timed && i >= runs_max()) return false;
    if (timed && i > 0 && Clock::now() - start_ >= *config_.seeds.budget) return false;
    if (timed && all_caught()) return false;
    if (const int number = signal(); number != 0) return interrupt(number == SIGINT ? "SIGINT" : number == SIGTERM ? "SIGTERM" : "a signal");
    if (enough_.load()) return interrupt("the first failure");
    return true;
  }
  /// Nothing is left to run but canaries that have been caught.
  [[nodiscard]] bool all_caught() const {
    for (std::size_t i = 0; i < config_.cases.size(); ++i) {
      if (!config_.cases[i].canary || !caught_[i].load()) return false;
    }
    return true;
  }
  bool interrupt(const char* why) {
    result_.interrupted = true;
    result_.interruption = why;
    return false;
  }

  Made make(std::size_t i) {
    Made made{.which = i % config_.cases.size()};
    const Case& one = config_.cases[made.which];
    const std::uint64_t seed = config_.seeds.from + i / config_.cases.size();
    if (one.canary && caught_[made.which].load()) {
      made.skipped = true;
      return made;
    }
    evidence_.begins(one, seed);
    if (one.source != Source::simulated) {
      made.folder = evidence_.run_folder("runs", one, seed);
      made.run = external_run(one, seed, config_, options_.program.string(), evidence_, made.folder);
      return made;
    }
    made.twice = chosen(config_.run_twice, seed, one.name());
    made.run = simulated_run(one, seed, made.twice);
    judge_run(made.run, one, config_);
    if (made.twice) {
      const Run again = simulated_run(one, seed, true);
      if (again.hash != made.run.hash || trace_text(*again.store_run) != trace_text(*made.run.store_run)) {
        if (made.run.finding == Finding::passed || made.run.finding > Finding::not_the_same) made.run.finding = Finding::not_the_same, made.run.what.clear();
        made.run.what += (made.run.what.empty() ? "" : "; ") + std::string("the same seed gave another run");
      }
    }
    return made;
  }

  void take(Made made) {
    CaseResult& known = result_.cases[made.which];
    const Case& one = config_.cases[made.which];
    const bool late = one.canary && caught_[made.which].load();  // a thread was ahead of the catch
    if (made.skipped || late || enough_.load()) {                // or of the first failure
      if (!made.folder.empty()) evidence_.remove(made.folder);
      return;
    }
    const Run& run = made.run;
    evidence_.ran(one, run);
    ++result_.runs, ++known.runs, ++known.findings[run.finding];
    if (made.twice) ++known.run_twice;
    count_verdicts(known, run);
    if (run.store_run && !run.store_run->broken.empty() && known.broken++ == 0) known.first_broken = run.seed;
    note_strength(made.which, run);
    for (const std::int64_t latency : run.latencies) known.latency.add(latency);
    known.operations += run.operations, known.answered += run.ok, known.messages += run.messages, known.bytes += run.bytes;
    known.availability_least = std::min(known.availability_least, run.availability());

    const bool catches = one.canary && everything_caught(known);
    if (catches) caught_[made.which].store(true);
    const bool failing = run.finding != Finding::passed;
    if (failing) ++failing_;
    if (failing && config_.stop_at_first) enough_.store(true);
    if (catches || (failing && kept_[made.which][run.finding] < config_.keep_failing)) {
      if (failing && !catches) ++kept_[made.which][run.finding];
      keep(catches ? "caught" : "failing", made, true);
    } else if (!failing && !one.canary && sampled_[made.which] < config_.keep_sampled) {
      ++sampled_[made.which];
      keep("sampled", made, false);
    } else if (!made.folder.empty()) {
      evidence_.remove(made.folder);
    }
    if (options_.watch) options_.watch({.runs = result_.runs, .runs_max = runs_max(), .failing = failing_});
  }

  static bool everything_caught(const CaseResult& known) {
    const auto caught = [&](const Model* model) {
      const auto runs = known.violated.find(model->id);
      return runs != known.violated.end() && runs->second > 0;
    };
    return std::all_of(known.expect.caught.begin(), known.expect.caught.end(), caught) && (!known.expect.breaks_invariant || known.broken > 0);
  }

  /// How strong the runs are, with the first seeds of each strength: as many as reports name, so that memory does not grow with the seeds.
  void note_strength(std::size_t which, const Run& run) {
    const std::string id(!run.strength_known ? "undecided" : run.strongest == nullptr ? "none" : run.strongest->id);
    std::vector<std::uint64_t>& seeds = strengths_[which][id];
    if (seeds.size() < kSeedsNamedMax) seeds.push_back(run.seed);
    ++result_.cases[which].strongest[id];
  }
  void name_weaker_seeds(std::size_t which) {
    std::string best = "none";
    for (const auto& [id, seeds] : strengths_[which]) {
      if (weakness(id) < weakness(best)) best = id;
    }
    std::vector<std::pair<std::uint64_t, std::string>>& weaker = result_.cases[which].weaker;
    for (const auto& [id, seeds] : strengths_[which]) {
      for (const std::uint64_t seed : seeds) {
        if (id != best) weaker.emplace_back(seed, id);
      }
    }
    std::sort(weaker.begin(), weaker.end());
  }

  void keep(std::string_view kind, Made& made, bool look_into) {
    const Case& one = config_.cases[made.which];
    const bool real = !made.folder.empty();
    const std::string folder = real ? made.folder : evidence_.run_folder(kind, one, made.run.seed);
    if (!real) {
      Run traced = simulated_run(one, made.run.seed, true);
      made.run.history = traced.history, made.run.store_run = traced.store_run;
    }
    evidence_.keep(folder, one, made.run);
    if (!look_into) {
      write_account(one, made.run, config_, options_.program.string(), evidence_, folder);
      return write_page(one, made.run, config_, evidence_, folder);
    }
    open_.push_back({.which = made.which, .folder = folder, .run = std::move(made.run)});
  }

  void look_into() {
    std::size_t done = 0;
    in_order<Failure>(
        open_.size(), options_.jobs,
        [&](std::size_t i) {
          return investigate(config_.cases[open_[i].which], open_[i].run, config_, options_.program.string(), evidence_, open_[i].folder, options_.stop);
        },
        [&](Failure failure) {
          result_.cases[open_[done].which].failures.push_back(std::move(failure));
          open_[done].run = {};
          if (const int number = signal(); number != 0 && !result_.interrupted) interrupt(number == SIGINT ? "SIGINT" : "SIGTERM");
          ++done;
          if (options_.watch) options_.watch({.runs = result_.runs, .runs_max = runs_max(), .failing = failing_, .phase = "shrinking"});
        });
  }

  static constexpr std::size_t kSeedsNamedMax = 20;

  struct Open {
    std::size_t which = 0;
    std::string folder;
    Run run;
  };

  const Config& config_;
  const GateOptions& options_;
  Evidence evidence_;
  GateResult result_;
  std::vector<std::atomic<bool>> caught_;
  std::atomic<bool> enough_{false};
  std::vector<std::map<Finding, std::size_t>> kept_ = decltype(kept_)(config_.cases.size());
  std::vector<std::size_t> sampled_ = std::vector<std::size_t>(config_.cases.size());
  std::vector<std::map<std::string, std::vector<std::uint64_t>, std::less<>>> strengths_ = decltype(strengths_)(config_.cases.size());
  std::vector<Open> open_;
  std::uint64_t failing_ = 0;
  const Clock::time_point start_ = Clock::now();
};

}  // namespace

void count_verdicts(CaseResult& known, const Run& run) {
  for (const Model* model : run.judged) known.violated[std::string(model->id)];
  for (const Model* model : run.violated) {
    if (known.violated[std::string(model->id)]++ == 0) known.first_violated[std::string(model->id)] = run.seed;
  }
  for (const Model* model : run.undecided) ++known.undecided[std::string(model->id)];
}

GateResult run_gate(const Config& config, std::string_view configuration, const std::string& path, const GateOptions& options) {
  return Gate(config, configuration, path, options).run();
}

}  // namespace clio::gate
