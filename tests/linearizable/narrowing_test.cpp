// Narrowing: what real time forces upon a register whatever the values, case by case; and that it loses nothing.

#include <gtest/gtest.h>

#include "checker/engines/linearizable/narrowing.hpp"
#include "tests/linearizable/brute_force.hpp"
#include "tests/linearizable/random_histories.hpp"
#include "tests/linearizable/rows.hpp"

namespace clio::test {
namespace {

using linearizable::Narrowed;

Narrowed narrowed(const History& history) {
  const BaseRelations relations(history);
  return linearizable::narrow(linearizable::register_problem(relations, KeyId{0}));
}

TEST(Narrowing, AnOperationCalledWhileAValueMustStayTakesEffectLater) {
  // 1 is current from 1 to 10; 2 comes after it.
  const Narrowed result = narrowed(timed({{Kind::write, 1, 0, 1}, {Kind::write, 2, 5, 20}, {Kind::read, 1, 10, 11}, {Kind::read, 2, 7, 30}}));
  ASSERT_TRUE(result.contradicting.empty());
  EXPECT_EQ(result.problem.items[1].call, 10);
  EXPECT_EQ(result.problem.items[3].call, 10);
  EXPECT_EQ(result.problem.items[2].call, 10);
}

TEST(Narrowing, AnOperationThatSettlesWhileAValueMustStayTakesEffectBefore) {
  const Narrowed result = narrowed(timed({{Kind::write, 1, 2, 3}, {Kind::write, 2, 0, 5}, {Kind::read, 1, 10, 11}}));
  ASSERT_TRUE(result.contradicting.empty());
  EXPECT_EQ(result.problem.items[1].settled, 3);
}

TEST(Narrowing, WhatLiesWithinContradicts) {
  EXPECT_EQ(narrowed(timed({{Kind::write, 1, 0, 1}, {Kind::write, 2, 3, 4}, {Kind::read, 1, 10, 11}})).contradicting, (std::vector<std::uint32_t>{1, 2, 2}));
  EXPECT_EQ(narrowed(timed({{Kind::write, 1, 3, 4}, {Kind::read, {}, 10, 11}})).contradicting, (std::vector<std::uint32_t>{0, 1, 1}));
}

TEST(Narrowing, TwoValuesCannotBothStay) {
  const Narrowed result = narrowed(timed({{Kind::write, 1, 0, 4}, {Kind::write, 2, 0, 6}, {Kind::read, 1, 10, 30}, {Kind::read, 2, 12, 30}}));
  EXPECT_EQ(result.contradicting, (std::vector<std::uint32_t>{2, 3}));
}

TEST(Narrowing, AValueThatIsWrittenAgainNeedNotStay) {
  const Narrowed result = narrowed(timed({{Kind::write, 1, 0, 1}, {Kind::write, 2, 3, 4}, {Kind::write, 1, 5, 10}, {Kind::read, 1, 10, 11}}));
  EXPECT_TRUE(result.contradicting.empty());
}

TEST(Narrowing, NobodyFindsAValueBeforeItsFirstWriteIsCalled) {
  EXPECT_EQ(narrowed(timed({{Kind::read, 1, 0, 9}, {Kind::write, 1, 4, 8}})).problem.items[0].call, 4);
  EXPECT_EQ(narrowed(timed({{Kind::read, 1, 0, 3}, {Kind::write, 1, 4, 8}})).contradicting, (std::vector<std::uint32_t>{0}));
}

TEST(Narrowing, ATightSpotIsRefutedWithFewOperationsAmongMany) {
  // 60 writers of 60 values are open all the time; a read of a value that was written long ago contradicts two reads between.
  std::vector<Row> rows{{Kind::write, 1000, 0, 1}};
  for (int i = 0; i < 60; ++i) rows.push_back({Kind::write, i, 2, 500});
  for (int i = 0; i < 60; ++i) rows.push_back({Kind::write, i, 3, 500});
  for (int i = 0; i < 60; ++i) rows.push_back({Kind::read, i, 10 + 2 * i, 11 + 2 * i});
  rows.push_back({Kind::read, 1000, 400, 401});
  const History history = timed(rows);
  const Finding finding = linearizable(history, Path::complete);
  ASSERT_EQ(finding.answer, Answer::violated) << finding.reason;
  EXPECT_LE(finding.core.size(), 5u);
  EXPECT_EQ(wrong_core(history, finding.core, [](const History& h) { return is_linearizable(h); }), "");
}

TEST(Narrowing, NeverContradictsAnOrderThatExistsAndOftenOneThatDoesNot) {
  int refuted = 0, violated = 0;
  for (const int cas : {0, 40}) {
    for (std::uint64_t seed = 0; seed < 5000; ++seed) {
      const History history = random_history({.operations_min = 2, .operations_max = 8, .processes_max = 5, .values = 3, .time_max = 16, .cas = cas,
                                              .failed_cas = 30, .unknown = 10, .uncertainty_max = 1}, seed);
      if (history.empty()) continue;
      const bool allowed = brute_linearizable(history);
      const bool contradiction = !narrowed(history).contradicting.empty();
      ASSERT_FALSE(allowed && contradiction) << print(history);
      violated += allowed ? 0 : 1;
      refuted += contradiction ? 1 : 0;
    }
  }
  EXPECT_GT(2 * refuted, violated);
}

}  // namespace
}  // namespace clio::test
