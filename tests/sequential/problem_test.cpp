// From relations to columns: what is left out, and what a core takes along.

#include "checker/engines/sequential/problem.hpp"

#include <gtest/gtest.h>

#include "written_histories.hpp"

namespace clio::test {
namespace {

using sequential::Event;
using sequential::kNoEvent;
using sequential::Problem;

std::vector<std::size_t> ops(std::vector<OpId> of) {
  std::vector<std::size_t> numbers;
  for (const OpId op : of) numbers.push_back(index(op));
  return numbers;
}

std::vector<std::size_t> closed(std::string_view text, std::size_t from) {
  const History history = written(text);
  const Problem problem{BaseRelations(history)};
  Event e = 0;
  while (problem.op(e) != id_at<OpId>(from)) ++e;
  return ops(problem.closed_core({&e, 1}));
}

using Ops = std::vector<std::size_t>;

TEST(Problem, SessionsLieSideBySideAndUnknownOperationsBehindThem) {
  const History history = written("1 w x 1 | 0 w x 2 | 1 w? x 3 | 1 w x 4 | 0 r x 3");
  const Problem problem{BaseRelations(history)};
  ASSERT_EQ(problem.size(), 5u);
  EXPECT_EQ(problem.certain_count(), 4u);
  EXPECT_EQ(ops({problem.op(4)}), Ops{2});
  EXPECT_EQ(ops({problem.op(problem.predecessor(4))}), Ops{0});
}

TEST(Problem, KnowsMoreSessionsThanTwoBytesCanName) {
  constexpr std::size_t kSessions = 70'000;
  HistoryBuilder builder;
  const KeyId x = builder.key("x");
  for (std::size_t i = 0; i < kSessions; ++i) {
    const ProcessId process = builder.process(static_cast<std::int64_t>(i));
    builder.add({.kind = Kind::write, .process = process, .key = x, .value = builder.value(static_cast<std::int64_t>(i))});
    builder.add({.kind = Kind::read, .process = process, .key = x, .value = builder.value(static_cast<std::int64_t>(i))});
  }
  const History history = std::move(builder).build().value();
  const Problem problem{BaseRelations(history)};
  ASSERT_EQ(problem.session_count(), kSessions);
  for (Event e = 0; e < problem.size(); ++e) {
    ASSERT_EQ(problem.session(e), e / 2);
    ASSERT_EQ(problem.predecessor(e), e % 2 == 0 ? kNoEvent : e - 1);
  }
}

TEST(Problem, UnknownWritesThatNobodyCanWantAreLeftOut) {
  const History history = written("0 w? x 1 | 0 w? x 2 | 1 r x 2");
  EXPECT_EQ(ops(Problem{BaseRelations(history)}.all_ops()), (Ops{1, 2}));
}

TEST(Problem, AnUnknownWriteIsKeptForAnUnknownCompareAndSetThatIsWanted) {
  const History history = written("0 w? x 1 | 1 c? x 1 2 | 2 r x 2 | 3 w? x 5");
  EXPECT_EQ(ops(Problem{BaseRelations(history)}.all_ops()), (Ops{0, 1, 2}));
}

TEST(Problem, AFailedCompareAndSetWantsEveryOtherValue) {
  const History history = written("0 w? x 1 | 1 c! x - 7 | 2 w? y 1");
  EXPECT_EQ(ops(Problem{BaseRelations(history)}.all_ops()), (Ops{0, 1}));
}

TEST(Problem, ACoreTakesEveryPossibleSourceAlong) { EXPECT_EQ(closed("0 w x 1 | 1 w x 2 | 2 r x 1 | 3 w x 1", 2), (Ops{0, 2, 3})); }

TEST(Problem, ACoreTakesTheSourcesOfSourcesAlong) {
  EXPECT_EQ(closed("0 w x 1 | 1 c x 1 2 | 2 r x 2 | 3 w x 3 | 3 w x 1", 2), (Ops{0, 1, 2, 4}));
}

TEST(Problem, AFailedCompareAndSetTakesAllWritesOfOtherValuesAlong) {
  EXPECT_EQ(closed("0 w x 1 | 1 w x 2 | 2 c! x 1 9 | 3 w y 1 | 3 w x 3", 2), (Ops{1, 2, 4}));
}

}  // namespace
}  // namespace clio::test
