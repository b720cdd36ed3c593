// One order of all transactions, or one short cycle after the other.

#include <gtest/gtest.h>

#include "checker/engines/transactional/order_graph.hpp"
#include "tests/transactional/small_history.hpp"

namespace clio::test {
namespace {

using namespace transactional;
using Why = OrderGraph::Why;

struct Derived {
  explicit Derived(std::string_view text) : history(small_history(text)), relations(history), accesses(relations), transactions(accesses) {}
  [[nodiscard]] Node node(std::uint32_t txn) const { return transactions.node_of(TxnId{txn}); }
  History history;
  BaseRelations relations;
  Accesses accesses;
  Transactions transactions;
};

std::size_t weight(const std::vector<OrderGraph::Step>& cycle) {
  return static_cast<std::size_t>(std::count_if(cycle.begin(), cycle.end(), [](const OrderGraph::Step& step) { return step.why != Why::session; }));
}

/// Each step ends where the next one begins.
void expect_circle(const std::vector<OrderGraph::Step>& cycle) {
  for (std::size_t i = 0; i < cycle.size(); ++i) EXPECT_EQ(cycle[i].later, cycle[(i + 1) % cycle.size()].earlier);
}

TEST(OrderGraph, ExtendsTheBaseAndTheConstraints) {
  const Derived derived("A: [wx1] [wy1] B: [wx2] C: [rx1]");
  const std::vector<Constraint> constraints{{derived.node(2), 0}};  // before x=1
  OrderGraph graph(derived.transactions, Base::causal, constraints);
  ASSERT_TRUE(graph.exists());
  const std::vector<Node> order = graph.take_order();
  EXPECT_EQ(order.front(), derived.node(2));
  EXPECT_EQ(order.size(), 4u);
}

TEST(OrderGraph, AsksSessionOrderOnlyWhereTheBaseHasIt) {
  const Derived derived("A: [rx1] [wx1]");
  OrderGraph with(derived.transactions, Base::causal, {});
  ASSERT_FALSE(with.exists());
  EXPECT_EQ(weight(with.cycle()), 1u) << "a read from the session's own future";
  EXPECT_TRUE(OrderGraph(derived.transactions, Base::reads_from, {}).exists());
}

TEST(OrderGraph, FindsTheShortestCycleOfThoseThroughItsNodes) {
  // A long circle of reads through a, and a short one between x and y that shares a transaction with it.
  const Derived derived("A: [wa1 re5] B: [ra1 wb2] C: [rb2 wc3] D: [rc3 wd4] E: [rd4 we5 wx1 ry1] F: [rx1 wy1]");
  OrderGraph graph(derived.transactions, Base::causal, {});
  ASSERT_FALSE(graph.exists());
  const auto cycle = graph.cycle();
  expect_circle(cycle);
  EXPECT_EQ(weight(cycle), 2u);
  EXPECT_FALSE(graph.find_another()) << "there is no constraint to take out";
}

TEST(OrderGraph, FollowsSessionsWithoutCountingThem) {
  const Derived derived("A: [ry1] [wz9] [wz8] [wz7] [wx1] B: [rx1] [wz6] [wy1]");
  OrderGraph graph(derived.transactions, Base::causal, {});
  const auto cycle = graph.cycle();
  expect_circle(cycle);
  EXPECT_EQ(weight(cycle), 2u);
  EXPECT_EQ(cycle.size(), 4u) << "one step for a session, however long";
}

TEST(OrderGraph, FindsOneCycleAfterTheOther) {
  const Derived derived("A: [wx1] B: [wx2] C: [rx1] [rx2] D: [wy1] E: [wy2] F: [ry1] [ry2]");
  // Reads in the order of the sessions: C's are 0 and 1, F's 2 and 3.
  const std::vector<Constraint> constraints{{derived.node(0), 1}, {derived.node(1), 0}, {derived.node(1), 0}, {derived.node(4), 3}, {derived.node(5), 2}};
  OrderGraph graph(derived.transactions, Base::causal, constraints);
  int cycles = 0;
  for (bool more = !graph.exists(); more; more = graph.find_another()) {
    const auto cycle = graph.cycle();
    expect_circle(cycle);
    EXPECT_EQ(weight(cycle), 2u);
    ++cycles;
  }
  EXPECT_EQ(cycles, 2);
}

TEST(OrderGraph, HasVersionsInTheOrderOfTheListsThatWereRead) {
  const Derived derived("A: [ax1] [ax2] B: [lx2,1]");
  OrderGraph graph(derived.transactions, Base::causal, {});
  ASSERT_FALSE(graph.exists());
  const auto cycle = graph.cycle();
  EXPECT_EQ(weight(cycle), 1u);
  EXPECT_TRUE(OrderGraph(derived.transactions, Base::reads_from, {}).exists());
}

TEST(OrderGraph, ComesAroundThroughASideNode) {
  // B's write of x is of unknown outcome and its process went on; what precedes it in its session reads from a transaction that comes after it.
  const Derived derived("B: [ry1] [wx1]? [wz1] A: [rx1 wy1]");
  OrderGraph graph(derived.transactions, Base::causal, {});
  ASSERT_FALSE(graph.exists());
  const auto cycle = graph.cycle();
  expect_circle(cycle);
  EXPECT_EQ(cycle.size(), 3u);
}

}  // namespace
}  // namespace clio::test
