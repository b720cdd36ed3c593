// Histories in which reads have several possible sources: repeated values, the initial value written again, failed and unknown cas.

#include <gtest/gtest.h>

#include "tests/causal/agreement.hpp"
#include "tests/oracle/enumerate.hpp"
#include "tests/oracle/random_history.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

using oracle::Dice;

std::string first_wrong(const oracle::Bound& bound) {
  std::string wrong;
  oracle::enumerate(bound, [&](const oracle::Plan& plan) {
    if (wrong.empty()) wrong = first_disagreement(plan);
  });
  return wrong;
}

TEST(AmbiguousValues, EveryHistoryOfThreeOperationsWithCasIsJudgedAsByTheReference) {
  const oracle::RegisterContents contents{.keys = 1, .values_max = 2, .cas = true};
  EXPECT_EQ(first_wrong({.name = "cas", .steps = 3, .processes = 3, .contents = oracle::contents_of(contents)}), "");
}

TEST(AmbiguousValues, EveryHistoryOfFourOperationsOnOneKeyIsJudgedAsByTheReference) {
  const oracle::RegisterContents contents{.keys = 1, .values_max = 2, .failed = false};
  EXPECT_EQ(first_wrong({.name = "one key", .steps = 4, .processes = 3, .contents = oracle::contents_of(contents)}), "");
}

TEST(AmbiguousValues, EveryHistoryOfFourOperationsOnTwoKeysIsJudgedAsByTheReference) {
  const oracle::RegisterContents contents{.keys = 2, .values_max = 1, .unknown = false, .failed = false};
  EXPECT_EQ(first_wrong({.name = "two keys", .steps = 4, .processes = 3, .contents = oracle::contents_of(contents)}), "");
}

struct RandomCase {
  const char* name;
  CausalMixture mixture;
  int rounds;
};

std::ostream& operator<<(std::ostream& out, const RandomCase& c) { return out << c.name; }

class AmbiguousHistories : public testing::TestWithParam<RandomCase> {};

TEST_P(AmbiguousHistories, AreJudgedAsByTheReference) {
  for (int seed = 0; seed < GetParam().rounds; ++seed) {
    Dice dice(static_cast<std::uint64_t>(seed));
    const std::string wrong = first_disagreement(random_causal_plan(dice, GetParam().mixture));
    ASSERT_EQ(wrong, "") << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Mixtures, AmbiguousHistories,
    testing::Values(RandomCase{"RepeatedValues", {.steps_max = 8, .distinct = false}, 1500},
                    RandomCase{"RepeatedValuesOnOneKey", {.steps_max = 8, .processes = 4, .keys = 1, .distinct = false}, 800},
                    RandomCase{"FailedCas", {.steps_max = 8, .cas = 40, .failed_cas = 50}, 1000},
                    RandomCase{"UnknownWrites", {.steps_max = 7, .distinct = false, .unknown = 50}, 1000},
                    RandomCase{"UnknownCas", {.steps_max = 7, .processes = 3, .keys = 1, .cas = 40, .failed_cas = 20, .unknown = 50}, 1500},
                    RandomCase{"Everything", {.steps_max = 7, .distinct = false, .cas = 30, .failed_cas = 30, .unknown = 40}, 1500}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(AmbiguousValues, HistoriesAsStoresRecordThemAreJudgedAsByTheReference) {
  Dice dice(7);
  for (int round = 0; round < 2000; ++round) ASSERT_EQ(first_disagreement(oracle::random_plan(dice, {})), "") << "round " << round;
}

struct Named {
  const char* name;
  const char* history;
  const Model* model;
  Answer answer;
};

std::ostream& operator<<(std::ostream& out, const Named& n) { return out << n.name; }

class Ambiguous : public testing::TestWithParam<Named> {};

TEST_P(Ambiguous, HistoryHasTheExpectedVerdict) {
  const History history = history_of(GetParam().history);
  const BaseRelations relations(history);
  Budget budget(Limits{});
  EXPECT_EQ(decide_causal_family(relations, *GetParam().model, budget).answer, GetParam().answer);
  EXPECT_EQ(disagreement(history, *GetParam().model, Path::automatic), "");
}

INSTANTIATE_TEST_SUITE_P(
    Named, Ambiguous,
    testing::Values(
        Named{"AnotherWriterOfTheValueExplainsTheRead", "P1: W(x)1 W(x)2\nP2: W(x)1\nP3:       R(x)2 R(x)1", &kCausal, Answer::satisfied},
        Named{"NoWriterOfTheValueIsNewEnough", "P1: W(x)1 W(x)1 W(x)2\nP3:                   R(x)2 R(x)1", &kMonotonicReads, Answer::violated},
        Named{"NoWriterOfTheValueIsLateEnough", "P1: W(x)1 W(x)1 W(x)2\nP3:                   R(x)2 R(x)1", &kWeakCausal, Answer::violated},
        Named{"InitialValueWrittenAgainMayBeRead", "# initial: 0\nP1: W(x)1 W(x)0 R(x)0", &kCausalConvergent, Answer::satisfied},
        Named{"FailedCasMustHaveReadSomethingElse", "P1: W(x)1 C(x)1>2:no", &kReadYourWrites, Answer::violated},
        Named{"AbandonedWritePrecedesNothing", "P1: W(x)1? W(x)2\nP2:                R(x)2 R(x)1", &kCausal, Answer::satisfied},
        Named{"WriteThatEndedPrecedesTheNext", "P1: W(x)1 W(x)2\nP2:                R(x)2 R(x)1", &kCausal, Answer::violated},
        Named{"UnknownCasThatCannotSucceedWroteNothing", "P1: C(x)7>8?\nP2: R(x)8", &kCausalConvergent, Answer::violated},
        Named{"UnknownCasIsAWriteWhereNobodyAgrees", "P1: C(x)7>8?\nP2: R(x)8", &kCausal, Answer::satisfied}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(AmbiguousValues, FastPathLeavesThemUndecidedUnlessTheCertainPartViolates) {
  const auto fast = [](const char* text) {
    const History history = history_of(text);
    const BaseRelations relations(history);
    Budget budget(Limits{});
    return decide_causal_family(relations, kWeakCausal, budget, Path::fast).answer;
  };
  EXPECT_EQ(fast("P1: W(x)1\nP2: W(x)1 R(x)1"), Answer::unknown);
  EXPECT_EQ(fast("P1: W(x)1\nP2: W(x)1 R(x)1\nP3: R(y)9"), Answer::violated);
  EXPECT_EQ(fast("P1: W(x)1\nP2: W(x)1 R(x)1 W(y)1 R(y)-"), Answer::violated);
}

}  // namespace
}  // namespace clio::test
