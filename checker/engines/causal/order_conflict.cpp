// Why a process has no order: the construction's stop, traced back to operations.
//
// When the construction of process_order.cpp stops, every event left precedes the read at hand or lies before a cycle; this file finds for the few events that matter *why* they do. A reason is a path of
// session order, reads-from and tops; a top's edge w2 -> w1 was put there by a read r that had w2 in its past, which is the next thing to explain, at the step when
// r was placed. Where there is no path, what was left then was left because of a cycle, which is then all there is to explain. Steps only go down, so
// this ends. Paths with few tops are preferred, so that most explanations are one path each.
//
// Cost: O(n) for each top used. Tested by: tests/causal (every explanation is judged again on its own).

#include <algorithm>
#include <set>
#include <utility>

#include "checker/engines/causal/past_cone.hpp"
#include "checker/engines/causal/process_order.hpp"
#include "checker/support/assert.hpp"

namespace clio::causal {
namespace {

class OrderConflict {
 public:
  OrderConflict(const Events& events, Ground ground, std::uint32_t process, Budget& budget)
      : events_(events), start_(events, ground), order_(events, start_), process_(process), readers_(ground == Ground::causal ? PastCone::kAllSessions : process), budget_(budget) {}

  std::vector<OpId> operations() {
    order_.trace();
    const ProcessOrder::Outcome outcome = order_.run(process_, budget_);
    if (outcome == ProcessOrder::Outcome::spent) return everything();
    CLIO_ASSERT(outcome == ProcessOrder::Outcome::impossible);
    list_placed();
    if (order_.refused() == kNoEvent) explain_cycle(first_left(), ProcessOrder::kLeft);
    else explain_refusal(order_.refused());
    while (!open_.empty()) {
      if (budget_.spent_now()) return everything();
      const auto [earlier, read] = open_.back();
      open_.pop_back();
      explain_path(earlier, read);
    }
    std::sort(operations_.begin(), operations_.end());
    operations_.erase(std::unique(operations_.begin(), operations_.end()), operations_.end());
    return operations_;
  }

 private:
  [[nodiscard]] std::vector<OpId> everything() const {
    std::vector<OpId> all;
    for (Event e = 0; e < events_.size(); ++e) all.push_back(events_.op(e));
    std::sort(all.begin(), all.end());
    return all;
  }

  /// The process's placed reads of writes, in the order in which they stand in its session: the later, the earlier they were placed.
  void list_placed() {
    for (Event e = events_.begin(process_); e < events_.end(process_); ++e) {
      if (events_.has_source(e) && order_.taken_at(e) != ProcessOrder::kLeft) placed_.push_back(e);
    }
  }

  void keep(Event e) { operations_.push_back(events_.op(e)); }

  /// To be explained: `earlier` precedes the read of the process, as things stood when the read was (or would have been) placed.
  void ask(Event earlier, Event read) {
    keep(read);
    if (events_.has_source(read)) keep(events_.source(read));
    if (asked_.insert({earlier, read}).second) open_.push_back({earlier, read});
  }

  void explain_refusal(Event read) {
    const std::uint32_t key = events_.key(read);
    if (events_.source(read) == kFromInitial) return ask(any_left(read), read);
    const Event other = order_.top(key), mine = events_.source(read);
    ask(other, read);                       // so the other write precedes this read's source,
    ask(mine, reader_before({mine, other}, ProcessOrder::kLeft));  // and its own reader says the opposite
  }

  /// A write of the read's key that is left, session order and reads-from willing one that they show to be in its past.
  [[nodiscard]] Event any_left(Event read) const {
    PastCone past(events_, read, readers_);
    past.reach_all();
    Event found = kNoEvent;
    for (const OpId op : events_.relations().on_key(id_at<KeyId>(events_.key(read)))) {
      const Event e = events_.event_of(op);
      if (e == kNoEvent || e == read || !events_.writes(e) || order_.taken_at(e) != ProcessOrder::kLeft) continue;
      if (past.known(e)) return e;
      found = e;
    }
    CLIO_ASSERT(found != kNoEvent);
    return found;
  }

