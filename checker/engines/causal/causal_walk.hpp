#pragma once

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/engines/causal/clock_pool.hpp"
#include "checker/engines/causal/events.hpp"
#include "checker/engines/held.hpp"
#include "checker/limits.hpp"

namespace clio::causal {

/// The past of an event under (so ∪ wr)+, by session: the events of session s from begin(s) up to past[s] are in it. Side events are not told.
using Past = const std::uint32_t*;

/// Reads from an event, if less: the marks above it say something else, in every layout.
inline constexpr std::uint32_t kSourceEnd = kUndecided;

/// Visits all events so that each comes after its past, and tells the past: a topological order and vector clocks in one pass, without recursion.
///
/// Events are taken in the order of the file as far as their pasts allow: a session whose next event reads from something not yet visited waits, and is
/// woken by it. What can never be visited lies on or after a cycle of so ∪ wr.
/// A write's clock is kept only until its last reader is visited. Cost: O(events + reads * sessions). Lifetime: borrows `events`.
/// `Layout`: Events, or whatever else numbers what happened session by session, each with any number of sources.
template <class Layout>
class CausalWalk {
 public:
  explicit CausalWalk(const Layout& events)
      : events_(&events), width_(events.session_count()), clocks_(width_), now_(std::size_t{width_} * width_), next_(width_), goal_(width_),
        waits_for_(width_, kNoEvent), resume_(width_), readers_left_(events.reader_counts()), slot_(events.size(), kNotVisited) {
    for (std::uint32_t s = 0; s < width_; ++s) {
      next_[s] = goal_[s] = events.begin(s);
      for (std::uint32_t t = 0; t < width_; ++t) clock(s)[t] = events.begin(t);
    }
    for (Event e = events.first_side(); e < events.size(); ++e) side_after_[events.before_side(e)].push_back(e);
  }

  /// How many bytes the tables take at first; the clocks that are kept come on top, and run() accounts for those.
  [[nodiscard]] static std::size_t bytes(const Layout& events) {
    const std::size_t width = events.session_count();
    return sizeof(std::uint32_t) * (width * width + 4 * width + 2 * events.size());
  }

  enum class Outcome : std::uint8_t { complete, cyclic, spent, stopped };

  /// For visit(): no more needs to be visited, but for what follows at once.
  void stop() { stopped_ = true; }

  /// The past of a visited source of the event that is being visited, with the source itself. Valid during the call of visit() only.
  [[nodiscard]] Past past_of(Event source) { return clocks_.at(slot_[source]); }

  /// visit(event, past); the past is valid during the call only.
  template <class Visit>
  Outcome run(Budget& budget, Visit visit) {
    const std::size_t arrivals = events_->arrival_count();
    Held held(budget);
    if (const auto early = side_after_.find(kNoEvent); early != side_after_.end()) {
      for (const Event e : early->second) begin_side(e);
    }
    visit_sides(visit);
    for (std::size_t i = 0; i < arrivals; ++i) {
      if (i % 64 == 0) {
        held.set(clocks_.bytes() + side_past_.size() * width_ * sizeof(std::uint32_t));
        if (budget.spent_now()) return Outcome::spent;
      }
      if (stopped_) return Outcome::stopped;
      const Event e = events_->arrival(i);
      if (e == kNoEvent || events_->is_side(e)) continue;
      const std::uint32_t s = events_->session_of(e);
      if (goal_[s] <= e) goal_[s] = e + 1;
      if (waits_for_[s] == kNoEvent) advance(s, visit);
      while (!ready_.empty()) {
        const std::uint32_t woken = ready_.back();
        ready_.pop_back();
        advance(woken, visit);
      }
    }
    if (stopped_) return Outcome::stopped;
    return visited_ == events_->size() ? Outcome::complete : Outcome::cyclic;
  }

  /// After `cyclic`: events e1, w1, e2, w2, ... such that each e reads from the w after it, and that w is or follows, in its session, the next e (circularly).
  [[nodiscard]] std::vector<Event> cycle() const {
    std::vector<Event> seen;
    Event e = kNoEvent;
    for (std::uint32_t s = 0; s < width_ && e == kNoEvent; ++s) e = waits_for_[s] == kNoEvent ? kNoEvent : next_[s];
    for (const auto& [source, sides] : side_waits_) {  // an all-side circle; any of its members leads into it
      if (e == kNoEvent && !sides.empty()) e = *std::min_element(sides.begin(), sides.end());
    }
    std::size_t start = 0;
    for (;; e = blocked_before(seen.back())) {
      for (start = 0; start < seen.size() && seen[start] != e; start += 2) {
      }
      if (start < seen.size()) break;
      seen.push_back(e);
      seen.push_back(events_->source_at(e, first_unvisited(e, 0)));
    }
    seen.erase(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(start));
    return seen;
  }

 private:
  static constexpr ClockPool::Slot kNotVisited = 0xffffffffu;
  static constexpr ClockPool::Slot kAwaited = 0xfffffffeu;

  [[nodiscard]] std::uint32_t* clock(std::uint32_t session) { return now_.data() + std::size_t{session} * width_; }
  [[nodiscard]] bool visited_source(Event source) const { return slot_[source] < kAwaited; }

