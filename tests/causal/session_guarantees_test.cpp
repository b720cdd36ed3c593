// The parts of the session guarantees: what the events become, from when on a process sees a write, and an order of the writes for a process.

#include <gtest/gtest.h>

#include "checker/engines/causal/write_order.hpp"
#include "tests/causal/laid_out.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

using FirstSight = causal::FirstSight<causal::Events>;
using SessionWrites = causal::SessionWrites<causal::Events>;
using WriteOrder = causal::WriteOrder<causal::Events>;
using causal::Write;

constexpr std::uint32_t kNever = FirstSight::kNever;

TEST(SessionWrites, AreNumberedSessionBySessionWithTheirReadsBeside) {
  const LaidOut laid(history_of("P1: W(x)1 R(x)1 W(y)1\nP2: R(x)1 C(x)1>2 R(y)-"));
  const SessionWrites writes(laid.events);
  ASSERT_EQ(writes.size(), 3u);
  EXPECT_EQ(writes.end(0), 2u);
  EXPECT_EQ(writes.begin(1), 2u);
  EXPECT_EQ(writes.end(1), 3u);
  EXPECT_EQ(writes.reads_before(1), 1u) << "P1 has read once before it wrote y";
  EXPECT_EQ(writes.reads_before(2), 2u) << "what the cas itself read is not before it";
  EXPECT_EQ(writes.reads_end(1) - writes.reads_begin(1), 3u);
  EXPECT_EQ(writes.read(writes.reads_end(1) - 1).source, SessionWrites::kInitial);
  EXPECT_EQ(writes.longest_reads(), 3u);
}

TEST(SessionWrites, HaveAbandonedOnesThatWereReadAsLanesOfTheirOwn) {
  const LaidOut laid(history_of("P1: W(x)1 R(x)1 W(x)2? W(y)1\nP2:                       R(x)2"));
  const SessionWrites writes(laid.events);
  ASSERT_EQ(writes.size(), 3u);
  ASSERT_EQ(writes.lane_count(), 3u);
  const Write side = writes.first_side();
  EXPECT_TRUE(writes.is_side(writes.lane(side)));
  EXPECT_EQ(writes.op(side, 0), OpId{2});
  EXPECT_EQ(writes.past_end(side), 1u) << "only W(x)1 precedes it";
  EXPECT_EQ(writes.reads_before(side), 1u);
}

struct Sight {
  const char* name;
  const Model* model;
  std::vector<std::uint32_t> first;  ///< by write: which of P3's three reads sees it first
};

std::ostream& operator<<(std::ostream& out, const Sight& sight) { return out << sight.name; }

class FirstSights : public testing::TestWithParam<Sight> {};

TEST_P(FirstSights, AreThoseOfTheGuarantee) {
  // P1 writes x and then y; P2 reads y and then writes z; P3 writes u, reads z, reads y, reads u.
  const LaidOut laid(history_of("P1: W(x)1 W(y)1\nP2:            R(y)1 W(z)1\nP3: W(u)1                 R(z)1 R(y)1 R(u)1"));
  const SessionWrites writes(laid.events);
  ASSERT_EQ(writes.size(), 4u);  // x, y, z, u
  FirstSight sight(writes, GetParam().model->sees);
  sight.compute(2);
  for (Write w = 0; w < 4; ++w) {
    const std::uint32_t expected = GetParam().first[w];
    EXPECT_EQ(sight.of(w), expected == kNever ? kNever : writes.reads_begin(2) + expected) << "write " << w;
  }
}

