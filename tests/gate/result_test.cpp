// Distributions against sorted values, the names of findings, and how a result counts for the exit status.

#include "src/gate/result.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/gate/made_result.hpp"

namespace clio::gate {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

TEST(Distribution, OfNothingHasNoPercentiles) {
  const Distribution empty;
  EXPECT_EQ(empty.count(), 0u);
  EXPECT_EQ(empty.percentile(0.5), 0);
  EXPECT_TRUE(empty.buckets().empty());
}

TEST(Distribution, IsExactForSmallValues) {
  Distribution all;
  for (std::int64_t value = 1; value <= 10; ++value) all.add(value);
  EXPECT_EQ(all.percentile(0), 1);
  EXPECT_EQ(all.percentile(0.5), 5);
  EXPECT_EQ(all.percentile(0.51), 6);
  EXPECT_EQ(all.percentile(0.9), 9);
  EXPECT_EQ(all.percentile(1), 10);
}

TEST(Distribution, AnswersNoLessThanTheTruePercentileAndAtMostASixteenthMore) {
  std::vector<std::int64_t> values;
  Distribution all;
  std::uint64_t state = 7;
  for (int i = 0; i < 5000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    values.push_back(static_cast<std::int64_t>((state >> 33u) >> (state % 31)));
    all.add(values.back());
  }
  std::sort(values.begin(), values.end());
  for (int percent = 1; percent <= 100; ++percent) {
    const auto rank = static_cast<std::size_t>((values.size() * static_cast<std::size_t>(percent) + 99) / 100);
    const std::int64_t exact = values[rank - 1], told = all.percentile(percent / 100.0);
    EXPECT_GE(told, exact) << percent;
    EXPECT_LE(told - exact, exact / 16) << percent;
  }
}

TEST(Distribution, TakesAnyValue) {
  Distribution all;
  all.add(-5);
  all.add(kLargest);
  EXPECT_EQ(all.percentile(0.5), 0);
  EXPECT_EQ(all.percentile(1), kLargest);
}

TEST(Distribution, IsTheSameWhetherAddedTogetherOrApart) {
  Distribution first, second, together;
  for (std::int64_t value = 1; value < 1'000'000; value = value * 3 / 2 + 1) {
    (value % 2 == 0 ? first : second).add(value);
    together.add(value);
  }
  first.add(second);
  EXPECT_EQ(first, together);
}

TEST(Distribution, IsMadeAgainFromItsBuckets) {
  Distribution all, again;
  for (std::int64_t value = 0; value < 4'000'000; value += 1 + value / 40) all.add(value, 3);
  all.add(kLargest);
  all.add(5, 0);
  for (const auto& [upper, count] : all.buckets()) again.add(upper, count);
  EXPECT_EQ(again, all);
}

TEST(Findings, AreFoundByTheirNames) {
  for (int i = 0; i <= static_cast<int>(Finding::not_run); ++i) {
    const auto finding = static_cast<Finding>(i);
    EXPECT_FALSE(name_of(finding).empty());
    EXPECT_EQ(finding_named(name_of(finding)), finding);
  }
  EXPECT_FALSE(finding_named("fine"));
  EXPECT_FALSE(finding_named(""));
}

GateResult gate_of(const CaseResult& one) {
  GateResult result;
  result.cases = {test::made_case("other"), one};
  return result;
}

TEST(OutcomeOfAGate, HoldsOnlyWhereEverythingDoes) {
  EXPECT_EQ(outcome_of(gate_of(test::made_case())), Outcome::holds);
  EXPECT_EQ(outcome_of(GateResult{}), Outcome::unusable);
  EXPECT_EQ(outcome_of(test::made_result()), Outcome::unusable);
}

TEST(OutcomeOfAGate, IsUndecidedWhereItWasInterrupted) {
  GateResult result = gate_of(test::made_case());
  result.interrupted = true;
  EXPECT_EQ(outcome_of(result), Outcome::undecided);
}

TEST(OutcomeOfAGate, IsViolatedWhereSomethingBecameWeaker) {
  GateResult result = gate_of(test::made_case());
  result.weakenings = {"less"};
  EXPECT_EQ(outcome_of(result), Outcome::violated);
  result.interrupted = true;
  EXPECT_EQ(outcome_of(result), Outcome::violated);
}

struct Counted {
  Finding finding;
  Outcome outcome;
};
void PrintTo(const Counted& counted, std::ostream* out) { *out << name_of(counted.finding); }

class EachFinding : public testing::TestWithParam<Counted> {};

TEST_P(EachFinding, CountsForTheExitStatusAlsoWhereNoExpectationSpeaksOfIt) {
  CaseResult one = test::made_case();
  one.expect.available = one.expect.invariants = false;
  one.findings = {{Finding::passed, 99}, {GetParam().finding, 1}};
  EXPECT_EQ(outcome_of(gate_of(one)), GetParam().outcome);
}

INSTANTIATE_TEST_SUITE_P(Gate, EachFinding,
                         testing::Values(Counted{Finding::violated, Outcome::violated}, Counted{Finding::invariant_broken, Outcome::violated},
                                         Counted{Finding::not_available, Outcome::violated}, Counted{Finding::not_the_same, Outcome::violated},
                                         Counted{Finding::undecided, Outcome::undecided}, Counted{Finding::nothing_done, Outcome::undecided},
                                         Counted{Finding::cut_short, Outcome::undecided}, Counted{Finding::not_run, Outcome::unusable}));

}  // namespace
}  // namespace clio::gate
