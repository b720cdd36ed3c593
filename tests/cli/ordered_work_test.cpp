#include "src/cli/ordered_work.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace clio {
namespace {

std::vector<int> squares(std::size_t count, unsigned jobs) {
  std::vector<int> taken;
  in_order<int>(
      count, jobs, [](std::size_t i) { return static_cast<int>(i * i); }, [&](int square) { taken.push_back(square); });
  return taken;
}

TEST(OrderedWork, HandsOutResultsInOrderWhateverTheNumberOfThreads) {
  for (const unsigned jobs : {1u, 2u, 3u, 8u, 64u}) {
    for (const std::size_t count : {0u, 1u, 2u, 7u, 200u}) {
      const std::vector<int> taken = squares(count, jobs);
      ASSERT_EQ(taken.size(), count);
      for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(taken[i], static_cast<int>(i * i));
    }
  }
}

TEST(OrderedWork, NeverRunsFarAheadOfWhatIsTaken) {
  std::atomic<int> waiting{0};
  int most = 0;
  const auto work = [&](std::size_t i) {
    ++waiting;
    return i;
  };
  in_order<std::size_t>(500, 4, work, [&](std::size_t) { most = std::max(most, waiting--); });
  EXPECT_LE(most, 2 * 4 + 4);
  EXPECT_EQ(waiting, 0);
}

}  // namespace
}  // namespace clio
