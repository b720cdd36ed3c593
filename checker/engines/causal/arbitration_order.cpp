// Is there one order of the writes for everyone? Kahn's algorithm over session order, reads-from and conflict edges.
//
// Where events are left over, the first one left of a session waits for something left of another session, by reads-from or by a conflict edge; that session has a
// first one left as well, and so on: a cycle after at most as many steps as there are sessions. Tested by tests/causal.

#include <algorithm>

#include "checker/engines/causal/conflict_edges.hpp"
#include "checker/engines/causal/past_cone.hpp"
#include "checker/support/assert.hpp"

namespace clio::causal {

ArbitrationOrder::ArbitrationOrder(const Events& events, const std::vector<ConflictEdge>& edges)
    : events_(&events), edges_(&edges), waits_(events.size()), next_begin_(events.size() + 2) {
  count_predecessors();
  link_successors();
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

void ArbitrationOrder::sort() {
  const Events& ev = *events_;
  order_.reserve(ev.size());
  for (Event e = 0; e < ev.size(); ++e) {
    if (waits_[e] == 0) order_.push_back(e);
  }
  const auto lower = [&](Event e) {
    if (--waits_[e] == 0) order_.push_back(e);
  };
  for (; taken_ < order_.size(); ++taken_) {
    const Event e = order_[taken_];
    if (!ev.is_side(e) && e + 1 < ev.end(ev.session_of(e))) lower(e + 1);
    for (std::uint32_t i = next_begin_[e]; i < next_begin_[e + 1]; ++i) lower(next_[i]);
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

std::vector<OpId> ArbitrationOrder::cycle() const {
  const Events& ev = *events_;
  struct Step {
    Event earlier, later, read;
  };
  std::vector<Step> by_later;
  for (const ConflictEdge& edge : *edges_) {
    if (left(edge.earlier) && left(later(edge))) by_later.push_back({edge.earlier, later(edge), edge.read});
  }
  std::stable_sort(by_later.begin(), by_later.end(), [](const Step& a, const Step& b) { return a.later < b.later; });
  const auto first_left = [&](std::uint32_t s) {
    Event e = ev.begin(s);
    while (e < ev.end(s) && !left(e)) ++e;
    return e < ev.end(s) ? e : kNoEvent;
  };
  /// What is left and comes before e at the start of what is left of its session.
  const auto foremost = [&](Event e) {
    if (!ev.is_side(e)) return first_left(ev.session_of(e));
    return ev.before_side(e) != kNoEvent && left(ev.before_side(e)) ? first_left(ev.session_of(e)) : e;
  };
  const auto before = [&](Event e) -> Step {  // by another session
    if (ev.has_source(e) && left(ev.source(e))) return {ev.source(e), e, kNoEvent};
    const auto found = std::lower_bound(by_later.begin(), by_later.end(), e, [](const Step& step, Event later) { return step.later < later; });
    CLIO_ASSERT(found != by_later.end() && found->later == e);
    return *found;
  };
  Event e = kNoEvent;
  for (Event start = 0; start < ev.size() && e == kNoEvent; ++start) {
    if (left(start)) e = foremost(start);
  }
  std::vector<Event> seen;
  while (std::find(seen.begin(), seen.end(), e) == seen.end()) {
    seen.push_back(e);
    e = foremost(before(e).earlier);
  }
  std::vector<OpId> operations;
  for (auto at = std::find(seen.begin(), seen.end(), e); at != seen.end(); ++at) {
    const Step step = before(*at);
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

}  // namespace clio::causal
