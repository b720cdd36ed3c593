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
    readings_.push_back(r);
    std::vector<int>& from = candidates_[static_cast<std::size_t>(r)];
    if (may_observe(history, op(r), history.initial(key(r)))) from.push_back(kInitial);
    for (int w = 0; w < size(); ++w) {
      if (w != r && writes(w) && same_key(w, r) && may_observe(history, op(r), history.value(op(w)))) from.push_back(w);
    }
  }
  std::stable_partition(readings_.begin(), readings_.end(), [&](int r) { return !unknown(r); });
}

bool SmallCore::effective(const SmallCore& core, const Sources& sources, int event) {
  return !core.unknown(event) || std::find(sources.begin(), sources.end(), event) != sources.end();
}

std::vector<SmallCore::Sources> SmallCore::cases(std::size_t cases_max) const {
  std::vector<Sources> found;
  Sources sources(ops_.size(), kNoSource);
  if (!extend(sources, 0, cases_max, found)) found.clear();
  return found;
}

/// Answers false when there are too many.
bool SmallCore::extend(Sources& sources, std::size_t next, std::size_t cases_max, std::vector<Sources>& found) const {
  if (next == readings_.size()) {
    // An unknown cas that has a source must have been read from, and the other way round.
    for (const int r : readings_) {
      if (unknown(r) && (sources[static_cast<std::size_t>(r)] != kNoSource) != effective(*this, sources, r)) return true;
    }
    if (found.size() == cases_max) return false;
    found.push_back(sources);
    return true;
  }
  const int r = readings_[next];
  int& source = sources[static_cast<std::size_t>(r)];
  for (const int candidate : candidates(r)) {
    source = candidate;
    if (!extend(sources, next + 1, cases_max, found)) return false;
  }
  source = kNoSource;
  return !unknown(r) || extend(sources, next + 1, cases_max, found);
}

}  // namespace clio
