// From a history to verdicts: derive relations once, choose an engine by the model's row, validate the evidence, explain violations.
//
// Several models share one set of relations, and each other's answers: a satisfied model satisfies what it implies, a violated one violates what
// implies it (its core is a core of theirs). So the order of decisions differs from the order of answers: cheap rows that decide much come first.

#include "checker/check.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "checker/ahead.hpp"
#include "checker/engines/engine.hpp"
#include "checker/engines/merged_order.hpp"
#include "checker/explain/explain.hpp"
#include "checker/support/assert.hpp"
#include "checker/support/give_back_memory.hpp"
#include "checker/validate/validate.hpp"

namespace clio {
namespace {

Finding decide_operations(const BaseRelations& relations, const Model& model, Budget& budget) {
  if (model.agreed_by == Agreement::everyone && model.sees == Visibility::arbitrated_before) {
    if (model.extends == Base::real_time) return decide_linearizable(relations, budget);
    return model.scope == Scope::per_key ? decide_cache(relations, budget) : decide_sequential(relations, budget);
  }
  return decide_causal_family(relations, model, budget);
}

Finding decide_alone(const History& history, const Model& model, Budget& budget) {
  const BaseRelations relations(history);
  return judged_over_transactions(history, model) ? TransactionalEngine(relations).decide(model, budget) : decide_operations(relations, model, budget);
}

constexpr std::size_t kSideBySideMax = 4'000'000;  // participants; of larger histories rows are decided one at a time, for each needs memory

/// How long a history that needs no search is classified at most: then most rows follow from others, and deciding them ahead of their turn would be in vain.
std::chrono::nanoseconds patience(const BaseRelations& relations) {
  return std::chrono::milliseconds(100) + std::chrono::microseconds(2) * static_cast<std::int64_t>(relations.participant_count());
}

/// Decides rows one after the other, the later ones perhaps ahead of their turn, and remembers what follows.
class Decisions {
 public:
  /// `models` in the order in which verdict() is asked of them.
  Decisions(const BaseRelations& relations, std::span<const Model* const> models, const CheckOptions& options)
      : history_(relations.history()), options_(options), relations_(relations), models_(models.begin(), models.end()) {
    for (const Model* model : models_) reasons_.push_back(not_applicable(history_, *model));
    const bool any_over_transactions = std::any_of(models_.begin(), models_.end(), [&](const Model* model) { return judged_over_transactions(history_, *model); });
    if (any_over_transactions) transactional_.emplace(relations_);
  }

  Verdict verdict(std::size_t number) {
    auto start = Budget::Clock::now();
    if (number == 0) begin_ahead();
    Verdict verdict{.model = models_[number]};
    verdict.reason = reasons_[number];
    verdict.applies = verdict.reason.empty();
    if (verdict.applies) {
      const Known* const by = decider(*verdict.model);
      answer(verdict, by != nullptr ? inferred(*verdict.model, *by) : Known{.model = verdict.model, .finding = decided(number, start), .unchecked = {}});
    }
    verdict.spent = std::chrono::duration_cast<std::chrono::nanoseconds>(Budget::Clock::now() - start);
    drop_settled(number + 1);
    return verdict;
  }

  /// What a limit left open may follow from what was decided after it.
  void settle(Verdict& verdict) {
    if (verdict.answer != Answer::unknown || !verdict.applies) return;
    if (const Known* const by = decider(*verdict.model)) answer(verdict, inferred(*verdict.model, *by));
  }

 private:
  struct Known {
    const Model* model;
    Finding finding;
    std::string unchecked;  // as in Verdict
    bool inferred = false;  // from another one
  };

  void begin_ahead() {
    if (options_.limits.jobs < 2 || models_.size() < 2 || relations_.participant_count() > kSideBySideMax) return;
    if (transactional_ && !transactional_->rows_apart()) return;
    ahead_.emplace(models_, options_.limits, options_.ahead_after.value_or(patience(relations_)), [this](const Model& model, Budget& budget) { return decide(model, budget); });
    drop_settled(0);
  }

  /// Nobody needs to decide what does not apply, or follows from what is known.
  void drop_settled(std::size_t from) {
    for (std::size_t i = from; ahead_ && i < models_.size(); ++i) {
      if (!reasons_[i].empty() || decider(*models_[i]) != nullptr) ahead_->drop(i);
    }
  }

  /// Here, or ahead of its turn: then `start` becomes what it would have been here.
  [[nodiscard]] Finding decided(std::size_t number, Budget::Clock::time_point& start) {
    Finding finding;
    if (std::optional<Ahead::Taken> taken = ahead_ ? ahead_->take(number) : std::nullopt) {
      finding = std::move(taken->finding);
      start = Budget::Clock::now() - taken->spent;
    } else {
      Budget budget(options_.limits);
      finding = decide(*models_[number], budget);
    }
    if (finding.answer == Answer::unknown && options_.limits.memory_bytes != 0) give_back_memory();
    return finding;
  }

