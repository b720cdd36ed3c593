#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/engines/sequential/problem.hpp"
#include "checker/engines/sequential/saturation.hpp"

namespace clio::sequential {

/// Whether a write can come next without making the rest impossible for a reason that is near.
///
/// Sound: what it rejects leads nowhere. Not complete: what it accepts may still lead nowhere. Cost: the events, not done yet, that must come before the readers of the
/// write (and before the readers of values that these would overwrite), at most a few thousand. Lifetime: borrows its arguments.
class Lookahead {
 public:
  /// Precondition: `known` has answered consistent.
  Lookahead(const Problem& problem, const Saturation& known);

  /// How far a schedule or search has come.
  struct Situation {
    std::span<const Event> next;                 ///< by session: its next event
    std::span<const Event> written_by;           ///< by key: the write whose value it holds, or kInitial
    std::span<const Cell> holds;                 ///< by key: that value
    std::span<const std::uint32_t> reads_left;   ///< by cell: certain reads of it to come
  };

  /// Precondition: everything known to precede `w` is done.
  [[nodiscard]] bool allows(Event w, const Situation& now);

 private:
  void reach_for(Event e, std::span<const Event> next);
  void reach_for_readers(Event write, std::span<const Event> next);

  const Problem* problem_;
  const Saturation* known_;
  std::vector<Event> scanned_, limit_;   // by session: what must come before the readers is looked at up to here, and has to be up to there
  std::vector<std::uint32_t> asked_;     // by key: the last question in which its readers were added
  std::uint32_t question_ = 0;
  std::vector<Event> chain_;
};

}  // namespace clio::sequential
