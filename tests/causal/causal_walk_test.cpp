// The walk and what is built on its pasts: clocks, cones, and one order of the writes for everyone.

#include <gtest/gtest.h>

#include <algorithm>

#include "checker/engines/causal/causal_walk.hpp"
#include "checker/engines/causal/conflict_edges.hpp"
#include "checker/engines/causal/past_cone.hpp"
#include "tests/causal/agreement.hpp"
#include "tests/causal/laid_out.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

using causal::ArbitrationOrder;
using CausalWalk = causal::CausalWalk<causal::Events>;
using causal::ClockPool;
using causal::ConflictEdge;
using causal::Event;
using causal::kNoEvent;
using causal::PastCone;

/// Who is in whose past under (so ∪ wr)+, by the definition: past[b][a].
std::vector<std::vector<bool>> closure(const causal::Events& events) {
  const std::size_t n = events.size();
  std::vector<std::vector<bool>> past(n, std::vector<bool>(n));
  for (Event b = 0; b < n; ++b) {
    for (Event a = events.begin(events.session_of(b)); a < events.past_end(b); ++a) past[b][a] = true;
    if (events.has_source(b)) past[b][events.source(b)] = true;
  }
  for (Event k = 0; k < n; ++k) {
    for (Event b = 0; b < n; ++b) {
      for (Event a = 0; a < n && past[b][k]; ++a) past[b][a] = past[b][a] || past[k][a];
    }
  }
  return past;
}

TEST(ClockPool, UsesClocksAgainThatWereGivenBack) {
  ClockPool pool(3);
  const ClockPool::Slot first = pool.take(), second = pool.take();
  EXPECT_NE(first, second);
  const std::size_t bytes = pool.bytes();
  pool.give_back(first);
  EXPECT_EQ(pool.take(), first);
  EXPECT_EQ(pool.bytes(), bytes);
}

TEST(CausalWalk, VisitsEachEventOnceAfterItsPastAndTellsThatPast) {
  int complete = 0, cyclic = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    oracle::Dice dice(seed);
    oracle::Plan plan = random_causal_plan(dice, {.steps_max = 12, .unknown = 15});
    if (seed % 2 == 1) std::reverse(plan.steps.begin(), plan.steps.end());  // reads before their writes
    const LaidOut laid(oracle::history_of(plan));
    const auto past_of = closure(laid.events);
    std::vector<bool> visited(laid.events.size());
    Budget budget(Limits{});
    CausalWalk walk(laid.events);
    const auto outcome = walk.run(budget, [&](Event e, causal::Past past) {
      ASSERT_FALSE(visited[e]);
      visited[e] = true;
      for (Event other = 0; other < laid.events.first_side(); ++other) {
        ASSERT_EQ(other < past[laid.events.session_of(other)], past_of[e][other]) << "seed " << seed << ", event " << other << " before " << e;
        ASSERT_TRUE(!past_of[e][other] || visited[other]) << "seed " << seed;
      }
    });
    bool has_cycle = false;
    for (Event e = 0; e < laid.events.size(); ++e) has_cycle = has_cycle || past_of[e][e];
    ASSERT_EQ(outcome, has_cycle ? CausalWalk::Outcome::cyclic : CausalWalk::Outcome::complete) << "seed " << seed;
    ++(has_cycle ? cyclic : complete);
    if (!has_cycle) continue;
    for (const Event e : walk.cycle()) ASSERT_TRUE(past_of[e][e]) << "seed " << seed;
  }
  EXPECT_GT(complete, 50);
  EXPECT_GT(cyclic, 5);
}

TEST(CausalWalk, KeepsOnlyTheClocksThatSomebodyStillReads) {
  // 2,000 sessions' worth of clocks would be kept if each write kept its own; one at a time is wanted.
  std::vector<oracle::Step> steps;
  for (int i = 0; i < 20'000; ++i) {
    steps.push_back({.kind = Kind::write, .process = i % 50, .key = i % 7, .value = 1 + i});
    steps.push_back({.kind = Kind::read, .process = (i + 1) % 50, .key = i % 7, .value = 1 + i});
  }
  const LaidOut laid(history_of_steps(steps));
  Limits limits;
  limits.memory_bytes = 50 * 50 * sizeof(std::uint32_t);  // fifty clocks
  Budget budget(limits);
  CausalWalk walk(laid.events);
  EXPECT_EQ(walk.run(budget, [](Event, causal::Past) {}), CausalWalk::Outcome::complete);
}

TEST(PastCone, ReachesWhatIsInThePastAndNothingElse) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    oracle::Dice dice(seed);
    const LaidOut laid(oracle::history_of(random_causal_plan(dice, {.steps_max = 12, .unknown = 15})));
    const auto past_of = closure(laid.events);
    for (Event top = 0; top < laid.events.size(); ++top) {
      for (Event goal = 0; goal < laid.events.size(); ++goal) {
        PastCone cone(laid.events, top);
        ASSERT_EQ(cone.reach(goal), goal == top || past_of[top][goal]) << "seed " << seed << ", " << goal << " before " << top;
      }
    }
  }
}

