#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/engines/sequential/lookahead.hpp"
#include "checker/engines/sequential/problem.hpp"
#include "checker/engines/sequential/saturation.hpp"
#include "checker/limits.hpp"

namespace clio::sequential {

/// How a schedule prefers among the writes that could come next.
enum class Preference : std::uint8_t {
  rank,          ///< the lowest rank
  wanted_first,  ///< one whose value a session waits for, then the lowest rank
};

/// What to do when no session can go on.
enum class WhenStuck : std::uint8_t {
  give_up,
  force,  ///< let the session of lowest rank go on all the same: the order is then no explanation, but close to one
};

/// One greedy attempt at an order: sessions go on while they can, reads as soon as their value is there; a write waits while a value that it would hide is
/// still to be read and nobody else will write it. With `known`, a schedule that got stuck takes the last steps back and goes on more carefully.
///
/// Sound: a complete order is an explanation (unless it was forced). Cost: O(n log sessions) without `known`, O(n * sessions) with it (what is taken
/// back included). Memory: 4 bytes an operation, 4 a write and 6 for each value. Lifetime: borrows its arguments.
class Schedule {
 public:
  enum class Outcome : std::uint8_t { complete, stuck, forced, spent };

  /// `rank`: the order preferred, by event. `known`: what every explanation has in common, or null.
  Schedule(const Problem& problem, std::span<const std::uint32_t> rank, const Saturation* known, Preference preference, Budget& budget);

  [[nodiscard]] Outcome run(WhenStuck when_stuck = WhenStuck::give_up);
  /// What took effect, in order: everything certain if run() answered complete or forced.
  [[nodiscard]] const std::vector<Event>& order() const { return order_; }

 private:
  static constexpr std::uint32_t kNobody = ~std::uint32_t{0};
  enum class Step : std::uint8_t { go, wait, queue };

  [[nodiscard]] bool finished(std::uint32_t who) const;
  [[nodiscard]] Event front(std::uint32_t who) const {
    return who < sessions_ ? next_[who] : certain_ + (who - sessions_);
  }
  void wait_in(std::uint32_t& list, std::uint32_t who);
  void wake_all(std::uint32_t& list);
  void wake_session(std::uint32_t session);
  [[nodiscard]] bool waits_for_past(Event e, std::uint32_t who);
  [[nodiscard]] Step consider(Event e, std::uint32_t who, bool picked);
  void go_on(std::uint32_t who, bool picked);
  void execute(Event e);
  void enqueue(std::uint32_t who);
  void want(Cell cell);
  void want_other(std::uint32_t key);
  [[nodiscard]] bool still_wanted(Event u) const;
  [[nodiscard]] bool force_one();
  [[nodiscard]] std::uint32_t rank(Event e) const;
  [[nodiscard]] bool think_again();
  void undo_to(std::size_t place);

  const Problem* problem_;
  std::span<const std::uint32_t> rank_;
  const Saturation* known_;
  std::optional<Lookahead> lookahead_;
  Preference preference_;
  Budget* budget_;
  Event certain_;
  std::uint32_t sessions_;

  std::vector<Event> next_;                 // by session
  std::vector<Cell> holds_;                 // by key
  std::vector<Event> written_by_;           // by key: the write whose value it holds, or kInitial
  std::vector<std::uint32_t> reads_left_;   // by cell: certain reads to come
  std::vector<std::uint32_t> writes_left_;  // by cell: certain writes to come, and unknown ones
  // Who waits (a session, or number of sessions plus optional event) stands in one list: of a cell, until the key holds it; of a key, until that
  // changes or a value is read for the last time; of a session, until it has come far enough.
  std::vector<std::uint32_t> cell_waiters_, key_waiters_, session_waiters_, next_waiter_;
  std::vector<std::uint32_t*> waits_at_;    // by who: the list it stands in
  std::vector<Event> awaited_;              // by who: what it waits for in a session, if it does
  std::vector<Event> soonest_;              // by session: the least event awaited in it
  enum class State : std::uint8_t { idle, waiting, queued, wanted };
  std::vector<State> state_;                // by who
  std::vector<bool> used_;                  // by optional event
  std::vector<std::uint32_t> eager_;        // to be considered before any write is picked
  struct Entry {
    bool unwanted;
    std::uint32_t rank, who;
    friend auto operator<=>(const Entry&, const Entry&) = default;
  };
  std::vector<Entry> heap_;  // stale entries have another state
  std::vector<Event> order_;
  std::vector<Event> hidden_;  // of each write in order: the write (or kInitial) whose value it replaced; kept where something may be taken back
  std::size_t done_ = 0;

  // Second thoughts.
  struct Delayed {
    std::uint32_t rank = 0, times = 0;
  };
  std::unordered_map<Event, Delayed> delayed_;  // writes that came too early
  std::size_t careful_until_ = 0;               // the lookahead is asked up to this place of the order
  std::size_t work_left_ = 0;                   // how much may still be taken back
  bool forced_ = false;
};

}  // namespace clio::sequential
