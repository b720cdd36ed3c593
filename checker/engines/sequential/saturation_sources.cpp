// Which write a read returned, where values repeat: by elimination.
//
// A source is ruled out when the read is known to precede it, or when another write of the key is known to come between the two. A read with one source left joins the
// saturation as if its value were unique; a read with none is a contradiction. An unknown operation that is the only source of a read took effect, and then has
// a source itself if it is a compare-and-set. Tested by tests/sequential/saturation_test.cpp, and agreement_test.cpp with repeated values.

#include <algorithm>

#include "checker/engines/sequential/saturation.hpp"
#include "checker/engines/sequential/saturation_reasons.hpp"

namespace clio::sequential {

/// Fixes a reader's source and what follows for the source itself; false at a contradiction.
bool Saturation::assign(Event reader, Event source) {
  for (;;) {
    source_[reader] = source;
    if (source >= kInitial || source < certain_ || effective_[source - certain_]) return true;
    effective_[source - certain_] = true;
    forced_by_[source] = reader;
    if (problem_->needs(source) == kNoCell) return true;
    const std::size_t sources = problem_->source_count(source);
    if (sources == 0) {
      Reasons reasons(*this);
      reasons.add(source);
      core_ = reasons.collect();
      return false;
    }
    if (sources > 1) {
      open_.push_back(source);
      return true;
    }
    reader = source;
    problem_->each_source(reader, [&](Event only) { source = only; });
  }
}

bool Saturation::settle_sources() {
  for (Event e = 0; e < certain_; ++e) {
    const bool needs = problem_->needs(e) != kNoCell;
    if (!needs && problem_->avoids(e) == kNoCell) continue;
    std::size_t sources = 0;
    Event source = kNoEvent;
    if (needs) {
      sources = problem_->source_count(e);
      if (sources == 1) problem_->each_source(e, [&](Event only) { source = only; });
    } else {
      // A failed cas stays open; only whether it has a source at all is asked here.
      const Cell initial = problem_->initial(problem_->key(e));
      sources = problem_->avoids(e) != initial ? 2 : 0;
      for (Cell c = initial; sources == 0 && c < problem_->cells_end(problem_->key(e)); ++c) {
        if (c != problem_->avoids(e) && !problem_->writers(c).empty()) sources = 2;
      }
    }
    if (sources == 0) {
      core_ = {e};
      return false;
    }
    if (sources == 1 && !assign(e, source)) return false;
    if (sources > 1 && needs) open_.push_back(e);
  }
  return true;
}

/// The strand's last write before the event `limit` of its session, or kNoEvent (also where it is too far back to look for).
Event Saturation::last_write_before(std::uint32_t strand, Event limit) const {
  constexpr int kLookBack = 64;
  const std::span<const Event> events = touches_.events(strand);
  std::uint32_t count = touches_.count_before(strand, limit);
  for (int steps = 0; count > 0 && steps < kLookBack; --count, ++steps) {
    if (problem_->writes(events[count - 1]) != kNoCell) return events[count - 1];
  }
  return kNoEvent;
}

bool Saturation::ruled_out(Event reader, Event source, std::vector<std::pair<Event, Event>>& because) const {
  const bool reader_certain = reader < certain_;
  if (source < kInitial && reader_certain) {
    // An unknown write that may not have taken effect follows at least what precedes it in its session.
    const Event known = source < certain_ || effective_[source - certain_] ? source : problem_->predecessor(source);
    if (known != kNoEvent && knows(known, reader)) {
      because.emplace_back(reader, known);
      return true;
    }
  }
  if (source < kInitial && source >= certain_) return false;
  const std::uint32_t key = problem_->key(reader);
  const std::span<const std::uint32_t> past = clocks_.row(reader);
  for (std::uint32_t q = touches_.first_strand(key); q < touches_.end_strand(key); ++q) {
    const std::uint32_t s = touches_.session(q);
    Event limit = problem_->session_begin(s) + past[s];
    if (reader_certain && s == problem_->session(reader)) limit = reader;
    const Event write = last_write_before(q, limit);
    if (write == kNoEvent || write == source || (source != kInitial && !knows(write, source))) continue;
    if (source != kInitial) because.emplace_back(source, write);
    because.emplace_back(write, reader);
    return true;
  }
  return false;
}

Saturation::Narrowed Saturation::narrow_sources() {
  constexpr std::size_t kSourcesMax = 32;  // reads with more are left to the search
  std::vector<Event> open;
  open.swap(open_);
  bool some = false;
  for (std::size_t i = 0; i < open.size(); ++i) {
    const Event e = open[i];
    if (budget_->spent() || problem_->source_count(e) > kSourcesMax) {
      open_.push_back(e);
      continue;
    }
    std::vector<std::pair<Event, Event>> because;
    std::size_t left = 0;
    Event source = kNoEvent;
    problem_->each_source(e, [&](Event candidate) {
      if (ruled_out(e, candidate, because)) return;
      ++left;
      source = candidate;
    });
    if (left > 1) {
      open_.push_back(e);
      continue;
    }
    resolved_[e] = {static_cast<std::uint32_t>(edges_.size()), std::move(because)};
    if (left == 0) {
      Reasons reasons(*this);
      reasons.add(e);
      core_ = reasons.collect();
      return Narrowed::contradiction;
    }
    some = true;
    if (!assign(e, source)) return Narrowed::contradiction;
  }
  // One number apart: what was derived before must not be explained by what was resolved here, nor one of these by another.
  if (some) edges_.push_back({kNothing, kNoEvent, kNoEvent, kNoEvent, kNothing});
  return some ? Narrowed::some : Narrowed::nothing;
}

}  // namespace clio::sequential
