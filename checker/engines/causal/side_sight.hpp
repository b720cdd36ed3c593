#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "checker/engines/causal/causal_walk.hpp"

namespace clio::causal {

/// Whether a side event is in an event's past. Side events have no place in the clocks: one is in a past exactly when one of its readers is, or a reader of
/// one of its readers that is a side event itself, and so on; the first such reader in each session tells.
template <class Layout>
class SideSight {
 public:
  explicit SideSight(const Layout& events) : events_(&events), readers_(events.size() - events.first_side()), by_key_(readers_.empty() ? 0 : events.key_count()) {
    if (readers_.empty()) return;
    for (Event e = 0; e < events.size(); ++e) {
      for (std::uint32_t i = 0; i < events.source_count(e); ++i) {
        const Event source = events.source_at(e, i);
        if (source < kSourceEnd && events.is_side(source)) readers_[source - events.first_side()].push_back(e);
      }
    }
    for (Event side = events.first_side(); side < events.size(); ++side) {
      events.each_write(side, [&](std::uint32_t key, std::uint32_t) { by_key_[key].push_back(side); });
      close(readers_[side - events.first_side()]);
    }
  }

  /// The side writes of a key.
  [[nodiscard]] const std::vector<Event>& on_key(std::uint32_t key) const { return by_key_.empty() ? none_ : by_key_[key]; }
  /// Whether `side` is in the past of e, which is `past` for the sessions.
  [[nodiscard]] bool sees(Event e, Past past, Event side) const {
    for (const Event reader : readers_[side - events_->first_side()]) {
      if (reader == e || (!events_->is_side(reader) && reader < past[events_->session_of(reader)])) return true;
    }
    return false;
  }

 private:
  /// Adds the readers of readers that are side events, and keeps of each session the first only.
  void close(std::vector<Event>& readers) const {
    std::vector<Event> found = readers;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!events_->is_side(found[i])) continue;
      for (const Event next : readers_[found[i] - events_->first_side()]) {
        if (std::find(found.begin(), found.end(), next) == found.end()) found.push_back(next);
      }
    }
    std::sort(found.begin(), found.end());
    readers.clear();
    for (const Event e : found) {
      const bool later = !events_->is_side(e) && !readers.empty() && !events_->is_side(readers.back()) && events_->session_of(readers.back()) == events_->session_of(e);
      if (!later) readers.push_back(e);
    }
  }

  const Layout* events_;
  std::vector<std::vector<Event>> readers_;  // by side event
  std::vector<std::vector<Event>> by_key_;
  std::vector<Event> none_;
};

}  // namespace clio::causal
