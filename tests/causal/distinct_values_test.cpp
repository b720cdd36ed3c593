// Histories in which every read has one possible source, held to the reference evaluator.

#include <gtest/gtest.h>

#include "tests/causal/agreement.hpp"
#include "tests/oracle/enumerate.hpp"
#include "tests/oracle/reference_evaluator.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

using oracle::Dice;

struct Verdicts {
  const char* name;
  const char* history;
  bool causal, convergent, weak;
};

std::ostream& operator<<(std::ostream& out, const Verdicts& v) { return out << v.name; }

class Figures : public testing::TestWithParam<Verdicts> {};

// Bouajjani, Enea, Guerraoui and Hamza, "On Verifying Causal Consistency" (POPL 2017), figure 3, as registers.
TEST_P(Figures, OfThePaperHaveTheVerdictsOfThePaper) {
  const History history = history_of(GetParam().history);
  const BaseRelations relations(history);
  const auto holds = [&](const Model& model) {
    Budget budget(Limits{});
    EXPECT_EQ(disagreement(history, model, Path::automatic), "");
    return decide_causal_family(relations, model, budget).answer == Answer::satisfied;
  };
  EXPECT_EQ(holds(kCausal), GetParam().causal);
  EXPECT_EQ(holds(kCausalConvergent), GetParam().convergent);
  EXPECT_EQ(holds(kWeakCausal), GetParam().weak);
}

INSTANTIATE_TEST_SUITE_P(
    Paper, Figures,
    testing::Values(Verdicts{"a", "P1: W(x)1      R(x)2\nP2:      W(x)2      R(x)1", true, false, true},
                    Verdicts{"b", "P1: W(z)1      W(x)1 W(y)1\nP2: W(x)2 R(z)- R(y)1 R(x)2", false, true, true},
                    Verdicts{"c", "P1: W(x)1\nP2: W(x)2 R(x)1 R(x)2", false, false, true},
                    Verdicts{"d", "P1: W(x)1 R(y)- W(y)1 R(x)1\nP2: W(x)2 R(y)- W(y)2 R(x)2", true, true, true},
                    Verdicts{"e", "P1: W(x)1 W(y)1\nP2: R(y)1 W(x)2\nP3: R(x)2 R(x)1", false, false, false}),
    [](const auto& row) { return std::string(row.param.name); });