  /// Makes a verdict of what is known, and remembers it.
  void answer(Verdict& verdict, Known known) {
    const Model& model = *verdict.model;
    Finding& finding = known.finding;
    std::vector<std::uint32_t> snapshots;
    const bool to_prove = finding.answer == Answer::satisfied && model.agreed_by == Agreement::everyone;
    if (to_prove && (!known.inferred || !finding.witness.empty())) known.unchecked = unchecked(model, finding, snapshots);
    verdict.answer = finding.answer;
    verdict.reason = finding.reason;
    verdict.engine = finding.engine;
    verdict.unchecked = known.unchecked;
    if (to_prove) {
      if (options_.witness) verdict.witness = finding.witness;  // what it implies may want it too
      else if (options_.keep_witnesses) verdict.witness = std::move(finding.witness);
      if (!verdict.witness.empty()) verdict.snapshots = std::move(snapshots);
      if (!options_.witness) finding.witness = finding.sources = std::vector<OpId>();
    }
    if (finding.answer == Answer::violated) {
      if (options_.explain) {
        verdict.counterexample = explain(history_, model, finding.core, decide_alone, options_.limits);
        finding.core = verdict.counterexample->operations;  // smaller, for whatever it decides next
      } else {
        verdict.counterexample = Counterexample{.operations = finding.core, .degraded = "not explained and not validated, as was asked"};
      }
    }
    if (finding.answer != Answer::unknown) known_.push_back(std::move(known));
  }

  [[nodiscard]] Finding decide(const Model& model, Budget& budget) {
    return judged_over_transactions(history_, model) ? transactional_->decide(model, budget) : decide_operations(relations_, model, budget);
  }

  /// Has the witness checked. Answers why that proves nothing; a witness that is wrong is our own bug. `snapshots` gets those of a proof, if the row has them.
  [[nodiscard]] std::string unchecked(const Model& model, const Finding& finding, std::vector<std::uint32_t>& snapshots) const {
    if (relations_.participant_count() == 0) return {};  // nothing happened: there is nothing to order
    WitnessCheck check = check_witness(history_, model, finding.witness, finding.sources, options_.limits.jobs);
    if (!check.wrong.empty() && finding.witness.empty()) return "the engine gave no order";
    if (!check.wrong.empty()) assertion_failed("witness is valid: " + check.wrong, __FILE__, __LINE__);
    snapshots = std::move(check.snapshots);
    return std::move(check.undecided);
  }

  /// The first answer that decides a model, too; null: none does so far.
  [[nodiscard]] const Known* decider(const Model& model) const {
    const bool gaps = relations_.gaps();
    const auto decides = [&](const Known& known) {
      return known.finding.answer == Answer::violated ? implies(model, *known.model, gaps) : implies(*known.model, model, gaps);
    };
    const auto found = std::find_if(known_.begin(), known_.end(), decides);
    return found == known_.end() ? nullptr : &*found;
  }

  /// What it says about the model. Cost: of the evidence, which is copied or put in order.
  [[nodiscard]] Known inferred(const Model& model, const Known& by) const {
    if (by.finding.answer == Answer::violated) return {&model, Finding::violated(std::string(by.model->id) + " is violated", by.finding.core), {}, true};
    const bool ordered = options_.witness && model == kSequential;  // what holds and implies it is linearizable
    const bool one_order = model.agreed_by == Agreement::everyone;
    Known holds{&model, Finding::satisfied(std::string(by.model->id) + " holds", ordered ? merged_order(history_, by.finding.witness) : std::vector<OpId>{}),
                one_order ? by.unchecked : std::string(), true};
    // Over transactions the order and the sources that prove a row prove those that it implies: what they see is less.
    if (options_.witness && one_order && judged_over_transactions(history_, model) && judged_over_transactions(history_, *by.model)) {
      holds.finding.witness = by.finding.witness;
      holds.finding.sources = by.finding.sources;
    }
    return holds;
  }

