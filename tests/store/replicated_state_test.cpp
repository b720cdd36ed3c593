// The state machine behind a replicated log, and the log.
#include <gtest/gtest.h>

#include "src/store/protocols/replicated_state.hpp"

namespace clio::store::multi_paxos {
namespace {

Proposal write(std::uint64_t request, std::int64_t value) { return {{session_at(0), request}, {.operation = Operation::write, .key = 7, .value = value}}; }
Proposal cas(std::uint64_t request, Value expected, std::int64_t value) {
  return {{session_at(0), request}, {.operation = Operation::cas, .key = 7, .value = value, .expected = expected}};
}

TEST(ReplicatedState, DoesACommandThatIsInTheLogTwiceOnce) {
  ReplicatedState state;
  EXPECT_TRUE(state.apply(1, cas(1, std::nullopt, 41))->changed);
  Proposal other = write(1, 42);
  other.token.session = session_at(1);
  EXPECT_TRUE(state.apply(2, other)->changed);
  const auto again = state.apply(3, cas(1, std::nullopt, 41));
  ASSERT_TRUE(again.has_value());
  EXPECT_FALSE(again->changed);
  EXPECT_TRUE(again->done.success) << "the first answer";
  EXPECT_EQ(state.value(7), Value(42));
}

TEST(ReplicatedState, IgnoresWhatItsSessionHasLeftBehind) {
  ReplicatedState state;
  (void)state.apply(1, write(2, 42));
  EXPECT_FALSE(state.apply(2, write(1, 41)).has_value());
  EXPECT_EQ(state.value(7), Value(42));
  EXPECT_EQ(state.applied(), 2u);
}

TEST(ReplicatedState, ComparesAndSets) {
  ReplicatedState state;
  EXPECT_TRUE(state.apply(1, cas(1, std::nullopt, 41))->done.success);
  const auto failed = state.apply(2, cas(2, 40, 43));
  EXPECT_FALSE(failed->done.success);
  EXPECT_FALSE(failed->changed);
  EXPECT_EQ(failed->done.value, Value(41));
  EXPECT_TRUE(state.apply(3, cas(3, 41, 44))->changed);
}

TEST(ReplicatedState, TakesSessionsAlongInASnapshot) {
  ReplicatedState state, copy;
  (void)state.apply(1, write(1, 41));
  copy.install(state.snapshot());
  EXPECT_TRUE(copy.same_as(state));
  EXPECT_FALSE(copy.apply(2, write(1, 41))->changed);
}

TEST(Log, KeepsGapsEmptyAndForgetsWhatIsCompacted) {
  Log log;
  EXPECT_EQ(log.last(), 0u);
  log.put(3, {{1, node_at(0)}, {}});
  EXPECT_EQ(log.at(2), nullptr);
  ASSERT_NE(log.at(3), nullptr);
  log.compact(3);
  EXPECT_EQ(log.first(), 3u);
  EXPECT_NE(log.at(3), nullptr);
  log.compact(10);
  EXPECT_EQ(log.at(3), nullptr);
  EXPECT_EQ(log.last(), 9u);
  log.put(10, {{1, node_at(0)}, {}});
  EXPECT_EQ(log.last(), 10u);
}

}  // namespace
}  // namespace clio::store::multi_paxos
