#include "checker/engines/linearizable/time_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace clio::linearizable {
namespace {

TEST(TimeOrder, SortsAsAStableSortDoesHoweverFarThingsAreFromTheirPlaces) {
  std::uint64_t dice = 1;
  for (const std::size_t count : {0u, 1u, 2u, 100u, 5000u}) {
    for (const int spread : {1, 3, 40, 1 << 30}) {
      std::vector<AtTime> entries;
      for (std::uint32_t i = 0; i < count; ++i) {
        dice = dice * 6364136223846793005ULL + 1442695040888963407ULL;
        entries.push_back({static_cast<Time>(i) + static_cast<Time>((dice >> 33) % static_cast<std::uint64_t>(spread)) - spread / 2, i});
      }
      if (count > 2) {
        entries[1].at = std::numeric_limits<Time>::max();
        entries[2].at = std::numeric_limits<Time>::min();
      }
      std::vector<AtTime> expected = entries, scratch;
      std::stable_sort(expected.begin(), expected.end(), [](const AtTime& a, const AtTime& b) { return a.at < b.at; });
      sort_by_time(entries, scratch);
      ASSERT_EQ(entries.size(), expected.size());
      for (std::size_t i = 0; i < entries.size(); ++i) ASSERT_EQ(entries[i].what, expected[i].what) << count << " " << spread;
    }
  }
}

}  // namespace
}  // namespace clio::linearizable
