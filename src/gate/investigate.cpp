// From a failing run to what a person needs of it.
//
// Of a simulated run the run itself is made small first, and everything else is said about the small one: its history is shorter, and what
// happened in it can be read. The minimal core is then a part of that history (checker/explain). The run's folder keeps both: the original
// run with its seed, and the smallest as a scenario.
//
// Tested by tests/gate/gate_test.cpp.

#include "src/gate/investigate.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <nlohmann/json.hpp>
#include <sstream>

#include "adapters/formats/lecture/lecture.hpp"
#include "adapters/formats/native/native.hpp"
#include "checker/check.hpp"
#include "checker/support/assert.hpp"
#include "src/gate/cause.hpp"
#include "src/gate/external.hpp"
#include "src/gate/run_page.hpp"
#include "src/gate/shrink.hpp"
#include "src/record/history_of_run.hpp"
#include "src/record/scenario.hpp"
#include "src/record/settings.hpp"
#include "src/report/json.hpp"
#include "src/report/judgement.hpp"
#include "src/report/words.hpp"

namespace clio::gate {
namespace {

bool has(const std::vector<const Model*>& models, const Model* model) { return std::find(models.begin(), models.end(), model) != models.end(); }

/// What the run is about: the weakest of the violated models that matter, for its reason stands for the stronger ones too.
const Model* subject_of(const Case& one, const Run& run) {
  const Model* about = nullptr;
  for (const Model* model : run.violated) {
    if (has(one.expect.keeps, model) || (one.canary && has(one.expect.caught, model))) about = model;
  }
  return about;
}

CheckOptions options_of(const Config& config, bool explain) {
  CheckOptions options;
  options.explain = explain;
  options.limits.time = config.timeout;
  options.limits.memory_bytes = config.memory_mib << 20;
  options.limits.explain_time = config.timeout;
  return options;
}

/// Whether a smaller run still fails in the way that the original one did.
StillFails same_failure(const Case& one, const Run& run, const Model* about, const Config& config) {
  const bool invariant = about == nullptr && run.finding != Finding::not_available && run.store_run && !run.store_run->broken.empty();
  const Finding finding = run.finding;
  return [&one, about, invariant, finding, &config](const store::RunConfig& made, const store::RunResult& result) {
    if (about != nullptr) {
      return check(history_of(result, made, header_of(made)), *about, options_of(config, false)).answer == Answer::violated;
    }
    if (invariant) return !result.broken.empty();
    if (finding == Finding::not_available) return !result.unavailable.empty();
    return false;
  };
}

/// A script that makes the run again, as far as that can be done, and judges the kept history.
std::string repro_script(const Case& one, const Run& run, const std::string& program, const std::vector<const Model*>& models, bool smallest) {
  std::string script = "#!/bin/sh\n# " + printable(one.name() + ", seed " + std::to_string(run.seed) + (run.what.empty() ? "" : ": " + run.what)) +
                       ".\nset -e\ncd \"$(dirname \"$0\")\"\nclio=${CLIO:-" + shell_quoted(program) + "}\nagain=$(mktemp -d)\n";
  if (one.source == Source::simulated) {
    store::RunConfig config = one.config;
    config.seed = run.seed;
    script += "trap 'rm -r \"$again\"' EXIT\n# The run as it was found, byte for byte; exit status 2 where it comes out otherwise:\n\"$clio\" record " + clio::options_of(config) +
              " -o \"$again/history.jsonl\" --trace \"$again/trace.jsonl\" || [ $? -eq 1 ]\ncmp history.jsonl \"$again/history.jsonl\" || exit 2\ncmp trace.jsonl \"$again/trace.jsonl\" || exit 2\n";
    if (smallest) script += "# The smallest that fails like it:\n\"$clio\" record --scenario smallest.json\n";
  } else {
    script += "# A real run cannot be had again: this makes another one, beside the kept one.\necho \"the new run is in $again\"\nexport CLIO_SEED=" + std::to_string(run.seed) +
              " CLIO_RUN=again\n( cd " + shell_quoted(std::filesystem::current_path().string()) + "\n" + command_of(one, run.seed, program, "\"$again\"") + "\n)\n";
  }
  std::string asked;
  for (const Model* model : models) (asked += asked.empty() ? "" : ",") += model->id;
  if (run.history) script += "\"$clio\" check -m " + asked + " history.jsonl\n";
  return script;
}

class Investigation {
 public:
  Investigation(const Case& one, const Run& run, const Config& config, const std::string& program, Evidence& evidence, const std::string& folder, const std::atomic<int>* stop)
      : stop_(stop), case_(one), run_(run), config_(config), program_(program.empty() ? "clio" : program), evidence_(evidence), folder_(folder), about_(subject_of(one, run)) {}

  Failure look() {
    failure_.seed = run_.seed, failure_.finding = run_.finding, failure_.what = run_.what, failure_.folder = folder_, failure_.model = about_;
    if (failure_.what.empty() && about_ != nullptr) failure_.what = std::string(about_->id) + " is violated";
    if (failure_.what.empty() && run_.store_run && !run_.store_run->broken.empty()) failure_.what = "an invariant broke " + run_.store_run->broken;
    const bool broken = run_.store_run && !run_.store_run->broken.empty();
    const bool testable = about_ != nullptr || (broken && run_.finding != Finding::not_available) || run_.finding == Finding::not_available;
    if (case_.source == Source::simulated && run_.finding != Finding::not_the_same && testable) make_small();
    if (about_ != nullptr) find_core();
    write();
    return std::move(failure_);
  }

