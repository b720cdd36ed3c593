#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "checker/engines/causal/events.hpp"

namespace clio::causal {

/// The writes of each key, session by session ("lanes"), and how far each lane has been visited. Side events are left out.
class KeyWriters {
 public:
  KeyWriters() = default;  ///< of nothing: only to be assigned to
  explicit KeyWriters(const Events& events);
  /// How many bytes the lanes of these events take at most.
  [[nodiscard]] static std::size_t bytes(const Events& events) { return 24 * events.size() + 12 * events.key_count(); }

  [[nodiscard]] std::uint32_t lanes_begin(std::uint32_t key) const { return lanes_of_key_[key]; }
  [[nodiscard]] std::uint32_t lanes_end(std::uint32_t key) const { return lanes_of_key_[key + 1]; }
  [[nodiscard]] std::uint32_t session(std::uint32_t lane) const { return session_[lane]; }
  /// One past the latest visited write of the lane; 0: none yet.
  [[nodiscard]] Event visited_end(std::uint32_t lane) const { return visited_end_[lane]; }
  void visit(Event write) { visited_end_[lane_[write]] = write + 1; }
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
  std::vector<std::uint32_t> lane_;          // by event
};

}  // namespace clio::causal
