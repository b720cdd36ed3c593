#include "checker/engines/causal/key_writers.hpp"

namespace clio::causal {

KeyWriters::KeyWriters(const Events& events) : lanes_of_key_(events.key_count() + 1), lane_(events.first_side()) {
  constexpr std::uint32_t kNone = 0xffffffffu;
  // Lanes in order of session first, then by key.
  std::vector<std::uint32_t> lane_of_key(events.key_count(), kNone), key_of_lane, session_of_lane, length;
  std::size_t writes = 0;
  for (std::uint32_t s = 0; s < events.session_count(); ++s) {
    const std::uint32_t first_lane = static_cast<std::uint32_t>(key_of_lane.size());
    for (Event e = events.begin(s); e < events.end(s); ++e) {
      if (!events.writes(e)) continue;
      std::uint32_t& lane = lane_of_key[events.key(e)];
      if (lane == kNone || lane < first_lane) {
        lane = static_cast<std::uint32_t>(key_of_lane.size());
        key_of_lane.push_back(events.key(e));
        session_of_lane.push_back(s);
        length.push_back(0);
        ++lanes_of_key_[events.key(e) + 1];
      }
      lane_[e] = lane;
      ++length[lane];
      ++writes;
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
    if (!events.writes(e)) continue;
    lane_[e] = number[lane_[e]];
    writes_[place[lane_[e]]++] = e;
  }
}

}  // namespace clio::causal
