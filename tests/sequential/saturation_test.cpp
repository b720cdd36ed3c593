// What saturation derives, where it finds contradictions, and how few operations it blames.

#include "checker/engines/sequential/saturation.hpp"

#include <gtest/gtest.h>

#include "brute_force.hpp"
#include "checker/engines/sequential/ranks.hpp"
#include "random_histories.hpp"
#include "written_histories.hpp"

namespace clio::test {
namespace {

using sequential::Event;
using sequential::Guess;
using sequential::kInitial;
using sequential::kNoEvent;
using sequential::Problem;
using sequential::Saturation;

/// A saturated history with everything that it borrows.
struct Saturated {
  explicit Saturated(History h) : history(std::move(h)), relations(history), problem(relations), rank(ranked(problem, history, Guess::call)) {
    outcome = saturation.run();
  }
  explicit Saturated(std::string_view text) : Saturated(written(text)) {}

  [[nodiscard]] Event event(std::size_t op) const {
    for (Event e = 0; e < problem.size(); ++e) {
      if (problem.op(e) == id_at<OpId>(op)) return e;
    }
    return kNoEvent;
  }
  [[nodiscard]] bool knows_before(std::size_t first, std::size_t second) const {
    const Event a = event(first);
    return saturation.clocks().row(event(second))[problem.session(a)] > a - problem.session_begin(problem.session(a));
  }
  [[nodiscard]] std::vector<std::size_t> blamed() const {
    std::vector<std::size_t> ops;
    for (const OpId op : problem.closed_core(saturation.contradiction())) ops.push_back(index(op));
    return ops;
  }

