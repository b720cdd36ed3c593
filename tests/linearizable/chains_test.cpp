// Registers with cas whose values are distinct.

#include <gtest/gtest.h>

#include "checker/engines/linearizable/chains.hpp"
#include "tests/linearizable/brute_force.hpp"
#include "tests/linearizable/rows.hpp"

namespace clio::test {
namespace {

Row cas(int expected, int value, Time call, Time response) { return {Kind::cas, Value(value), call, response, Value(expected)}; }
Row failed_cas(int expected, Time call, Time response) { return {Kind::cas, Value(99), call, response, Value(expected), false}; }
Row write(int value, Time call, Time response) { return {Kind::write, Value(value), call, response}; }
Row read(int value, Time call, Time response) { return {Kind::read, Value(value), call, response}; }

void expect_fast(const History& history, bool allowed, std::size_t core_size = 0) {
  const Finding finding = linearizable(history, Path::fast);
  ASSERT_EQ(finding.answer, allowed ? Answer::satisfied : Answer::violated) << finding.reason;
  if (allowed) {
    EXPECT_EQ(replay(history, finding.witness), "");
  } else {
    EXPECT_EQ(finding.core.size(), core_size);
    EXPECT_EQ(wrong_core(history, finding.core, brute_linearizable), "");
  }
}

TEST(Chains, CasFollowEachOtherWhateverTheOrderOfTheirCalls) {
  expect_fast(timed({cas(2, 3, 0, 20), cas(1, 2, 1, 20), write(1, 2, 20), read(3, 15, 25)}), true);
}

TEST(Chains, TwoCasOfOneValueAreALostUpdate) {
  expect_fast(timed({write(1, 0, 1), cas(1, 2, 2, 9), cas(1, 3, 2, 9)}), false, 3);
}

TEST(Chains, NothingMayComeBetweenAValueAndTheCasThatFoundIt) {
  expect_fast(timed({write(1, 0, 1), write(5, 2, 3), cas(1, 2, 4, 9)}), false, 3);
  expect_fast(timed({write(1, 0, 1), write(5, 2, 4), cas(1, 2, 4, 9)}), true);
}

TEST(Chains, AReadOfAValueBeforeTheCasThatOverwroteIt) {
  expect_fast(timed({write(1, 0, 1), cas(1, 2, 2, 3), read(1, 3, 5)}), true);
  expect_fast(timed({write(1, 0, 1), cas(1, 2, 2, 3), read(1, 4, 5)}), false, 3);
}

TEST(Chains, CasThatFoundEachOthersValuesAreACycle) {
  expect_fast(timed({cas(1, 2, 0, 9), cas(2, 1, 0, 9)}), false, 2);
}

TEST(Chains, AnUnknownCasHappenedIfItsValueWasFound) {
  expect_fast(timed({write(1, 0, 1), cas(1, 2, 2, kNever), read(2, 4, 5)}), true);
  expect_fast(timed({write(1, 0, 1), cas(1, 2, 2, kNever), read(2, 4, 5), read(1, 6, 7)}), false, 4);
  expect_fast(timed({write(1, 0, 1), cas(1, 2, 2, kNever), read(1, 6, 7)}), true);
  expect_fast(timed({write(1, 0, 1), cas(7, 2, 2, kNever), read(2, 6, 7)}), false, 2);
}

TEST(Chains, AFailedCasNeedsAMomentWithAnotherValue) {
  expect_fast(timed({write(1, 0, 1), failed_cas(1, 0, 3), read(1, 4, 5)}), true);
  const History surrounded = timed({write(1, 0, 1), failed_cas(1, 2, 3), read(1, 4, 5)});
  EXPECT_EQ(linearizable(surrounded, Path::fast).answer, Answer::unknown);
  EXPECT_EQ(linearizable(surrounded).answer, Answer::violated);
}

TEST(Chains, FailedCasKeepTheirOwnOrder) {
  // Between 3 and 8 first 1, then 2 may be current; the first failed cas needs 2 there, the second, which follows it, needs 1.
  const History history = timed({write(1, 0, 2), write(2, 3, 8), failed_cas(1, 3, 4), failed_cas(2, 5, 6), read(2, 9, 10)});
  EXPECT_FALSE(brute_linearizable(history));
  EXPECT_EQ(linearizable(history, Path::fast).answer, Answer::unknown);
  EXPECT_EQ(linearizable(history).answer, Answer::violated);
}

TEST(Chains, AMillionCasInOneChainTakeNoStack) {
  HistoryBuilder builder;
  builder.set_timed(true);
  for (int i = 0; i < 1'000'000; ++i) {
    builder.add({.kind = Kind::cas, .process = builder.process(i % 8), .key = builder.key("x"), .value = builder.value(i + 1),
                 .expected = i == 0 ? kNull : builder.value(i), .call = 10 * i, .response = 10 * i + 15});
  }
  const History history = std::move(builder).build().value();
  const Finding finding = linearizable(history, Path::fast);
  ASSERT_EQ(finding.answer, Answer::satisfied);
  EXPECT_EQ(finding.witness.size(), history.size());
}

}  // namespace
}  // namespace clio::test
