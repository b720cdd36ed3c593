#include "src/report/judgement.hpp"

#include <array>
#include <chrono>
#include <exception>

#include "adapters/lint.hpp"
#include "checker/support/aside.hpp"

namespace clio {
namespace {

/// Measuring is not what was asked first: it gets a little time of its own.
constexpr auto kMeasuringTime = std::chrono::seconds(2);

/// What lint finds in the whole recording, for a slice always lacks something.
std::vector<LintFinding> findings_of(const History& recording, const BaseRelations& relations, const Question& question) {
  if (!question.warn) return {};
  return &recording == &relations.history() ? lint(relations) : lint(recording);
}

/// What weakens the verdicts.
void warn(Judgement& judgement, const Question& question, std::vector<LintFinding> findings) {
  if (!question.slice.everything()) {
    judgement.warnings.push_back("only a slice was judged (" + describe(question.slice) + "): a slice can hide or invent violations");
  }
  if (judgement.history().empty()) judgement.warnings.push_back("the history has no operations: every model holds, and nothing is proved");
  for (LintFinding& finding : findings) {
    if (finding.rule != "no-operations") judgement.warnings.push_back(std::move(finding.message));
  }
}

/// k = 1 is linearizability, which may be known already, or known to be beyond the limits. A measure beside the verdicts gets less than they: a short time, and half the memory, for what they have left behind is there too.
Atomicity atomicity_of(const Judgement& judgement, const BaseRelations& relations, const Limits& limits) {
  for (const Verdict& verdict : judgement.verdicts) {
    if (!(*verdict.model == kLinearizable) || !verdict.applies) continue;
    if (verdict.answer == Answer::satisfied) return {.k = Atomicity::Bound::one, .reason = {}};
    if (verdict.answer == Answer::unknown) return {.reason = verdict.reason};
  }
  Limits own = limits;
  if (!own.time || *own.time > kMeasuringTime) own.time = kMeasuringTime;
  own.memory_bytes = (own.memory_bytes + 1) / 2;  // 0 stays 0: no limit
  own.progress = nullptr;
  return decide_atomicity(relations, own);
}

void answer(Judgement& judgement, const BaseRelations& relations, const Question& question) {
  judgement.classified = question.models.empty();
  judgement.verdicts = judgement.classified ? classify(relations, question.options) : check(relations, question.models, question.options);
  if (judgement.verdicts.empty()) {  // judged by nothing, it must not count as judged
    judgement.error = InputError{.line = 0, .message = "no model applies: each is defined over single operations, and the history has transactions"};
    return;
  }
  judgement.strongest = strongest(relations, judgement.verdicts);
  judgement.weakest_violated = weakest_violated(relations, judgement.verdicts);
  if (question.measure_staleness) {
    judgement.staleness = measure_staleness(relations);
    if (judgement.staleness) judgement.atomicity = atomicity_of(judgement, relations, question.options.limits);
  }
}

}  // namespace

Judgement judge(std::string path, Result<Loaded, std::vector<InputError>> loaded, const Question& question) {
  if (!loaded) {
    Judgement judgement;
    judgement.path = std::move(path);
    judgement.error = loaded.error().front();
    return judgement;
  }
  auto owned = std::make_unique<const History>(std::move(loaded.value().history));
  Judgement judgement = judge(std::move(path), *owned, question);
  if (!judgement.owned) judgement.owned = std::move(owned);  // a slice stands alone
  return judgement;
}

Judgement judge(std::string path, const History& history, const Question& question) {
  Judgement judgement;
  judgement.path = std::move(path);
  judgement.subject = &history;
  try {
    if (!question.slice.everything()) {
      Result<SubHistory, std::string> slice = slice_of(history, question.slice);
      if (!slice) {
        judgement.error = InputError{.line = 0, .message = slice.error()};
        return judgement;
      }
      judgement.owned = std::make_unique<const History>(std::move(slice->history));
      judgement.subject = judgement.owned.get();
    }
    const BaseRelations relations(judgement.history(), question.options.limits.jobs);  // once, for the warnings, the verdicts and the measures
    auto findings = aside(question.options.limits.jobs, history.size(), [&] { return findings_of(history, relations, question); });
    answer(judgement, relations, question);
    warn(judgement, question, findings.get());
  } catch (const std::exception& failure) {
    judgement.internal_error = failure.what();
  }
  return judgement;
}

Outcome outcome_of(const Judgement& judgement) {
  if (!judgement.internal_error.empty()) return Outcome::internal;
  if (judgement.error) return Outcome::unusable;
  Outcome outcome = Outcome::holds;
  for (const Verdict& verdict : judgement.verdicts) {
    switch (verdict.answer) {
      case Answer::satisfied: break;
      case Answer::violated:
        if (!judgement.classified) outcome = worse(outcome, Outcome::violated);
        break;
      case Answer::unknown: outcome = worse(outcome, verdict.applies ? Outcome::undecided : Outcome::unusable); break;
    }
  }
  return outcome;
}

Outcome worse(Outcome a, Outcome b) {
  static constexpr std::array kPrecedence{Outcome::internal, Outcome::unusable, Outcome::violated, Outcome::undecided};
  for (const Outcome outcome : kPrecedence) {
    if (a == outcome || b == outcome) return outcome;
  }
  return Outcome::holds;
}

int exit_status(Outcome outcome) { return static_cast<int>(outcome); }

std::size_t pending_count(const History& history) {
  std::size_t pending = 0;
  for (std::size_t i = 0; i < history.size(); ++i) pending += history.status(id_at<OpId>(i)) == Status::unknown ? 1 : 0;
  return pending;
}

}  // namespace clio
