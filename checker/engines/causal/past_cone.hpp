#pragma once

#include <utility>
#include <vector>

#include "checker/engines/causal/events.hpp"

namespace clio::causal {

/// The past of one event under session order and reads-from, explored backward a few reads at a time, so that paths use as few reads as possible.
///
/// Exploring a session costs nothing but its reads: what precedes the event there needs no operation in between. What the file has before the goal is explored
/// only where the rest does not suffice. Cost: O(n) for a whole past.
/// Made for explaining, not for deciding. Lifetime: borrows `events`.
///
///     PastCone past(events, read);
///     if (past.reach(write)) past.add_path(write, operations);
class PastCone {
 public:
  static constexpr std::uint32_t kAllSessions = 0xffffffffu;

  /// Follows reads-from into `readers` only (a session), or into everyone.
  PastCone(const Events& events, Event top, std::uint32_t readers = kAllSessions);

  /// Explores until `goal` is found in the past of (or is) the top; false if it is not there. May be asked again.
  bool reach(Event goal);
  /// Explores everything.
  void reach_all();
  /// Whether it has been found so far to be in the past of (or to be) the top.
  [[nodiscard]] bool known(Event e) const { return stretch_of(e) != kUnknown; }
  /// Tells of another reason why `earlier` comes before `later`. Precondition: known(later).
  void add_step(Event earlier, Event later) { enter(earlier, later, true); }

  /// A step of a path that add_step() told of.
  struct Step {
    Event earlier, later;
  };
  /// Adds the operations of a path from `from` to the top, both included: alone they order the two. Precondition: known(from).
  /// Answers the told steps that it uses.
  std::vector<Step> add_path(Event from, std::vector<OpId>& operations) const;

 private:
  /// A stretch of a session, [from, to), all before `below`, which is in the past; or one side event.
  struct Stretch {
    Event from, to;
    Event below;  ///< an event that the stretch precedes by session order, or that it is (its last one)
    Event via;    ///< the reader (or later end of a told step) that led here from `below`; kNoEvent at the top
    bool told;
  };

  void explore_next();
  void explore(Event from, Event to);
  void lower_floor(OpId floor);
  void enter(Event e, Event via, bool told);
  [[nodiscard]] std::uint32_t stretch_of(Event e) const;

  static constexpr std::uint32_t kUnknown = 0xffffffffu;

  const Events* events_;
  std::uint32_t readers_;
  std::vector<Event> covered_;                        // by session: the end of the known prefix
  std::vector<std::vector<std::uint32_t>> by_session_;  // stretches, latest last
  std::vector<std::uint32_t> side_stretch_;           // by side event
  std::vector<Stretch> stretches_;
  std::size_t next_ = 0;                              // first stretch not yet explored
  OpId floor_ = kNoOp;                                // operations before this are explored later
  std::vector<std::pair<Event, Event>> postponed_;    // ranges of events
};

}  // namespace clio::causal
