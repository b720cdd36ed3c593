// One key with distinct values: where contraction applies, what it finds, and whom it blames.

#include "checker/engines/sequential/key_clusters.hpp"

#include <gtest/gtest.h>

#include "brute_force.hpp"
#include "written_histories.hpp"

namespace clio::test {
namespace {

std::optional<Finding> decide(const History& history) {
  const BaseRelations relations(history);
  return sequential::KeyClusters(relations, sequential::KeyOperations(relations)).decide(KeyId{0});
}

void expect_satisfied(std::string_view text) {
  const History history = written(text);
  const std::optional<Finding> finding = decide(history);
  ASSERT_TRUE(finding && finding->answer == Answer::satisfied) << text;
  EXPECT_EQ(replay(history, finding->witness), "") << text;
}

void expect_violated(std::string_view text, std::vector<std::size_t> core) {
  const std::optional<Finding> finding = decide(written(text));
  ASSERT_TRUE(finding && finding->answer == Answer::violated) << text;
  std::vector<std::size_t> ops;
  for (const OpId op : finding->core) ops.push_back(index(op));
  EXPECT_EQ(ops, core) << text;
}

TEST(KeyClusters, DoNotApplyToRepeatedValuesNorToFailedOrUnknownCompareAndSets) {
  EXPECT_FALSE(decide(written("0 w x 1 | 1 w x 1 | 2 r x 1")));
  EXPECT_FALSE(decide(written("0 w x - | 1 r x -")));
  EXPECT_FALSE(decide(written("0 w x 1 | 1 c! x 2 3")));
  EXPECT_FALSE(decide(written("0 w x 1 | 1 c? x 1 3")));
}

TEST(KeyClusters, ReadersFollowTheirWriteWhereverTheyStand) { expect_satisfied("1 r x 1 | 2 r x 2 | 2 r x 1 | 0 w x 1 | 3 w x 2 | 4 r x -"); }

TEST(KeyClusters, AnUnknownWriteMayComeLateButNotEarly) {
  expect_satisfied("0 w? x 1 | 0 w x 2 | 1 r x 2 | 1 r x 1");
  expect_violated("0 w x 1 | 0 w? x 2 | 1 r x 2 | 1 r x 1", {0, 1, 2, 3});
}

TEST(KeyClusters, AnInitialValueAfterAnotherIsBlamedOnTheTwoAndTheWrite) { expect_violated("0 w x 1 | 2 w x 9 | 1 r x 1 | 1 r x -", {0, 2, 3}); }

TEST(KeyClusters, TwoSessionsThatSeeTwoValuesInOppositeOrdersAreACycle) {
  expect_violated("0 w x 1 | 1 w x 2 | 2 r x 1 | 2 r x 2 | 3 r x 2 | 3 r x 1", {0, 1, 2, 3, 4, 5});
}

TEST(KeyClusters, ChainsOfCompareAndSetsHaveNothingBetween) {
  expect_satisfied("0 w x 1 | 1 c x 1 2 | 2 r x 1 | 2 r x 2 | 3 w x 3");
  expect_violated("0 w x 1 | 1 c x 1 2 | 2 r x 1 | 2 r x 3 | 2 r x 2 | 3 w x 3", {0, 1, 2, 3, 4, 5});
  expect_violated("0 w x 1 | 1 c x 1 2 | 2 r x 2 | 2 r x 1", {0, 1, 2, 3});
}

TEST(KeyClusters, SessionsAreOrderedByCallWhereTheFileIsNot) {
  const auto decided = [](Time first_read, Time second_read) {
    HistoryBuilder builder;
    builder.set_timed(true);
    const auto add = [&](Kind kind, int process, int value, Time call) {
      builder.add({.kind = kind, .process = builder.process(process), .key = builder.key("x"), .value = builder.value(value), .call = call, .response = call + 1});
    };
    add(Kind::write, 0, 1, 0);
    add(Kind::write, 0, 2, 2);
    add(Kind::read, 1, 2, second_read);
    add(Kind::read, 1, 1, first_read);
    return decide(std::move(builder).build().value());
  };
  EXPECT_EQ(decided(10, 20)->answer, Answer::satisfied);
  EXPECT_EQ(decided(20, 10)->answer, Answer::violated);
}

TEST(KeyClusters, AValueReplacedTwiceIsBlamedOnBoth) { expect_violated("0 w x 1 | 1 c x 1 2 | 2 c x 1 3 | 3 r x 3", {0, 1, 2}); }

TEST(KeyClusters, CompareAndSetsThatReplaceEachOtherInARoundAreBlamedTogether) { expect_violated("0 c x 1 2 | 1 c x 2 1 | 2 w x 5", {0, 1}); }

TEST(KeyClusters, AValueThatNobodyWroteIsBlamedOnItsReader) { expect_violated("0 w x 1 | 1 r x 4", {1}); }

}  // namespace
}  // namespace clio::test
