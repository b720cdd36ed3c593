// What is judged apart, and that orders judged apart become one.

#include "checker/engines/sequential/blocks.hpp"

#include <gtest/gtest.h>

#include "brute_force.hpp"
#include "written_histories.hpp"

namespace clio::test {
namespace {

using sequential::independent_keys;
using sequential::merged_orders;

std::vector<std::size_t> group_sizes(std::string_view text) {
  const History history = written(text);
  std::vector<std::size_t> sizes;
  for (const std::vector<KeyId>& group : independent_keys(BaseRelations(history))) sizes.push_back(group.size());
  return sizes;
}

TEST(Blocks, KeysThatOneSessionLinksAreJudgedApart) {
  EXPECT_EQ(group_sizes("0 w x 1 | 0 w y 1 | 1 r x 1 | 2 r y 1"), (std::vector<std::size_t>{1, 1}));
}

TEST(Blocks, KeysThatTwoSessionsShareAreJudgedTogether) {
  EXPECT_EQ(group_sizes("0 w x 1 | 0 w y 1 | 1 r y 1 | 1 r x -"), std::vector<std::size_t>{2});
}

TEST(Blocks, ARingOfKeysAndSessionsIsJudgedTogether) {
  EXPECT_EQ(group_sizes("0 w x 1 | 0 w y 1 | 1 r y 1 | 1 w z 1 | 2 r z 1 | 2 r x -"), std::vector<std::size_t>{3});
}

TEST(Blocks, TwoRingsThatMeetAtAKeyAreJudgedTogether) {
  EXPECT_EQ(group_sizes("0 w x 1 | 0 w y 1 | 1 r y 1 | 1 r x 1 | 2 r x 1 | 2 w z 1 | 3 r z 1 | 3 r x 1"), std::vector<std::size_t>{3});
}

TEST(Blocks, TwoRingsThatMeetAtASessionAreJudgedApart) {
  EXPECT_EQ(group_sizes("0 w a 1 | 0 w b 1 | 1 r a 1 | 1 r b 1 | 0 w c 1 | 0 w d 1 | 2 r c 1 | 2 r d 1"), (std::vector<std::size_t>{2, 2}));
}

TEST(Blocks, OrdersOfGroupsMergeAlongTheSessionThatTheyShare) {
  const History history = written("0 w x 1 | 0 w y 1 | 0 w x 2 | 0 w y 2 | 1 r x 1 | 2 r y - | 2 r y 2");
  const std::vector<std::vector<OpId>> orders{{OpId{0}, OpId{4}, OpId{2}}, {OpId{5}, OpId{1}, OpId{3}, OpId{6}}};
  EXPECT_EQ(replay(history, merged_orders(BaseRelations(history), orders)), "");
}

TEST(Blocks, AnUnknownWriteThatTookNoEffectHoldsNothingUpInTheMerge) {
  const History history = written("0 w x 1 | 0 w? y 1 | 0 w? x 9 | 0 w x 2 | 1 r x 1 | 2 r y 1");
  const std::vector<std::vector<OpId>> orders{{OpId{0}, OpId{4}, OpId{3}}, {OpId{1}, OpId{5}}};
  EXPECT_EQ(replay(history, merged_orders(BaseRelations(history), orders)), "");
}

}  // namespace
}  // namespace clio::test
