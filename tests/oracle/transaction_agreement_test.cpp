// Every row over transactions, on every path of its engine and through check(), against the reference evaluator: all histories up to the bounds of bounds.cpp, then random ones.
// CLIO_EXHAUSTIVE=1 raises both; CLIO_RANDOM=N sets the number of random histories of each kind, CLIO_SHARE=2/8 compares every eighth history only.

#include <gtest/gtest.h>

#include <iostream>

#include "tests/oracle/agreement.hpp"
#include "tests/oracle/bounds.hpp"
#include "tests/oracle/random_history.hpp"
#include "tests/oracle/random_transactions.hpp"
#include "tests/oracle/words.hpp"

namespace clio::oracle {
namespace {

class AllTransactions : public testing::TestWithParam<TransactionBound> {};

/// Compares the share of a bound that is wanted, or of the usual run every `of`th.
void compare_all(const TransactionBound& bound, Comparisons::Every every, unsigned long long of) {
  const Share part = effort() == Effort::full ? Share{share().mine, share().of * of} : Share{0, usual_share(bound) * of};
  Comparisons comparisons(every, transaction_disagreement);
  std::uint64_t number = 0;
  const std::uint64_t visited = enumerate(bound, [&](const Plan& plan) {
    if (number++ % part.of == part.mine) comparisons.compare(plan);
  });
  std::cout << visited << " histories: " << bound;
  if (part.of != 1) std::cout << "; share " << part.mine << " of " << part.of << ": " << comparisons.compared();
  std::cout << '\n';
  EXPECT_EQ(comparisons.disagreements(), 0u) << "of " << visited << " histories";
}

TEST_P(AllTransactions, AreJudgedAsDefined) {
  compare_all(GetParam(), {.paths = effort() == Effort::full ? 1u : 4u, .evidence = 0}, 1);
}

TEST_P(AllTransactions, HaveEvidenceThatProvesTheirVerdicts) { compare_all(GetParam(), {.paths = 0, .evidence = 1}, 23); }

INSTANTIATE_TEST_SUITE_P(Registers, AllTransactions, testing::ValuesIn(transaction_bounds(effort())), [](const auto& tested) { return in_one_word(tested.param.name); });
INSTANTIATE_TEST_SUITE_P(Objects, AllTransactions, testing::ValuesIn(transaction_object_bounds(effort())),
                         [](const auto& tested) { return in_one_word(tested.param.name); });

struct Kinds {
  const char* name;
  TransactionMixture mixture;
  std::uint64_t usual, full;  ///< histories

  friend std::ostream& operator<<(std::ostream& out, const Kinds& kinds) { return out << kinds.name; }
};

const Kinds kRandom[] = {
    {"registers", {}, 4'000, 100'000},
    {"registers, three keys, short transactions", {.length_max = 2, .keys_max = 3}, 1'000, 50'000},
    {"registers, one key, many processes", {.processes_max = 5, .keys_max = 1}, 1'000, 50'000},
    {"lists", {.object = Object::list}, 1'000, 50'000},
    {"sets", {.object = Object::set, .transactions_max = 4, .length_max = 2}, 500, 20'000},
    {"counters", {.object = Object::counter}, 500, 20'000},
    {"queues", {.object = Object::queue}, 500, 20'000},
    {"stacks", {.object = Object::stack}, 500, 20'000},
    {"mutexes", {.object = Object::mutex}, 500, 20'000},
};

class RandomTransactionHistories : public testing::TestWithParam<Kinds> {};

void compare_random(const Kinds& kinds, Comparisons::Every every, std::uint64_t one_of) {
  Comparisons comparisons(every, transaction_disagreement);
  Dice dice(0xC110 + one_of);
  for (std::uint64_t left = random_count(kinds.usual, kinds.full) / one_of; left > 0; --left) comparisons.compare(random_transactions(dice, kinds.mixture));
  std::cout << comparisons.compared() << " random histories: " << kinds << '\n';
  EXPECT_EQ(comparisons.disagreements(), 0u) << "of " << comparisons.compared() << " histories";
}

TEST_P(RandomTransactionHistories, AreJudgedAsDefined) { compare_random(GetParam(), {.paths = 1, .evidence = 0}, 1); }

TEST_P(RandomTransactionHistories, HaveEvidenceThatProvesTheirVerdicts) { compare_random(GetParam(), {.paths = 0, .evidence = 1}, 20); }

INSTANTIATE_TEST_SUITE_P(Oracle, RandomTransactionHistories, testing::ValuesIn(kRandom), [](const auto& tested) { return in_one_word(tested.param.name); });

/// A plain operation is a transaction of one.
TEST(PlainHistories, AreJudgedByTheRowsOverTransactionsToo) {
  Comparisons comparisons({.paths = 1, .evidence = 0}, transaction_disagreement);
  Dice dice(0xC111);
  for (std::uint64_t left = random_count(1'000, 20'000); left > 0; --left) {
    comparisons.compare(random_plan(dice, {.steps_min = 3, .steps_max = 6}));
  }
  EXPECT_EQ(comparisons.disagreements(), 0u) << "of " << comparisons.compared() << " histories";
}

}  // namespace
}  // namespace clio::oracle
