// Every row of the table, on every path of its engine, against the reference evaluator: all histories up to the bounds of bounds.cpp, then random ones.
// CLIO_EXHAUSTIVE=1 raises both to what issue-sized claims rest on; CLIO_RANDOM=N sets the number of random histories of each kind,
// CLIO_SHARE=2/8 compares every eighth history only.

#include "tests/oracle/agreement.hpp"

#include <gtest/gtest.h>

#include <iostream>

#include "tests/oracle/bounds.hpp"
#include "tests/oracle/random_history.hpp"
#include "tests/oracle/words.hpp"

namespace clio::oracle {
namespace {

class AllHistories : public testing::TestWithParam<Bound> {};

TEST_P(AllHistories, AreJudgedAsDefined) {
  const bool closely = effort() == Effort::full || GetParam().steps < 3;
  Comparisons comparisons(closely                 ? Comparisons::Every{.paths = 1, .evidence = 20}
                          : GetParam().steps == 3 ? Comparisons::Every{.paths = 4, .evidence = 50}
                                                  : Comparisons::Every{.paths = 8, .evidence = 100});
  const Share part = share();
  std::uint64_t number = 0;
  const std::uint64_t visited = enumerate(GetParam(), [&](const Plan& plan) {
    if (number++ % part.of == part.mine) comparisons.compare(plan);
  });
  std::cout << visited << " histories: " << GetParam();
  if (part.of != 1) std::cout << "; share " << part.mine << " of " << part.of << ": " << comparisons.compared();
  std::cout << '\n';
  EXPECT_EQ(comparisons.disagreements(), 0u) << "of " << visited << " histories";
}

INSTANTIATE_TEST_SUITE_P(Registers, AllHistories, testing::ValuesIn(register_bounds(effort())),
                         [](const auto& tested) { return in_one_word(tested.param.name); });
INSTANTIATE_TEST_SUITE_P(Objects, AllHistories, testing::ValuesIn(object_bounds(effort())),
                         [](const auto& tested) { return in_one_word(tested.param.name); });

struct Kinds {
  const char* name;
  Mixture mixture;
  std::uint64_t usual, full;  ///< histories

  friend std::ostream& operator<<(std::ostream& out, const Kinds& kinds) { return out << kinds.name; }
};

const Kinds kRandom[] = {
    {"registers", {}, 10'000, 150'000},
    {"registers, one key, many processes", {.processes_max = 6, .keys_max = 1}, 4'000, 50'000},
    {"registers, three keys", {.keys_max = 3}, 2'000, 50'000},
    {"counters", {.object = Object::counter}, 1'000, 20'000},
    {"sets", {.object = Object::set}, 1'000, 20'000},
    {"queues", {.object = Object::queue}, 1'000, 20'000},
    {"stacks", {.object = Object::stack}, 1'000, 20'000},
    {"lists", {.object = Object::list}, 1'000, 20'000},
    {"mutexes", {.object = Object::mutex}, 1'000, 20'000},
    {"texts", {.object = Object::text}, 1'000, 20'000},
};

class RandomHistories : public testing::TestWithParam<Kinds> {};

TEST_P(RandomHistories, AreJudgedAsDefined) {
  Comparisons comparisons({.paths = 1, .evidence = 20});
  Dice dice(0xC110);
  for (std::uint64_t left = random_count(GetParam().usual, GetParam().full); left > 0; --left) comparisons.compare(random_plan(dice, GetParam().mixture));
  std::cout << comparisons.compared() << " random histories: " << GetParam() << '\n';
  EXPECT_EQ(comparisons.disagreements(), 0u) << "of " << comparisons.compared() << " histories";
}

INSTANTIATE_TEST_SUITE_P(Oracle, RandomHistories, testing::ValuesIn(kRandom), [](const auto& tested) { return in_one_word(tested.param.name); });

}  // namespace
}  // namespace clio::oracle
