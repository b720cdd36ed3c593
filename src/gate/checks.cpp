// What is asked of a case, one check for each thing, from the counts over its runs.
//
// The expectations of the configuration come first; then what is asked of every case: that its runs were made, ended, did something, were
// decided. A case is green only where all of these are met, and no finding and no complaint is left over that none of them has spoken
// about: whoever adds a finding and forgets this file gets a red check, not a green case.
//
// Tested by tests/gate/checks_test.cpp.

#include "src/gate/checks.hpp"

#include <algorithm>

#include "src/report/words.hpp"

namespace clio::gate {
namespace {

std::uint64_t count_of(const std::map<std::string, std::uint64_t, std::less<>>& counts, std::string_view name) {
  const auto found = counts.find(name);
  return found == counts.end() ? 0 : found->second;
}

class Checks {
 public:
  explicit Checks(const CaseResult& one) : one_(one) {}

  std::vector<Check> all() {
    const bool simulated = one_.source == Source::simulated;
    for (const Model* model : one_.expect.keeps) keeps(*model);
    for (const Model* model : one_.expect.caught) caught(*model);
    if (one_.expect.breaks_invariant) breaks();
    if (one_.canary) {  // whatever else its bug does to its runs, it has to be caught
      of_finding("runs the same under the same seed", Finding::not_the_same, CheckStanding::failed, "the same seed gave another run");
      complete();
      complaints();
      return std::move(checks_);
    }
    if (!one_.expect.breaks_invariant && (runs(Finding::invariant_broken) > 0 || (one_.expect.invariants && simulated)))
      of_finding("keeps its invariants", Finding::invariant_broken, CheckStanding::failed, "an invariant of the protocol is broken");
    if (one_.expect.available || runs(Finding::not_available) > 0)
      of_finding("answers everything once healed", Finding::not_available, CheckStanding::failed,
                 "not everything was answered once the faults had healed");
    if (simulated || runs(Finding::not_the_same) > 0)
      of_finding("runs the same under the same seed", Finding::not_the_same, CheckStanding::failed, "the same seed gave another run");
    complete();
    of_finding("can be run", Finding::not_run, CheckStanding::not_judged, "the run failed or left nothing that can be read");
    of_finding("ends within its limit", Finding::cut_short, CheckStanding::not_judged, "the limit cut the run short");
    of_finding("does something", Finding::nothing_done, CheckStanding::not_judged, "no operation completed");
    decided();
    leftovers();
    complaints();
    return std::move(checks_);
  }

 private:
  [[nodiscard]] std::uint64_t runs(Finding finding) const {
    const auto found = one_.findings.find(finding);
    return found == one_.findings.end() ? 0 : found->second;
  }
  [[nodiscard]] std::string of_runs(std::uint64_t count) const {
    return " in " + std::to_string(count) + " of " + counted(one_.runs, "run");
  }
  /// ", for example under seed 7": of the kept ones, which need not be the first.
  static std::string example(const Check& check) {
    return check.failures.empty() ? "" : ", for example under seed " + std::to_string(check.failures.front()->seed);
  }

  Check& add(std::string name, const Model* model = nullptr) {
    checks_.push_back({.name = std::move(name), .model = model});
    if (one_.runs == 0) {
      checks_.back().standing = CheckStanding::not_judged;
      checks_.back().message = "there was no run";
    }
    return checks_.back();
  }
  void kept(Check& check, Finding finding) const {
    for (const Failure& failure : one_.failures) {
      if (failure.finding == finding) check.failures.push_back(&failure);
    }
  }

  /// Runs that left a history which models were decided on.
  [[nodiscard]] bool judged() const { return one_.runs > runs(Finding::not_run) + runs(Finding::nothing_done) + runs(Finding::cut_short); }
  void none_judged(Check& check) const {
    check.standing = CheckStanding::not_judged;
    check.message = "no run could be judged";
  }

  void keeps(const Model& model) {
    Check& check = add("keeps " + std::string(model.id), &model);
    if (const std::uint64_t count = count_of(one_.violated, model.id); count > 0) {
      check.standing = CheckStanding::failed, check.finding = Finding::violated;
      const auto first = one_.first_violated.find(model.id);
      check.message = std::string(model.id) + " is violated" + of_runs(count) +
                      (first == one_.first_violated.end() ? "" : ", first under seed " + std::to_string(first->second));
      for (const Failure& failure : one_.failures) {
        if (failure.finding == Finding::violated && (failure.model == nullptr || implies(model, *failure.model)))
          check.failures.push_back(&failure);
      }
    } else if (const std::uint64_t open = count_of(one_.undecided, model.id); open > 0) {
      check.standing = CheckStanding::not_judged, check.finding = Finding::undecided;
      check.message = std::string(model.id) + " could not be decided within the limits" + of_runs(open);
      kept(check, Finding::undecided);
    } else if (one_.runs > 0 && !judged()) {
      none_judged(check);
    }
  }

  void caught(const Model& model) {
    Check& check = add("is caught at " + std::string(model.id), &model);
    if (one_.runs == 0 || count_of(one_.violated, model.id) > 0) return;
    not_caught(check, std::string(model.id) + " was never violated");
  }

  void breaks() {
    Check& check = add("is caught at an invariant");
    if (one_.runs == 0 || one_.broken > 0) return;
    not_caught(check, "no invariant was ever broken");
  }

