// What a search remembers: exact, and never more than the budget allows.

#include "checker/engines/sequential/state_set.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <vector>

#include "random_histories.hpp"

namespace clio::test {
namespace {

using sequential::append_number;
using sequential::NumberSet;
using sequential::StateSet;

std::vector<std::uint8_t> state_of(std::uint64_t number) {
  std::vector<std::uint8_t> state(number % 7, 9);
  append_number(state, number);
  return state;
}

TEST(StateSet, HoldsWhatWasInsertedAndNothingElse) {
  Budget budget{Limits{}};
  StateSet set(budget);
  for (std::uint64_t i = 0; i < 20'000; i += 2) EXPECT_TRUE(set.insert(state_of(i)));
  for (std::uint64_t i = 0; i < 20'000; i += 2) EXPECT_FALSE(set.insert(state_of(i)));
  for (std::uint64_t i = 0; i < 20'000; ++i) EXPECT_EQ(set.contains(state_of(i)), i % 2 == 0) << i;
  EXPECT_EQ(set.size(), 10'000u);
}

TEST(StateSet, StaysAsItIsWhereTheMemoryToGrowIsNotThere) {
  constexpr std::size_t kLimit = std::size_t{1} << 20;
  Budget budget(Limits{.memory_bytes = kLimit});
  {
    StateSet set(budget);
    std::uint64_t inserted = 0;
    while (!budget.spent()) EXPECT_TRUE(set.insert(state_of(inserted++))) << "what is dropped counts as new";
    --inserted;  // the last one was
    EXPECT_EQ(budget.reason(), "the memory limit of 1 MiB was reached");
    EXPECT_GT(inserted, 10'000u);
    for (std::uint64_t i = 0; i < inserted; ++i) EXPECT_TRUE(set.contains(state_of(i))) << i;
    EXPECT_FALSE(set.contains(state_of(inserted)));
  }
  EXPECT_EQ(budget.memory_left(), kLimit) << "given back";
}

TEST(NumberSet, HoldsWhatWasInsertedAndNothingElse) {
  Budget budget{Limits{}};
  NumberSet set(budget);
  std::set<std::uint64_t> expected;
  Dice dice(1);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t number = dice.next();
    set.insert(number);
    expected.insert(number);
    EXPECT_FALSE(set.contains(number ^ 1)) << number;
  }
  for (const std::uint64_t number : expected) EXPECT_TRUE(set.contains(number)) << number;
}

TEST(NumberSet, StaysAsItIsWhereTheMemoryToGrowIsNotThere) {
  Budget budget(Limits{.memory_bytes = 100'000});
  {
    NumberSet set(budget);
    Dice dice(2);
    for (int i = 0; i < 100'000; ++i) set.insert(dice.next());
    EXPECT_TRUE(budget.spent());
    Dice again(2);
    EXPECT_TRUE(set.contains(again.next()));
  }
  EXPECT_EQ(budget.memory_left(), 100'000u) << "given back";
}

}  // namespace
}  // namespace clio::test