struct Case {
  const char* name;
  const char* history;
  const Model* violated;
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

class Minimal : public testing::TestWithParam<Case> {};

TEST_P(Minimal, ViolationIsFoundWithACoreOfItsOwn) {
  const History history = history_of(GetParam().history);
  const BaseRelations relations(history);
  Budget budget(Limits{});
  EXPECT_EQ(decide_causal_family(relations, *GetParam().violated, budget).answer, Answer::violated);
  EXPECT_EQ(disagreement(history, *GetParam().violated, Path::automatic), "");
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Minimal,
    testing::Values(Case{"OwnWriteMissed", "P1: W(x)1 R(x)-", &kReadYourWrites}, Case{"OwnOlderWriteRead", "P1: W(x)1 W(x)2 R(x)1", &kReadYourWrites},
                    Case{"BackToTheInitialValue", "P1: W(x)1\nP2:        R(x)1 R(x)-", &kMonotonicReads},
                    Case{"ThereAndBack", "P1: W(x)1\nP2: W(x)2\nP3: R(x)1 R(x)2 R(x)1", &kMonotonicReads},
                    Case{"LaterWriteWithoutEarlier", "P1: W(x)1 W(y)1\nP2:            R(y)1 R(x)-", &kMonotonicWrites},
                    Case{"WriteWithoutWhatItFollowed", "P1: W(x)1\nP2:       R(x)1 W(y)1\nP3:                  R(y)1 R(x)-", &kWritesFollowReads},
                    Case{"OwnFutureRead", "P1: R(x)1 W(x)1", &kPram}, Case{"EachOthersFuture", "P1: R(x)1 W(y)1\nP2: R(y)1 W(x)1", &kWeakCausal},
                    Case{"NobodyWroteIt", "P1: R(x)7", &kReadYourWrites}, Case{"OnlyAFailedWriteWroteIt", "P1: W(x)7!\nP2: R(x)7", &kPram}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(DistinctValues, EmptyHistoriesSatisfyEverything) {
  for (const Model* model : causal_family()) EXPECT_EQ(disagreement(HistoryBuilder().build().value(), *model, Path::automatic), "") << model->id;
}

TEST(DistinctValues, EveryHistoryOfFourOperationsIsJudgedAsByTheReference) {
  oracle::RegisterContents contents{.keys = 2, .values_max = 2, .rewrites_initial = false, .unknown = true, .failed = false};
  oracle::Bound bound{.name = "distinct", .timing = oracle::Timing::none, .steps = 4, .processes = 3, .contents = oracle::contents_of(contents)};
  bound.distinct = true;
  std::string wrong;
  oracle::enumerate(bound, [&](const oracle::Plan& plan) {
    if (wrong.empty()) wrong = first_disagreement(plan);
  });
  EXPECT_EQ(wrong, "");
}

struct RandomCase {
  const char* name;
  CausalMixture mixture;
  int rounds;
};

std::ostream& operator<<(std::ostream& out, const RandomCase& c) { return out << c.name; }

class RandomHistories : public testing::TestWithParam<RandomCase> {};

TEST_P(RandomHistories, AreJudgedAsByTheReference) {
  for (int seed = 0; seed < GetParam().rounds; ++seed) {
    Dice dice(static_cast<std::uint64_t>(seed));
    const std::string wrong = first_disagreement(random_causal_plan(dice, GetParam().mixture));
    ASSERT_EQ(wrong, "") << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Distinct, RandomHistories,
    testing::Values(RandomCase{"TwoKeys", {}, 3000}, RandomCase{"OneKey", {.processes = 4, .keys = 1}, 1500},
                    RandomCase{"ThreeKeys", {.steps_min = 7, .steps_max = 11, .keys = 3}, 1500}, RandomCase{"Cas", {.cas = 30, .initial = 0}, 2000},
                    RandomCase{"Unknown", {.steps_max = 8, .unknown = 50}, 2000}),
    [](const auto& row) { return std::string(row.param.name); });

// A contradiction between writes that were visited close to each other is found where it is, others by a second walk (causal_past.cpp). `apart`: how many operations of somebody else stand before each step.
void expect_judged_as_without_what_stands_between(std::uint64_t seeds, int apart) {
  std::size_t violated = 0, satisfied = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    Dice dice(seed);
    const oracle::Plan plan = random_causal_plan(dice, {.steps_min = 6, .steps_max = 12, .processes = 4, .keys = seed % 2 == 0 ? 1 : 2, .unknown = seed % 3 == 0 ? 30u : 0u, .initial = 2});
    const History short_history = oracle::history_of(plan);
    const oracle::Reference reference(short_history);
    oracle::Plan spread = plan;
    spread.steps.clear();
    int value = 0;
    for (const oracle::Step& step : plan.steps) {
      for (int i = 0; i < apart; ++i) spread.steps.push_back({.kind = Kind::write, .process = 9, .key = 9, .value = ++value});
      spread.steps.push_back(step);
    }
    const History history = oracle::history_of(spread);
    const BaseRelations relations(history);
    for (const Model* model : {&kWeakCausal, &kCausalConvergent}) {
      Budget budget{Limits{}};
      const Finding finding = decide_causal_family(relations, *model, budget, Path::automatic);
      const bool holds = reference.satisfies(*model);
      ++(holds ? satisfied : violated);
      ASSERT_EQ(finding.answer, holds ? Answer::satisfied : Answer::violated) << model->id << ", seed " << seed;
      if (!holds) {
        const History core = sub_history(history, finding.core).history;
        ASSERT_FALSE(oracle::Reference(core).satisfies(*model)) << model->id << ", seed " << seed;
      }
    }
  }
  EXPECT_GT(violated, seeds / 3);
  EXPECT_GT(satisfied, seeds / 3);
}

TEST(DistinctValues, WhatStandsCloseToEachOtherInALongHistoryIsJudgedAsOnItsOwn) { expect_judged_as_without_what_stands_between(3000, 20); }

TEST(DistinctValues, WhatStandsFarFromEachOtherIsJudgedAsOnItsOwn) { expect_judged_as_without_what_stands_between(300, 1100); }

}  // namespace
}  // namespace clio::test
