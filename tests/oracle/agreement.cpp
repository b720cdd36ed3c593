#include "tests/oracle/agreement.hpp"

#include <gtest/gtest.h>

#include <span>

#include "checker/check.hpp"
#include "checker/engines/engine.hpp"
#include "tests/oracle/evidence_agreement.hpp"
#include "tests/oracle/reference_evaluator.hpp"

namespace clio::oracle {
namespace {

constexpr std::uint64_t kShownMax = 3;

/// As check() chooses, but with the path forced.
Finding decide(const BaseRelations& relations, const Model& model, Budget& budget, Path path) {
  if (model == kLinearizable) return decide_linearizable(relations, budget, path);
  if (model == kCache) return decide_cache(relations, budget, path);
  if (model == kSequential) return decide_sequential(relations, budget, path);
  return decide_causal_family(relations, model, budget, path);
}

/// The judge of one history.
class OperationsCompared final : public Comparison {
 public:
  explicit OperationsCompared(const Plan& plan) : Comparison(plan), reference_(history_) {}

  std::string answers(bool every_path) {
    const BaseRelations relations(history_);
    if (history_.timed() && relations.gaps() != reference_.gaps()) complain() << "gaps() is " << relations.gaps();
    for (const Model* model : operation_models()) {
      if (!reference_.applies(*model) || (model->needs_times && !history_.timed())) continue;
      const bool holds = reference_.satisfies(*model);
      for (const Path path : {Path::automatic, Path::fast, Path::complete}) {
        if (path != Path::automatic && !every_path) continue;
        Budget budget{Limits{}};
        const Finding finding = decide(relations, *model, budget, path);
        const std::string where = std::string(model->id) + " (" + std::string(name_of(path)) + ", " + finding.engine + "): ";
        if (!agrees(finding.answer, finding.reason, holds, path == Path::fast, where)) continue;
        holds ? witness(*model, finding.witness, where, true) : violation(*model, finding.core, where + "core");
      }
    }
    return complaints();
  }

  std::string evidence() {
    const BaseRelations relations(history_);
    for (const Verdict& verdict : classify(history_)) {
      const Model& model = *verdict.model;
      const std::string where = "check, " + std::string(model.id) + " (" + verdict.engine + "): ";
      const bool holds = reference_.satisfies(model);
      Budget threads{Limits{.jobs = 3}};
      if (decide(relations, model, threads, Path::automatic).answer != verdict.answer) complain() << where << "three threads answer otherwise";
      if (!agrees(verdict.answer, verdict.reason, holds, false, where)) continue;
      if (!holds && !verdict.counterexample) {
        complain() << where << "no counterexample";
      } else if (!holds) {
        counterexample(model, *verdict.counterexample, where);
      } else if (!verdict.witness.empty()) {
        witness(model, verdict.witness, where, true);
      }
    }
    return complaints();
  }

 private:
  [[nodiscard]] bool proves(const Model& model, std::span<const OpId> witness) const override { return reference_.proves(model, witness); }
  [[nodiscard]] bool violates(const Model& model, std::span<const OpId> operations) const override {
    return !Reference(sub_history(history_, operations).history).satisfies(model);
  }
  [[nodiscard]] bool judges_closedness() const override { return history_.object() == Object::register_; }
  [[nodiscard]] bool closed(const Model& model, std::span<const OpId> operations) const override { return reference_.closed(model, operations); }
  [[nodiscard]] bool wanted(const Model& model, OpId write, std::span<const OpId> operations) const override { return reference_.wanted(model, write, operations); }

  Reference reference_;
};

}  // namespace

std::string disagreement(const Plan& plan, Look look) {
  std::string complaints = OperationsCompared(plan).answers(look != Look::answers);
  if (complaints.empty() && look == Look::evidence) complaints = OperationsCompared(plan).evidence();
  return complaints;
}

void Comparisons::compare(const Plan& plan) {
  ++compared_;
  const auto turn = [&](std::uint64_t every) { return every != 0 && compared_ % every == 0; };
  const Look look = turn(every_.evidence) ? Look::evidence : turn(every_.paths) ? Look::paths : Look::answers;
  if (disagreements_ > kShownMax) return;  // enough to know
  const std::string first = judge_(plan, look);
  if (first.empty()) return;
  if (++disagreements_ > kShownMax) return;
  const Plan small = shrunk(plan, [&](const Plan& part) { return !judge_(part, look).empty(); });
  ADD_FAILURE() << first << "\non\n" << show(plan) << "or, smaller,\n" << judge_(small, look) << "\non\n" << show(small);
}

}  // namespace clio::oracle
