#pragma once

#include "checker/engines/causal/sources.hpp"
#include "checker/engines/causal/theory.hpp"
#include "checker/engines/engine.hpp"

namespace clio::causal {

/// The theory on one choice of sources, made whole: an unknown cas that took effect must have read something (rows agreed by everyone), and a conflict that rests on
/// an unknown operation having taken effect holds who read from it.
[[nodiscard]] Ruling judge_sources(const Candidates& candidates, const Events& events, const Model& model, Budget& budget, Wanted wanted);

/// Which reads a search may choose the sources of.
enum class Choosable : std::uint8_t {
  ambiguous,  ///< those with several candidates
  all,        ///< every read, for tests: those with one candidate too
};

/// Decides a row by searching for sources that satisfy it: sound and complete, within the budget. The essay is in source_search.cpp.
/// Precondition: every ok reading event has a candidate.
[[nodiscard]] Finding search_sources(const Candidates& candidates, const CertainSources& certain, const Model& model, Budget& budget, Choosable choosable);

}  // namespace clio::causal
