// One run: made, judged, and what that means for its case.
//
// Tested by tests/gate/run_test.cpp.

#include "src/gate/run.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>

#include "adapters/formats/native/native.hpp"
#include "checker/check.hpp"
#include "checker/support/assert.hpp"
#include "src/record/history_of_run.hpp"
#include "src/report/words.hpp"

namespace clio::gate {
namespace {

bool contains(const std::vector<const Model*>& models, const Model* model) { return std::find(models.begin(), models.end(), model) != models.end(); }

std::string listed_ids(const std::vector<const Model*>& models) {
  std::vector<std::string> ids;
  for (const Model* model : models) ids.emplace_back(model->id);
  return listed(ids);
}

void count(Run& run, const History& history) {
  run.operations = history.size();
  for (std::size_t i = 0; i < history.size(); ++i) {
    const auto op = static_cast<OpId>(i);
    run.wrote = run.wrote || (history.status(op) != Status::fail && history.kind(op) != Kind::read);
    switch (history.status(op)) {
      case Status::ok: ++run.ok; break;
      case Status::fail: ++run.failed; break;
      case Status::unknown: ++run.unknown; break;
    }
  }
}

/// Worse findings come first: what is found of a run is the first that holds.
void conclude(Run& run, const Case& one, std::string invariant, std::string unavailable) {
  std::vector<const Model*> broken;
  std::copy_if(run.violated.begin(), run.violated.end(), std::back_inserter(broken), [&](const Model* model) { return contains(one.expect.keeps, model); });
  std::vector<const Model*> open;
  std::copy_if(run.undecided.begin(), run.undecided.end(), std::back_inserter(open), [&](const Model* model) { return contains(one.expect.keeps, model) || contains(one.expect.caught, model); });
  const auto find = [&](Finding finding, std::string what) { run.finding = finding, run.what = std::move(what); };
  if (!broken.empty()) return find(Finding::violated, listed_ids(broken) + (broken.size() == 1 ? " is violated" : " are violated"));
  if (!invariant.empty() && one.expect.invariants) return find(Finding::invariant_broken, "an invariant broke " + invariant);
  if (run.ok > 0 && !run.wrote) return find(Finding::nothing_done, "no write was answered: nothing is proved");
  if (run.ok == 0) return find(Finding::nothing_done, run.operations == 0 ? "the run has no operations" : "none of " + counted(run.operations, "operation") + " was answered");
  if (!unavailable.empty() && one.expect.available) return find(Finding::not_available, "not available again: " + unavailable);
  if (!open.empty()) return find(Finding::undecided, listed_ids(open) + " could not be decided within the limits");
}

}  // namespace

std::uint64_t hash_of(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
  return hash;
}

std::string hex_text(std::uint64_t hash) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

std::size_t weakness(std::string_view id) {
  // Of two models that are not comparable either may stand first.
  static constexpr std::array kOrder{&kStrictSerializable, &kLinearizable, &kSerializable,    &kSequential,      &kSnapshotIsolation, &kPrefix,
                                     &kCache,              &kCausalConvergent, &kCausal,      &kWeakCausal,      &kPram,              &kReadAtomic,
                                     &kReadCommitted,      &kReadYourWrites, &kMonotonicReads, &kMonotonicWrites, &kWritesFollowReads, &kAdyaSerializable,
                                     &kAdyaSnapshotIsolation, &kAdyaReadCommitted};
  return static_cast<std::size_t>(std::find_if(kOrder.begin(), kOrder.end(), [&](const Model* model) { return model->id == id; }) - kOrder.begin());
}

void judge_run(Run& run, const Case& one, const Config& config) {
  CLIO_ASSERT(run.history != nullptr);
  const History& history = *run.history;
  const std::span<const Model* const> table = history.transactional() ? transaction_models() : operation_models();
  std::vector<const Model*>& models = run.judged;
  models.assign(table.begin(), table.end());
  for (const auto* asked : {&one.expect.keeps, &one.expect.caught}) {
    for (const Model* model : *asked) {
      if (!contains(models, model)) models.push_back(model);
    }
  }
  std::stable_sort(models.begin(), models.end(), [](const Model* a, const Model* b) { return weakness(a->id) < weakness(b->id); });
  count(run, history);
  CheckOptions options{.explain = false};
  options.limits.time = config.timeout;
  options.limits.memory_bytes = config.memory_mib << 20;
  run.strength_known = !models.empty();
  for (const Verdict& verdict : check(history, models, options)) {
    if (!verdict.applies && !contains(one.expect.keeps, verdict.model) && !contains(one.expect.caught, verdict.model)) continue;
    switch (verdict.answer) {
      case Answer::violated: run.violated.push_back(verdict.model); break;
      case Answer::unknown:
        run.undecided.push_back(verdict.model);
        if (run.strongest == nullptr) run.strength_known = false;
        break;
      case Answer::satisfied:
        if (run.strongest == nullptr) run.strongest = verdict.model;
        break;
    }
  }
  const store::RunResult* made = run.store_run.get();
  conclude(run, one, made == nullptr ? "" : made->broken, made == nullptr ? "" : made->unavailable);
}

Run simulated_run(const Case& one, std::uint64_t seed, bool trace) {
  store::RunConfig run_config = one.config;
  run_config.seed = seed;
  run_config.trace = trace;
  run_config.stop_when_broken = false;  // what clients make of it is what the models are judged on
  Run run;
  run.seed = seed;
  auto made = std::make_shared<store::RunResult>(store::simulate(run_config));
  run.history = std::make_shared<const History>(history_of(*made, run_config, header_of(run_config)));
  std::ostringstream text;
  CLIO_ASSERT(write_native(*run.history, text).empty());
  run.hash = hash_of(text.view());
  run.messages = made->count.sent;
  run.bytes = made->count.bytes;
  for (const store::Recorded& operation : made->operations) {
    if (operation.status == store::Completed::Status::ok && !operation.final_read) run.latencies.push_back(operation.response - operation.call);
  }
  run.store_run = std::move(made);
  return run;
}

}  // namespace clio::gate