  // How things stood just before step `when` of the construction.
  [[nodiscard]] bool left(Event e, std::uint32_t when) const { return order_.taken_at(e) >= when; }
  [[nodiscard]] Event top(std::uint32_t key, std::uint32_t when) const {
    for (const Event read : placed_) {
      if (events_.key(read) == key && order_.taken_at(read) < when && left(events_.source(read), when)) return events_.source(read);
    }
    return kNoEvent;
  }
  /// The last event left of the session of an event, which follows it.
  [[nodiscard]] Event last_after(Event e, std::uint32_t when) const {
    if (events_.is_side(e)) return e;
    while (e + 1 < events_.end(events_.session_of(e)) && left(e + 1, when)) ++e;
    return e;
  }
  /// Something left that must be taken before `e`, the last of its session.
  [[nodiscard]] Event awaited(Event e, std::uint32_t when) const {
    for (Event other = 0; other < events_.size(); ++other) {
      if (!left(other, when)) continue;
      if (events_.source(other) == e && (readers_ == PastCone::kAllSessions || in_process(other))) return other;
      if (events_.is_side(other) && events_.before_side(other) == e) return other;
    }
    const Event top_write = top(events_.key(e), when);
    CLIO_ASSERT(events_.writes(e) && top_write != kNoEvent && top_write != e);
    return top_write;
  }
  [[nodiscard]] bool in_process(Event e) const { return !events_.is_side(e) && events_.session_of(e) == process_; }

  [[nodiscard]] Event first_left() const {
    for (std::uint32_t s = 0; s < events_.session_count(); ++s) {
      if (order_.last_left(s) != kNoEvent) return order_.last_left(s);
    }
    Event e = events_.first_side();
    while (order_.taken_at(e) != ProcessOrder::kLeft) ++e;
    return e;
  }

  /// From `start` on, whatever is last of its session waits for something that is left, and so on in a circle.
  void explain_cycle(Event start, std::uint32_t when) {
    operations_.clear();
    open_.clear();
    asked_.clear();
    std::vector<Event> seen;
    Event e = last_after(start, when);
    while (std::find(seen.begin(), seen.end(), e) == seen.end()) {
      seen.push_back(e);
      e = last_after(awaited(e, when), when);
    }
    for (auto at = std::find(seen.begin(), seen.end(), e); at != seen.end(); ++at) {
      const Event next = awaited(*at, when);
      keep(*at);
      keep(next);
      const bool by_reads_from = events_.source(next) == *at && (readers_ == PastCone::kAllSessions || in_process(next));
      const bool by_session = events_.is_side(next) && events_.before_side(next) == *at;
      if (!by_reads_from && !by_session) ask(*at, reader_before({*at, next}, when));
    }
  }

  /// Finds a path from `earlier` to `read` among what was left when the read was placed, and asks why of the tops on it.
  void explain_path(Event earlier, Event read) {
    const std::uint32_t when = order_.taken_at(read);
    PastCone past(events_, read, readers_);
    std::vector<bool> used(placed_.size());
    while (!past.reach(earlier)) {
      bool grew = false;
      for (std::size_t i = 0; i < placed_.size() && !grew; ++i) {  // nearest first
        const Event other = placed_[i];
        if (used[i] || order_.taken_at(other) >= when || !past.known(events_.source(other))) continue;
        used[i] = true;
        grew = add_top(past, other);
      }
      if (!grew) return explain_cycle(earlier, when);
    }
    for (const PastCone::Step& step : past.add_path(earlier, operations_)) ask(step.earlier, reader_before(step, when));
  }

  /// Tells the cone what the source of a placed read is the top of.
  bool add_top(PastCone& past, Event read) const {
    const Event top = events_.source(read);
    bool grew = false;
    for (const OpId op : events_.relations().on_key(id_at<KeyId>(events_.key(read)))) {
      const Event e = events_.event_of(op);
      if (e == kNoEvent || !events_.writes(e) || e == top || e == read || order_.taken_at(e) <= order_.taken_at(read) || past.known(e)) continue;
      past.add_step(e, top);
      grew = true;
    }
    return grew;
  }

  /// The read, placed before step `when`, that put the later write on top of the earlier one.
  [[nodiscard]] Event reader_before(const PastCone::Step& step, std::uint32_t when) const {
    for (const Event read : placed_) {
      const std::uint32_t placed = order_.taken_at(read);
      if (events_.source(read) == step.later && placed < when && placed < order_.taken_at(step.earlier)) return read;
    }
    CLIO_ASSERT(false);
    return kNoEvent;
  }

  const Events& events_;
  OrderStart start_;
  ProcessOrder order_;
  std::uint32_t process_, readers_;
  Budget& budget_;
  std::vector<Event> placed_;
  std::vector<OpId> operations_;
  std::set<std::pair<Event, Event>> asked_;
  std::vector<std::pair<Event, Event>> open_;
};

}  // namespace

std::vector<OpId> why_no_order(const Events& events, Ground ground, std::uint32_t process, Budget& budget) {
  return OrderConflict(events, ground, process, budget).operations();
}

}  // namespace clio::causal
