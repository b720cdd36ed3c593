#include "tests/oracle/agreement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "checker/check.hpp"
#include "checker/engines/engine.hpp"
#include "checker/validate/validate.hpp"
#include "tests/oracle/reference_evaluator.hpp"

namespace clio::oracle {
namespace {

constexpr std::uint64_t kShownMax = 3;

std::string_view name_of(Path path) { return path == Path::automatic ? "automatic" : path == Path::fast ? "fast" : "complete"; }

std::string listed(std::span<const OpId> operations) {
  std::ostringstream out;
  for (const OpId op : operations) out << ' ' << index(op);
  return out.str();
}

/// As check() chooses, but with the path forced.
Finding decide(const BaseRelations& relations, const Model& model, Budget& budget, Path path) {
  if (model == kLinearizable) return decide_linearizable(relations, budget, path);
  if (model == kCache) return decide_cache(relations, budget, path);
  if (model == kSequential) return decide_sequential(relations, budget, path);
  return decide_causal_family(relations, model, budget, path);
}

/// The judge of one history.
class Comparison {
 public:
  explicit Comparison(const Plan& plan) : history_(history_of(plan)), reference_(history_) {}

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
        if (finding.answer == Answer::unknown) {
          if (finding.reason != "not built yet" && path != Path::fast) complain() << where << "unknown without a limit: " << finding.reason;
        } else if ((finding.answer == Answer::satisfied) != holds) {
          complain() << where << clio::name_of(finding.answer) << ", but by definition it is " << (holds ? "satisfied" : "violated");
        } else if (holds) {
          witness(*model, finding.witness, where);
        } else {
          violation(*model, finding.core, where + "core");
        }
      }
    }
    return complaints_.str();
  }

  std::string evidence() {
    const BaseRelations relations(history_);
    for (const Verdict& verdict : classify(history_)) {
      const Model& model = *verdict.model;
      const std::string where = "check, " + std::string(model.id) + " (" + verdict.engine + "): ";
      const bool holds = reference_.satisfies(model);
      Budget threads{Limits{.jobs = 3}};
      if (decide(relations, model, threads, Path::automatic).answer != verdict.answer) complain() << where << "three threads answer otherwise";
      if (verdict.answer == Answer::unknown) {
        if (verdict.reason != "not built yet") complain() << where << "unknown without a limit: " << verdict.reason;
      } else if ((verdict.answer == Answer::satisfied) != holds) {
        complain() << where << clio::name_of(verdict.answer) << ", but by definition it is " << (holds ? "satisfied" : "violated");
      } else if (!holds && !verdict.counterexample) {
        complain() << where << "no counterexample";
      } else if (!holds) {
        counterexample(model, *verdict.counterexample, where);
      } else if (!verdict.witness.empty()) {
        witness(model, verdict.witness, where);
      }
    }
    return complaints_.str();
  }

 private:
  std::ostream& complain() { return complaints_ << (complaints_.tellp() == 0 ? "" : "\n"); }

  void witness(const Model& model, std::span<const OpId> order, const std::string& where) {
    if (model.agreed_by != Agreement::everyone) return;
    if (!reference_.proves(model, order)) complain() << where << "the witness" << listed(order) << " proves nothing";
    if (const std::string wrong = validate_witness(history_, model, order); !wrong.empty()) {
      complain() << where << "the validator refuses the witness" << listed(order) << ": " << wrong;
    }
  }

  [[nodiscard]] bool violates(const Model& model, std::span<const OpId> operations) const {
    const SubHistory part = sub_history(history_, operations);
    return !Reference(part.history).satisfies(model);
  }

  /// Operations that are said to violate the model on their own.
  void violation(const Model& model, std::span<const OpId> operations, const std::string& what) {
    if (!std::is_sorted(operations.begin(), operations.end())) complain() << what << listed(operations) << " is not sorted";
    if (!violates(model, operations)) complain() << what << listed(operations) << " violates nothing";
    if (history_.object() == Object::register_ && !reference_.closed(model, operations)) {
      complain() << what << listed(operations) << " lacks a possible source of a read";
    }
  }

  void counterexample(const Model& model, const Counterexample& found, const std::string& where) {
    violation(model, found.operations, where + "the counterexample");
    if (validate_counterexample(history_, model, found.operations) != Confirmation::confirmed) {
      complain() << where << "the validator does not confirm the counterexample" << listed(found.operations);
    }
    if (const std::string wrong = validate_cycle(history_, model, found); !wrong.empty()) complain() << where << "the cycle is wrong: " << wrong;
    if (!found.validated) complain() << where << "the counterexample is not validated";
    if (!found.degraded.empty()) complain() << where << "degraded without a limit: " << found.degraded;
    if (found.explanation.empty()) complain() << where << "no explanation";
    if (!found.minimal) complain() << where << "the counterexample" << listed(found.operations) << " is not minimal";
    for (std::size_t left_out = 0; found.minimal && left_out < found.operations.size(); ++left_out) {
      std::vector<OpId> rest = found.operations;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(left_out));
      // A write whose value is asked for stays even where real time rules it out as the source: without it the value would seem to be nobody's.
      const bool smaller = history_.object() == Object::register_
                               ? !reference_.wanted(model, found.operations[left_out], rest) && reference_.closed(model, rest) && violates(model, rest)
                               : validate_counterexample(history_, model, rest) == Confirmation::confirmed;
      if (smaller) complain() << where << "the counterexample" << listed(found.operations) << " is called minimal, but" << listed(rest) << " suffice";
    }
  }

  History history_;
  Reference reference_;
  std::ostringstream complaints_;
};

}  // namespace

std::string disagreement(const Plan& plan, Look look) {
  std::string complaints = Comparison(plan).answers(look != Look::answers);
  if (complaints.empty() && look == Look::evidence) complaints = Comparison(plan).evidence();
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
