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
  return {object == Object::queue ? Kind::enqueue : Kind::push, value, call, response};
}
Row out(Object object, std::optional<std::int64_t> value, Time call, Time response) {
  return {object == Object::queue ? Kind::dequeue : Kind::pop, value, call, response};
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
      {"QueueEmptyWhileCertainlyFull", q, {in(q, 1, 0, 1), out(q, {}, 3, 4), out(q, 1, 6, 7)}, {0, 1, 2}},
      {"QueueEmptyWhileTwoValuesHandOver",
       q,
       {in(q, 1, 0, 1), in(q, 2, 2, 3), out(q, 1, 5, 6), out(q, {}, 3, 8), out(q, 2, 9, 10)},
       {0, 1, 2, 3, 4}},
      {"QueueEmptyBetweenTwoValuesThatTouch", q, {in(q, 1, 0, 1), in(q, 2, 2, 5), out(q, 1, 5, 6), out(q, {}, 3, 8), out(q, 2, 9, 10)}, {}},
      {"QueueUnknownEnqueueMayComeLate", q, {in(q, 1, 0, kNever), out(q, {}, 3, 4), out(q, 1, 5, 6)}, {}},
      {"QueueUnknownEnqueueMayNeverCome", q, {in(q, 1, 0, kNever), in(q, 2, 3, 4), out(q, 2, 5, 6)}, {}},
      {"StackInOrder", s, {in(s, 1, 0, 1), in(s, 2, 2, 3), out(s, 2, 4, 5), out(s, 1, 6, 7)}, {}},
      {"StackOutOfOrder", s, {in(s, 1, 0, 1), in(s, 2, 2, 3), out(s, 1, 4, 5), out(s, 2, 6, 7)}, {0, 1, 2, 3}},
      {"StackPushedAndPoppedAtOnce", s, {in(s, 1, 0, 9), in(s, 2, 0, 1), out(s, 1, 3, 4), out(s, 2, 5, 6)}, {}},
      {"StackValueInTheWay", s, {in(s, 1, 0, 1), in(s, 2, 2, 3), out(s, 1, 4, 5)}, {0, 1, 2}},
      {"StackNestedThreeDeep",
       s,
       {in(s, 1, 0, 1), in(s, 2, 2, 3), in(s, 3, 4, 5), out(s, 3, 6, 7), out(s, 2, 8, 9), out(s, {}, 12, 13), out(s, 1, 10, 11)},
       {}},
      {"StackEmptyWhileCertainlyFull", s, {in(s, 1, 0, 1), out(s, {}, 3, 4), out(s, 1, 6, 7)}, {0, 1, 2}},
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
  for (int i = 0; i < kDepth; ++i) rows.push_back({Kind::push, i, now, now + 1, {}, true, 0}), now += 2;
  for (int i = kDepth; i-- > 0;) rows.push_back({Kind::pop, i, now, now + 1, {}, true, 0}), now += 2;
  EXPECT_EQ(linearizable(timed(rows, Object::stack), Path::fast).answer, Answer::satisfied);
  std::swap(rows[kDepth + 100].value, rows[kDepth + 101].value);
  const Finding finding = linearizable(timed(rows, Object::stack), Path::fast);
  ASSERT_EQ(finding.answer, Answer::violated);
  EXPECT_EQ(finding.core.size(), 4u);
}

/// Satisfied and replayed, or violated with the core given, on the way that is chosen and on the complete one.
void expect_queue(const std::vector<Row>& rows, const std::vector<std::uint32_t>& core) {
  const History history = timed(rows, Object::queue);
  EXPECT_EQ(brute_linearizable(history), core.empty());
  EXPECT_EQ(linearizable(history, Path::complete).answer, core.empty() ? Answer::satisfied : Answer::violated);
  const Finding finding = linearizable(history);
  ASSERT_EQ(finding.answer, core.empty() ? Answer::satisfied : Answer::violated) << finding.reason;
  if (core.empty()) {
    EXPECT_EQ(replay(history, finding.witness), "");
    return;
  }
  std::vector<std::uint32_t> ids;
  for (const OpId op : finding.core) ids.push_back(static_cast<std::uint32_t>(op));
  EXPECT_EQ(ids, core);
}

TEST(Containers, OfEqualEnqueuesTheOneThatSettlesFirstGoesFirst) {
  constexpr Object q = Object::queue;
  // 1 must go in twice, once before 2 and once after it; only the long one can be the later.
  expect_queue({in(q, 1, 0, 9), in(q, 1, 1, 2), in(q, 2, 3, 4), out(q, 1, 10, 11), out(q, 2, 12, 13), out(q, 1, 14, 15)}, {});
  expect_queue({in(q, 1, 0, 2), in(q, 1, 1, 2), in(q, 2, 3, 4), out(q, 1, 10, 11), out(q, 2, 12, 13), out(q, 1, 14, 15)}, {0, 1, 2, 3, 4, 5});
}

TEST(Containers, AnUnknownDequeueMayTakeWhatIsInTheWay) {
  constexpr Object q = Object::queue;
  expect_queue({in(q, 1, 0, 1), in(q, 2, 2, 3), out(q, {}, 4, kNever), out(q, 2, 6, 7)}, {});
  expect_queue({in(q, 1, 0, 1), in(q, 2, 2, 3), out(q, 2, 4, 5), out(q, {}, 6, kNever)}, {0, 1, 2, 3});
  expect_queue({in(q, 1, 0, 1), in(q, 1, 2, 3), in(q, 2, 4, 5), out(q, {}, 4, kNever), out(q, 2, 6, 7)}, {0, 1, 2, 3, 4});
}

TEST(Containers, AnUnknownDequeueDoesNotTakeWhatIsAskedForLater) {
  constexpr Object q = Object::queue;
  expect_queue({in(q, 1, 0, 1), in(q, 2, 2, 3), out(q, {}, 4, kNever), out(q, 1, 6, 7), out(q, 2, 8, 9)}, {});
}

TEST(Containers, ADequeueThatFoundNothingStandsBetweenEqualValues) {
  constexpr Object q = Object::queue;
  expect_queue({in(q, 1, 0, 1), out(q, 1, 2, 3), out(q, {}, 4, 5), in(q, 1, 6, 7), out(q, 1, 8, 9)}, {});
  expect_queue({in(q, 1, 0, 1), in(q, 1, 2, 3), out(q, 1, 4, 5), out(q, {}, 6, 7), out(q, 1, 8, 9)}, {0, 1, 2, 3, 4});
}

TEST(Containers, AMillionOperationsOfAQueueWithFewValuesTakeNoStack) {
  Header header;
  header.object = Object::queue;
  HistoryBuilder builder(header);
  builder.set_timed(true);
  for (int i = 0; i < 1'000'000; ++i) {
    const bool enqueue = i % 2 == 0;
    builder.add({.kind = enqueue ? Kind::enqueue : Kind::dequeue, .process = builder.process(i % 4), .key = builder.key("x"), .value = builder.value(i / 2 % 5),
                 .call = 10 * i, .response = 10 * i + 25});
  }
  const History history = std::move(builder).build().value();
  const Finding finding = linearizable(history);
  ASSERT_EQ(finding.answer, Answer::satisfied) << finding.reason;
  EXPECT_EQ(finding.witness.size(), history.size());
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
