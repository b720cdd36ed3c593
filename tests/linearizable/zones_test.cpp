// Registers with distinct values: what Gibbons and Korach's zones say, case by case.

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "tests/linearizable/brute_force.hpp"
#include "tests/linearizable/rows.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

struct Picture {
  std::string name;
  std::string history;
  std::vector<std::uint32_t> core;  // empty: linearizable
};
void PrintTo(const Picture& picture, std::ostream* out) { *out << picture.name << "\n" << picture.history; }

class ZonesPictures : public testing::TestWithParam<Picture> {};

TEST_P(ZonesPictures, AreJudgedWithTheOperationsThatMatter) {
  const Picture& picture = GetParam();
  const History history = history_of(picture.history);
  const Finding finding = linearizable(history, Path::fast);
  EXPECT_EQ(finding.engine, "zones");
  if (picture.core.empty()) {
    ASSERT_EQ(finding.answer, Answer::satisfied);
    EXPECT_EQ(replay(history, finding.witness), "");
    return;
  }
  ASSERT_EQ(finding.answer, Answer::violated);
  std::vector<std::uint32_t> core;
  for (const OpId op : finding.core) core.push_back(static_cast<std::uint32_t>(op));
  EXPECT_EQ(core, picture.core);
  EXPECT_EQ(wrong_core(history, finding.core, brute_linearizable), "");
}

// Operations are numbered line by line as they are called.
INSTANTIATE_TEST_SUITE_P(
    Histories, ZonesPictures,
    testing::Values(
        Picture{"AReadOfTheLastWrite", "P1: W(x)1\nP2:         R(x)1\n", {}},
        Picture{"AReadOfTheInitialValueBeforeAllWrites", "P1:         W(x)1\nP2: R(x)-\n", {}},
        Picture{"ConcurrentReadsMayDisagreeOnAConcurrentWrite", "P1: W(x)1-----------\nP2:    R(x)1\nP3:  R(x)-\n", {}},
        Picture{"AThinAirRead", "P1: W(x)1\nP2:         R(x)2\n", {1}},
        Picture{"AReadThatReturnsBeforeItsWriteIsCalled", "P1:         W(x)1\nP2: R(x)1\n", {0, 1}},
        Picture{"AStaleRead", "P1: W(x)1  W(x)2\nP2:                 R(x)1\n", {0, 1, 2}},
        Picture{"AReadOfTheInitialValueAfterAWrite", "P1: W(x)1\nP2:         R(x)-\n", {0, 1}},
        Picture{"TwoOverlappingForwardZones", "P1: W(x)1-----     R(x)1\nP2: W(x)2-----     R(x)2\n", {0, 1, 2, 3}},
        Picture{"AReadThatGoesBack", "P1: W(x)1  W(x)2---------------\nP2:             R(x)2  R(x)1\n", {0, 1, 2, 3}},
        Picture{"AnUnreadConcurrentWriteFitsAnywhere", "P1: W(x)1-----------------------\nP2: W(x)2  R(x)2\nP3:                 R(x)2\n", {}},
        Picture{"AnUnknownWriteMayHaveHappenedLate", "P1: W(x)1?\nP2:         R(x)-  R(x)1\n", {}},
        Picture{"AnUnknownWriteDoesNotUnhappen", "P1: W(x)1?\nP2:         R(x)1  R(x)-\n", {0, 1, 2}},
        Picture{"AnUnknownWriteMayNeverHaveHappened", "P1: W(x)1?\nP2:         R(x)-  R(x)-\n", {}},
        Picture{"AFailedWriteDidNotHappen", "P1: W(x)1!\nP2:         R(x)1\n", {1}}),
    [](const auto& parameter) { return parameter.param.name; });

TEST(Zones, IntervalsThatTouchAreConcurrent) {
  const auto read_of_old = [](Time call) {
    return timed({{Kind::write, Value(1), 0, 1}, {Kind::write, Value(2), 2, 5}, {Kind::read, Value(1), call, 9}});
  };
  EXPECT_TRUE(is_linearizable(read_of_old(5)));
  EXPECT_FALSE(is_linearizable(read_of_old(6)));
}

TEST(Zones, ClockUncertaintyWidensIntervals) {
  const auto with_uncertainty = [](Time uncertainty) {
    return timed({{Kind::write, Value(1), 0, 1}, {Kind::write, Value(2), 20, 21}, {Kind::read, Value(1), 24, 25}}, Object::register_, uncertainty);
  };
  EXPECT_FALSE(is_linearizable(with_uncertainty(2)));
  EXPECT_TRUE(is_linearizable(with_uncertainty(3)));
}

TEST(Zones, BackwardZonesStandBetweenForwardZones) {
  // Cluster 3 may take effect at one instant only, between the zones of 1 and 2, which meet at 10.
  const History history = timed({{Kind::write, Value(1), 0, 2}, {Kind::read, Value(1), 10, 12}, {Kind::write, Value(2), 4, 10}, {Kind::read, Value(2), 20, 22},
                                 {Kind::write, Value(3), 5, 15}, {Kind::read, Value(3), 6, 14}});
  const Finding finding = linearizable(history, Path::fast);
  ASSERT_EQ(finding.answer, Answer::satisfied);
  EXPECT_EQ(replay(history, finding.witness), "");
}

TEST(Zones, ReadsOfAClusterStandInOrderOfCallWhateverTheOrderOfTheFile) {
  const History history = timed({{Kind::read, Value(1), 30, 31}, {Kind::read, Value(1), 10, 11}, {Kind::write, Value(1), 0, 1}, {Kind::read, Value(1), 20, 21}});
  const Finding finding = linearizable(history, Path::fast);
  EXPECT_EQ(finding.witness, (std::vector<OpId>{OpId{2}, OpId{1}, OpId{3}, OpId{0}}));
}

TEST(Zones, TheKeyThatIsBlamedDoesNotDependOnThreads) {
  HistoryBuilder builder;
  builder.set_timed(true);
  for (int key = 0; key < 400; ++key) {
    const bool stale = key % 7 == 3;
    const auto add = [&](Kind kind, int value, Time call) {
      builder.add({.kind = kind, .process = builder.process(key), .key = builder.key(key), .value = builder.value(value), .call = call, .response = call + 1});
    };
    add(Kind::write, 1, 0);
    add(Kind::write, 2, 10);
    add(Kind::read, stale ? 1 : 2, 20);
  }
  const History history = std::move(builder).build().value();
  for (const unsigned jobs : {1u, 2u, 4u}) {
    const Finding finding = linearizable(history, Path::automatic, {.jobs = jobs});
    ASSERT_EQ(finding.answer, Answer::violated);
    EXPECT_EQ(finding.core, (std::vector<OpId>{OpId{9}, OpId{10}, OpId{11}}));
  }
}

}  // namespace
}  // namespace clio::test
