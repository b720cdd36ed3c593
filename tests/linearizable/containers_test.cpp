// Queues and stacks: the fast way, case by case.

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "tests/linearizable/brute_force.hpp"
#include "tests/linearizable/rows.hpp"

namespace clio::test {
namespace {

struct Case {
  std::string name;
  Object object;
  std::vector<Row> rows;
  std::vector<std::uint32_t> core;  // empty: linearizable
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

Row in(Object object, int value, Time call, Time response) {
  return {object == Object::queue ? Kind::enqueue : Kind::push, Value(value), call, response};
}
Row out(Object object, Value value, Time call, Time response) {
  return {object == Object::queue ? Kind::dequeue : Kind::pop, std::move(value), call, response};
}

std::vector<Case> cases() {
  constexpr Object q = Object::queue, s = Object::stack;
  return {
      {"QueueInOrder", q, {in(q, 1, 0, 1), in(q, 2, 2, 3), out(q, 1, 4, 5), out(q, 2, 6, 7)}, {}},
      {"QueueOutOfOrder", q, {in(q, 1, 0, 1), in(q, 2, 2, 3), out(q, 2, 4, 5), out(q, 1, 6, 7)}, {0, 1, 2, 3}},
      {"QueueConcurrentEnqueues", q, {in(q, 1, 0, 2), in(q, 2, 1, 3), out(q, 2, 4, 5), out(q, 1, 6, 7)}, {}},
      {"QueueValueLeftBehind", q, {in(q, 1, 0, 1), in(q, 2, 2, 3), out(q, 2, 4, 5)}, {0, 1, 2}},
      {"QueueDequeueOfNothingKnown", q, {out(q, 7, 0, 1)}, {0}},
      {"QueueDequeueBeforeEnqueue", q, {out(q, 1, 0, 1), in(q, 1, 2, 3)}, {0, 1}},
      {"QueueEmptyWhileCertainlyFull", q, {in(q, 1, 0, 1), out(q, Value(), 3, 4), out(q, 1, 6, 7)}, {0, 1, 2}},
      {"QueueEmptyWhileTwoValuesHandOver",
       q,
       {in(q, 1, 0, 1), in(q, 2, 2, 3), out(q, 1, 5, 6), out(q, Value(), 3, 8), out(q, 2, 9, 10)},
       {0, 1, 2, 3, 4}},
      {"QueueEmptyBetweenTwoValuesThatTouch", q, {in(q, 1, 0, 1), in(q, 2, 2, 5), out(q, 1, 5, 6), out(q, Value(), 3, 8), out(q, 2, 9, 10)}, {}},
      {"QueueUnknownEnqueueMayComeLate", q, {in(q, 1, 0, kNever), out(q, Value(), 3, 4), out(q, 1, 5, 6)}, {}},
      {"QueueUnknownEnqueueMayNeverCome", q, {in(q, 1, 0, kNever), in(q, 2, 3, 4), out(q, 2, 5, 6)}, {}},
      {"StackInOrder", s, {in(s, 1, 0, 1), in(s, 2, 2, 3), out(s, 2, 4, 5), out(s, 1, 6, 7)}, {}},
      {"StackOutOfOrder", s, {in(s, 1, 0, 1), in(s, 2, 2, 3), out(s, 1, 4, 5), out(s, 2, 6, 7)}, {0, 1, 2, 3}},
      {"StackPushedAndPoppedAtOnce", s, {in(s, 1, 0, 9), in(s, 2, 0, 1), out(s, 1, 3, 4), out(s, 2, 5, 6)}, {}},
      {"StackValueInTheWay", s, {in(s, 1, 0, 1), in(s, 2, 2, 3), out(s, 1, 4, 5)}, {0, 1, 2}},
      {"StackNestedThreeDeep",
       s,
       {in(s, 1, 0, 1), in(s, 2, 2, 3), in(s, 3, 4, 5), out(s, 3, 6, 7), out(s, 2, 8, 9), out(s, Value(), 12, 13), out(s, 1, 10, 11)},
       {}},
      {"StackEmptyWhileCertainlyFull", s, {in(s, 1, 0, 1), out(s, Value(), 3, 4), out(s, 1, 6, 7)}, {0, 1, 2}},
      {"StackOfThreeThatOnlyTogetherDoNotNest",
       s,
       {in(s, 1, 0, 1), in(s, 2, 2, 3), out(s, 1, 6, 7), in(s, 3, 4, 5), out(s, 2, 9, 20), out(s, 3, 9, 20)},
       {0, 1, 2, 4}},
  };
}

class Containers : public testing::TestWithParam<Case> {};

TEST_P(Containers, AreJudgedWithTheValuesThatMatter) {
  const Case& c = GetParam();
  const History history = timed(c.rows, c.object);
  EXPECT_EQ(brute_linearizable(history), c.core.empty());
  const Finding finding = linearizable(history, Path::fast);
  if (c.core.empty()) {
    ASSERT_EQ(finding.answer, Answer::satisfied) << finding.reason;
    EXPECT_EQ(replay(history, finding.witness), "");
    return;
  }
  ASSERT_EQ(finding.answer, Answer::violated) << finding.reason;
  std::vector<std::uint32_t> core;
  for (const OpId op : finding.core) core.push_back(static_cast<std::uint32_t>(op));
  EXPECT_EQ(core, c.core);
  EXPECT_EQ(wrong_core(history, finding.core, brute_linearizable), "");
}

INSTANTIATE_TEST_SUITE_P(Histories, Containers, testing::ValuesIn(cases()), [](const auto& parameter) { return parameter.param.name; });

TEST(Containers, AStackThatGrowsAndShrinksByThousandsIsNoTrouble) {
  std::vector<Row> rows;
  Time now = 0;
  constexpr int kDepth = 50'000;
  for (int i = 0; i < kDepth; ++i) rows.push_back({Kind::push, Value(i), now, now + 1, {}, true, 0}), now += 2;
  for (int i = kDepth; i-- > 0;) rows.push_back({Kind::pop, Value(i), now, now + 1, {}, true, 0}), now += 2;
  EXPECT_EQ(linearizable(timed(rows, Object::stack), Path::fast).answer, Answer::satisfied);
  std::swap(rows[kDepth + 100].value, rows[kDepth + 101].value);
  const Finding finding = linearizable(timed(rows, Object::stack), Path::fast);
  ASSERT_EQ(finding.answer, Answer::violated);
  EXPECT_EQ(finding.core.size(), 4u);
}

TEST(Containers, RepeatedValuesAndUnknownDequeuesAreLeftToTheSearch) {
  const History repeated = timed({in(Object::queue, 1, 0, 1), in(Object::queue, 1, 2, 3), out(Object::queue, 1, 4, 5)}, Object::queue);
  EXPECT_EQ(linearizable(repeated, Path::fast).answer, Answer::unknown);
  EXPECT_EQ(linearizable(repeated).answer, Answer::satisfied);
  const History unknown = timed({in(Object::queue, 1, 0, 1), in(Object::queue, 2, 2, 3), out(Object::queue, {}, 4, kNever), out(Object::queue, 2, 6, 7)}, Object::queue);
  EXPECT_EQ(linearizable(unknown, Path::fast).answer, Answer::unknown);
  EXPECT_EQ(linearizable(unknown).answer, Answer::satisfied);
}

}  // namespace
}  // namespace clio::test