  const History& history_;
  const CheckOptions& options_;
  const BaseRelations& relations_;
  std::vector<const Model*> models_;
  std::vector<std::string> reasons_;  // by model: why it does not apply
  std::optional<TransactionalEngine> transactional_;
  std::vector<Known> known_;
  std::optional<Ahead> ahead_;  // the last member: its threads use the others
};

/// The order in which several models are best decided: what decides much for little first, the search last but for what it would settle.
int rank(const Model& model) {
  static constexpr std::array kOrder{&kLinearizable, &kCache, &kStrictSerializable, &kSerializable, &kCausalConvergent, &kCausal, &kSequential};
  return static_cast<int>(std::find_if(kOrder.begin(), kOrder.end(), [&](const Model* m) { return *m == model; }) - kOrder.begin());
}

}  // namespace

namespace {

/// Of objects other than registers.
bool judged_for(const Model& model, Object object, bool transactional) {
  const bool versioned = object == Object::list || object == Object::set;
  switch (model.judged) {
    case Judged::registers: return false;
    case Judged::versioned_transactions: return versioned && transactional;
    case Judged::versioned: return versioned;
    case Judged::any_object: return true;
  }
  return false;
}

}  // namespace

std::string not_applicable(const History& history, const Model& model) {
  if (model.needs_times && !history.timed() && !history.empty()) return "the history has no times";
  const Object object = history.object();
  if (object != Object::register_ && !judged_for(model, object, history.transactional())) return "it is not defined for a " + std::string(name_of(object));
  if (history.transactional() && model.unit == Unit::operation) {
    return "it is defined over single operations, and the history has transactions" +
           (model == kLinearizable ? ": strict-serializable is the like of it" : model == kSequential ? std::string(": serializable is the like of it") : std::string());
  }
  return {};
}

Verdict check(const History& history, const Model& model, const CheckOptions& options) {
  const Model* const models[] = {&model};
  return std::move(check(BaseRelations(history), models, options).front());
}

std::vector<Verdict> check(const History& history, std::span<const Model* const> models, const CheckOptions& options) {
  return check(BaseRelations(history), models, options);
}

std::vector<Verdict> check(const BaseRelations& relations, std::span<const Model* const> models, const CheckOptions& options) {
  std::vector<std::size_t> order(models.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(*models[a]) < rank(*models[b]); });
  std::vector<const Model*> in_order;
  for (const std::size_t i : order) in_order.push_back(models[i]);
  Decisions decisions(relations, in_order, options);
  std::vector<Verdict> verdicts(models.size());
  for (std::size_t n = 0; n < order.size(); ++n) verdicts[order[n]] = decisions.verdict(n);
  for (const std::size_t i : order) decisions.settle(verdicts[i]);
  return verdicts;
}

std::vector<Verdict> classify(const History& history, const CheckOptions& options) { return classify(BaseRelations(history), options); }

std::vector<Verdict> classify(const BaseRelations& relations, const CheckOptions& options) {
  std::vector<const Model*> models;
  for (const Model* model : relations.history().transactional() ? transaction_models() : operation_models()) {
    if (not_applicable(relations.history(), *model).empty()) models.push_back(model);
  }
  return check(relations, models, options);
}

namespace {

bool holds(const Verdict& verdict) { return verdict.answer == Answer::satisfied; }

std::vector<const Model*> strongest_of(std::span<const Verdict> verdicts, bool gaps) {
  std::vector<const Model*> strongest;
  for (const Verdict& verdict : verdicts) {
    if (!holds(verdict)) continue;
    const bool implied = std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& other) {
      return holds(other) && !(*other.model == *verdict.model) && implies(*other.model, *verdict.model, gaps);
    });
    if (!implied) strongest.push_back(verdict.model);
  }
  return strongest;
}

bool fails(const Verdict& verdict) { return verdict.answer == Answer::violated; }

std::vector<const Model*> weakest_of(std::span<const Verdict> verdicts, bool gaps) {
  std::vector<const Model*> weakest;
  for (const Verdict& verdict : verdicts) {
    if (!fails(verdict)) continue;
    const bool implies_another = std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& other) {
      return fails(other) && !(*other.model == *verdict.model) && implies(*verdict.model, *other.model, gaps);
    });
    if (!implies_another) weakest.push_back(verdict.model);
  }
  return weakest;
}

/// Gaps are asked for only where an implication may hang on them: it costs a walk over the history.
bool gaps_for(const History& history, std::span<const Verdict> verdicts, bool (*counts)(const Verdict&)) {
  const auto counted = std::count_if(verdicts.begin(), verdicts.end(), counts);
  const bool linearizable = std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& v) { return counts(v) && *v.model == kLinearizable; });
  return history.empty() || (linearizable && counted > 1 && history.timed() && BaseRelations(history).gaps());
}

}  // namespace

std::vector<const Model*> strongest(const History& history, std::span<const Verdict> verdicts) { return strongest_of(verdicts, gaps_for(history, verdicts, holds)); }

std::vector<const Model*> strongest(const BaseRelations& relations, std::span<const Verdict> verdicts) {
  return strongest_of(verdicts, relations.history().empty() || relations.gaps());
}

std::vector<const Model*> weakest_violated(const History& history, std::span<const Verdict> verdicts) { return weakest_of(verdicts, gaps_for(history, verdicts, fails)); }

std::vector<const Model*> weakest_violated(const BaseRelations& relations, std::span<const Verdict> verdicts) {
  return weakest_of(verdicts, relations.history().empty() || relations.gaps());
}

}  // namespace clio