  /// Only who had all its seeds has survived them.
  void not_caught(Check& check, const std::string& what) const {
    if (!judged()) return none_judged(check);
    check.standing = one_.complete ? CheckStanding::failed : CheckStanding::not_judged;
    const std::string_view says = !one_.complete ? "not caught yet: " : one_.canary ? "the canary survives: " : "it was to be caught: ";
    check.message = std::string(says) + what + " in " + counted(one_.runs, "run");
  }

  void of_finding(std::string name, Finding finding, CheckStanding standing, const std::string& what) {
    Check& check = add(std::move(name));
    if (runs(finding) == 0) return;
    check.standing = standing, check.finding = finding;
    kept(check, finding);
    check.message = what + of_runs(runs(finding)) + example(check);
  }

  /// Undecided models have spoken for themselves; where none of them is counted, the runs are.
  void decided() {
    const auto spoken = [](const Check& check) { return check.finding == Finding::undecided; };
    if (runs(Finding::undecided) > 0 && std::any_of(checks_.begin(), checks_.end(), spoken)) return;
    of_finding("is decided within the limits", Finding::undecided, CheckStanding::not_judged,
               "a model could not be decided within the limits");
  }

  void complete() {
    Check& check = add("runs every seed");
    if (one_.complete || one_.runs == 0) return;
    check.standing = CheckStanding::not_judged;
    check.message = "not every seed was run: the gate ended after " + counted(one_.runs, "run");
  }

  void leftovers() {
    const auto spoken = [&](Finding finding) {
      return std::any_of(checks_.begin(), checks_.end(), [&](const Check& check) { return check.finding == finding; });
    };
    for (const auto& [finding, count] : one_.findings) {
      if (finding == Finding::passed || count == 0 || spoken(finding)) continue;
      of_finding(std::string("has no run that is ").append(name_of(finding)), finding, CheckStanding::failed,
                 std::string("a run is ").append(name_of(finding)));
    }
    std::uint64_t found = 0;
    for (const auto& [finding, count] : one_.findings) found += count;
    if (found != one_.runs && one_.runs > 0) {
      Check& check = add("has a finding for each run");
      check.standing = CheckStanding::not_judged;
      check.message = std::to_string(found) + " of " + counted(one_.runs, "run") + (found == 1 ? " has" : " have") + " a finding";
    }
  }

  /// Somebody else's, where nothing here says that the case fails.
  void complaints() {
    const bool red = std::any_of(checks_.begin(), checks_.end(), [](const Check& check) { return check.standing != CheckStanding::met; });
    if (red || one_.complaints.empty()) return;
    Check& check = add("passes");
    check.standing = CheckStanding::failed;
    check.message = listed(one_.complaints);
  }

  const CaseResult& one_;
  std::vector<Check> checks_;
};

}  // namespace

std::vector<Check> checks_of(const CaseResult& one) { return Checks(one).all(); }

std::vector<std::string> complaints_of(const CaseResult& one) {
  std::vector<std::string> all;
  for (const Check& check : checks_of(one)) {
    if (check.standing != CheckStanding::met && std::find(all.begin(), all.end(), check.message) == all.end()) all.push_back(check.message);
  }
  return all;
}

Outcome outcome_of(Finding finding) {
  switch (finding) {
    case Finding::passed: return Outcome::holds;
    case Finding::violated:
    case Finding::invariant_broken:
    case Finding::not_available:
    case Finding::not_the_same: return Outcome::violated;
    case Finding::undecided:
    case Finding::nothing_done:
    case Finding::cut_short: return Outcome::undecided;
    case Finding::not_run: return Outcome::unusable;
  }
  return Outcome::internal;
}

Outcome outcome_of(const CaseResult& one) {
  Outcome outcome = Outcome::holds;
  for (const Check& check : checks_of(one)) {
    switch (check.standing) {
      case CheckStanding::met: break;
      case CheckStanding::failed: outcome = worse(outcome, Outcome::violated); break;
      case CheckStanding::not_judged:
        outcome = worse(outcome, check.finding == Finding::not_run ? Outcome::unusable : Outcome::undecided);
        break;
    }
  }
  return outcome;
}

std::uint64_t seeds_until_caught(const CaseResult& one, const Seeds& seeds) {
  std::uint64_t until = 0;
  for (const Model* model : one.expect.caught) {
    const auto first = one.first_violated.find(model->id);
    if (first == one.first_violated.end() || count_of(one.violated, model->id) == 0 || first->second < seeds.from) return 0;
    until = std::max(until, first->second - seeds.from + 1);
  }
  if (one.expect.breaks_invariant) {
    if (one.broken == 0 || one.first_broken < seeds.from) return 0;
    until = std::max(until, one.first_broken - seeds.from + 1);
  }
  return until;
}

std::string_view meaning_of(Finding finding) {
  switch (finding) {
    case Finding::passed: return "nothing is wrong";
    case Finding::violated: return "a model that the subject has to keep is violated";
    case Finding::invariant_broken: return "an invariant of the protocol is broken";
    case Finding::not_available: return "not everything was answered once the faults had healed";
    case Finding::undecided: return "a model could not be decided within the limits";
    case Finding::nothing_done: return "no operation completed: there is nothing to judge";
    case Finding::not_the_same: return "the same seed gave another run";
    case Finding::cut_short: return "the run was cut short by its limit";
    case Finding::not_run: return "the run failed or left nothing that can be read";
  }
  return {};
}

}  // namespace clio::gate
