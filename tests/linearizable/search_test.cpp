// The search for registers with any values: its rules, its limits, and histories on which a plain search drowns.

#include <gtest/gtest.h>

#include <vector>

#include "tests/linearizable/brute_force.hpp"
#include "tests/linearizable/rows.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

void expect_complete(const History& history, bool allowed) {
  const Finding finding = linearizable(history, Path::complete);
  ASSERT_EQ(finding.answer, allowed ? Answer::satisfied : Answer::violated) << finding.reason << print(history);
  if (allowed) EXPECT_EQ(replay(history, finding.witness), "") << print(history);
}

TEST(Search, AWriteIsSeenAgainOnlyIfItIsWrittenAgain) {
  expect_complete(history_of("P1: W(x)1  W(x)2  W(x)1\nP2:                        R(x)1\n"), true);
  expect_complete(history_of("P1: W(x)1  W(x)2\nP2:                 R(x)1\n"), false);
}

TEST(Search, WritesThatNobodySeesHideBehindAnother) {
  expect_complete(history_of("P1: W(x)1----------\nP2: W(x)2----------\nP3: W(x)3----------\nP4:                   R(x)2  R(x)2\n"), true);
}

TEST(Search, AWriteOfTheCurrentValueHidesOthersToo) {
  // 1 must go unseen between two reads of the initial value, null; the delete hides it although null is current before and after.
  expect_complete(timed({{Kind::write, Value(1), 1, 6}, {Kind::erase, Value(), 5, 6}, {Kind::read, Value(), 0, 2}, {Kind::read, Value(), 8, 14}}), true);
  expect_complete(timed({{Kind::write, Value(1), 3, 6}, {Kind::read, Value(), 0, 2}, {Kind::read, Value(), 8, 14}}), false);
}

TEST(Search, AnUnknownCasIsUsedWhenItsOwnValueIsFound) {
  expect_complete(timed({{Kind::write, Value(0), 3, 6}, {Kind::erase, Value(), 1, 7}, {Kind::cas, Value(1), 7, kNever}, {Kind::read, Value(1), 11, 13}}), true);
}

TEST(Search, AnUnknownWriteServesAReadThatSettlesLast) {
  expect_complete(timed({{Kind::write, Value(0), 2, kNever}, {Kind::read, Value(0), 6, 12}, {Kind::read, Value(), 12, 15}}), true);
}

TEST(Search, ConcurrentWritesWithOneReadOfTheInitialValueAreNoTrouble) {
  for (const int writers : {20, 24, 60}) {
    std::vector<Row> rows;
    for (int w = 0; w < writers; ++w) rows.push_back({Kind::write, Value(w % 5), 10, 20});
    rows.push_back({Kind::read, Value(), 21, 30});
    expect_complete(timed(rows), false);
    rows.back() = {Kind::read, Value(3), 21, 30};
    expect_complete(timed(rows), true);
  }
}

TEST(Search, CrashedWritesOfFewValuesAreNoTrouble) {
  std::vector<Row> rows;
  Time now = 0;
  for (int i = 0; i < 40; ++i) rows.push_back({Kind::write, Value(i % 4), now += 2, kNever});
  for (int i = 0; i < 40; ++i) rows.push_back({Kind::read, Value((i * 7) % 4), now += 2, now + 1});
  expect_complete(timed(rows), true);
  // The 41st change of value finds no write left.
  rows.push_back({Kind::read, Value(2), now += 2, now + 1});
  rows.push_back({Kind::read, Value(3), now += 2, now + 1});
  expect_complete(timed(rows), false);
}

TEST(Search, MoreThanSixtyFourOperationsMayBeOpenAtOnce) {
  for (const int open : {65, 130, 300, 1100}) {
    std::vector<Row> rows;
    for (int i = 0; i < open; ++i) rows.push_back({i % 2 == 0 ? Kind::write : Kind::read, Value((i / 2) % 3), i, 10'000 + i});
    rows.push_back({Kind::read, Value(2), 20'000, 20'001});
    expect_complete(timed(rows), true);
    rows.push_back({Kind::read, Value(1), 20'002, 20'003});
    expect_complete(timed(rows), false);
  }
}

TEST(Search, ACoreIsTakenFromWhereTheViolationIs) {
  std::vector<Row> rows;
  for (int i = 0; i < 300; ++i) {
    rows.push_back({Kind::write, Value(i), 10 * i, 10 * i + 2});
    rows.push_back({Kind::read, Value(i), 10 * i + 4, 10 * i + 6});
  }
  rows.push_back({Kind::write, Value(7), 3001, 3002});  // repeats a value, so zones do not apply
  rows.push_back({Kind::write, Value(8), 3003, 3004});
  rows.push_back({Kind::read, Value(7), 3005, 3006});
  const History history = timed(rows);
  const Finding finding = linearizable(history);
  ASSERT_EQ(finding.answer, Answer::violated);
  EXPECT_LE(finding.core.size(), 12u);
  EXPECT_EQ(wrong_core(history, finding.core, [](const History& h) { return is_linearizable(h); }), "");
}

TEST(Search, AMillionOperationsTakeNoStack) {
  HistoryBuilder builder;
  builder.set_timed(true);
  for (int i = 0; i < 1'000'000; ++i) {
    builder.add({.kind = i % 2 == 0 ? Kind::write : Kind::read, .process = builder.process(i % 4), .key = builder.key("x"), .value = builder.value(i / 2 % 5),
                 .call = 10 * i, .response = 10 * i + 9});
  }
  const History history = std::move(builder).build().value();
  const Finding finding = linearizable(history);
  ASSERT_EQ(finding.answer, Answer::satisfied);
  EXPECT_EQ(finding.witness.size(), history.size());
}

/// Writes of many values, all open at once, read in an order that fits and then once more in one that does not: hard for every search.
History hard() {
  std::vector<Row> rows;
  for (int i = 0; i < 40; ++i) {
    rows.push_back({Kind::write, Value(i), i, 10'000});
    rows.push_back({Kind::write, Value(i), i, 10'000});
    rows.push_back({Kind::read, Value(i), 100 + i, 9'000 - i});
    rows.push_back({Kind::read, Value(i), 200 + i, 9'100 - i});
  }
  for (int i = 0; i < 40; ++i) rows.push_back({Kind::read, Value((i * 17) % 40), 20'000 + 2 * i, 20'001 + 2 * i});
  return timed(rows);
}

TEST(Search, GivesUpWithTheReasonWhenItsTimeIsUp) {
  const Finding finding = linearizable(hard(), Path::complete, {.time = std::chrono::nanoseconds(0)});
  EXPECT_EQ(finding.answer, Answer::unknown);
  EXPECT_EQ(finding.reason, "the time limit of 0 s was reached");
}

TEST(Search, GivesUpWithTheReasonWhenItsMemoryIsUsedUp) {
  const Finding finding = linearizable(hard(), Path::complete, {.memory_bytes = 1});
  EXPECT_EQ(finding.answer, Answer::unknown);
  EXPECT_EQ(finding.reason, "the memory limit of 0 MiB was reached");
}

TEST(Search, TheFastPathNeverSearches) {
  const Finding finding = linearizable(history_of("P1: W(x)1  W(x)1\nP2:  R(x)1\n"), Path::fast);
  EXPECT_EQ(finding.answer, Answer::unknown);
  EXPECT_FALSE(finding.reason.empty());
}

}  // namespace
}  // namespace clio::test
