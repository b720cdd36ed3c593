#pragma once

#include "checker/engines/causal/sources.hpp"
#include "checker/engines/causal/theory.hpp"
#include "checker/engines/source_search.hpp"

namespace clio::causal {

/// The theory on one choice of sources, made whole: an unknown cas that took effect must have read something (rows agreed by everyone), and a conflict that rests on
/// an unknown operation having taken effect holds who read from it.
[[nodiscard]] Ruling judge_sources(const Candidates& candidates, const Events& events, const Model& model, Budget& budget, Wanted wanted);

/// The search over operations: a slot for each operation, whether it reads or not. Precondition: every ok reading event has a candidate.
[[nodiscard]] Finding search_sources(const Candidates& candidates, const CertainSources& certain, const Model& model, Budget& budget, Choosable choosable);

}  // namespace clio::causal
