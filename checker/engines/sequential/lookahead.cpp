// Would this write block itself? A look at what has to happen while its value is there.
//
// Once w is written, its readers come before any other write of the key. What must precede these readers must be done while w's value is there; if that
// includes another write of the key, w comes too early. It may also include a write of another key whose present value still has readers: these come first, with
// all that must precede them, and so on. The question is answered by collecting all that, session by session, from what saturation knows; what
// precedes in one session is a prefix, so two bounds a session describe the set. A compare-and-set that replaces w's value is no other write: it belongs to
// the same chain.
//
// Without this look a greedy schedule gets stuck where two values wait for each other's readers: each was written in good faith.
// Tested by tests/sequential/schedule_test.cpp; the search that prunes with it by agreement_test.cpp.

#include "checker/engines/sequential/lookahead.hpp"

#include <algorithm>

namespace clio::sequential {
namespace {

constexpr std::size_t kEventsMax = 4096;  // beyond that, hope
constexpr std::size_t kChainMax = 8;

}  // namespace

Lookahead::Lookahead(const Problem& problem, const Saturation& known)
    : problem_(&problem), known_(&known), scanned_(problem.session_count()), limit_(problem.session_count()), asked_(problem.key_count(), 0) {}

void Lookahead::reach_for(Event e, std::span<const Event> next) {
  if (!problem_->optional(e) && e < next[problem_->session(e)]) return;  // done
  const std::uint32_t* past = known_->clocks().row(e).data();
  for (std::size_t s = 0; s < limit_.size(); ++s) limit_[s] = std::max(limit_[s], problem_->session_begin(s) + past[s]);
}

void Lookahead::reach_for_readers(Event write, std::span<const Event> next) {
  for (const Event r : known_->readers_of(write)) reach_for(r, next);
}

bool Lookahead::allows(Event w, const Situation& now) {
  const Problem& p = *problem_;
  const std::span<const Event> next = now.next;
  if (known_->readers_of(w).empty() && known_->consumer_of(w) == kNoEvent) return true;
  ++question_;
  for (std::size_t s = 0; s < next.size(); ++s) scanned_[s] = limit_[s] = next[s];
  chain_.assign(1, w);
  for (Event link = w; chain_.size() < kChainMax;) {
    reach_for_readers(link, next);
    link = known_->consumer_of(link);
    if (link == kNoEvent) break;
    reach_for(link, next);
    chain_.push_back(link);
  }
  std::size_t events = 0;
  for (bool more = true; more;) {
    more = false;
    for (std::size_t s = 0; s < limit_.size(); ++s) {
      for (; scanned_[s] < limit_[s]; ++scanned_[s]) {
        more = true;
        const Event e = scanned_[s];
        if (++events > kEventsMax) return true;
        if (p.writes(e) == kNoCell) continue;
        const std::uint32_t key = p.key(e);
        if (key == p.key(w)) {
          if (std::find(chain_.begin(), chain_.end(), e) == chain_.end()) {
            // Perhaps further along a long chain.
            if (chain_.size() < kChainMax || known_->source(e) == kNoEvent || known_->source(e) == kInitial) return false;
          }
          continue;
        }
        const Event held = now.written_by[key];
        // What read an initial value is known to precede every write.
        if (held == kInitial || now.reads_left[now.holds[key]] == 0 || asked_[key] == question_) continue;
        asked_[key] = question_;
        reach_for_readers(held, next);
        const Event replaced_by = known_->consumer_of(held);
        if (replaced_by != kNoEvent && replaced_by != e) reach_for(replaced_by, next);
      }
    }
  }
  return true;
}

}  // namespace clio::sequential
