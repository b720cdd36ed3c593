#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "checker/engines/causal/events.hpp"

namespace clio::causal {

/// The writes of each key, session by session ("lanes"), and how far each lane has been visited. Side events are left out.
template <class Layout>
class KeyWriters {
 public:
  KeyWriters() = default;  ///< of nothing: only to be assigned to
  explicit KeyWriters(const Layout& events);
  /// How many bytes the lanes of these events take at most.
  [[nodiscard]] static std::size_t bytes(const Layout& events) { return 24 * std::size_t{events.slot_count()} + 12 * events.key_count(); }

  [[nodiscard]] std::uint32_t lanes_begin(std::uint32_t key) const { return lanes_of_key_[key]; }
  [[nodiscard]] std::uint32_t lanes_end(std::uint32_t key) const { return lanes_of_key_[key + 1]; }
  [[nodiscard]] std::uint32_t session(std::uint32_t lane) const { return session_[lane]; }
  /// One past the latest visited write of the lane; 0: none yet.
  [[nodiscard]] Event visited_end(std::uint32_t lane) const { return visited_end_[lane]; }
  /// The same of this lane and those behind it.
  [[nodiscard]] const Event* visited_ends(std::uint32_t lane) const { return visited_end_.data() + lane; }
  void visit(const Layout& events, Event e) {
    events.each_write(e, [&](std::uint32_t, std::uint32_t slot) { visited_end_[lane_[slot]] = e + 1; });
  }
  [[nodiscard]] Event first(std::uint32_t lane) const { return writes_[begin_[lane]]; }
  /// The last write of the lane before `limit`. Precondition: first(lane) < limit.
  [[nodiscard]] Event last_before(std::uint32_t lane, Event limit) const {
    return *(std::lower_bound(writes_.begin() + begin_[lane], writes_.begin() + begin_[lane + 1], limit) - 1);
  }

 private:
  std::vector<std::uint32_t> lanes_of_key_;  // keys + 1
  std::vector<std::uint32_t> session_;       // by lane
  std::vector<Event> visited_end_;           // by lane
  std::vector<std::uint32_t> begin_;         // lanes + 1
  std::vector<Event> writes_;                // lane by lane
  std::vector<std::uint32_t> lane_;          // by slot of a write
};

template <class Layout>
KeyWriters<Layout>::KeyWriters(const Layout& events) : lanes_of_key_(events.key_count() + 1), lane_(events.slot_count()) {
  constexpr std::uint32_t kNone = 0xffffffffu;
  // Lanes in order of session first, then by key.
  std::vector<std::uint32_t> lane_of_key(events.key_count(), kNone), key_of_lane, session_of_lane, length;
  std::size_t writes = 0;
  for (std::uint32_t s = 0; s < events.session_count(); ++s) {
    const std::uint32_t first_lane = static_cast<std::uint32_t>(key_of_lane.size());
    for (Event e = events.begin(s); e < events.end(s); ++e) {
      events.each_write(e, [&](std::uint32_t key, std::uint32_t slot) {
        std::uint32_t& lane = lane_of_key[key];
        if (lane == kNone || lane < first_lane) {
          lane = static_cast<std::uint32_t>(key_of_lane.size());
          key_of_lane.push_back(key);
          session_of_lane.push_back(s);
          length.push_back(0);
          ++lanes_of_key_[key + 1];
        }
        lane_[slot] = lane;
        ++length[lane];
        ++writes;
      });
    }
  }
  for (std::size_t k = 0; k < events.key_count(); ++k) lanes_of_key_[k + 1] += lanes_of_key_[k];
  std::vector<std::uint32_t> number(key_of_lane.size()), next(lanes_of_key_.begin(), lanes_of_key_.end() - 1);
  session_.resize(number.size());
  begin_.assign(number.size() + 1, 0);
  for (std::size_t lane = 0; lane < number.size(); ++lane) {
    number[lane] = next[key_of_lane[lane]]++;
    session_[number[lane]] = session_of_lane[lane];
    begin_[number[lane] + 1] = length[lane];
  }
  for (std::size_t lane = 0; lane < number.size(); ++lane) begin_[lane + 1] += begin_[lane];
  visited_end_.assign(number.size(), 0);
  writes_.resize(writes);
  std::vector<std::uint32_t> place(begin_.begin(), begin_.end() - 1);
  for (Event e = 0; e < events.first_side(); ++e) {
    events.each_write(e, [&](std::uint32_t, std::uint32_t slot) {
      lane_[slot] = number[lane_[slot]];
      writes_[place[lane_[slot]]++] = e;
    });
  }
}

}  // namespace clio::causal
