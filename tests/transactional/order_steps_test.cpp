// Each step of the ladder by itself: what is known holds in every order, what is tried is proved, and the searches that start from what is known answer as those that do not.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <numeric>
#include <vector>

#include "checker/engines/transactional/known_order.hpp"
#include "checker/engines/transactional/order_frontier.hpp"
#include "checker/engines/transactional/order_problem.hpp"
#include "checker/engines/transactional/order_reasons.hpp"
#include "checker/engines/transactional/order_schedule.hpp"
#include "checker/engines/transactional/order_solver.hpp"
#include "checker/engines/transactional/theory.hpp"
#include "checker/engines/transactional/version_rows.hpp"
#include "tests/transactional/order_axioms.hpp"
#include "tests/transactional/order_histories.hpp"

namespace clio::test {
namespace {

using namespace transactional;
using sequential::Search;

constexpr std::array kRows{&kStrictSerializable, &kSerializable, &kSnapshotIsolation, &kPrefix, &kAdyaSerializable, &kAdyaSnapshotIsolation};
constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

struct Counts {
  std::size_t contradictions = 0, scheduled = 0, tried = 0, searched = 0, replayed = 0;
};

/// Takes every step on one history; `arbitration` is an order by the definitions, if there is one.
void take_steps(const Transactions& t, const Model& model, const std::optional<std::vector<Node>>& by_definition, Counts& counts) {
  const Limits limits;
  Budget budget(limits);
  const OrderProblem problem(t, model);
  std::vector<Node> file(t.size());
  std::iota(file.begin(), file.end(), Node{0});
  std::sort(file.begin(), file.end(), [&](Node a, Node b) { return t.op(a) < t.op(b); });
  if (misfits(problem, file, kNoLimit) == 0) {
    ++counts.replayed;
    ASSERT_EQ(against(t, model, file), "");
  }
  std::vector<std::uint32_t> rank(problem.point_count(), 0);
  for (std::uint32_t i = 0; i < file.size(); ++i) rank[problem.read_point(file[i])] = rank[problem.write_point(file[i])] = i + 1;
  KnownOrder known(problem, budget);
  if (known.run(rank) == KnownOrder::Outcome::contradiction) {
    ASSERT_FALSE(by_definition.has_value());
    ++counts.contradictions;
    ASSERT_FALSE(known.cycle().empty());
    for (std::size_t i = 0; i < known.cycle().size(); ++i) {
      ASSERT_EQ(known.edges()[known.cycle()[i]].to, known.edges()[known.cycle()[(i + 1) % known.cycle().size()]].from);
    }
    return;
  }
  if (by_definition) {
    std::vector<std::size_t> at(t.size());
    for (std::size_t i = 0; i < t.size(); ++i) at[(*by_definition)[i]] = i;
    for (Node a = 0; a < t.size(); ++a) {
      for (Node b = 0; b < t.size(); ++b) {
        if (a == b || !known.before(problem.write_point(a), problem.write_point(b))) continue;
        ASSERT_LT(at[a], at[b]);
      }
    }
  }
  const std::vector<Point> points = schedule(problem, known.edges(), rank, budget);
  ASSERT_EQ(points.size(), problem.point_count());
  if (const auto order = arbitration(problem, known.edges(), points)) {
    ++counts.scheduled;
    ASSERT_EQ(against(t, model, *order), "");
  }
  ++counts.tried;
  // The worst guess there is: everything the other way round.
  std::vector<Point> guess(points.rbegin(), points.rend());
  OrderSolver solver(problem, known, guess, budget);
  const Search solved = solver.run(kNoLimit);
  ASSERT_EQ(solved == Search::found, by_definition.has_value());
  OrderFrontier frontier(problem, known.edges(), rank, budget);
  const Search searched = frontier.run(kNoLimit);
  ASSERT_EQ(searched, solved);
  if (solved == Search::found) {
    ASSERT_EQ(against(t, model, solver.order()), "");
    ASSERT_EQ(against(t, model, frontier.order()), "");
    return;
  }
  ++counts.searched;
  const History part = only(t.history(), t.accesses().closed(solver.conflict()));
  const BaseRelations relations(part);
  const Accesses accesses(relations);
  ASSERT_FALSE(any_arbitration(Transactions(accesses), model).has_value());
}

Counts steps(std::uint64_t seed, std::size_t histories, const OrderShape& shape) {
  oracle::Dice dice(seed);
  Counts counts;
  for (std::size_t i = 0; i < histories && !testing::Test::HasFatalFailure(); ++i) {
    const History history = random_transactions(dice, shape);
    const BaseRelations relations(history);
    const Accesses accesses(relations);
    const Transactions transactions(accesses);
    if (!accesses.inconsistencies().empty() || transactions.size() > 6) continue;
    for (const Model* model : kRows) {
      if (model->needs_times && !history.timed()) continue;
      SCOPED_TRACE(std::string(model->id) + ", history " + std::to_string(i));
      take_steps(transactions, *model, any_arbitration(transactions, *model), counts);
    }
  }
  return counts;
}

TEST(OrderSteps, AgreeOnRegistersThatWereReadFromSnapshots) {
  const Counts counts = steps(11, 3000, {.transactions_max = 6, .operations_max = 4, .keys = 3, .lies_percent = 10, .snapshots = true});
  EXPECT_GT(counts.contradictions, 500U);
  EXPECT_GT(counts.scheduled, counts.tried * 9 / 10);
  EXPECT_GT(counts.replayed, 500U);
}

TEST(OrderSteps, AgreeWhereManyWritesAreBlind) {
  const Counts counts = steps(12, 6000, {.sessions_max = 6, .transactions_max = 6, .operations_max = 3, .keys = 2, .unknown_percent = 0, .timed_percent = 10, .lies_percent = 30});
  EXPECT_GT(counts.contradictions, 500U);
}

TEST(OrderSteps, AgreeOnLists) {
  const Counts counts = steps(13, 3000, {.object = Object::list, .transactions_max = 6, .keys = 3, .unknown_percent = 20, .lies_percent = 5, .snapshots = true});
  EXPECT_GT(counts.contradictions, 200U);
}

/// Two blind writers of each of `places` places, and readers that rule out ways round, all places at once: bit p of a member of `ruled_out` says that value 1 of place p comes first. Nothing is known of a
/// pair by itself, so what is left has to be searched for. A cycle for each: the reader of what comes first is before the other writer, that before its own reader, whose session goes on to the next place's.
std::string ways_round(std::size_t places, const std::vector<unsigned>& ruled_out) {
  std::string lines;
  std::size_t session = 0;
  const auto name = [](std::size_t place, unsigned value) { return std::string(1, static_cast<char>('a' + place)) + std::to_string(value); };
  for (std::size_t p = 0; p < places; ++p) {
    for (const unsigned value : {1U, 2U}) lines += std::to_string(session++) + ": w" + name(p, value) + "\n";
  }
  for (const unsigned way : ruled_out) {
    for (std::size_t p = 0; p < places; ++p, ++session) {
      const std::size_t next = (p + 1) % places;
      const bool first = (way >> p & 1) != 0, next_first = (way >> next & 1) != 0;
      lines += std::to_string(session) + ": r" + name(p, first ? 2 : 1) + "\n" + std::to_string(session) + ": r" + name(next, next_first ? 1 : 2) + "\n";
    }
  }
  return lines;
}

Ruling ruled(const Transactions& transactions, const Model& model, OrderSearch search) {
  const Limits limits;
  Budget budget(limits);
  return judge_orders(transactions, model, budget, search);
}

TEST(OrderSteps, WhatOnlyASearchFindsIsFound) {
  const History history = transactions_of(ways_round(2, {0, 1, 3}));
  const BaseRelations relations(history);
  const Accesses accesses(relations);
  const Transactions transactions(accesses);
  for (const Model* model : {&kSerializable, &kSnapshotIsolation, &kPrefix}) {
    for (const OrderSearch search : {OrderSearch::automatic, OrderSearch::frontier, OrderSearch::solver}) {
      const Ruling ruling = ruled(transactions, *model, search);
      ASSERT_TRUE(ruling.conflicts.empty()) << model->id;
      EXPECT_EQ(against(transactions, *model, ruling.order), "") << model->id;
    }
  }
}

TEST(OrderSteps, WhatOnlyASearchRefutesIsRefuted) {
  for (const auto& [places, ways] : {std::pair{2U, std::vector<unsigned>{0, 1, 2, 3}}, std::pair{3U, std::vector<unsigned>{0, 1, 2, 3, 4, 5, 6, 7}}}) {
    const History history = transactions_of(ways_round(places, ways));
    const BaseRelations relations(history);
    const Accesses accesses(relations);
    const Transactions transactions(accesses);
    const Limits limits;
    for (const Model* model : {&kSerializable, &kSnapshotIsolation, &kPrefix}) {
      Budget budget(limits);
      const OrderProblem problem(transactions, *model);
      KnownOrder known(problem, budget);
      const std::vector<std::uint32_t> rank(problem.point_count(), 0);
      EXPECT_EQ(known.run(rank), KnownOrder::Outcome::consistent) << model->id;
      for (const OrderSearch search : {OrderSearch::automatic, OrderSearch::frontier, OrderSearch::solver}) {
        if (search == OrderSearch::frontier && places > 2) continue;  // too many sessions for it
        const Ruling ruling = ruled(transactions, *model, search);
        ASSERT_EQ(ruling.conflicts.size(), 1U) << model->id;
        const History part = only(history, accesses.closed(ruling.conflicts.front()));
        const BaseRelations part_relations(part);
        const Accesses part_accesses(part_relations);
        EXPECT_FALSE(ruled(Transactions(part_accesses), *model, OrderSearch::automatic).conflicts.empty()) << model->id;
      }
    }
  }
}

TEST(OrderSteps, ASpentBudgetIsSaid) {
  oracle::Dice dice(14);
  const History history = random_transactions(dice, {.transactions_max = 6, .unknown_percent = 0, .lies_percent = 60});
  const BaseRelations relations(history);
  const Accesses accesses(relations);
  const Transactions transactions(accesses);
  Limits limits;
  limits.time = std::chrono::nanoseconds(0);
  for (const OrderSearch search : {OrderSearch::frontier, OrderSearch::solver}) {
    Budget budget(limits);
    static_cast<void>(budget.spent_now());
    const Ruling ruling = judge_orders(transactions, kSerializable, budget, search);
    EXPECT_TRUE(ruling.spent);
    EXPECT_TRUE(ruling.conflicts.empty());
  }
}

/// Rulings under memory limits from almost nothing on, until the row is decided.
struct UnderLimits {
  std::size_t spent = 0, decided = 0, violated = 0;
};
UnderLimits under_limits(const Transactions& transactions, const Model& model) {
  UnderLimits seen;
  for (std::size_t bytes = 64; bytes < (std::size_t{1} << 24) && seen.decided < 8; bytes += bytes / 16) {
    Limits limits;
    limits.memory_bytes = bytes;
    Budget budget(limits);
    const Ruling ruling = judge_orders(transactions, model, budget);
    ++(ruling.spent ? seen.spent : seen.decided);
    if (!ruling.spent && !ruling.conflicts.empty()) ++seen.violated;
  }
  return seen;
}

TEST(OrderSteps, ARowWithoutSessionsNeverLendsTheConflictsOfTheRowWithThemWhereverTheBudgetEnds) {
  // Each is refuted by the sessions alone; the last one only by a search.
  const std::string apart = "0: wx1 wy2\n1: wx3 wy4\n2: rx1\n3: ry4\n2: rx3\n3: ry2";
  for (const std::string& lines : {std::string("0: wx1\n0: rx0"), std::string("0: wx1\n0: wx2\n1: rx2\n1: rx1"), std::string("0: wx1\n0: ry0\n1: wy2\n1: rx0"), apart}) {
    const History history = transactions_of(lines);
    const BaseRelations relations(history);
    const Accesses accesses(relations);
    const Transactions transactions(accesses);
    for (const auto& [with, without] : {std::pair{&kSerializable, &kAdyaSerializable}, std::pair{&kSnapshotIsolation, &kAdyaSnapshotIsolation}}) {
      ASSERT_FALSE(ruled(transactions, *with, OrderSearch::automatic).conflicts.empty()) << lines;
      const UnderLimits seen = under_limits(transactions, *without);
      EXPECT_GT(seen.spent, 0U) << without->id << ": " << lines;
      EXPECT_GT(seen.decided, 0U) << without->id << ": " << lines;
      EXPECT_EQ(seen.violated, 0U) << without->id << ": " << lines;
    }
  }
}

TEST(OrderSteps, ABudgetThatEndsAnywhereLeavesTheAnswerOrNone) {
  oracle::Dice dice(15);
  for (int i = 0; i < 60; ++i) {
    const History history = random_transactions(dice, {.transactions_max = 6, .unknown_percent = 10, .lies_percent = 30});
    const BaseRelations relations(history);
    const Accesses accesses(relations);
    const Transactions transactions(accesses);
    if (!accesses.inconsistencies().empty() || transactions.size() == 0) continue;
    for (const Model* model : {&kSerializable, &kSnapshotIsolation, &kPrefix, &kAdyaSerializable, &kAdyaSnapshotIsolation}) {
      const bool violated = !ruled(transactions, *model, OrderSearch::automatic).conflicts.empty();
      const UnderLimits seen = under_limits(transactions, *model);
      EXPECT_GT(seen.spent, 0U) << model->id;
      EXPECT_EQ(seen.violated, violated ? seen.decided : 0U) << model->id;
    }
  }
}

TEST(OrderSteps, NoStepGoesOnOnceTheBudgetHasEnded) {
  const History history = transactions_of(ways_round(3, {0, 1, 2, 3, 4, 5, 6, 7}));
  const BaseRelations relations(history);
  const Accesses accesses(relations);
  const Transactions transactions(accesses);
  const OrderProblem problem(transactions, kSerializable);
  const std::vector<std::uint32_t> rank(problem.point_count(), 0);
  const Limits limits;
  Budget budget(limits);
  std::vector<OrderEdge> circle = problem.edges();
  circle.push_back({0, 1, 0, Because::chosen});
  circle.push_back({1, 0, 0, Because::chosen});
  ASSERT_EQ(schedule(problem, problem.edges(), rank, budget).size(), problem.point_count());
  ASSERT_FALSE(cheapest_cycle(problem, circle, budget).empty());
  budget.stop();
  EXPECT_LT(schedule(problem, problem.edges(), rank, budget).size(), problem.point_count());
  EXPECT_TRUE(cheapest_cycle(problem, circle, budget).empty());
}

}  // namespace
}  // namespace clio::test
