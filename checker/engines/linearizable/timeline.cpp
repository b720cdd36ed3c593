#include "checker/engines/linearizable/timeline.hpp"

#include "checker/engines/linearizable/time_order.hpp"

namespace clio::linearizable {

Timeline::Timeline(std::span<const Stay> stays) : slot(stays.size()) {
  std::vector<AtTime> comes, goes, scratch;
  comes.reserve(stays.size());
  goes.reserve(stays.size());
  for (std::uint32_t item = 0; item < stays.size(); ++item) {
    comes.push_back({stays[item].from, item});
    if (stays[item].to != kNever) goes.push_back({stays[item].to, item});
  }
  sort_by_time(comes, scratch);
  sort_by_time(goes, scratch);

  std::vector<std::uint32_t> vacant;
  by_call.reserve(comes.size());
  leaving.reserve(goes.size());
  arrived.reserve(goes.size());
  for (const AtTime& gone : goes) {
    while (by_call.size() < comes.size() && comes[by_call.size()].at <= gone.at) {
      const std::uint32_t item = comes[by_call.size()].what;
      by_call.push_back(item);
      if (vacant.empty()) vacant.push_back(slots++);
      slot[item] = vacant.back();
      vacant.pop_back();
    }
    leaving.push_back(gone.what);
    arrived.push_back(static_cast<std::uint32_t>(by_call.size()));
    vacant.push_back(slot[gone.what]);
  }
}

}  // namespace clio::linearizable
