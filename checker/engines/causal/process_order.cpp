// Causal memory and PRAM, one process at a time, in linear time: the process's order is built from the back.
//
// Idea. A process p has an order exactly when one exists that ends like this: of the events not yet placed, take from the back
//   1. any write (or foreign event) that nothing left must follow, as long as no placed read forbids it: no later read of p returned it among what is left, so
//      having it last disturbs nothing. Taking it is never wrong: in any order of the rest it can be moved to the end;
//   2. only when nothing of kind 1 is left, p's last read r. All writes left then precede r in every possible order. So r's source w must be the last write of its
//      key among what is left: w becomes the key's *top*, and no other write of the key may be taken before w is.
// p has no order exactly when this gets stuck: r read the initial value while a write of its key is left; the key has another top already; or nothing can be taken
// (a cycle). The tops are the edges w2 -> w1 of the saturation of Bouajjani, Enea, Guerraoui and Hamza ("On Verifying Causal Consistency", POPL 2017,
// section 5, bad patterns WriteHBInitRead and CyclicHB), feedback included: an edge that a later read adds is there before the earlier reads are placed.
//
// Invariant: what is left when r is placed is exactly r's saturated past (and r).
// For causal all events are taken, foreign reads too: they carry reads-from. For pram foreign reads are skipped. A successful cas of p is a write that is taken and a read
// that is placed in one step. An undecided read of p is placed without consequence.
//
// A read that carries nothing (OrderStart) keeps nothing from being taken: as long as it is left, so is the earlier read of its session that says more.
//
// Cost: each event is taken once; a taker that waits is woken when the one event that it waits for is taken, or by the key's top, for which at most
// one taker for each session waits. O(n) for a process, no clocks, no closure.
// Tested by: tests/causal (against the reference evaluator, every history up to a bound and random ones; every explanation is judged again on its own).

#include "checker/engines/causal/process_order.hpp"

#include <algorithm>

