#include "src/report/violations.hpp"

#include <algorithm>

#include "checker/relations/base_relations.hpp"

namespace clio {
namespace {

bool same_edge(const Edge& a, const Edge& b) {
  return a.from == b.from && a.to == b.to && a.relation == b.relation && a.because == b.because;
}

/// Whoever asked for a model wants its own words; classifying, the same operations need no second telling.
bool same_reason(const Counterexample& a, const Counterexample& b, bool classified) {
  if (a.anomaly != b.anomaly || a.operations != b.operations) return false;
  return classified ||
         (a.explanation == b.explanation && std::equal(a.cycle.begin(), a.cycle.end(), b.cycle.begin(), b.cycle.end(), same_edge));
}

}  // namespace

std::vector<TellingViolation> telling_violations(const Judgement& judgement) {
  std::vector<const Verdict*> violated;
  for (const Verdict& verdict : judgement.verdicts) {
    if (verdict.counterexample) violated.push_back(&verdict);
  }
  if (violated.empty()) return {};
  const bool gaps = judgement.history().timed() && BaseRelations(judgement.history()).gaps();
  const auto stands_for = [&](const Verdict* weaker, const Verdict* stronger) {
    return weaker != stronger && !(*weaker->model == *stronger->model) && implies(*stronger->model, *weaker->model, gaps);
  };

  std::vector<TellingViolation> telling;
  for (const Verdict* verdict : violated) {
    const bool told_by_a_weaker_one = judgement.classified && std::any_of(violated.begin(), violated.end(),
                                                                          [&](const Verdict* other) { return stands_for(other, verdict); });
    if (told_by_a_weaker_one) continue;
    const auto same = std::find_if(telling.begin(), telling.end(), [&](const TellingViolation& t) {
      return same_reason(*t.counterexample, *verdict->counterexample, judgement.classified);
    });
    if (same != telling.end()) {
      same->verdicts.push_back(verdict);
    } else {
      telling.push_back({.counterexample = &*verdict->counterexample, .verdicts = {verdict}, .implied = {}});
    }
  }
  if (!judgement.classified) return telling;
  for (TellingViolation& violation : telling) {
    for (const Verdict* other : violated) {
      const bool told_here = std::find(violation.verdicts.begin(), violation.verdicts.end(), other) != violation.verdicts.end();
      const bool follows =
          std::any_of(violation.verdicts.begin(), violation.verdicts.end(), [&](const Verdict* v) { return stands_for(v, other); });
      if (!told_here && follows) violation.implied.push_back(other->model);
    }
  }
  return telling;
}

}  // namespace clio
