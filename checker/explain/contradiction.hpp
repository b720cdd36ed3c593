#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "checker/explain/small_core.hpp"
#include "checker/limits.hpp"
#include "checker/verdict.hpp"

namespace clio {

/// One event must come before another, and why. Links with a reading are derived: they follow from what that reading returned.
struct Link {
  int from = 0, to = 0;
  Relation relation{};
  int reading = -1;            ///< of write-order and anti-dependency
  std::vector<std::size_t> path = {};  ///< links that the derivation rests on: to write-order, from the newer write to the reading; to anti-dependency, from the
                               ///< reading's source to the newer write (empty: it read the initial value); to visibility, from the write to the reading
  int level = 0;               ///< 0: a fact of the history; otherwise one more than the highest link of its path
};

inline constexpr std::size_t kCasesToldMax = 3;  ///< nobody reads more

/// Events that must come before themselves.
struct Contradiction {
  std::vector<Link> links;               ///< those of the cycle and of their paths
  std::vector<std::size_t> cycle;        ///< into links, in order
  std::optional<ProcessId> viewer;       ///< whose order it is about; rows agreed by everyone have none
  SmallCore::Sources sources;            ///< the case that is shown
  std::size_t cases = 1;                 ///< how many ways there were to match readings with writes; each has a contradiction
  std::vector<Contradiction> others = {};  ///< those of the other cases, where they are few enough to be told (kCasesToldMax in all)
};

/// A short contradiction in a small violating core of registers: a cycle of what the row's orders extend and of what the readings' answers force. Where
/// readings have several possible sources every case is refuted and the most instructive one answered. Nothing, where no single cycle refutes a case
/// (it takes a search over write orders), or there are too many events or cases, or the budget is spent.
[[nodiscard]] std::optional<Contradiction> find_contradiction(const SmallCore& core, Budget& budget);

}  // namespace clio
