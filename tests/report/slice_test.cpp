#include "src/report/slice.hpp"

#include <gtest/gtest.h>

#include "tests/support/histories.hpp"

namespace clio {
namespace {

std::vector<std::size_t> kept(const History& history, const Slice& slice) {
  Result<SubHistory, std::string> part = slice_of(history, slice);
  if (!part) {
    ADD_FAILURE() << part.error();
    return {};
  }
  std::vector<std::size_t> ids;
  for (const OpId op : part->origin) ids.push_back(index(op));
  return ids;
}

class Slices : public testing::Test {
 protected:
  const History history_ = test::history_of(
      "P1: W(x)1  W(y)1         R(x)1\n"
      "P2:               W(x)2  R(y)1\n");
  using Ids = std::vector<std::size_t>;
};

TEST_F(Slices, KeepEverythingWhereNothingIsAsked) {
  EXPECT_TRUE(Slice{}.everything());
  EXPECT_EQ(kept(history_, {}), (Ids{0, 1, 2, 3, 4}));
}

TEST_F(Slices, KeepTheOperationsOfKeysAndProcesses) {
  EXPECT_EQ(kept(history_, {.keys = {"x"}}), (Ids{0, 2, 3}));
  EXPECT_EQ(kept(history_, {.processes = {"P2"}}), (Ids{3, 4}));
  EXPECT_EQ(kept(history_, {.keys = {"x"}, .processes = {"P2"}}), (Ids{3}));
  EXPECT_EQ(kept(history_, {.keys = {"x", "y"}}), (Ids{0, 1, 2, 3, 4}));
}

TEST_F(Slices, KeepWhatWasCalledBetweenTwoTimes) {
  const Time call = history_.call(id_at<OpId>(3));
  EXPECT_EQ(kept(history_, {.from = call, .to = call}), (Ids{3}));
  EXPECT_EQ(kept(history_, {.from = call + 1}), (Ids{2, 4}));
}

TEST_F(Slices, RefuseNamesThatTheHistoryDoesNotKnow) {
  EXPECT_EQ(slice_of(history_, {.keys = {"x", "z"}}).error(), "no operation has the key z");
  EXPECT_EQ(slice_of(history_, {.processes = {"P7"}}).error(), "no operation has the process P7");
}

TEST(SlicesOfIntegers, AreNamedByTheirDigits) {
  HistoryBuilder builder;
  for (const int key : {1, 12})
    (void)builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key(key), .value = builder.value(1)});
  const History history = std::move(builder).build().value();
  EXPECT_EQ(kept(history, {.keys = {"12"}}), (std::vector<std::size_t>{1}));
  EXPECT_EQ(slice_of(history, {.from = 3}).error(), "--from and --to need times, and the history has none");
}

TEST_F(Slices, RefuseToJudgeNothing) {
  EXPECT_EQ(slice_of(history_, {.from = 9999}).error(), "no operation is in the slice (from 9999)");
  EXPECT_EQ(slice_of(history_, {.keys = {"y"}, .from = 9, .to = 3}).error(), "no operation is in the slice (key y, from 9, to 3)");
}

TEST(SlicesOfSimilarNames, TellAStringByItsQuotes) {
  const History history = test::history_of("# untimed\n1: W(x)1 W(1)1 W(\"1\")1\n");
  EXPECT_EQ(kept(history, {.keys = {"1"}}), (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(kept(history, {.keys = {"\"1\""}}), (std::vector<std::size_t>{2}));
  EXPECT_EQ(kept(history, {.keys = {"\"x\""}}), (std::vector<std::size_t>{0}));
}

TEST(SlicesInWords, NameWhatWasAsked) {
  EXPECT_EQ(describe(Slice{.keys = {"x", "y"}, .processes = {"P1"}, .from = -3, .to = 9}), "key x, key y, process P1, from -3, to 9");
}

}  // namespace
}  // namespace clio
