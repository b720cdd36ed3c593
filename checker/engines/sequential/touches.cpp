// One counting sort by key: events are numbered session by session, so each key's are then grouped by session already.

#include "checker/engines/sequential/touches.hpp"

#include <algorithm>

namespace clio::sequential {

Touches::Touches(const Problem& problem) {
  const auto certain = static_cast<Event>(problem.certain_count());
  std::vector<std::uint32_t> next(problem.key_count() + 1, 0);
  for (Event e = 0; e < certain; ++e) ++next[problem.key(e) + 1];
  for (std::size_t k = 0; k < problem.key_count(); ++k) next[k + 1] += next[k];
  const std::vector<std::uint32_t> begin = next;
  events_.resize(certain);
  for (Event e = 0; e < certain; ++e) events_[next[problem.key(e)]++] = e;
  for (std::size_t k = 0; k < problem.key_count(); ++k) {
    key_begin_.push_back(static_cast<std::uint32_t>(strand_begin_.size()));
    for (std::uint32_t i = begin[k]; i < begin[k + 1]; ++i) {
      const std::uint32_t session = problem.session(events_[i]);
      if (i == begin[k] || strand_session_.back() != session) {
        strand_begin_.push_back(i);
        strand_session_.push_back(session);
      }
    }
  }
  key_begin_.push_back(static_cast<std::uint32_t>(strand_begin_.size()));
  strand_begin_.push_back(certain);
}

std::uint32_t Touches::count_before(std::uint32_t strand, Event limit) const {
  const std::span<const Event> all = events(strand);
  return static_cast<std::uint32_t>(std::lower_bound(all.begin(), all.end(), limit) - all.begin());
}

}  // namespace clio::sequential
