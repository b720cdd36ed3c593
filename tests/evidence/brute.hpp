#pragma once

#include "checker/explain/explain.hpp"
#include "checker/validate/validate.hpp"
#include "tests/evidence/random_evidence.hpp"
#include "tests/oracle/reference_transactions.hpp"

namespace clio::test {

/// Decides by the validator's search, so that explaining is tested without the engines. The core is everything.
inline Finding decide_by_search(const History& history, const Model& model, Budget&) {
  const std::vector<OpId> all = participants_of(history);
  if (all.empty()) return Finding::satisfied("search");
  switch (validate_counterexample(history, model, all)) {
    case Confirmation::confirmed: return Finding::violated("search", all);
    case Confirmation::refuted: return Finding::satisfied("search");
    case Confirmation::too_large: break;
  }
  return Finding::unknown("search", "too large");
}

/// Decides rows over transactions by the oracle's evaluator, to the same end.
inline Finding decide_transactions(const History& history, const Model& model, Budget&) {
  if (oracle::TransactionReference(history).satisfies(model)) return Finding::satisfied("search");
  return Finding::violated("search", participants_of(history));
}

/// What explain() makes of a whole history.
inline Counterexample explained(const History& history, const Model& model, const Limits& limits = {}) {
  return explain(history, model, participants_of(history), decide_by_search, limits);
}

}  // namespace clio::test
