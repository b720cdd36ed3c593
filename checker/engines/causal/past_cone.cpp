// Backward breadth-first search over reads-from, where a step within a session is free.
//
// The known part of a session is always a prefix; each growth of it is one stretch, remembered with the reader that caused it. A path from an event up to the top
// is read off the stretches: the event, the source at the end of its stretch, the source's reader, and on from there. Tested by tests/causal (every core there is
// judged again on its own).

#include "checker/engines/causal/past_cone.hpp"

#include <algorithm>

#include "checker/support/assert.hpp"

namespace clio::causal {

PastCone::PastCone(const Events& events, Event top, std::uint32_t readers)
    : events_(&events), readers_(readers), covered_(events.session_count()), by_session_(events.session_count()), side_stretch_(events.size() - events.first_side(), kUnknown) {
  for (std::uint32_t s = 0; s < events.session_count(); ++s) covered_[s] = events.begin(s);
  enter(top, kNoEvent, false);
}

void PastCone::enter(Event e, Event via, bool told) {
  const Events& ev = *events_;
  if (ev.is_side(e)) {
    std::uint32_t& known = side_stretch_[e - ev.first_side()];
    if (known != kUnknown) return;
    known = static_cast<std::uint32_t>(stretches_.size());
    stretches_.push_back({e, e + 1, e, via, told});
    if (ev.before_side(e) == kNoEvent) return;
  }
  const std::uint32_t s = ev.session_of(e);
  const Event end = ev.is_side(e) ? ev.past_end(e) : e + 1;
  if (end <= covered_[s]) return;
  by_session_[s].push_back(static_cast<std::uint32_t>(stretches_.size()));
  stretches_.push_back({covered_[s], end, e, via, told});
  covered_[s] = end;
}

std::uint32_t PastCone::stretch_of(Event e) const {
  if (events_->is_side(e)) return side_stretch_[e - events_->first_side()];
  const std::uint32_t s = events_->session_of(e);
  if (e >= covered_[s]) return kUnknown;
  const auto after = std::partition_point(by_session_[s].begin(), by_session_[s].end(), [&](std::uint32_t i) { return stretches_[i].from <= e; });
  return *(after - 1);
}

bool PastCone::reach(Event goal) {
  if (events_->op(goal) < floor_) lower_floor(events_->op(goal));
  while (!known(goal)) {
    if (next_ != stretches_.size()) explore_next();
    else if (floor_ != OpId{0}) lower_floor(OpId{0});
    else return false;
  }
  return true;
}

void PastCone::reach_all() {
  lower_floor(OpId{0});
  while (next_ != stretches_.size()) explore_next();
}

void PastCone::lower_floor(OpId floor) {
  floor_ = floor;
  for (const auto& [from, to] : std::exchange(postponed_, {})) explore(from, to);
}

void PastCone::explore_next() {
  const Stretch stretch = stretches_[next_++];
  explore(stretch.from, stretch.to);
}

void PastCone::explore(Event from, Event to) {
  for (Event e = to; e-- > from;) {
    if (events_->op(e) < floor_) {  // so are those before it, or nearly
      postponed_.push_back({from, e + 1});
      return;
    }
    if (!events_->has_source(e) || (readers_ != kAllSessions && events_->session_of(e) != readers_)) continue;
    enter(events_->source(e), e, false);
  }
}

std::vector<PastCone::Step> PastCone::add_path(Event from, std::vector<OpId>& operations) const {
  std::vector<Step> told;
  for (Event e = from;;) {
    const std::uint32_t found = stretch_of(e);
    CLIO_ASSERT(found != kUnknown);
    const Stretch& stretch = stretches_[found];
    operations.push_back(events_->op(e));
    if (stretch.below != e) operations.push_back(events_->op(stretch.below));
    if (stretch.via == kNoEvent) return told;
    if (stretch.told) told.push_back({stretch.below, stretch.via});
    e = stretch.via;  // whose operation the next round adds
  }
}

}  // namespace clio::causal
