// A client's side of a request: what it asks, when it asks again, and what it may claim afterwards.
#include <gtest/gtest.h>

#include "src/store/client/session.hpp"

namespace clio::store {
namespace {

constexpr SessionPolicy kPolicy{.nodes = 3, .attempt = 10, .deadline = 100, .pause = 2};
const Command kRead{.operation = Operation::read, .key = 1};
const Command kWrite{.operation = Operation::write, .key = 1, .value = 5};

Node n(std::size_t i) { return node_at(i); }
ClientSession session(std::size_t i, SessionPolicy policy = kPolicy) { return ClientSession(session_at(i), policy); }
Answer answer(Outcome outcome, Node redirect = kNobody) { return {.outcome = outcome, .redirect = redirect}; }

TEST(Session, AsksThePrimaryAndReportsItsAnswer) {
  ClientSession s = session(2);
  auto step = s.start(0, kWrite);
  ASSERT_TRUE(step.ask);
  EXPECT_EQ(step.ask->to, n(0));
  EXPECT_EQ(step.ask->request.command, kWrite);
  EXPECT_EQ(step.ask->request.token, (Token{session_at(2), 1}));
  EXPECT_EQ(step.wake_at, 10);
  step = s.answered(5, n(0), s.token(), {.version = 7});
  ASSERT_TRUE(step.completed);
  EXPECT_EQ(step.completed->status, Completed::Status::ok);
  EXPECT_EQ(step.completed->answer.version, 7u);
  EXPECT_EQ(step.completed->node, n(0));
  EXPECT_FALSE(s.busy());
}

TEST(Session, NumbersItsOperationsAndKeepsTheNumberWhenItAsksAgain) {
  ClientSession s = session(0);
  EXPECT_EQ(s.start(0, kWrite).ask->request.token.request, 1u);
  EXPECT_EQ(s.woken(10).ask->request.token.request, 1u);
  (void)s.answered(11, n(1), s.token(), {});
  EXPECT_EQ(s.start(12, kWrite).ask->request.token.request, 2u);
}

TEST(Session, MovesOnToTheNextNodeAfterSilence) {
  ClientSession s = session(0);
  (void)s.start(0, kWrite);
  EXPECT_EQ(s.woken(10).ask->to, n(1));
  EXPECT_EQ(s.woken(20).ask->to, n(2));
  EXPECT_EQ(s.woken(30).ask->to, n(0));
}

TEST(Session, KeepsAWriteAtItsNodeWhereWritesMustNotMove) {
  SessionPolicy policy = kPolicy;
  policy.writes_move = false;
  policy.any_writer = true;
  ClientSession s = session(1, policy);
  EXPECT_EQ(s.start(0, kWrite).ask->to, n(1));
  EXPECT_EQ(s.woken(10).ask->to, n(1));
  (void)s.answered(11, n(1), s.token(), {});
  EXPECT_EQ(s.start(12, kRead).ask->to, n(1)) << "it reads where it writes";
}

TEST(Session, FollowsARedirectionAfterAPauseAndRemembersIt) {
  ClientSession s = session(0);
  (void)s.start(0, kWrite);
  auto step = s.answered(1, n(0), s.token(), answer(Outcome::redirected, n(2)));
  EXPECT_FALSE(step.ask);
  EXPECT_EQ(step.wake_at, 3);
  EXPECT_EQ(s.woken(3).ask->to, n(2));
  (void)s.answered(4, n(2), s.token(), {});
  EXPECT_EQ(s.start(5, kWrite).ask->to, n(2));
}

TEST(Session, CallsARefusedOperationFailed) {
  ClientSession s = session(0);
  (void)s.start(0, kWrite);
  EXPECT_EQ(s.answered(1, n(0), s.token(), answer(Outcome::refused)).completed->status, Completed::Status::fail);
}

TEST(Session, DoesNotCallAWriteFailedOnceAnAttemptWentUnanswered) {
  ClientSession s = session(0);
  (void)s.start(0, kWrite);
  (void)s.woken(10);
  EXPECT_FALSE(s.answered(11, n(1), s.token(), answer(Outcome::refused)).completed) << "n0 may have taken it";
  EXPECT_EQ(s.woken(100).completed->status, Completed::Status::unknown);
}

TEST(Session, DoesNotCallAWriteFailedOnceItWasUncertain) {
  ClientSession s = session(0);
  (void)s.start(0, kWrite);
  (void)s.answered(1, n(0), s.token(), answer(Outcome::uncertain));
  (void)s.woken(3);
  EXPECT_FALSE(s.answered(4, n(1), s.token(), answer(Outcome::refused)).completed);
  EXPECT_EQ(s.woken(100).completed->status, Completed::Status::unknown);
}

TEST(Session, CallsAWriteFailedWhereEveryAttemptWasRedirectedUntilTheDeadline) {
  ClientSession s = session(0);
  (void)s.start(0, kWrite);
  for (Time now = 1; now < 98; now += 4) {
    (void)s.answered(now, n((static_cast<std::size_t>(now) / 4) % 3), s.token(), answer(Outcome::redirected));
    (void)s.woken(now + 2);
  }
  (void)s.answered(99, n(1), s.token(), answer(Outcome::redirected));
  const auto step = s.woken(100);
  ASSERT_TRUE(step.completed);
  EXPECT_EQ(step.completed->status, Completed::Status::fail);
}

TEST(Session, IgnoresAnswersToOperationsThatItHasGivenUp) {
  ClientSession s = session(0);
  (void)s.start(0, kWrite);
  const Token given_up = s.token();
  EXPECT_TRUE(s.woken(100).completed);
  EXPECT_FALSE(s.answered(101, n(0), given_up, {}).completed);
  (void)s.start(102, kRead);
  EXPECT_FALSE(s.answered(103, n(0), given_up, {}).completed);
}

TEST(Session, TakesALateAnswerOfAnEarlierAttempt) {
  ClientSession s = session(0);
  (void)s.start(0, kWrite);
  (void)s.woken(10);  // now at n1
  const auto step = s.answered(11, n(0), s.token(), {});
  ASSERT_TRUE(step.completed);
  EXPECT_EQ(step.completed->node, n(0));
}

TEST(Session, IgnoresALateRedirectionOfAnEarlierAttempt) {
  ClientSession s = session(0);
  (void)s.start(0, kWrite);
  (void)s.woken(10);  // now at n1
  EXPECT_FALSE(s.answered(11, n(0), s.token(), answer(Outcome::redirected, n(2))).wake_at);
}

TEST(Session, KeepsToItsReplicaForStickyReads) {
  SessionPolicy policy = kPolicy;
  policy.reads = Reads::sticky;
  ClientSession s = session(4, policy);
  EXPECT_EQ(s.start(0, kRead).ask->to, n(1));
  (void)s.answered(1, n(1), s.token(), {});
  EXPECT_EQ(s.start(2, kRead).ask->to, n(1));
  EXPECT_EQ(s.woken(12).ask->to, n(2)) << "until it is silent";
  (void)s.answered(13, n(2), s.token(), {});
  EXPECT_EQ(s.start(14, kRead).ask->to, n(2));
  (void)s.answered(15, n(2), s.token(), {});
  EXPECT_EQ(s.start(16, kWrite).ask->to, n(0)) << "writes go to the primary";
}

TEST(Session, ComesBackToTheReplicaBesideItWhereItsPolicySaysSo) {
  for (const bool returns_home : {false, true}) {
    SessionPolicy policy = kPolicy;
    policy.reads = Reads::sticky;
    policy.returns_home = returns_home;
    ClientSession s = session(1, policy);
    EXPECT_EQ(s.start(0, kRead).ask->to, n(1));
    EXPECT_EQ(s.woken(10).ask->to, n(2));
    (void)s.answered(12, n(2), s.token(), {});
    EXPECT_EQ(s.start(20, kRead).ask->to, returns_home ? n(1) : n(2));
  }
}

TEST(Session, MovesFromReplicaToReplicaWhereItReadsAnywhere) {
  SessionPolicy policy = kPolicy;
  policy.reads = Reads::any;
  ClientSession s = session(0, policy);
  auto read = [&, now = Time{0}]() mutable {
    const Node to = s.start(now += 2, kRead).ask->to;
    (void)s.answered(now + 1, to, s.token(), {});
    return to;
  };
  EXPECT_EQ(read(), n(1));
  EXPECT_EQ(read(), n(2));
  EXPECT_EQ(read(), n(0));
}

TEST(Session, CarriesTheLargestContextThatItHasSeen) {
  ClientSession s = session(0);
  (void)s.start(0, kRead);
  (void)s.answered(1, n(0), s.token(), {.context = {3, 1}});
  (void)s.start(2, kRead);
  (void)s.answered(3, n(0), s.token(), {.context = {2, 5, 1}});
  EXPECT_EQ(s.start(4, kRead).ask->request.context, (Context{3, 5, 1}));
}

TEST(Session, CallsAnUnansweredReadUnknown) {
  ClientSession s = session(0);
  (void)s.start(0, kRead);
  EXPECT_EQ(s.woken(100).completed->status, Completed::Status::unknown);
}

}  // namespace
}  // namespace clio::store