  static void join(std::uint32_t* into, const std::uint32_t* other, std::uint32_t width) {
    for (std::uint32_t t = 0; t < width; ++t) into[t] = into[t] < other[t] ? other[t] : into[t];
  }

  /// The place of the first source from `i` on that has not been visited, or the number of sources.
  [[nodiscard]] std::uint32_t first_unvisited(Event e, std::uint32_t i) const {
    const std::uint32_t count = events_->source_count(e);
    for (; i != count; ++i) {
      const Event source = events_->source_at(e, i);
      if (source < kSourceEnd && !visited_source(source)) return i;
    }
    return count;
  }

  template <class Visit>
  void visit_with_sources(Event e, std::uint32_t* past, Visit& visit) {
    const std::uint32_t count = events_->source_count(e);
    for (std::uint32_t i = 0; i != count; ++i) {
      const Event source = events_->source_at(e, i);
      if (source < kSourceEnd) join(past, clocks_.at(slot_[source]), width_);
    }
    visit(e, Past{past});
    for (std::uint32_t i = 0; i != count; ++i) {
      const Event source = events_->source_at(e, i);
      if (source < kSourceEnd) release(source);
    }
  }

  template <class Visit>
  void advance(std::uint32_t s, Visit& visit) {
    std::uint32_t* const past = clock(s);
    while (next_[s] < goal_[s]) {
      const Event e = next_[s];
      resume_[s] = first_unvisited(e, resume_[s]);
      if (resume_[s] != events_->source_count(e)) {
        waits_for_[s] = events_->source_at(e, resume_[s]);
        slot_[waits_for_[s]] = kAwaited;
        return;
      }
      resume_[s] = 0;
      visit_with_sources(e, past, visit);
      next_[s] = past[s] = e + 1;
      keep(e, past);
      if (!side_after_.empty()) {
        if (const auto sides = side_after_.find(e); sides != side_after_.end()) {
          for (const Event side : sides->second) begin_side(side);
        }
        visit_sides(visit);
      }
    }
  }

  /// Marks an event as visited, keeps its clock if somebody reads from it, and wakes who waits for it.
  void keep(Event e, const std::uint32_t* past) {
    ++visited_;
    if (readers_left_[e] == 0) return;
    const bool awaited = slot_[e] == kAwaited;
    const ClockPool::Slot slot = clocks_.take();
    std::copy(past, past + width_, clocks_.at(slot));
    slot_[e] = slot;
    if (!awaited) return;
    for (std::uint32_t s = 0; s < width_; ++s) {
      if (waits_for_[s] != e) continue;
      waits_for_[s] = kNoEvent;
      ready_.push_back(s);
    }
    if (const auto sides = side_waits_.find(e); sides != side_waits_.end()) {
      for (const Event side : std::exchange(sides->second, {})) woken_sides_.push_back(side);
    }
  }

  void release(Event source) {
    if (--readers_left_[source] == 0) clocks_.give_back(slot_[source]);
  }

  /// A side event branches off its session: with the clock of its predecessor.
  void begin_side(Event e) {
    std::vector<std::uint32_t>& past = side_past_[e];
    const std::uint32_t* const now = clock(events_->session_of(e));
    past.assign(now, now + width_);  // without a predecessor the session has not begun
    woken_sides_.push_back(e);
  }

  template <class Visit>
  void visit_sides(Visit& visit) {
    while (!woken_sides_.empty()) {
      const Event side = woken_sides_.back();
      woken_sides_.pop_back();
      visit_side(side, visit);
    }
  }

  template <class Visit>
  void visit_side(Event e, Visit& visit) {
    if (const std::uint32_t i = first_unvisited(e, 0); i != events_->source_count(e)) {
      const Event source = events_->source_at(e, i);
      slot_[source] = kAwaited;
      side_waits_[source].push_back(e);
      return;
    }
    std::vector<std::uint32_t>& past = side_past_[e];
    visit_with_sources(e, past.data(), visit);
    keep(e, past.data());
  }

  /// What an unvisited event waits for, in its session: the event there that reads from something unvisited.
  [[nodiscard]] Event blocked_before(Event e) const {
    if (!events_->is_side(e)) return next_[events_->session_of(e)];
    const Event before = events_->before_side(e);
    const std::uint32_t s = events_->session_of(e);
    return before != kNoEvent && next_[s] <= before ? next_[s] : e;
  }

  const Layout* events_;
  std::uint32_t width_;
  ClockPool clocks_;
  std::vector<std::uint32_t> now_;            // the clock of each session
  std::vector<Event> next_, goal_;            // by session: what comes next, and the end of what the file has shown
  std::vector<Event> waits_for_;              // by session
  std::vector<std::uint32_t> resume_;         // by session: sources of its next event that have been visited
  std::vector<std::uint32_t> readers_left_;   // by event
  std::vector<ClockPool::Slot> slot_;         // by event; of events that nobody reads from: kNotVisited throughout
  std::vector<std::uint32_t> ready_;
  std::size_t visited_ = 0;
  bool stopped_ = false;

  // Side events are few.
  std::unordered_map<Event, std::vector<Event>> side_after_, side_waits_;
  std::unordered_map<Event, std::vector<std::uint32_t>> side_past_;
  std::vector<Event> woken_sides_;
};

}  // namespace clio::causal
