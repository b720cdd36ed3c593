#pragma once

#include <cstdint>
#include <vector>

#include "checker/engines/causal/events.hpp"
#include "checker/limits.hpp"

namespace clio::causal {

/// What the orders of the processes extend.
enum class Ground : std::uint8_t {
  causal,   ///< (so ∪ wr)+: what happened before at everyone
  session,  ///< so; reads-from counts into the process's own reads only
};

/// What the orders of all processes start from. Memory: 4 bytes an event. Cost: O(n).
///
/// A read *carries* its source into its session unless the session has read that write, or a later one of the same session, before: then session order and the
/// earlier read say already that the source comes first. Most reads of a long history carry nothing.
struct OrderStart {
  OrderStart(const Events& events, Ground ground);
  [[nodiscard]] static std::size_t bytes(const Events& events) { return 5 * events.size() + 4 * events.key_count() + 8 * events.session_count(); }

  Ground ground;
  std::vector<bool> carries;           ///< by event
  std::vector<std::uint32_t> pending;  ///< by event: what is to be taken before it, whichever the process
  std::vector<std::uint32_t> writes;   ///< by key
};

/// One process's order of all writes and its own reads, built from the back: the essay is in process_order.cpp.
/// Memory: 4 bytes an event, 4 more where explaining. Cost of a run: O(n). Lifetime: borrows `events` and `start`.
class ProcessOrder {
 public:
  ProcessOrder(const Events& events, const OrderStart& start);
  [[nodiscard]] static std::size_t bytes(const Events& events) {
    return 4 * events.size() + 12 * events.key_count() + 12 * events.session_count() + 12 * (events.size() - events.first_side());
  }

  enum class Outcome : std::uint8_t { exists, impossible, spent };
  /// Decides whether the process has an order. May be called for one process after the other.
  Outcome run(std::uint32_t process, Budget& budget);

  // After `impossible`: how the construction ended.

  /// The read that could not be placed; kNoEvent: nothing at all could be taken.
  [[nodiscard]] Event refused() const { return refused_; }
  /// The write that must come last of its key among what is left, or kNoEvent.
  [[nodiscard]] Event top(std::uint32_t key) const { return top_[key]; }
  /// The last event of a session that is left, or kNoEvent.
  [[nodiscard]] Event last_left(std::uint32_t session) const { return end_[session] == events_->begin(session) ? kNoEvent : end_[session] - 1; }
  /// The step in which an event was taken, kLeft if it was not. Precondition: the run was traced.
  [[nodiscard]] std::uint32_t taken_at(Event e) const { return taken_at_[e]; }
  static constexpr std::uint32_t kLeft = 0xffffffffu;
  void trace();

 private:
  static constexpr std::uint32_t kAwaited = 0x80000000u;
  static constexpr std::uint32_t kNobody = 0xffffffffu;

  void start(std::uint32_t process);
  void advance(std::uint32_t session);
  void try_side(Event e);
  [[nodiscard]] bool take(Event e, std::uint32_t taker);
  [[nodiscard]] bool take_write(Event e, std::uint32_t taker);
  [[nodiscard]] bool place_read();
  [[nodiscard]] bool all_taken() const;
  void lower(Event e);
  void wake_waiting(std::uint32_t key);
  void stamp(Event e) {
    if (!taken_at_.empty()) taken_at_[e] = step_++;
  }

  const Events* events_;
  const OrderStart* at_start_;
  std::uint32_t process_ = 0;
  // Takers: sessions by number, then side events.
  std::vector<Event> end_;                      // by session: the end of what is left
  std::vector<bool> side_left_;
  std::vector<std::uint32_t> ready_;            // takers that may be able to go on
  std::vector<std::uint32_t> pending_;          // by event: how many must be taken before it; the top bit: its taker waits for that
  std::vector<Event> top_;                      // by key
  std::vector<std::uint32_t> waiting_head_;     // by key: takers that wait until its top is taken
  std::vector<std::uint32_t> waiting_next_;     // by taker
  std::vector<std::uint32_t> writes_left_;      // by key
  Event refused_ = kNoEvent;
  std::vector<std::uint32_t> taken_at_;         // empty unless tracing
  std::uint32_t step_ = 0;
};

/// Operations that alone leave the process without an order. Precondition: ProcessOrder(events, ground).run(process) is impossible.
/// Where the budget ends first: all operations, or those that it found without smaller proof.
[[nodiscard]] std::vector<OpId> why_no_order(const Events& events, Ground ground, std::uint32_t process, Budget& budget);

}  // namespace clio::causal
