// The propositional side by itself: defaults, clauses, sources of reads, and giving up.

#include "checker/engines/sequential/choices.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "written_histories.hpp"

namespace clio::test {
namespace {

using sequential::Choices;
using sequential::Event;
using sequential::kInitial;
using sequential::kNoEvent;
using sequential::Problem;

struct Chooser {
  explicit Chooser(std::string_view text, const Limits& limits = {})
      : history(written(text)), relations(history), problem(relations), budget(limits), choices(problem, budget) {}
  [[nodiscard]] Event event(std::size_t op) const {
    Event e = 0;
    while (problem.op(e) != id_at<OpId>(op)) ++e;
    return e;
  }
  History history;
  BaseRelations relations;
  Problem problem;
  Budget budget;
  Choices choices;
};

using Pairs = std::vector<std::pair<Event, Event>>;

TEST(Choices, AFreePairOfWritesFollowsItsDefault) {
  for (const bool first : {true, false}) {
    Chooser c("0 w x 1 | 1 w x 2");
    (void)c.choices.before(0, 1, first);
    ASSERT_EQ(c.choices.solve(), SatSolver::Answer::possible);
    EXPECT_EQ(c.choices.chosen_pairs(0), first ? (Pairs{{0, 1}}) : (Pairs{{1, 0}}));
  }
}

TEST(Choices, TheTwoDirectionsOfAPairAreOneVariable) {
  Chooser c("0 w x 1 | 1 w x 2");
  EXPECT_EQ(c.choices.before(0, 1, true), -c.choices.before(1, 0, false));
}

TEST(Choices, WhatIsForbiddenIsNotChosenAndIsBlamed) {
  Chooser c("0 w x 1 | 1 w x 2 | 2 w x 3");
  const Choices::Literal forbidden[] = {c.choices.before(0, 1, true)};
  const Event because[] = {0, 1};
  c.choices.forbid(forbidden, because);
  ASSERT_EQ(c.choices.solve(), SatSolver::Answer::possible);
  EXPECT_EQ(c.choices.chosen_pairs(0), (Pairs{{1, 0}}));
  EXPECT_EQ(c.choices.blamed(), (std::vector<bool>{true, true, false}));
}

TEST(Choices, ForbiddingBothDirectionsIsImpossible) {
  Chooser c("0 w x 1 | 1 w x 2");
  for (const Choices::Literal literal : {c.choices.before(0, 1, true), c.choices.before(1, 0, false)}) c.choices.forbid({&literal, 1}, {});
  EXPECT_EQ(c.choices.solve(), SatSolver::Answer::impossible);
}

TEST(Choices, AReadTakesAnotherSourceOnceItsDefaultIsForbiddenAndNoneAfterAllAre) {
  Chooser c("0 w x 1 | 1 w x 1 | 2 r x 1");
  const Event reader = c.event(2);
  c.choices.set_default_source(reader, c.event(1));
  EXPECT_EQ(c.choices.source(reader), c.event(1));
  const Choices::Literal first = c.choices.reads(reader, c.event(1)), second = c.choices.reads(reader, c.event(0));
  ASSERT_EQ(c.choices.solve(), SatSolver::Answer::possible);
  EXPECT_EQ(c.choices.source(reader), c.event(1));
  c.choices.forbid({&first, 1}, {});
  ASSERT_EQ(c.choices.solve(), SatSolver::Answer::possible);
  EXPECT_EQ(c.choices.source(reader), c.event(0));
  c.choices.forbid({&second, 1}, {});
  EXPECT_EQ(c.choices.solve(), SatSolver::Answer::impossible);
  EXPECT_TRUE(c.choices.blamed()[reader]);
}

TEST(Choices, SourcesThatAreNotShownYetAreShownBeforeARefutationRestsOnTheirAbsence) {
  constexpr std::size_t kWrites = 30;
  std::string text;
  for (std::size_t i = 0; i < kWrites; ++i) text += std::to_string(i) + " w x 1 | ";
  Chooser c(text + "30 r x 1");
  const Event reader = c.event(kWrites);
  c.choices.open_sources(reader);
  std::set<Event> seen;
  for (std::size_t i = 0; i < kWrites; ++i) {
    ASSERT_EQ(c.choices.solve(), SatSolver::Answer::possible) << i;
    const Event source = c.choices.source(reader);
    EXPECT_TRUE(seen.insert(source).second) << "again " << source;
    const Choices::Literal literal = c.choices.reads(reader, source);
    c.choices.forbid({&literal, 1}, {});
  }
  EXPECT_EQ(c.choices.solve(), SatSolver::Answer::impossible);
}

TEST(Choices, SourcesNextToTheDefaultAreShownFirst) {
  Chooser c("0 w x 1 | 1 w x 1 | 2 w x 1 | 3 w x 1 | 4 w x 1 | 5 w x 1 | 6 w x 1 | 7 w x 1 | 8 w x 1 | 9 r x 1");
  const std::vector<std::uint32_t> rank{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  c.choices.rank_by(rank);
  const Event reader = c.event(9);
  c.choices.set_default_source(reader, c.event(7));
  c.choices.open_sources(reader);
  std::vector<Event> seen;
  for (std::size_t i = 0; i < 4; ++i) {
    ASSERT_EQ(c.choices.solve(), SatSolver::Answer::possible);
    seen.push_back(c.choices.source(reader));
    const Choices::Literal literal = c.choices.reads(reader, seen.back());
    c.choices.forbid({&literal, 1}, {});
  }
  EXPECT_EQ(seen.front(), c.event(7));
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen, (std::vector<Event>{c.event(5), c.event(6), c.event(7), c.event(8)}));
}

TEST(Choices, AnUnknownCompareAndSetThatIsReadTakesEffectAndNeedsASourceItself) {
  Chooser c("0 w x 1 | 1 c? x 1 2 | 2 r x 2");
  const Event reader = c.event(2), unknown = c.event(1);
  c.choices.open_sources(reader);
  ASSERT_EQ(c.choices.solve(), SatSolver::Answer::possible);
  EXPECT_TRUE(c.choices.is_effective(unknown));
  EXPECT_EQ(c.choices.source(unknown), c.event(0));
  const Choices::Literal source = c.choices.reads(unknown, c.event(0));
  c.choices.forbid({&source, 1}, {});
  EXPECT_EQ(c.choices.solve(), SatSolver::Answer::impossible);
}

TEST(Choices, AnUnknownWriteThatNobodyReadsNeedNotTakeEffect) {
  Chooser c("0 w x 1 | 1 w? x 1 | 2 r x 1");
  c.choices.set_default_source(c.event(2), c.event(0));
  c.choices.open_sources(c.event(2));
  ASSERT_EQ(c.choices.solve(), SatSolver::Answer::possible);
  EXPECT_FALSE(c.choices.is_effective(c.event(1)));
}

}  // namespace
}  // namespace clio::test