  History history;
  BaseRelations relations;
  Problem problem;
  std::vector<std::uint32_t> rank;
  Budget budget{Limits{}};
  Saturation saturation{problem, rank, budget};
  Saturation::Outcome outcome;
};

constexpr auto kConsistent = Saturation::Outcome::consistent;
constexpr auto kContradiction = Saturation::Outcome::contradiction;

using Ops = std::vector<std::size_t>;

TEST(Saturation, AWriteKnownBeforeAReadOfAnotherValueComesBeforeThatValue) {
  const Saturated s("0 w x 1 | 0 w y 1 | 1 r y 1 | 1 r x 2 | 2 w x 2");
  ASSERT_EQ(s.outcome, kConsistent);
  EXPECT_TRUE(s.knows_before(0, 4));
}

TEST(Saturation, ReadersComeBeforeTheWriteThatFollowsTheirValue) {
  // x = 1 comes before x = 2, so whoever read 1 is done before 2 is written, although nothing else links the two.
  const Saturated s("0 w x 1 | 0 w y 1 | 1 r y 1 | 1 w x 2 | 2 r x 1");
  ASSERT_EQ(s.outcome, kConsistent);
  EXPECT_TRUE(s.knows_before(4, 3));
}

TEST(Saturation, ReadersOfTheInitialValueComeBeforeEveryWrite) {
  const Saturated s("0 r x - | 1 w x 1 | 2 w x 2");
  ASSERT_EQ(s.outcome, kConsistent);
  EXPECT_TRUE(s.knows_before(0, 1) && s.knows_before(0, 2));
}

TEST(Saturation, NothingIsDerivedBetweenWritesThatAreFree) {
  const Saturated s("0 w x 1 | 1 w x 2 | 2 r x 1");
  ASSERT_EQ(s.outcome, kConsistent);
  EXPECT_FALSE(s.knows_before(0, 1) || s.knows_before(1, 0) || s.knows_before(2, 1));
}

TEST(Saturation, AnUnknownOperationPrecedesNothingInItsSession) {
  const Saturated s("0 w? x 1 | 0 w x 2 | 1 r x 2 | 1 r x 1");
  EXPECT_EQ(s.outcome, kConsistent);
  EXPECT_TRUE(s.saturation.effective(s.event(0)));
}

TEST(Saturation, AnUnknownOperationFollowsWhatIsBeforeItInItsSession) {
  const Saturated s("0 w y 1 | 0 w? x 1 | 1 r x 1 | 1 r y -");
  EXPECT_EQ(s.outcome, kContradiction);
  EXPECT_EQ(s.blamed(), (Ops{0, 1, 2, 3}));
}

TEST(Saturation, ACompareAndSetComesDirectlyAfterTheOtherReadersOfItsSource) {
  const Saturated s("0 w x 1 | 1 r x 1 | 2 c x 1 2 | 3 w x 3 | 3 r x 2");
  ASSERT_EQ(s.outcome, kConsistent);
  EXPECT_TRUE(s.knows_before(1, 2));
  EXPECT_TRUE(s.knows_before(3, 0));  // 3 cannot come between 1 and 2, and not after 2
}

TEST(Saturation, TwoCompareAndSetsCannotReplaceTheSameValue) {
  const Saturated s("0 w x 1 | 1 c x 1 2 | 2 c x 1 3 | 3 w y 1");
  EXPECT_EQ(s.outcome, kContradiction);
  EXPECT_EQ(s.blamed(), (Ops{0, 1, 2}));
}

TEST(Saturation, AReadOfAValueThatNobodyWroteIsAContradictionByItself) {
  const Saturated s("0 w x 1 | 1 r x 7");
  EXPECT_EQ(s.outcome, kContradiction);
  EXPECT_EQ(s.blamed(), Ops{1});
}

TEST(Saturation, StoreBufferingIsBlamedOnItsFourOperations) {
  const Saturated s("2 w z 1 | 0 w x 1 | 1 w y 1 | 2 r z 1 | 0 r y - | 1 r x - | 2 w z 2");
  EXPECT_EQ(s.outcome, kContradiction);
  EXPECT_EQ(s.blamed(), (Ops{1, 2, 4, 5}));
}

TEST(Saturation, ALongForkIsBlamedOnItsSixOperations) {
  const Saturated s("0 w x 1 | 1 w y 1 | 4 w z 1 | 2 r x 1 | 2 r y - | 3 r y 1 | 3 r x - | 4 r z 1");
  EXPECT_EQ(s.outcome, kContradiction);
  EXPECT_EQ(s.blamed(), (Ops{0, 1, 3, 4, 5, 6}));
}

TEST(Saturation, ACycleOfReadsFromAndSessionsIsFoundWithoutAnyDerivedEdge) {
  const Saturated s("0 r x 1 | 0 w y 1 | 1 r y 1 | 1 w x 1");
  EXPECT_EQ(s.outcome, kContradiction);
  EXPECT_EQ(s.blamed(), (Ops{0, 1, 2, 3}));
}

TEST(Saturation, AnOldValueAfterANewOneIsAContradiction) {
  const Saturated s("0 w x 1 | 0 w x 2 | 1 r x 2 | 1 r x 1");
  EXPECT_EQ(s.outcome, kContradiction);
  EXPECT_EQ(s.blamed(), (Ops{0, 1, 2, 3}));
}

TEST(Saturation, AReadOfARepeatedValueTakesTheSourceThatIsLeft) {
  // The first x = 1 is overwritten before the reader learns of it, so only the second can be meant.
  const Saturated s("0 w x 1 | 0 w x 2 | 0 w y 1 | 1 r y 1 | 1 r x 1 | 2 w x 1");
  ASSERT_EQ(s.outcome, kConsistent);
  EXPECT_EQ(s.saturation.source(s.event(4)), s.event(5));
}

TEST(Saturation, AReadOfARepeatedValueWithoutAnySourceLeftIsAContradiction) {
  const Saturated s("0 w x 1 | 0 w x 1 | 0 w x 2 | 0 w y 1 | 1 r y 1 | 1 r x 1 | 2 w z 1");
  EXPECT_EQ(s.outcome, kContradiction);
  EXPECT_EQ(s.blamed(), (Ops{0, 1, 2, 3, 4, 5}));
}

TEST(Saturation, AnInitialValueThatWasOverwrittenIsNoSource) {
  const Saturated s("0 w x 2 | 0 w y 1 | 1 r y 1 | 1 r x - | 2 w x -");
  ASSERT_EQ(s.outcome, kConsistent);
  EXPECT_EQ(s.saturation.source(s.event(3)), s.event(4));
}

TEST(Saturation, WhatItKnowsHoldsInTheOrderThatMadeTheHistory) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const History history = replicated_history({.operations = 2000, .processes = 6, .keys = 20, .values = 0, .write_one_in = 3}, 30, seed);
    const Saturated s(drifted(history, 100, seed));
    EXPECT_EQ(s.outcome, kConsistent) << seed;
  }
}

TEST(Saturation, ContradictionsInLongHistoriesAreBlamedOnFewOperations) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const Plant plant : kPlants) {
      const History good = replicated_history({.operations = 2000, .processes = 6, .keys = 20, .values = 0, .write_one_in = 3}, 30, seed);
      const Saturated s(with_planted_violation(good, plant, seed));
      ASSERT_EQ(s.outcome, kContradiction) << seed;
      EXPECT_LE(s.blamed().size(), 60u) << seed;
    }
  }
}

TEST(Saturation, ReasonsOfWhatIsKnownAreEnoughToKnowIt) {
  const Saturated s("3 w z 1 | 0 w x 1 | 0 w y 1 | 1 r y 1 | 1 w x 2 | 2 r x 1 | 3 r z 1");
  ASSERT_EQ(s.outcome, kConsistent);
  ASSERT_TRUE(s.knows_before(5, 4));
  const std::pair<Event, Event> fact{s.event(5), s.event(4)};
  std::vector<std::size_t> ops;
  for (const OpId op : s.problem.closed_core(s.saturation.reasons({}, {&fact, 1}))) ops.push_back(index(op));
  EXPECT_EQ(ops, (Ops{1, 2, 3, 4, 5}));
}

}  // namespace
}  // namespace clio::test
