// Writes and reads renumbered for the session guarantees.
//
// A guarantee is judged once for each process, so what it touches is laid out once: without the events that only read, in the order in which every process walks
// them. Side events follow the sessions in the order of the events that they follow, so one pass places them too.
// Tested by: tests/causal/session_guarantees_test.cpp.

#include "checker/engines/causal/session_writes.hpp"

namespace clio::causal {
namespace {

bool counts(const Events& events, Event e) { return events.reads(e) && events.source(e) != kUndecided; }

}  // namespace

SessionWrites::SessionWrites(const Events& events) : events_(&events) {
  std::vector<Number> numbers(events.size());
  list_writes(numbers);
  list_side_writes(numbers);
  list_reads(numbers);
}

void SessionWrites::list_writes(std::vector<Number>& numbers) {
  const Events& ev = *events_;
  std::size_t writes = 0, reads = 0;
  for (Event e = 0; e < ev.size(); ++e) {
    writes += ev.writes(e);
    reads += counts(ev, e);
  }
  writes_.reserve(writes);
  reads_.reserve(reads);
  begin_.reserve(ev.session_count() + (ev.size() - ev.first_side()) + 1);
  reads_begin_.reserve(ev.session_count() + 1);
  std::uint32_t reads_so_far = 0;
  for (std::uint32_t s = 0; s < ev.session_count(); ++s) {
    begin_.push_back(static_cast<Write>(writes_.size()));
    reads_begin_.push_back(reads_so_far);
    for (Event e = ev.begin(s); e < ev.end(s); ++e) {
      if (ev.writes(e)) {
        const auto number = static_cast<Write>(writes_.size());
        numbers[e] = {.write = number, .lane = s};
        writes_.push_back({.event = e, .key = ev.key(e), .past_end = number, .reads_before = reads_so_far});
      }
      reads_so_far += counts(ev, e);
    }
  }
  reads_begin_.push_back(reads_so_far);
}

void SessionWrites::list_side_writes(std::vector<Number>& numbers) {
  const Events& ev = *events_;
  begin_.push_back(static_cast<Write>(writes_.size()));
  Event at = 0;  // what precedes this in its session has been counted
  Write past_end = 0;
  std::uint32_t reads_before = 0;
  for (Event e = ev.first_side(); e < ev.size(); ++e) {
    const std::uint32_t s = ev.session_of(e);
    if (at < ev.begin(s)) {
      at = ev.begin(s);
      past_end = begin_[s];
      reads_before = reads_begin_[s];
    }
    for (; at < ev.past_end(e); ++at) {
      past_end += ev.writes(at);
      reads_before += counts(ev, at);
    }
    numbers[e] = {.write = static_cast<Write>(writes_.size()), .lane = ev.session_count() + (e - ev.first_side())};
    writes_.push_back({.event = e, .key = ev.key(e), .past_end = past_end, .reads_before = reads_before});
    begin_.push_back(static_cast<Write>(writes_.size()));
  }
}

void SessionWrites::list_reads(const std::vector<Number>& numbers) {
  const Events& ev = *events_;
  for (Event e = 0; e < ev.first_side(); ++e) {
    if (!counts(ev, e)) continue;
    const Event source = ev.source(e);
    if (source == kFromInitial) reads_.push_back({.event = e, .source = kInitial, .lane = 0});
    else reads_.push_back({.event = e, .source = numbers[source].write, .lane = numbers[source].lane});
  }
}

}  // namespace clio::causal
