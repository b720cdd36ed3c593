// The complete searches, each by itself: both answers, going on after a pause, limits, and depth.

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "brute_force.hpp"
#include "checker/engines/engine.hpp"
#include "checker/engines/sequential/frontier_search.hpp"
#include "checker/engines/sequential/object_search.hpp"
#include "checker/engines/sequential/ranks.hpp"
#include "checker/engines/sequential/register_steps.hpp"
#include "checker/engines/sequential/schedule.hpp"
#include "checker/engines/sequential/write_orders.hpp"
#include "random_histories.hpp"
#include "written_histories.hpp"

namespace clio::test {
namespace {

using namespace sequential;

constexpr std::string_view kStoreBuffering = "0 w x 1 | 1 w y 1 | 0 r y - | 1 r x -";
constexpr std::string_view kFreeOrder = "0 w x 1 | 1 w y 1 | 2 w y 2 | 2 r x 1 | 3 w x 2 | 3 r y 1";

Finding by(Finding (*search)(const Problem&, const History&, Budget&), const History& history, const Limits& limits = {}) {
  const BaseRelations relations(history);
  Budget budget(limits);
  return search(Problem(relations), history, budget);
}

TEST(FrontierSearch, FindsAnOrderWhereTheFirstIdeaLeadsNowhere) {
  const History history = written(kFreeOrder);
  const Finding finding = by(search_frontiers, history);
  ASSERT_EQ(finding.answer, Answer::satisfied);
  EXPECT_EQ(replay(history, finding.witness), "");
}

TEST(FrontierSearch, ExhaustsStoreBuffering) { EXPECT_EQ(by(search_frontiers, written(kStoreBuffering)).answer, Answer::violated); }

TEST(FrontierSearch, GoesOnAfterAPauseAndFindsTheSame) {
  const History history = random_history({.operations = 14, .processes = 4, .keys = 2, .values = 2}, 9);
  const BaseRelations relations(history);
  const Problem problem(relations);
  const std::vector<std::uint32_t> rank = ranked(problem, history, Guess::call);
  Budget budget{Limits{}};
  FrontierSearch search(problem, rank, nullptr, budget);
  Search answer = Search::paused;
  int pauses = -1;
  for (; answer == Search::paused; ++pauses) answer = search.run(1);
  EXPECT_GT(pauses, 0);
  EXPECT_EQ(answer == Search::found, explained_by_some_order(history));
}

TEST(FrontierSearch, StatesThatDifferOnlyInAWantedValueAreKeptApart) {
  // After both writes of x, in either order, every session stands at the same place; only one of the two states leads on.
  const History history = written("0 w x 1 | 1 w x 2 | 2 r x 2 | 2 r y - | 3 w y 1 | 3 r x 1");
  EXPECT_EQ(by(search_frontiers, history).answer == Answer::satisfied, explained_by_some_order(history));
  const History other = written("0 w x 2 | 1 w x 1 | 2 r x 2 | 2 w y 1 | 3 r y 1 | 3 r x 2");
  EXPECT_EQ(by(search_frontiers, other).answer, Answer::satisfied);
}

TEST(WriteOrders, FindsAnOrderAgainstTheGuess) {
  const History history = written(kFreeOrder);
  const Finding finding = by(search_write_orders, history);
  ASSERT_EQ(finding.answer, Answer::satisfied);
  EXPECT_EQ(replay(history, finding.witness), "");
}

TEST(WriteOrders, BlamesStoreBufferingOnItsFourOperationsAlone) {
  const Finding finding = by(search_write_orders, written("2 w z 1 | 0 w x 1 | 1 w y 1 | 0 r y - | 1 r x - | 2 w z 2 | 3 r z 1"));
  ASSERT_EQ(finding.answer, Answer::violated);
  EXPECT_EQ(finding.core, (std::vector<OpId>{OpId{1}, OpId{2}, OpId{3}, OpId{4}}));
}

TEST(WriteOrders, ChoosesAmongRepeatedValues) {
  const History history = written("0 w x 1 | 0 w x 2 | 0 w y 1 | 1 r y 1 | 1 r x 1 | 2 w x 1");
  const Finding finding = by(search_write_orders, history);
  ASSERT_EQ(finding.answer, Answer::satisfied);
  EXPECT_EQ(replay(history, finding.witness), "");
}

TEST(WriteOrders, TheCoreHoldsEverySourceThatWasRuledOut) {
  const Finding finding = by(search_write_orders, written("0 w x 1 | 0 w x 1 | 0 w x 2 | 0 w y 1 | 1 r y 1 | 1 r x 1 | 2 w z 1"));
  ASSERT_EQ(finding.answer, Answer::violated);
  EXPECT_EQ(finding.core, (std::vector<OpId>{OpId{0}, OpId{1}, OpId{2}, OpId{3}, OpId{4}, OpId{5}}));
}

TEST(WriteOrders, AnUnknownWriteTakesEffectOnlyAfterWhatIsBeforeIt) {
  EXPECT_EQ(by(search_write_orders, written("0 w y 1 | 0 w? x 1 | 1 r x 1 | 1 r y -")).answer, Answer::violated);
  EXPECT_EQ(by(search_write_orders, written("0 w? x 1 | 0 w y 1 | 1 r y 1 | 1 r x - | 1 r x 1")).answer, Answer::satisfied);
}

TEST(WriteOrders, AnUnknownWriteMayTakeEffectAfterLaterOnesOfItsProcess) {
  const History later = written("0 w x 2 | 1 w x - | 1 c? x 2 1 | 0 r x 1 | 0 r x 1 | 1 c x 1 2", Value(1));
  const History twice = written("0 w? x - | 1 r x - | 1 r x 1 | 1 r x - | 0 w x 1", Value(1));
  for (const Path path : {Path::automatic, Path::complete}) {
    const BaseRelations first(later), second(twice);
    Budget budget{Limits{}};
    const Finding finding = decide_sequential(first, budget, path);
    ASSERT_EQ(finding.answer, Answer::satisfied);
    EXPECT_EQ(replay(later, finding.witness), "");
    const Finding violated = decide_sequential(second, budget, path);
    ASSERT_EQ(violated.answer, Answer::violated);
    EXPECT_EQ(violated.core.size(), 5u) << "each of them is needed";
  }
}

// --- limits -----------------------------------------------------------------------------------------------------------------------

/// Repeated values, many sessions, nothing left of the recorded order: no step decides it soon.
History hard_history(bool violated) {
  History history = replicated_history({.operations = 3000, .processes = 12, .keys = 6, .values = 3, .write_one_in = 2}, 20, 5);
  if (violated) history = with_planted_violation(history, Plant::store_buffering, 5);
  return drifted(history, 1000, 5);
}

constexpr Path kPaths[] = {Path::automatic, Path::fast, Path::complete};

TEST(Limits, ATimeLimitGivesUnknownAndSaysSo) {
  const History history = hard_history(false);
  const BaseRelations relations(history);
  for (const Path path : kPaths) {
    Budget budget(Limits{.time = std::chrono::nanoseconds(1)});
    const Finding finding = decide_sequential(relations, budget, path);
    ASSERT_EQ(finding.answer, Answer::unknown);
    EXPECT_NE(finding.reason.find("time limit"), std::string::npos) << finding.reason;
  }
}

TEST(Limits, AMemoryLimitGivesUnknownAndSaysSo) {
  const History history = hard_history(false);
  const BaseRelations relations(history);
  for (const auto& search : {search_frontiers, search_write_orders}) {
    Budget budget(Limits{.memory_bytes = 100'000});
    const Finding finding = search(Problem(relations), history, budget);
    ASSERT_EQ(finding.answer, Answer::unknown) << finding.engine;
    EXPECT_NE(finding.reason.find("memory limit"), std::string::npos) << finding.reason;
  }
  Budget budget(Limits{.memory_bytes = 100'000});
  const Finding finding = decide_sequential(relations, budget);
  ASSERT_EQ(finding.answer, Answer::unknown);
  EXPECT_NE(finding.reason.find("memory limit"), std::string::npos) << finding.reason;
}

TEST(Limits, WhateverIsAnsweredUnderALimitIsRight) {
  for (const bool violated : {false, true}) {
    const History history = hard_history(violated);
    const BaseRelations relations(history);
    for (const Path path : kPaths) {
      for (const std::size_t memory : {std::size_t{1}, std::size_t{300'000}, std::size_t{3'000'000}}) {
        Budget budget(Limits{.time = std::chrono::milliseconds(300), .memory_bytes = memory});
        const Finding finding = decide_sequential(relations, budget, path);
        if (finding.answer == Answer::satisfied) {
          EXPECT_FALSE(violated);
          EXPECT_EQ(replay(history, finding.witness), "");
        }
        if (finding.answer == Answer::violated) {
          EXPECT_TRUE(violated) << finding.engine;
        }
        if (finding.answer == Answer::unknown) {
          EXPECT_FALSE(finding.reason.empty());
        }
      }
    }
  }
}

TEST(Limits, ALimitedSearchOfAnObjectGivesUnknownAndSaysSo) {
  const History history = random_object_history(Object::queue, {.operations = 60, .processes = 10, .keys = 1, .values = 2}, 3);
  const BaseRelations relations(history);
  Budget budget(Limits{.time = std::chrono::nanoseconds(1)});
  const Finding finding = decide_sequential(relations, budget);
  ASSERT_EQ(finding.answer, Answer::unknown);
  EXPECT_NE(finding.reason.find("time limit"), std::string::npos) << finding.reason;
}

// --- depth ------------------------------------------------------------------------------------------------------------------------

/// Each operation depends on the one before: a process writes, the next reads that and writes.
History chain(std::size_t operations, bool broken) {
  HistoryBuilder b;
  b.reserve(operations + 2);
  const KeyId keys[] = {b.key("x"), b.key("y")};
  const ProcessId processes[] = {b.process(0), b.process(1), b.process(2)};
  for (std::size_t i = 0; i < operations; ++i) {
    const ValueId value = b.value(static_cast<std::int64_t>(i / 2 + 1));
    b.add({.kind = i % 2 == 0 ? Kind::write : Kind::read, .process = processes[((i + 1) / 2) % 3], .key = keys[(i / 2) % 2], .value = value});
  }
  if (broken) {
    b.add({.kind = Kind::read, .process = processes[0], .key = keys[0], .value = b.value(1)});
    b.add({.kind = Kind::read, .process = processes[1], .key = keys[0], .value = b.value(3)});
    b.add({.kind = Kind::read, .process = processes[1], .key = keys[0], .value = b.value(1)});
  }
  return std::move(b).build().value();
}

TEST(Depth, AChainOfAMillionOperationsIsFollowedByEveryPath) {
  const History history = chain(1'000'000, false);
  const BaseRelations relations(history);
  for (const Path path : kPaths) {
    Budget budget{Limits{}};
    const Finding finding = decide_sequential(relations, budget, path);
    ASSERT_EQ(finding.answer, Answer::satisfied);
    EXPECT_EQ(replay(history, finding.witness), "");
  }
  Budget budget{Limits{}};
  EXPECT_EQ(decide_cache(relations, budget).answer, Answer::satisfied);
}

TEST(Depth, AContradictionAtTheEndOfAMillionOperationsIsFoundAndSmall) {
  const History history = chain(1'000'000, true);
  const BaseRelations relations(history);
  for (const Path path : {Path::automatic, Path::fast}) {
    Budget budget{Limits{}};
    const Finding finding = decide_sequential(relations, budget, path);
    ASSERT_EQ(finding.answer, Answer::violated);
    EXPECT_LE(finding.core.size(), 100u);
  }
}

}  // namespace
}  // namespace clio::test