INSTANTIATE_TEST_SUITE_P(Guarantees, FirstSights,
                         testing::Values(Sight{"OwnWritesFromTheNextReadOn", &kReadYourWrites, {kNever, kNever, kNever, 0}},
                                         Sight{"WhatWasReadFromTheNextReadOn", &kMonotonicReads, {kNever, 2, 1, 3}},
                                         Sight{"WhatPrecededAWriteThatWasRead", &kMonotonicWrites, {1, kNever, kNever, kNever}},
                                         Sight{"WhatWasReadBeforeAWriteThatWasRead", &kWritesFollowReads, {kNever, 0, kNever, kNever}}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(FirstSight, IsForgottenBeforeTheNextProcess) {
  const LaidOut laid(history_of("P1: W(x)1\nP2:        R(x)1 R(x)1\nP3:        R(x)1"));
  const SessionWrites writes(laid.events);
  FirstSight sight(writes, Visibility::read_then_session);
  sight.compute(1);
  EXPECT_EQ(sight.of(0), writes.reads_begin(1) + 1);
  sight.compute(0);
  EXPECT_EQ(sight.of(0), kNever);
}

TEST(WriteOrder, IsFoundForOneProcessAfterTheOther) {
  // P3 goes from 1 to 2 and P4 from 2 to 1: each alone has an order, P5 that does both has none, and P3 has one again afterwards.
  const LaidOut laid(history_of("P1: W(x)1\nP2: W(x)2\nP3:        R(x)1 R(x)2\nP4:        R(x)2 R(x)1\nP5:        R(x)1 R(x)2 R(x)1"));
  const SessionWrites writes(laid.events);
  WriteOrder order(writes, Visibility::read_then_session);
  Budget budget(Limits{});
  EXPECT_EQ(order.run(2, budget), WriteOrder::Outcome::exists);
  EXPECT_EQ(order.run(3, budget), WriteOrder::Outcome::exists);
  ASSERT_EQ(order.run(4, budget), WriteOrder::Outcome::impossible);
  EXPECT_EQ(order.why(), (std::vector<OpId>{OpId{0}, OpId{1}, OpId{6}, OpId{7}, OpId{8}}));
  EXPECT_EQ(order.run(2, budget), WriteOrder::Outcome::exists);
}

TEST(WriteOrder, WakesLanesInTheOrderInWhichWritesAreTaken) {
  // Two lanes wait for writes of P1, the later of which is taken first; P4's lane must not be lost when P3's is woken.
  const LaidOut laid(history_of("P1: W(x)1 W(y)1\nP2: W(x)2\nP3: W(y)2\nP4:           R(x)2 R(x)1 R(y)2 R(y)1"));
  const SessionWrites writes(laid.events);
  WriteOrder order(writes, Visibility::read_then_session);
  Budget budget(Limits{});
  EXPECT_EQ(order.run(3, budget), WriteOrder::Outcome::exists);
}

TEST(WriteOrder, KeepsWhatPrecedesAnAbandonedWriteUntilThatIsTaken) {
  // W(x)1 precedes the abandoned W(x)2; P2 read 2 and then 1, and goes on seeing 2.
  const LaidOut laid(history_of("P1: W(x)1 W(x)2? W(y)1\nP2:                R(x)2 R(x)1"));
  const SessionWrites writes(laid.events);
  WriteOrder order(writes, Visibility::read_then_session);
  Budget budget(Limits{});
  ASSERT_EQ(order.run(1, budget), WriteOrder::Outcome::impossible);
  EXPECT_EQ(order.why(), (std::vector<OpId>{OpId{0}, OpId{1}, OpId{3}, OpId{4}}));
}

TEST(WriteOrder, IsImpossibleWhereTheInitialValueIsReadAfterAWriteThatIsSeen) {
  const LaidOut laid(history_of("P1: W(x)1 R(y)- R(x)-"));
  const SessionWrites writes(laid.events);
  WriteOrder order(writes, Visibility::session);
  Budget budget(Limits{});
  ASSERT_EQ(order.run(0, budget), WriteOrder::Outcome::impossible);
  EXPECT_EQ(order.why(), (std::vector<OpId>{OpId{0}, OpId{2}}));
}

TEST(WriteOrder, LetsACasReadTheInitialValueThatItReplaces) {
  const LaidOut laid(history_of("# initial: 0\nP1: C(x)0>1 R(x)1"));
  const SessionWrites writes(laid.events);
  for (const Visibility sees : {Visibility::session, Visibility::read_then_session, Visibility::session_then_read, Visibility::read_then_session_then_read}) {
    WriteOrder order(writes, sees);
    Budget budget(Limits{});
    EXPECT_EQ(order.run(0, budget), WriteOrder::Outcome::exists);
  }
}

}  // namespace
}  // namespace clio::test
