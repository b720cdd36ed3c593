// When a process first sees each write, for the four session guarantees (Terry et al., PDIS 1994; the catalogue's rows):
//   read-your-writes      so                 its own writes, from the next event on;
//   monotonic-reads       wr;so              what it has read, from the next event on;
//   monotonic-writes      so;wr;so?          whatever precedes, in its session, a write that the process has read;
//   writes-follow-reads   wr;so;wr;so?       whatever was read, in that session, before such a write.
// The last two only ever learn longer prefixes of each session, so that every event is looked at once. Tested by tests/causal.

#include "checker/engines/causal/write_order.hpp"
#include "checker/support/assert.hpp"

namespace clio::causal {

FirstSight::FirstSight(const Events& events, Visibility sees)
    : events_(&events), sees_(sees), first_(events.size()), known_end_(events.session_count()) {}

void FirstSight::compute(std::uint32_t process) {
  const Events& ev = *events_;
  process_ = process;
  std::fill(first_.begin(), first_.end(), kNoEvent);
  for (std::uint32_t s = 0; s < known_end_.size(); ++s) known_end_[s] = ev.begin(s);
  for (Event e = ev.begin(process); e < ev.end(process); ++e) {
    if (sees_ == Visibility::session) {
      if (ev.writes(e)) first_[e] = e + 1;
      continue;
    }
    if (!ev.has_source(e)) continue;
    const Event source = ev.source(e);
    if (sees_ == Visibility::read_then_session) {
      see(source, e + 1);
      continue;
    }
    Event& known = known_end_[ev.session_of(source)];
    for (const Event end = ev.past_end(source); known < end; ++known) {
      if (sees_ == Visibility::session_then_read) {
        if (ev.writes(known)) see(known, e);
      } else if (ev.has_source(known)) {
        see(ev.source(known), e);
      }
    }
  }
}

void FirstSight::explain(Event write, Event reader, std::vector<OpId>& operations) const {
  const Events& ev = *events_;
  if (sees_ == Visibility::session) return;
  for (Event e = ev.begin(process_); e <= reader; ++e) {
    if (!ev.has_source(e)) continue;
    const Event source = ev.source(e);
    Event through = kNoEvent;  // what connects the write to this event
    if (sees_ == Visibility::read_then_session) {
      if (source == write && e != reader) through = e;
    } else if (sees_ == Visibility::session_then_read) {
      if (!ev.is_side(write) && ev.session_of(source) == ev.session_of(write) && write < ev.past_end(source)) through = write;
    } else if (first_[write] == e) {
      for (Event other = ev.begin(ev.session_of(source)); other < ev.past_end(source) && through == kNoEvent; ++other) {
        if (ev.source(other) == write) through = other;
      }
    }
    if (through == kNoEvent) continue;
    for (const Event part : {through, e, source}) operations.push_back(ev.op(part));
    return;
  }
  CLIO_ASSERT(false);
}

}  // namespace clio::causal
