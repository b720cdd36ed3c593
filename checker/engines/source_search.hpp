#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checker/engines/engine.hpp"
#include "checker/engines/likelihood.hpp"

namespace clio {

/// What a theory says about one choice of sources.
struct SourceRuling {
  bool spent = false;  ///< the budget ended first, or (with a reason) the theory gave up; then nothing else counts
  std::string reason;
  /// Each a sorted set of operations that, alone and with the sources chosen for their reads, violates the row. Where it rests on something unknown having taken effect, it holds who read from
  /// it. Empty: the row is satisfied.
  std::vector<std::vector<OpId>> conflicts;
  std::vector<OpId> order;  ///< rows agreed by everyone, satisfied: the witness
};

/// A row of one history as a search for sources sees it: reads, what they may have read from, and a theory that judges a choice.
class SourceProblem {
 public:
  /// A read whose source may be a choice: a dense number. An operation's are adjacent.
  using Slot = std::uint32_t;

  virtual ~SourceProblem() = default;

  [[nodiscard]] virtual std::pair<Slot, Slot> reads_of(OpId op) const = 0;  ///< from the first up to, not including, the second
  [[nodiscard]] virtual OpId operation_of(Slot read) const = 0;
  /// The likeliest candidate, and all of them, likeliest first; kInitialValue may be among them.
  [[nodiscard]] virtual OpId best(Slot read) const = 0;
  [[nodiscard]] virtual std::vector<OpId> ranked(Slot read) const = 0;
  /// Whether it takes effect only if it is chosen, and then has a read that needs a source (one slot).
  [[nodiscard]] virtual bool reads_if_chosen(OpId op) const = 0;

  /// Judges sources (by slot) as far as these operations (sorted) go; all of them where there are none. Wants several conflicts.
  [[nodiscard]] virtual SourceRuling judge(const std::vector<OpId>& sources, std::span<const OpId> only, Budget& budget) const = 0;
  /// The smallest set that holds the operations and, with every read, all that may have been its source. Sorted.
  [[nodiscard]] virtual std::vector<OpId> closed(std::vector<OpId> operations) const = 0;
  /// Sources (by slot) in the form of Finding::sources.
  [[nodiscard]] virtual std::vector<OpId> by_operation(std::vector<OpId> sources) const = 0;
};

/// Which reads a search may choose the sources of.
enum class Choosable : std::uint8_t {
  ambiguous,  ///< those with several candidates
  all,        ///< every read, for tests: those with one candidate too
};

/// Decides a row by searching for sources that satisfy it: sound and complete, within the budget. The essay is in source_search.cpp.
/// `certain`: by slot, the one candidate, kOpen where there are several, kNoOp for what reads nothing. Precondition: every read that counts anyway has a candidate.
[[nodiscard]] Finding search_sources(const SourceProblem& problem, std::vector<OpId> certain, Budget& budget, Choosable choosable);

}  // namespace clio
