// The session guarantees, one process at a time, in linear time: an order of all writes, built from the back.
//
// A guarantee asks for an order of the writes, extending the sessions' own order of writes, with w2 before w1 whenever some read r of the process returned w1 and saw another
// write w2 of the key. What r sees does not depend on the order, so the question is whether these edges are acyclic. There may be many of them (each read, each write that it
// sees), so they are never listed. Since a process that sees a write goes on seeing it (FirstSight), w2 may be taken from the back as soon as no read of its key, from
// the first that sees w2 on, has a source that is left, other than w2 itself. Of each key's reads only the latest with a source that is left is looked at, and where that
// source is w2 itself, earlier ones with another source; the search goes on where it stopped when its taker is woken. If nothing can be taken, every taker waits for
// something that is left: a cycle of such edges.
//
// A read of the initial value must see no write of the key. An event never counts against itself: a cas does not see its own write.
//
// Cost: O(n) for a process: what a search passes by is taken, or belongs to w2, and then the key's end moves below it when w2 is taken.
// Tested by: tests/causal (against the reference evaluator).

#include "checker/engines/causal/write_order.hpp"

#include <algorithm>

namespace clio::causal {

WriteOrder::WriteOrder(const Events& events, Visibility sees)
    : events_(&events), sight_(events, sees), end_(events.session_count()), state_(events.size()),
      blocked_(events.session_count() + (events.size() - events.first_side())), resume_(blocked_.size()) {}

void WriteOrder::list_reads(std::uint32_t process) {
  const Events& ev = *events_;
  reads_begin_.assign(ev.key_count() + 1, 0);
  for (Event e = ev.begin(process); e < ev.end(process); ++e) {
    if (ev.reads(e) && ev.source(e) != kUndecided) ++reads_begin_[ev.key(e) + 1];
  }
  for (std::size_t k = 0; k < ev.key_count(); ++k) reads_begin_[k + 1] += reads_begin_[k];
  reads_.resize(reads_begin_.back());
  reads_end_.assign(reads_begin_.begin(), reads_begin_.end() - 1);  // now the next place, in the end the end
  for (Event e = ev.begin(process); e < ev.end(process); ++e) {
    if (ev.reads(e) && ev.source(e) != kUndecided) reads_[reads_end_[ev.key(e)]++] = {e, ev.source(e)};
  }
}

WriteOrder::Outcome WriteOrder::run(std::uint32_t process, Budget& budget) {
  process_ = process;
  list_reads(process);
  if (reads_.empty()) return Outcome::exists;
  sight_.compute(process);
  if (sees_write_of_initial()) return Outcome::impossible;
  start();
  while (!ready_.empty()) {
    if (budget.spent()) return Outcome::spent;
    const std::uint32_t taker = ready_.back();
    ready_.pop_back();
    if (taker < end_.size()) advance(taker);
    else try_side(events_->first_side() + (taker - static_cast<std::uint32_t>(end_.size())));
  }
  return all_taken() ? Outcome::exists : Outcome::impossible;
}

/// Whether some read of an initial value sees a write of the key.
bool WriteOrder::sees_write_of_initial() {
  const Events& ev = *events_;
  initial_ = {};
  std::vector<Event> last(ev.key_count(), kNoEvent), last_but_one(ev.key_count(), kNoEvent);  // reads of the initial value
  bool any = false;
  for (const Read& read : reads_) {
    if (read.source != kFromInitial) continue;
    any = true;
    const std::uint32_t key = ev.key(read.event);
    last_but_one[key] = last[key];
    last[key] = read.event;
  }
  if (!any) return false;
  for (Event e = 0; e < ev.size(); ++e) {
    if (!ev.writes(e) || sight_.of(e) == kNoEvent) continue;
    const std::uint32_t key = ev.key(e);
    const Event reader = last[key] == e ? last_but_one[key] : last[key];
    if (reader == kNoEvent || reader < sight_.of(e)) continue;
    initial_ = {e, kFromInitial, reader};
    return true;
  }
  return false;
}

void WriteOrder::start() {
  const Events& ev = *events_;
  std::fill(state_.begin(), state_.end(), State::left);
  std::fill(blocked_.begin(), blocked_.end(), Blocked{});
  ready_.clear();
  if (ev.has_sides()) sides_left_.assign(ev.size(), 0);
  for (Event e = static_cast<Event>(ev.size()); e-- > ev.first_side();) {
    ready_.push_back(ev.session_count() + (e - ev.first_side()));
    if (ev.before_side(e) != kNoEvent) ++sides_left_[ev.before_side(e)];
  }
  for (std::uint32_t s = ev.session_count(); s-- > 0;) {
    end_[s] = ev.end(s);
    ready_.push_back(s);
  }
}

bool WriteOrder::all_taken() const {
  return std::all_of(state_.begin(), state_.end(), [](State s) { return s == State::taken; });
}

void WriteOrder::advance(std::uint32_t session) {
  const Event begin = events_->begin(session);
  Event& end = end_[session];
  while (end != begin && take(end - 1, session)) --end;
}

void WriteOrder::try_side(Event e) {
  if (!left(e) || !take(e, events_->session_count() + (e - events_->first_side()))) return;
  const Event before = events_->before_side(e);
  if (before != kNoEvent && --sides_left_[before] == 0) ready_.push_back(events_->session_of(before));
}

bool WriteOrder::take(Event e, std::uint32_t taker) {
  if (!sides_left_.empty() && sides_left_[e] != 0) return false;
  if (events_->writes(e) && sight_.of(e) != kNoEvent) {
    const std::uint32_t key = events_->key(e), begin = reads_begin_[key];
    std::uint32_t& end = reads_end_[key];
    while (end != begin && (reads_[end - 1].source == kFromInitial || !left(reads_[end - 1].source))) --end;
    std::uint32_t at = blocked_[taker].write == e ? std::min(end, resume_[taker]) : end;
    for (const Event seen = sight_.of(e); at != begin && reads_[at - 1].event >= seen; --at) {
      const Read& read = reads_[at - 1];
      if (read.event == e || read.source == e || read.source == kFromInitial || !left(read.source)) continue;
      blocked_[taker] = {e, read.source, read.event};
      resume_[taker] = at;
      state_[read.source] = State::awaited;
      return false;
    }
  }
  const bool awaited = state_[e] == State::awaited;
  state_[e] = State::taken;
  if (!awaited) return true;
  for (std::uint32_t other = 0; other < blocked_.size(); ++other) {
    if (blocked_[other].source == e) ready_.push_back(other);
  }
  return true;
}

Event WriteOrder::last_left(std::uint32_t session) const { return end_[session] == events_->begin(session) ? kNoEvent : end_[session] - 1; }

std::vector<OpId> WriteOrder::why() const {
  const Events& ev = *events_;
  std::vector<OpId> operations;
  if (initial_.write != kNoEvent) {
    operations = {ev.op(initial_.write), ev.op(initial_.reader)};
    sight_.explain(initial_.write, initial_.reader, operations);
  } else {
    operations = why_cycle();
  }
  std::sort(operations.begin(), operations.end());
  operations.erase(std::unique(operations.begin(), operations.end()), operations.end());
  return operations;
}

/// Follows what waits for what until it comes around.
std::vector<OpId> WriteOrder::why_cycle() const {
  const Events& ev = *events_;
  const auto next_after = [&](Event e) -> Blocked {  // the edge from the last left of a session to something else that is left
    if (!sides_left_.empty() && sides_left_[e] != 0) {
      for (Event side = ev.first_side(); side < ev.size(); ++side) {
        if (left(side) && ev.before_side(side) == e) return {e, side, kNoEvent};
      }
    }
    return blocked_[ev.is_side(e) ? ev.session_count() + (e - ev.first_side()) : ev.session_of(e)];
  };
  Event e = kNoEvent;
  for (std::uint32_t s = 0; s < ev.session_count() && e == kNoEvent; ++s) e = last_left(s);
  for (Event side = ev.first_side(); side < ev.size() && e == kNoEvent; ++side) {
    if (left(side)) e = side;
  }
  std::vector<Event> seen;
  while (std::find(seen.begin(), seen.end(), e) == seen.end()) {
    seen.push_back(e);
    const Event next = next_after(e).source;
    e = ev.is_side(next) ? next : last_left(ev.session_of(next));
  }
  std::vector<OpId> operations;
  for (auto at = std::find(seen.begin(), seen.end(), e); at != seen.end(); ++at) {
    const Blocked edge = next_after(*at);
    operations.push_back(ev.op(edge.write));
    operations.push_back(ev.op(edge.source));
    if (edge.reader == kNoEvent) continue;
    operations.push_back(ev.op(edge.reader));
    sight_.explain(edge.write, edge.reader, operations);
  }
  return operations;
}

}  // namespace clio::causal