TEST(PastCone, HasPathsThatOrderTheirEndsByThemselves) {
  int paths = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    oracle::Dice dice(seed);
    const LaidOut laid(oracle::history_of(random_causal_plan(dice, {.steps_max = 12})));
    const auto past_of = closure(laid.events);
    for (Event top = 0; top < laid.events.size(); ++top) {
      for (Event goal = 0; goal < laid.events.size(); ++goal) {
        if (goal == top || !past_of[top][goal]) continue;
        PastCone cone(laid.events, top);
        ASSERT_TRUE(cone.reach(goal));
        std::vector<OpId> path;
        ASSERT_TRUE(cone.add_path(goal, path).empty()) << "nothing was told";
        std::sort(path.begin(), path.end());
        path.erase(std::unique(path.begin(), path.end()), path.end());
        const causal::Events alone(laid.relations, laid.certain.of, path);
        const Event from = alone.event_of(laid.events.op(goal)), to = alone.event_of(laid.events.op(top));
        ASSERT_TRUE(closure(alone)[to][from]) << "seed " << seed;
        ++paths;
      }
    }
  }
  EXPECT_GT(paths, 500);
}

TEST(PastCone, FollowsStepsThatItIsToldAndSaysWhichItUsed) {
  const LaidOut laid(history_of("P1: W(x)1\nP2: W(x)2\nP3:        R(x)2"));
  PastCone cone(laid.events, laid.event(2));
  EXPECT_FALSE(cone.reach(laid.event(0)));
  cone.add_step(laid.event(0), laid.event(1));
  ASSERT_TRUE(cone.reach(laid.event(0)));
  std::vector<OpId> path;
  const auto used = cone.add_path(laid.event(0), path);
  ASSERT_EQ(used.size(), 1u);
  EXPECT_EQ(used[0].earlier, laid.event(0));
  EXPECT_EQ(used[0].later, laid.event(1));
}

TEST(ArbitrationOrder, ExtendsSessionOrderReadsFromAndConflicts) {
  const LaidOut laid(history_of("P1: W(x)1 W(y)1\nP2: W(x)2\nP3:           R(y)1 W(z)1\nP4:                       R(x)1"));
  // The edge puts x=2 before x=1, so before y=1 and z=1.
  const Event x1 = laid.event(0), x2 = laid.event(2);
  const std::vector<ConflictEdge> edges{{x2, laid.event(5)}};
  ASSERT_EQ(laid.events.source(laid.event(5)), x1);
  const ArbitrationOrder order(laid.events, edges);
  ASSERT_TRUE(order.exists());
  const std::vector<OpId> writes = order.writes();
  ASSERT_EQ(writes.size(), 4u);
  EXPECT_EQ(writes.front(), laid.events.op(x2));
  EXPECT_EQ(index(writes.back()), 4u) << "W(z)1 follows all others";
}

TEST(ArbitrationOrder, NamesTheOperationsOfACycleOfConflicts) {
  const LaidOut laid(history_of("P1: W(x)1\nP2: W(x)2\nP3:        R(x)1 R(x)2\nP4:        R(x)2 R(x)1"));
  // P3 saw 1 before it returned 2, P4 the other way round.
  Event w1 = kNoEvent, w2 = kNoEvent, reads_2_late = kNoEvent, reads_1_late = kNoEvent;
  for (Event e = 0; e < laid.events.size(); ++e) {
    if (laid.events.writes(e)) (laid.events.session_of(e) == 0 ? w1 : w2) = e;
    else if (laid.events.session_of(e) == 2) reads_2_late = e;  // the last of its session stays
    else reads_1_late = e;
  }
  const std::vector<ConflictEdge> edges{{w1, reads_2_late}, {w2, reads_1_late}};
  ArbitrationOrder order(laid.events, edges);
  ASSERT_FALSE(order.exists());
  std::vector<OpId> cycle = order.cycle();
  std::sort(cycle.begin(), cycle.end());
  cycle.erase(std::unique(cycle.begin(), cycle.end()), cycle.end());
  EXPECT_EQ(cycle.size(), laid.history.size()) << "both writes, and both reads of either reader";
  EXPECT_FALSE(order.find_another());
}

TEST(ArbitrationOrder, FindsOneCycleAfterTheOther) {
  // The same on two keys; each key's edges are a cycle of their own, the second edge of x told twice.
  const LaidOut laid(history_of("P1: W(x)1 W(y)1\nP2: W(x)2 W(y)2\nP3:        R(x)1 R(x)2\nP4:        R(x)2 R(x)1\nP5:        R(y)1 R(y)2\nP6:        R(y)2 R(y)1"));
  const auto at = [&](std::size_t op) { return laid.event(op); };
  const std::vector<ConflictEdge> edges{{at(0), at(5)}, {at(2), at(7)}, {at(2), at(7)}, {at(1), at(9)}, {at(3), at(11)}};
  ArbitrationOrder order(laid.events, edges);
  std::vector<std::vector<OpId>> cycles;
  for (bool more = !order.exists(); more; more = order.find_another()) {
    cycles.push_back(order.cycle());
    std::sort(cycles.back().begin(), cycles.back().end());
    cycles.back().erase(std::unique(cycles.back().begin(), cycles.back().end()), cycles.back().end());
  }
  ASSERT_EQ(cycles.size(), 2u);
  EXPECT_EQ(cycles[0], (std::vector<OpId>{OpId{0}, OpId{2}, OpId{4}, OpId{5}, OpId{6}, OpId{7}}));
  EXPECT_EQ(cycles[1], (std::vector<OpId>{OpId{1}, OpId{3}, OpId{8}, OpId{9}, OpId{10}, OpId{11}}));
}

}  // namespace
}  // namespace clio::test
