#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "checker/engines/causal/events.hpp"

namespace clio::causal {

/// A write by its dense number: those of a session are adjacent and in session order, side events come after all sessions.
using Write = std::uint32_t;

/// What the session guarantees look at, and nothing else: the writes, lane by lane, and the reads whose source is decided, session by session.
///
/// A *lane* is what is ordered by session order alone: a session's writes, or one side event. Memory: 16 bytes a write, 12 bytes a read. Cost: O(n).
/// Lifetime: borrows `events`.
class SessionWrites {
 public:
  static constexpr Write kNoWrite = std::numeric_limits<Write>::max();
  static constexpr Write kInitial = kNoWrite - 1;  ///< the source of a read of the initial value

  struct Read {
    Event event;
    Write source;         ///< or kInitial
    std::uint32_t lane;   ///< of the source
  };

  explicit SessionWrites(const Events& events);
  /// How many bytes the tables take at most, those in use while they are made included.
  [[nodiscard]] static std::size_t bytes(const Events& events) { return 36 * events.size() + 8 * events.session_count(); }

  [[nodiscard]] const Events& events() const { return *events_; }
  [[nodiscard]] std::size_t size() const { return writes_.size(); }
  [[nodiscard]] std::uint32_t lane_count() const { return static_cast<std::uint32_t>(begin_.size() - 1); }
  [[nodiscard]] bool is_side(std::uint32_t lane) const { return lane >= events_->session_count(); }
  [[nodiscard]] Write begin(std::uint32_t lane) const { return begin_[lane]; }
  [[nodiscard]] Write end(std::uint32_t lane) const { return begin_[lane + 1]; }

  [[nodiscard]] Event event(Write w) const { return writes_[w].event; }
  [[nodiscard]] OpId op(Write w) const { return events_->op(event(w)); }
  [[nodiscard]] std::uint32_t key(Write w) const { return writes_[w].key; }
  [[nodiscard]] std::uint32_t lane(Write w) const { return events_->is_side(event(w)) ? events_->session_count() + (w - first_side()) : session(w); }
  [[nodiscard]] std::uint32_t session(Write w) const { return events_->session_of(event(w)); }
  /// The end of the writes that precede it in its session: those from begin(session(w)) up to this do.
  [[nodiscard]] Write past_end(Write w) const { return writes_[w].past_end; }
  [[nodiscard]] Write first_side() const { return begin_[events_->session_count()]; }

  /// The reads of a session are those from reads_begin() up to reads_end().
  [[nodiscard]] std::uint32_t reads_begin(std::uint32_t session) const { return reads_begin_[session]; }
  [[nodiscard]] std::uint32_t reads_end(std::uint32_t session) const { return reads_begin_[session + 1]; }
  /// How many reads the session with the most of them has.
  [[nodiscard]] std::size_t longest_reads() const {
    std::size_t longest = 0;
    for (std::size_t s = 0; s + 1 < reads_begin_.size(); ++s) longest = std::max<std::size_t>(longest, reads_begin_[s + 1] - reads_begin_[s]);
    return longest;
  }
  [[nodiscard]] const Read& read(std::uint32_t i) const { return reads_[i]; }
  /// The end of the reads that precede a write in its session.
  [[nodiscard]] std::uint32_t reads_before(Write w) const { return writes_[w].reads_before; }

 private:
  struct Place {
    Event event;
    std::uint32_t key;
    Write past_end;
    std::uint32_t reads_before;
  };

  /// Where an event stands among the writes, while they are listed.
  struct Number {
    Write write = kNoWrite;
    std::uint32_t lane = 0;
  };

  void list_writes(std::vector<Number>& numbers);
  void list_side_writes(std::vector<Number>& numbers);
  void list_reads(const std::vector<Number>& numbers);

  const Events* events_;
  std::vector<Place> writes_;
  std::vector<Write> begin_;  // by lane
  std::vector<Read> reads_;
  std::vector<std::uint32_t> reads_begin_;  // by session
};

}  // namespace clio::causal
