#include "src/report/statistics.hpp"

#include <gtest/gtest.h>

#include "tests/support/histories.hpp"

namespace clio {
namespace {

TEST(Spread, IsByNearestRank) {
  const Spread spread = spread_of({5, 1, 4, 2, 3});
  EXPECT_EQ(spread.count, 5u);
  EXPECT_EQ(spread.min, 1);
  EXPECT_EQ(spread.p50, 3);
  EXPECT_EQ(spread.p90, 5);
  EXPECT_EQ(spread.max, 5);
  EXPECT_EQ(spread_of({}).count, 0u);
  EXPECT_EQ(spread_of({7}).p99, 7);
}

TEST(Statistics, CountStatusKindsProcessesAndKeys) {
  const Statistics statistics = statistics_of(test::history_of("P1: W(x)1  W(y)2?\nP2:   R(x)1!   R(y)2\n"));
  EXPECT_EQ(statistics.by_status, (std::array<std::size_t, 3>{2, 1, 1}));
  EXPECT_EQ(statistics.by_kind.at(Kind::write), 2u);
  EXPECT_EQ(statistics.by_process, (std::vector<std::size_t>{2, 2}));
  EXPECT_EQ(statistics.by_key, (std::vector<std::size_t>{2, 2}));
  EXPECT_TRUE(statistics.by_node.empty());
}

TEST(Statistics, CountWhatIsOpenAtOneInstantTouchingIntervalsIncluded) {
  HistoryBuilder builder;
  builder.set_timed(true);
  const auto write = [&](int process, Time call, Time response, Status status = Status::ok) {
    (void)builder.add({.kind = Kind::write,
                       .status = status,
                       .process = builder.process(process),
                       .key = builder.key("x"),
                       .value = builder.value(process),
                       .call = call,
                       .response = response});
  };
  write(0, 0, 10);
  write(1, 10, 20);
  write(2, 12, 14);
  write(3, 11, kNever, Status::unknown);
  const Statistics statistics = statistics_of(std::move(builder).build().value());
  EXPECT_EQ(statistics.open_max, 2u);
  EXPECT_DOUBLE_EQ(statistics.open_mean, 22.0 / 20.0);
  EXPECT_EQ(statistics.first_call, 0);
  EXPECT_EQ(statistics.last_response, 20);
  EXPECT_EQ(statistics.latency.at(Kind::write).max, 10);
  EXPECT_EQ(statistics.latency.at(Kind::write).count, 3u);
}

TEST(Statistics, CountATransactionOnceWhereTimesAreMeasured) {
  const Statistics statistics = statistics_of(test::history_of("P1: [W(x)1 W(y)1 W(z)1]    [W(x)3]?\nP2:     [R(x)1 R(y)1]---\nP3:                       [W(x)2]!\n"));
  EXPECT_EQ(statistics.by_status, (std::array<std::size_t, 3>{5, 1, 1}));
  EXPECT_EQ(statistics.transactions_by_status, (std::array<std::size_t, 3>{2, 1, 1}));
  EXPECT_EQ(statistics.open_max, 2u);
  EXPECT_TRUE(statistics.latency.empty());
  EXPECT_EQ(statistics.transaction_latency.count, 2u);
}

}  // namespace
}  // namespace clio
