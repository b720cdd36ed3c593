#include "checker/support/first_false.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace clio {
namespace {

TEST(FirstFalse, AnswersTheLowestFalseWhateverTheNumberOfThreads) {
  for (const unsigned jobs : {1u, 2u, 3u, 8u}) {
    for (const std::size_t count : {0u, 1u, 7u, 200u}) {
      EXPECT_EQ(first_false(count, jobs, [](std::size_t) { return true; }), count);
      EXPECT_EQ(first_false(count, jobs, [](std::size_t i) { return i % 50 != 6; }), count > 6 ? 6 : count);
    }
  }
}

TEST(FirstFalse, AsksOfEverythingBelowTheAnswerOnceAndAtMostOnceOfTheRest) {
  for (const unsigned jobs : {1u, 2u, 8u}) {
    std::vector<std::atomic<int>> asked(200);
    EXPECT_EQ(first_false(asked.size(), jobs, [&](std::size_t i) { return ++asked[i], i != 120; }), 120u);
    for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_TRUE(asked[i] == 1 || (i > 120 && asked[i] == 0)) << i;
  }
}

TEST(FirstFalse, OfAllAsksOfEverythingAndStillAnswersTheLowest) {
  for (const unsigned jobs : {1u, 2u, 8u}) {
    std::vector<std::atomic<int>> asked(200);
    EXPECT_EQ(first_false(asked.size(), jobs, [&](std::size_t i) { return ++asked[i], i % 50 != 20; }, true), 20u);
    for (const std::atomic<int>& times : asked) EXPECT_EQ(times, 1);
  }
}

TEST(FirstFalse, ThrowsWhatIsThrownOnceAllThreadsHaveEnded) {
  for (const unsigned jobs : {1u, 2u, 8u}) {
    std::atomic<int> within{0};
    const auto ask = [&](std::size_t i) {
      ++within;
      if (i == 30) {
        --within;
        throw std::runtime_error("thirty");
      }
      --within;
      return true;
    };
    EXPECT_THROW((void)first_false(200, jobs, ask), std::runtime_error);
    EXPECT_EQ(within, 0);
  }
}

}  // namespace
}  // namespace clio