namespace clio::causal {

OrderStart::OrderStart(const Events& events, Ground on) : ground(on), carries(events.size()), pending(events.size()), writes(events.key_count()) {
  std::vector<Event> known_end(events.session_count());  // of each session, to the session at hand; where begin() is not below it, nothing
  std::vector<std::uint32_t> known_to(events.session_count(), events.session_count());
  for (std::uint32_t s = 0; s < events.session_count(); ++s) {
    for (Event e = events.begin(s); e < events.end(s); ++e) {
      if (events.writes(e)) ++writes[events.key(e)];
      if (!events.has_source(e)) continue;
      const Event source = events.source(e);
      carries[e] = true;
      if (!events.is_side(source)) {
        const std::uint32_t other = events.session_holding(source);
        carries[e] = known_to[other] != s || known_end[other] <= source;
        if (!carries[e]) continue;
        known_to[other] = s;
        known_end[other] = source + 1;
      }
      if (ground == Ground::causal) ++pending[source];
    }
  }
  for (Event e = events.first_side(); e < events.size(); ++e) {
    if (events.writes(e)) ++writes[events.key(e)];
    if (events.before_side(e) != kNoEvent) ++pending[events.before_side(e)];
    carries[e] = events.has_source(e);
    if (carries[e] && ground == Ground::causal) ++pending[events.source(e)];
  }
}

ProcessOrder::ProcessOrder(const Events& events, const OrderStart& start)
    : events_(&events), at_start_(&start), end_(events.session_count()), side_left_(events.size() - events.first_side()), top_(events.key_count()),
      waiting_head_(events.key_count()), waiting_next_(events.session_count() + side_left_.size()) {}

void ProcessOrder::trace() { taken_at_.assign(events_->size(), kLeft); }

void ProcessOrder::start(std::uint32_t process) {
  const Events& ev = *events_;
  process_ = process;
  refused_ = kNoEvent;
  pending_ = at_start_->pending;
  writes_left_ = at_start_->writes;
  std::fill(top_.begin(), top_.end(), kNoEvent);
  std::fill(waiting_head_.begin(), waiting_head_.end(), kNobody);
  std::fill(side_left_.begin(), side_left_.end(), true);
  if (at_start_->ground == Ground::session) {
    for (Event e = ev.begin(process); e < ev.end(process); ++e) {
      if (at_start_->carries[e]) ++pending_[ev.source(e)];
    }
  }
  ready_.clear();
  for (Event e = static_cast<Event>(ev.size()); e-- > ev.first_side();) ready_.push_back(ev.session_count() + (e - ev.first_side()));
  for (std::uint32_t s = ev.session_count(); s-- > 0;) {
    end_[s] = ev.end(s);
    ready_.push_back(s);
  }
}

ProcessOrder::Outcome ProcessOrder::run(std::uint32_t process, Budget& budget) {
  start(process);
  for (;;) {
    while (!ready_.empty()) {
      if (budget.spent()) return Outcome::spent;
      const std::uint32_t taker = ready_.back();
      ready_.pop_back();
      if (taker < end_.size()) advance(taker);
      else try_side(events_->first_side() + (taker - static_cast<std::uint32_t>(end_.size())));
    }
    if (place_read()) continue;
    return refused_ == kNoEvent && all_taken() ? Outcome::exists : Outcome::impossible;
  }
}

bool ProcessOrder::all_taken() const {
  for (std::uint32_t s = 0; s < end_.size(); ++s) {
    if (end_[s] != events_->begin(s)) return false;
  }
  return std::find(side_left_.begin(), side_left_.end(), true) == side_left_.end();
}

void ProcessOrder::advance(std::uint32_t session) {
  const Event begin = events_->begin(session);
  Event& end = end_[session];
  while (end != begin && take(end - 1, session)) --end;
}

void ProcessOrder::try_side(Event e) {
  const Event number = e - events_->first_side();
  if (!side_left_[number] || !take(e, static_cast<std::uint32_t>(end_.size()) + number)) return;
  side_left_[number] = false;
  if (events_->before_side(e) != kNoEvent) lower(events_->before_side(e));
}

/// Takes the last event of its taker if nothing speaks against it; otherwise sees to it that the taker is woken.
bool ProcessOrder::take(Event e, std::uint32_t taker) {
  const Events& ev = *events_;
  if (pending_[e] != 0) {
    pending_[e] |= kAwaited;
    return false;
  }
  if (ev.reads(e)) {
    if (taker == process_) return false;  // placed by place_read()
    if (ev.writes(e) && !take_write(e, taker)) return false;
    if (at_start_->ground == Ground::causal && at_start_->carries[e]) lower(ev.source(e));
  } else if (!take_write(e, taker)) {
    return false;
  }
  stamp(e);
  return true;
}

bool ProcessOrder::take_write(Event e, std::uint32_t taker) {
  const std::uint32_t key = events_->key(e);
  if (top_[key] != kNoEvent) {
    if (top_[key] != e) {
      waiting_next_[taker] = waiting_head_[key];
      waiting_head_[key] = taker;
      return false;
    }
    top_[key] = kNoEvent;
    wake_waiting(key);
  }
  --writes_left_[key];
  return true;
}

void ProcessOrder::wake_waiting(std::uint32_t key) {
  for (std::uint32_t taker = waiting_head_[key]; taker != kNobody; taker = waiting_next_[taker]) ready_.push_back(taker);
  waiting_head_[key] = kNobody;
}

void ProcessOrder::lower(Event e) {
  if (--pending_[e] != kAwaited) return;
  pending_[e] = 0;
  ready_.push_back(events_->is_side(e) ? events_->session_count() + (e - events_->first_side()) : events_->session_holding(e));
}

/// Places the process's last read, all that is left being in its past. False where there is none, or where it cannot be placed.
bool ProcessOrder::place_read() {
  const Events& ev = *events_;
  const Event e = last_left(process_);
  if (e == kNoEvent || !ev.reads(e) || pending_[e] != 0) return false;
  const std::uint32_t key = ev.key(e);
  if (ev.writes(e)) {
    if (top_[key] != kNoEvent && top_[key] != e) return false;  // stuck: the cas must come before a write that must come before it
    top_[key] = kNoEvent;
    wake_waiting(key);
    --writes_left_[key];
  }
  const Event source = ev.source(e);
  if (source == kFromInitial ? writes_left_[key] != 0 : source != kUndecided && top_[key] != kNoEvent && top_[key] != source) {
    refused_ = e;
    return false;
  }
  if (ev.has_source(e)) {
    top_[key] = source;
    if (at_start_->carries[e]) lower(source);
  }
  --end_[process_];
  stamp(e);
  ready_.push_back(process_);
  return true;
}

}  // namespace clio::causal
