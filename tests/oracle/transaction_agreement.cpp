#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "checker/check.hpp"
#include "checker/engines/engine.hpp"
#include "checker/validate/validate.hpp"
#include "tests/oracle/agreement.hpp"
#include "tests/oracle/reference_transactions.hpp"

namespace clio::oracle {
namespace {

std::string_view name_of(Path path) { return path == Path::automatic ? "automatic" : path == Path::fast ? "fast" : "complete"; }

std::string listed(std::span<const OpId> operations) {
  std::ostringstream out;
  for (const OpId op : operations) out << ' ' << index(op);
  return out.str();
}

/// The judge of one history.
class Comparison {
 public:
  explicit Comparison(const Plan& plan) : history_(history_of(plan)), reference_(history_) {
    for (const Model* model : transaction_models()) {
      if (reference_.applies(*model) && judged_over_transactions(history_, *model)) rows_.push_back(model);
    }
    holds_ = reference_.satisfied(rows_);
  }

  std::string answers(bool every_path) {
    const BaseRelations relations(history_);
    for (const Path path : {Path::automatic, Path::fast, Path::complete}) {
      if (path != Path::automatic && !every_path) continue;
      TransactionalEngine engine(relations);
      for (std::size_t m = 0; m < rows_.size(); ++m) {
        const Model& model = *rows_[m];
        if (const std::string why = not_applicable(history_, model); !why.empty()) complain() << model.id << " does not apply: " << why;
        Budget budget{Limits{}};
        const Finding finding = engine.decide(model, budget, path);
        const std::string where = std::string(model.id) + " (" + std::string(name_of(path)) + ", " + finding.engine + "): ";
        if (finding.answer == Answer::unknown) {
          if (path != Path::fast && !may_be_open(finding.reason)) complain() << where << "unknown without a limit: " << finding.reason;
        } else if ((finding.answer == Answer::satisfied) != holds_[m]) {
          complain() << where << clio::name_of(finding.answer) << ", but by definition it is " << (holds_[m] ? "satisfied" : "violated");
        } else if (holds_[m]) {
          witness(model, finding.witness, where);
        } else {
          violation(model, finding.core, where + "core");
        }
      }
    }
    return complaints_.str();
  }

  std::string evidence() {
    for (const Verdict& verdict : check(history_, rows_)) {
      const Model& model = *verdict.model;
      const bool holds = holds_[static_cast<std::size_t>(std::find(rows_.begin(), rows_.end(), verdict.model) - rows_.begin())];
      const std::string where = "check, " + std::string(model.id) + " (" + verdict.engine + "): ";
      if (verdict.answer == Answer::unknown) {
        if (!may_be_open(verdict.reason)) complain() << where << "unknown without a limit: " << verdict.reason;
      } else if ((verdict.answer == Answer::satisfied) != holds) {
        complain() << where << clio::name_of(verdict.answer) << ", but by definition it is " << (holds ? "satisfied" : "violated");
      } else if (!holds && !verdict.counterexample) {
        complain() << where << "no counterexample";
      } else if (!holds) {
        counterexample(model, *verdict.counterexample, where);
      } else if (!verdict.witness.empty()) {
        witness(model, verdict.witness, where);
        if (const std::string wrong = validate_witness(history_, model, verdict.witness); !wrong.empty()) {
          complain() << where << "the validator refuses the witness" << listed(verdict.witness) << ": " << wrong;
        }
      }
    }
    return complaints_.str();
  }

 private:
  std::ostream& complain() { return complaints_ << (complaints_.tellp() == 0 ? "" : "\n"); }

  /// What no limit excuses but the engine says that it cannot tell: whose element a value is that was appended to a list twice.
  [[nodiscard]] bool may_be_open(std::string_view reason) const {
    return history_.object() == Object::list && reason.find("appended to it twice") != std::string_view::npos;
  }

  void witness(const Model& model, std::span<const OpId> order, const std::string& where) {
    if (model.agreed_by != Agreement::everyone) return;
    if (!reference_.proves(model, order)) complain() << where << "the witness" << listed(order) << " proves nothing";
  }

  [[nodiscard]] bool sourced() const { return history_.object() == Object::register_ || history_.object() == Object::set || history_.object() == Object::list; }
  [[nodiscard]] bool violates(const Model& model, std::span<const OpId> operations) const {
    return !TransactionReference(history_, operations).satisfies(model);
  }

  /// Operations that are said to violate the model on their own.
  void violation(const Model& model, std::span<const OpId> operations, const std::string& what) {
    if (!std::is_sorted(operations.begin(), operations.end())) complain() << what << listed(operations) << " is not sorted";
    if (!violates(model, operations)) complain() << what << listed(operations) << " violates nothing";
    if (sourced() && !reference_.closed(model, operations)) complain() << what << listed(operations) << " lacks a possible source of a read";
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
      // A write whose value is asked for stays even where it cannot be the source: without it the value would seem to be nobody's.
      const bool smaller = sourced() ? !reference_.wanted(found.operations[left_out], rest) && reference_.closed(model, rest) && violates(model, rest)
                                     : validate_counterexample(history_, model, rest) == Confirmation::confirmed;
      if (smaller) complain() << where << "the counterexample" << listed(found.operations) << " is called minimal, but" << listed(rest) << " suffice";
    }
  }

  History history_;
  TransactionReference reference_;
  std::vector<const Model*> rows_;
  std::vector<bool> holds_;
  std::ostringstream complaints_;
};

}  // namespace

std::string transaction_disagreement(const Plan& plan, Look look) {
  std::string complaints = Comparison(plan).answers(look != Look::answers);
  if (complaints.empty() && look == Look::evidence) complaints = Comparison(plan).evidence();
  return complaints;
}

}  // namespace clio::oracle
