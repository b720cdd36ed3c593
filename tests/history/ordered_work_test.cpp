#include "checker/support/ordered_work.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
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

TEST(OrderedWork, EndsWhereNoMoreIsWantedAndHandsOutWhatHadBegun) {
  for (const unsigned jobs : {1u, 2u, 8u}) {
    std::vector<std::size_t> taken;
    std::atomic<std::size_t> enough{0};  // taken, for the threads that ask
    std::size_t asked = 0;
    const auto more = [&](std::size_t i) {
      EXPECT_EQ(i, asked++);
      return enough < 20 && i < 1000;
    };
    const auto take = [&](std::size_t i) {
      taken.push_back(i);
      ++enough;
    };
    in_order_while<std::size_t>(jobs, more, [](std::size_t i) { return i; }, take);
    ASSERT_GE(taken.size(), 20u);
    ASSERT_LE(taken.size(), 20u + 2 * jobs);
    for (std::size_t i = 0; i < taken.size(); ++i) EXPECT_EQ(taken[i], i);
  }
}

TEST(OrderedWork, ThrowsWhatWorkOrTakingThrowsOnceAllThreadsHaveEnded) {
  for (const unsigned jobs : {1u, 2u, 8u}) {
    std::size_t taken = 0;
    const auto breaks_at = [](std::size_t bad) {
      return [bad](std::size_t i) {
        if (i == bad) throw std::runtime_error("broken");
        return i;
      };
    };
    EXPECT_THROW(in_order<std::size_t>(100, jobs, breaks_at(30), [&](std::size_t) { ++taken; }), std::runtime_error);
    EXPECT_LE(taken, 30u);
    EXPECT_THROW(in_order<std::size_t>(1000, jobs, [](std::size_t i) { return i; }, [&](std::size_t i) { (void)breaks_at(5)(i); }), std::runtime_error);
  }
}

}  // namespace
}  // namespace clio
