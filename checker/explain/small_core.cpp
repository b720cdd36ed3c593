// The few operations of a counterexample as events, and the ways to match readings with writes. Tested by tests/evidence/contradiction_test.cpp.

#include "checker/explain/small_core.hpp"

#include <algorithm>

#include "checker/explain/small.hpp"

namespace clio {

SmallCore::SmallCore(const History& history, const Model& model, std::span<const OpId> operations)
    : history_(&history), model_(&model), ops_(operations.begin(), operations.end()) {
  for (const OpId op : ops_) {
    writes_.push_back(sets_register(history, op) ? 1 : 0);
    reads_.push_back(observes_register(history, model, op) ? 1 : 0);
  }
  candidates_.resize(ops_.size());
  for (int r = 0; r < size(); ++r) {
    if (!reads(r)) continue;
    std::vector<int>& from = candidates_[static_cast<std::size_t>(r)];
    if (may_observe(history, op(r), history.initial(key(r)))) from.push_back(kInitial);
    for (int w = 0; w < size(); ++w) {
      if (w != r && writes(w) && same_key(w, r) && may_observe(history, op(r), history.value(op(w)))) from.push_back(w);
    }
  }
}

bool SmallCore::effective(const SmallCore& core, const Sources& sources, int event) {
  return !core.unknown(event) || std::find(sources.begin(), sources.end(), event) != sources.end();
}

}  // namespace clio
