// Linearizability is local (Herlihy and Wing 1990, theorem 1): orders of single keys that each keep real time can be merged into one that does.
//
// Every operation gets a point in time: the latest call among it and what stands before it in its key's order. Within a key points never
// decrease, so that sorting by them, steadily, keeps the order of each key. Across keys, let a have returned before b was called. Nothing
// that stands before a was called after a had returned, or a's order would break real time; so a's point is no later than its response (plus
// the clock uncertainty), which is earlier than b's call, which is no later than b's point: a is sorted before b.
//
// Cost: O(n log n). Tested by tests/linearizable/merged_order_test.cpp.

#include "checker/engines/merged_order.hpp"

#include <algorithm>
#include <utility>

namespace clio {

std::vector<OpId> merged_order(const History& history, std::span<const OpId> key_by_key) {
  std::vector<std::pair<Time, OpId>> points;
  points.reserve(key_by_key.size());
  for (const OpId op : key_by_key) {
    Time point = history.call(op);
    if (!points.empty() && history.key(points.back().second) == history.key(op)) point = std::max(point, points.back().first);
    points.emplace_back(point, op);
  }
  std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<OpId> order;
  order.reserve(points.size());
  for (const auto& [point, op] : points) order.push_back(op);
  return order;
}

}  // namespace clio
