// Is there one order of the writes for everyone? Kahn's algorithm over session order, reads-from and conflict edges.
//
// Where events are left over, the first one left of a session waits for something left of another session, by reads-from or by a conflict edge; that session has a
// first one left as well, and so on: a cycle after at most as many steps as there are sessions. Taking one of its conflict edges out lets the sorting go on to
// the next cycle: a search for sources learns from many at once, instead of judging everything again for each. Tested by tests/causal.

#include <algorithm>

#include "checker/engines/causal/conflict_edges.hpp"
#include "checker/engines/causal/past_cone.hpp"
#include "checker/support/assert.hpp"

namespace clio::causal {

ArbitrationOrder::ArbitrationOrder(const Events& events, const std::vector<ConflictEdge>& edges)
    : events_(&events), edges_(&edges), waits_(events.size()), next_begin_(events.size() + 2) {
  count_predecessors();
  link_successors();
  order_.reserve(events.size());
  for (Event e = 0; e < events.size(); ++e) {
    if (waits_[e] == 0) order_.push_back(e);
  }
  sort();
}

void ArbitrationOrder::count_predecessors() {
  const Events& ev = *events_;
  for (std::uint32_t s = 0; s < ev.session_count(); ++s) {
    for (Event e = ev.begin(s); e < ev.end(s); ++e) waits_[e] = e != ev.begin(s);
  }
  const auto link = [&](Event from, Event to) {
    ++next_begin_[from + 2];
    ++waits_[to];
  };
  for (Event e = 0; e < ev.size(); ++e) {
    if (ev.has_source(e)) link(ev.source(e), e);
    if (ev.is_side(e) && ev.before_side(e) != kNoEvent) link(ev.before_side(e), e);
  }
  for (const ConflictEdge& edge : *edges_) link(edge.earlier, later(edge));
}

void ArbitrationOrder::link_successors() {
  const Events& ev = *events_;
  for (std::size_t e = 0; e < ev.size(); ++e) next_begin_[e + 2] += next_begin_[e + 1];
  next_.resize(next_begin_.back());
  // At first next_begin_[e + 1] is where e's successors begin; as they are put there it moves on, to where those of e + 1 do.
  const auto link = [&](Event from, Event to) { next_[next_begin_[from + 1]++] = to; };
  for (Event e = 0; e < ev.size(); ++e) {
    if (ev.has_source(e)) link(ev.source(e), e);
    if (ev.is_side(e) && ev.before_side(e) != kNoEvent) link(ev.before_side(e), e);
  }
  for (const ConflictEdge& edge : *edges_) link(edge.earlier, later(edge));
}

/// Takes what waits for nothing, and so on.
void ArbitrationOrder::sort() {
  const Events& ev = *events_;
  for (; taken_ < order_.size(); ++taken_) {
    const Event e = order_[taken_];
    if (!ev.is_side(e) && e + 1 < ev.end(ev.session_of(e))) lower(e + 1);
    for (std::uint32_t i = next_begin_[e]; i < next_begin_[e + 1]; ++i) {
      if (next_[i] != kNoEvent) lower(next_[i]);
    }
  }
}

std::vector<OpId> ArbitrationOrder::writes() const {
  std::vector<OpId> writes;
  std::size_t count = 0;
  for (Event e = 0; e < events_->size(); ++e) count += events_->writes(e) ? 1 : 0;
  writes.reserve(count);
  for (const Event e : order_) {
    if (events_->writes(e)) writes.push_back(events_->op(e));
  }
  return writes;
}

void ArbitrationOrder::list_conflicts_left() {
  const auto both_left = [&](const ConflictEdge& edge) { return left(edge.earlier) && left(later(edge)); };
  into_begin_.assign(events_->size() + 2, 0);
  for (const ConflictEdge& edge : *edges_) {
    if (both_left(edge)) ++into_begin_[later(edge) + 2];
  }
  for (std::size_t e = 0; e < events_->size(); ++e) into_begin_[e + 2] += into_begin_[e + 1];
  into_.resize(into_begin_.back());
  for (std::uint32_t i = 0; i < edges_->size(); ++i) {  // as in link_successors()
    if (both_left((*edges_)[i])) into_[into_begin_[later((*edges_)[i]) + 1]++] = i;
  }
  first_left_.resize(events_->session_count());
  for (std::uint32_t s = 0; s < events_->session_count(); ++s) first_left_[s] = events_->begin(s);
}

Event ArbitrationOrder::first_left(std::uint32_t session) {
  Event& e = first_left_[session];
  while (e < events_->end(session) && !left(e)) ++e;
  return e < events_->end(session) ? e : kNoEvent;
}

/// What is left and comes before e at the start of what is left of its session.
Event ArbitrationOrder::foremost(Event e) {
  if (!events_->is_side(e)) return first_left(events_->session_of(e));
  return events_->before_side(e) != kNoEvent && left(events_->before_side(e)) ? first_left(events_->session_of(e)) : e;
}

/// What the foremost of a session waits for, in another one.
ArbitrationOrder::Step ArbitrationOrder::before(Event e) const {
  if (events_->has_source(e) && left(events_->source(e))) return {events_->source(e), e, kNoEvent};
  for (std::uint32_t i = into_begin_[e]; i < into_begin_[e + 1]; ++i) {
    if (into_[i] == kTakenOut) continue;
    const ConflictEdge& edge = (*edges_)[into_[i]];
    if (left(edge.earlier)) return {edge.earlier, e, edge.read};
  }
  CLIO_ASSERT(false);
  return {};
}

std::vector<OpId> ArbitrationOrder::cycle() {
  const Events& ev = *events_;
  if (first_left_.empty()) list_conflicts_left();
  Event e = kNoEvent;
  for (std::uint32_t s = 0; s < ev.session_count() && e == kNoEvent; ++s) e = first_left(s);
  for (Event side = ev.first_side(); side < ev.size() && e == kNoEvent; ++side) {
    if (left(side)) e = side;
  }
  cycle_.clear();
  while (std::find(cycle_.begin(), cycle_.end(), e) == cycle_.end()) {
    cycle_.push_back(e);
    e = foremost(before(e).earlier);
  }
  cycle_.erase(cycle_.begin(), std::find(cycle_.begin(), cycle_.end(), e));
  std::vector<OpId> operations;
  for (const Event at : cycle_) {
    const Step step = before(at);
    operations.push_back(ev.op(step.earlier));
    operations.push_back(ev.op(step.later));
    if (step.read == kNoEvent) continue;
    operations.push_back(ev.op(step.read));
    PastCone past(ev, step.read);
    CLIO_ASSERT(past.reach(step.earlier));
    past.add_path(step.earlier, operations);
  }
  return operations;
}

bool ArbitrationOrder::find_another() {
  const auto by_conflict = std::find_if(cycle_.begin(), cycle_.end(), [&](Event e) { return before(e).read != kNoEvent; });
  CLIO_ASSERT(by_conflict != cycle_.end());
  const Step out = before(*by_conflict);
  for (std::uint32_t i = into_begin_[out.later]; i < into_begin_[out.later + 1]; ++i) {  // several reads may be the reason
    if (into_[i] == kTakenOut || (*edges_)[into_[i]].earlier != out.earlier) continue;
    into_[i] = kTakenOut;
    const auto first = next_.begin() + next_begin_[out.earlier], last = next_.begin() + next_begin_[out.earlier + 1];
    const auto link = std::find(first, last, out.later);
    CLIO_ASSERT(link != last);
    *link = kNoEvent;
    lower(out.later);
  }
  sort();
  return !exists();
}

}  // namespace clio::causal