 private:
  void make_small() {
    store::RunConfig config = case_.config;
    config.seed = run_.seed;
    config.stop_when_broken = false;
    const StillFails fails = same_failure(case_, run_, about_, config_);
    Shrunk shrunk = shrink_run(config, fails, config_.shrink_limit, stop_);
    failure_.operations_before = shrunk.operations_before, failure_.operations_after = shrunk.operations_after;
    failure_.faults_before = shrunk.faults_before, failure_.faults_after = shrunk.faults_after;
    failure_.shrinking = shrunk.unfinished;
    small_ = std::move(shrunk.config);
    small_->trace = true;
    small_run_ = store::simulate(*small_);
    Header header = header_of(*small_);
    header.about = "clio record --scenario smallest.json";
    small_history_ = history_of(*small_run_, *small_, header);
    Scenario scenario{.name = case_.name() + ", seed " + std::to_string(run_.seed), .about = "The smallest run that fails like it: " + failure_.what + ".", .config = *small_, .expect = {}};
    if (about_ != nullptr) scenario.expect.emplace_back(about_->id, false);
    scenario.available = small_run_->unavailable.empty();
    scenario.invariants = small_run_->broken.empty();
    evidence_.write(folder_ + "/smallest.json", scenario_json(scenario));
    std::string trace;
    for (const store::TraceEvent& event : small_run_->trace) (trace += store::json_of(event)) += '\n';
    evidence_.write(folder_ + "/smallest-trace.jsonl", trace);
    std::ostringstream history;
    CLIO_ASSERT(write_native(*small_history_, history).empty());
    evidence_.write(folder_ + "/smallest.jsonl", history.view());
    failure_.history = "smallest.jsonl";
  }

  /// The history that the core is taken from.
  [[nodiscard]] const History& history() const { return small_history_ ? *small_history_ : *run_.history; }

  void find_core() {
    const Verdict verdict = check(history(), *about_, options_of(config_, true));
    if (!verdict.counterexample) return;
    const Counterexample& counterexample = *verdict.counterexample;
    failure_.anomaly = name_of(counterexample.anomaly);
    failure_.explanation = counterexample.explanation;
    std::set<std::string> keys;
    for (const OpId op : counterexample.operations) {
      failure_.operations.push_back(index(history().id_in_file(op)));
      const Value key = history().key_name(history().key(op));
      keys.insert(key.as_string() != nullptr ? *key.as_string() : json_of(key).dump());
    }
    if (small_history_) {
      for (const std::uint64_t operation : failure_.operations) failure_.lines.push_back(operation + 2);  // behind the header, 1-based
    }
    for (const std::string& key : keys) (failure_.key += failure_.key.empty() ? "" : ", ") += key;
    failure_.core = draw_lecture(sub_history(history(), counterexample.operations).history);
    if (small_run_) {
      const Cause cause = cause_of(*small_, *small_run_, history(), *about_, counterexample, same_failure(case_, run_, about_, config_));
      failure_.cause = cause.sentence, failure_.chain = cause.chain, failure_.asynchronous = cause.asynchronous;
    }
  }

  void write() {
    const std::string folder = (evidence_.folder() / folder_).string();
    if (small_) {
      failure_.command = shell_quoted(program_) + " record --scenario " + shell_quoted(folder + "/smallest.json");
    } else if (case_.source != Source::simulated && run_.history && about_ != nullptr) {  // a real run cannot be had again: its history is judged again
      failure_.command = shell_quoted(program_) + " check -m " + std::string(about_->id) + " " + shell_quoted(folder + "/history.jsonl");
    } else {
      failure_.command = shell_quoted(folder + "/repro.sh");
    }
    if (!failure_.core.empty()) {
      const std::string header = "# name: the core of " + printable(case_.name()) + ", seed " + std::to_string(run_.seed) + "\n# expect: " + std::string(about_->id) + "=no\n";
      evidence_.write(folder_ + "/core.history", header + failure_.core);
    }
    write_account(case_, run_, config_, program_, evidence_, folder_, about_, small_.has_value());
    if (small_) {
      SmallRun small{.history = *small_history_, .run = *small_run_, .account = failure_.chain};
      if (!failure_.cause.empty()) small.account.insert(small.account.begin(), failure_.cause);
      write_page(case_, run_, config_, evidence_, folder_, &small);
    } else {
      write_page(case_, run_, config_, evidence_, folder_);
    }
  }

  const std::atomic<int>* stop_;
  const Case& case_;
  const Run& run_;
  const Config& config_;
  const std::string program_;
  Evidence& evidence_;
  const std::string& folder_;
  const Model* about_;
  Failure failure_;
  std::optional<store::RunConfig> small_;
  std::optional<store::RunResult> small_run_;
  std::optional<History> small_history_;
};

}  // namespace

void write_account(const Case& one, const Run& run, const Config& config, const std::string& program, Evidence& evidence, const std::string& run_folder, const Model* about, bool smallest) {
  std::vector<const Model*> models;
  if (about != nullptr) {
    models = {about};
  } else {
    models = one.expect.keeps;
    for (const Model* model : one.expect.caught) {
      if (!has(models, model)) models.push_back(model);
    }
  }
  evidence.write(run_folder + "/repro.sh", repro_script(one, run, program, models, smallest), true);
  if (!run.history) return;
  Question question;
  question.models = models;
  question.options = options_of(config, true);
  evidence.write(run_folder + "/result.json", judgement_json(judge("history.jsonl", *run.history, question)) + "\n");
}

Failure investigate(const Case& one, const Run& run, const Config& config, const std::string& program, Evidence& evidence, const std::string& run_folder, const std::atomic<int>* stop) {
  return Investigation(one, run, config, program, evidence, run_folder, stop).look();
}

}  // namespace clio::gate
