#pragma once

#include <vector>

#include "checker/engines/causal/events.hpp"
#include "checker/limits.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::causal {

/// What a theory says about one choice of sources.
struct Ruling {
  bool spent = false;  ///< the budget ended first; then nothing else counts
  /// Each a set of operations that, alone and with the sources chosen for their reading events, violates the row. Sorted. Empty: the row is satisfied.
  std::vector<std::vector<OpId>> conflicts;
  std::vector<OpId> order;  ///< rows agreed by everyone, satisfied: the writes in arbitration order
};

/// How many conflicts are wanted: one to refute, several to learn from.
enum class Wanted : std::uint8_t { first, several };

// The theories decide a row exactly for one choice of sources. Undecided reads constrain nothing, and every constraint only ever grows with what is decided: so a
// conflict of a partial choice is one of all its completions.

/// Rows that see (so ∪ wr)+: weak-causal (each read alone) and causal-convergent (agreed by everyone).
[[nodiscard]] Ruling judge_causal_past(const Events& events, const Model& model, Budget& budget, Wanted wanted);
/// Rows where each process sees all that its own order has before: causal and pram.
[[nodiscard]] Ruling judge_process_orders(const Events& events, const Model& model, Budget& budget, Wanted wanted);
/// The session guarantees.
[[nodiscard]] Ruling judge_session_guarantee(const Events& events, const Model& model, Budget& budget, Wanted wanted);
/// Whichever of them the row's fields ask for.
[[nodiscard]] Ruling judge(const Events& events, const Model& model, Budget& budget, Wanted wanted);

}  // namespace clio::causal
