// One process's order, built from the back, and why there is none.

#include <gtest/gtest.h>

#include <algorithm>

#include "checker/engines/causal/process_order.hpp"
#include "tests/causal/laid_out.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

using causal::Ground;
using causal::OrderStart;
using causal::ProcessOrder;
using causal::why_no_order;

TEST(OrderStart, LetsAReadCarryNothingThatItsSessionHasReadBefore) {
  const LaidOut laid(history_of("P1: W(x)1 W(x)2 W(x)3\nP2:                   R(x)2 R(x)1 R(x)2 R(x)3"));
  const OrderStart start(laid.events, Ground::causal);
  std::vector<bool> carried;
  for (causal::Event e = laid.events.begin(1); e < laid.events.end(1); ++e) carried.push_back(start.carries[e]);
  EXPECT_EQ(carried, (std::vector<bool>{true, false, false, true}));
  EXPECT_EQ(start.pending[laid.event(0)], 0u);
  EXPECT_EQ(start.pending[laid.event(1)], 1u);
}

TEST(OrderStart, LetsEachSessionCarryForItself) {
  const LaidOut laid(history_of("P1: W(x)1\nP2:        R(x)1\nP3:        R(x)1"));
  EXPECT_EQ(OrderStart(laid.events, Ground::causal).pending[laid.event(0)], 2u);
  EXPECT_EQ(OrderStart(laid.events, Ground::session).pending[laid.event(0)], 0u) << "for pram only the process's own reads count";
}

TEST(ProcessOrder, IsFoundForOneProcessAfterTheOther) {
  const LaidOut laid(history_of("P1: W(x)1\nP2: W(x)2\nP3:        R(x)1 R(x)2\nP4:        R(x)1 R(x)2 R(x)1"));
  const OrderStart start(laid.events, Ground::causal);
  ProcessOrder order(laid.events, start);
  Budget budget(Limits{});
  EXPECT_EQ(order.run(2, budget), ProcessOrder::Outcome::exists);
  EXPECT_EQ(order.run(3, budget), ProcessOrder::Outcome::impossible);
  EXPECT_EQ(order.run(2, budget), ProcessOrder::Outcome::exists);
}

struct Case {
  const char* name;
  const char* history;
  std::uint32_t process;
  std::size_t core;  ///< how many operations explain it
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

class NoOrder : public testing::TestWithParam<Case> {};

TEST_P(NoOrder, IsExplainedByOperationsThatAloneLeaveNone) {
  const LaidOut laid(history_of(GetParam().history));
  Budget budget(Limits{});
  const std::vector<OpId> core = why_no_order(laid.events, Ground::causal, GetParam().process, budget);
  EXPECT_EQ(core.size(), GetParam().core);
  EXPECT_TRUE(std::is_sorted(core.begin(), core.end()));
  const causal::Events alone(laid.relations, laid.certain.of, core);
  const OrderStart start(alone, Ground::causal);
  EXPECT_EQ(ProcessOrder(alone, start).run(GetParam().process, budget), ProcessOrder::Outcome::impossible);
}

INSTANTIATE_TEST_SUITE_P(
    Stops, NoOrder,
    testing::Values(Case{"InitialValueAfterAWrite", "P1: W(x)1 W(y)1\nP2: W(u)1 W(u)2\nP3:                 R(u)2 R(y)1 R(x)-", 2, 4},
                    Case{"TwoTops", "P1: W(x)1 W(y)5\nP2: W(x)2\nP3:           R(x)1 R(x)2 R(x)1", 2, 5},
                    Case{"CycleOfReadsFrom", "P1: R(x)1 W(y)1 W(z)1\nP2: R(y)1 W(x)1", 0, 4}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace clio::test
