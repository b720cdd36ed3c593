// Guesses at the order of execution.

#include "checker/engines/sequential/ranks.hpp"

#include <gtest/gtest.h>

#include "checker/engines/sequential/saturation.hpp"
#include "written_histories.hpp"

namespace clio::test {
namespace {

using sequential::Event;
using sequential::Guess;
using sequential::Problem;

std::vector<std::size_t> in_order(const Problem& problem, const std::vector<std::uint32_t>& rank) {
  std::vector<std::size_t> ops(problem.size());
  for (Event e = 0; e < problem.size(); ++e) ops[rank[e]] = index(problem.op(e));
  return ops;
}

History timed(const std::vector<std::pair<Time, Time>>& times) {
  HistoryBuilder b;
  b.set_timed(true);
  std::int64_t process = 0;
  for (const auto& [call, response] : times) {
    b.add({.kind = Kind::write, .process = b.process(process), .key = b.key("x"), .value = b.value(process), .call = call, .response = response});
    ++process;
  }
  return std::move(b).build().value();
}

TEST(Ranks, WithoutTimesThePlaceInTheFileCounts) {
  const History history = written("1 w x 1 | 0 w x 2 | 1 w x 3 | 0 w x 4");
  const BaseRelations relations(history);
  const Problem problem(relations);
  EXPECT_EQ(in_order(problem, ranked(problem, history, Guess::call)), (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(Ranks, ProgressPutsSessionsSideBySideWhateverTheirLength) {
  const History history = written("0 w x 1 | 0 w x 2 | 0 w x 3 | 0 w x 4 | 1 w x 5 | 1 w x 6");
  const BaseRelations relations(history);
  const Problem problem(relations);
  EXPECT_EQ(in_order(problem, ranked(problem, history, Guess::progress)), (std::vector<std::size_t>{0, 4, 1, 2, 5, 3}));
}

TEST(Ranks, CallsAndResponsesMayDiffer) {
  const History history = timed({{0, 50}, {10, 20}, {5, 60}});
  const BaseRelations relations(history);
  const Problem problem(relations);
  EXPECT_EQ(in_order(problem, ranked(problem, history, Guess::call)), (std::vector<std::size_t>{0, 2, 1}));
  EXPECT_EQ(in_order(problem, ranked(problem, history, Guess::response)), (std::vector<std::size_t>{1, 0, 2}));
}

TEST(Ranks, APastThatIsKnownPutsAReaderBehindItsWrite) {
  const History history = written("0 r x 1 | 0 w y 1 | 1 w x 1 | 1 r y 1");
  const BaseRelations relations(history);
  const Problem problem(relations);
  const std::vector<std::uint32_t> rank = ranked(problem, history, Guess::call);
  Budget budget{Limits{}};
  sequential::Saturation saturation(problem, rank, budget);
  ASSERT_EQ(saturation.run(), sequential::Saturation::Outcome::consistent);
  EXPECT_EQ(in_order(problem, ranked_by_past(problem, saturation.clocks())), (std::vector<std::size_t>{2, 0, 1, 3}));
}

TEST(Ranks, AFileThatHoldsOneSessionAfterTheOtherSuggestsProgressFirst) {
  const History one_by_one = written("0 w x 1 | 0 w x 2 | 1 w x 3 | 1 w x 4");
  const History mixed = written("0 w x 1 | 1 w x 2 | 0 w x 3 | 1 w x 4 | 0 w x 5");
  EXPECT_EQ(guesses(Problem(BaseRelations(one_by_one)), one_by_one).front(), Guess::progress);
  EXPECT_EQ(guesses(Problem(BaseRelations(mixed)), mixed).front(), Guess::call);
}

}  // namespace
}  // namespace clio::test
