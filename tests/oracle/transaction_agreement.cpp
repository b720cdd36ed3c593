#include <algorithm>
#include <span>
#include <vector>

#include "checker/check.hpp"
#include "checker/engines/engine.hpp"
#include "tests/oracle/agreement.hpp"
#include "tests/oracle/evidence_agreement.hpp"
#include "tests/oracle/reference_transactions.hpp"

namespace clio::oracle {
namespace {

/// The judge of one history.
class TransactionsCompared final : public Comparison {
 public:
  explicit TransactionsCompared(const Plan& plan) : Comparison(plan), reference_(history_) {
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
        if (!agrees(finding.answer, finding.reason, holds_[m], path == Path::fast || may_be_open(finding.reason), where)) continue;
        holds_[m] ? witness(model, finding.witness, where, false) : violation(model, finding.core, where + "core");
      }
    }
    return complaints();
  }

  std::string evidence() {
    for (const Verdict& verdict : check(history_, rows_)) {
      const Model& model = *verdict.model;
      const bool holds = holds_[static_cast<std::size_t>(std::find(rows_.begin(), rows_.end(), verdict.model) - rows_.begin())];
      const std::string where = "check, " + std::string(model.id) + " (" + verdict.engine + "): ";
      if (!agrees(verdict.answer, verdict.reason, holds, may_be_open(verdict.reason), where)) continue;
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
  /// What no limit excuses but the engine says that it cannot tell: whose element a value is that was appended to a list twice.
  [[nodiscard]] bool may_be_open(std::string_view reason) const {
    return history_.object() == Object::list && reason.find("appended to it twice") != std::string_view::npos;
  }

  [[nodiscard]] bool proves(const Model& model, std::span<const OpId> witness) const override { return reference_.proves(model, witness); }
  [[nodiscard]] bool violates(const Model& model, std::span<const OpId> operations) const override { return !TransactionReference(history_, operations).satisfies(model); }
  [[nodiscard]] bool judges_closedness() const override {
    return history_.object() == Object::register_ || history_.object() == Object::set || history_.object() == Object::list;
  }
  [[nodiscard]] bool closed(const Model& model, std::span<const OpId> operations) const override { return reference_.closed(model, operations); }
  [[nodiscard]] bool wanted(const Model&, OpId write, std::span<const OpId> operations) const override { return reference_.wanted(write, operations); }

  TransactionReference reference_;
  std::vector<const Model*> rows_;
  std::vector<bool> holds_;
};

}  // namespace

std::string transaction_disagreement(const Plan& plan, Look look) {
  std::string complaints = TransactionsCompared(plan).answers(look != Look::answers);
  if (complaints.empty() && look == Look::evidence) complaints = TransactionsCompared(plan).evidence();
  return complaints;
}

}  // namespace clio::oracle
