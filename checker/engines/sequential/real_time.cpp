// Linearizable implies sequential where session order lies within real time; most recordings of a healthy store end here.
// The attempt has a budget of its own: the search behind it may be hopeless where the session orders alone are easy.

#include "checker/engines/sequential/real_time.hpp"

#include <algorithm>
#include <chrono>

#include "checker/engines/engine.hpp"

namespace clio::sequential {

std::optional<std::vector<OpId>> linearizable_witness(const BaseRelations& relations, Budget& budget) {
  if (!relations.history().timed() || !relations.gaps()) return std::nullopt;
  constexpr std::chrono::nanoseconds kPatience = std::chrono::seconds(2);
  Limits limits = budget.limits();
  limits.memory_bytes = limits.memory_bytes == 0 ? 0 : std::max<std::size_t>(budget.memory_left() / 2, 1);
  Budget attempt(limits, std::min(kPatience, budget.time_left().value_or(4 * kPatience) / 4));
  Finding finding = decide_linearizable(relations, attempt);
  if (finding.answer != Answer::satisfied || (finding.witness.empty() && relations.participant_count() != 0)) return std::nullopt;
  return std::move(finding.witness);
}

}  // namespace clio::sequential
