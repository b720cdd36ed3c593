// Read-only replicas: the table of their essay, judged by the checker; their mutants; what they do with garbage.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "src/store/protocols/read_only_replicas.hpp"
#include "src/store/run/run.hpp"
#include "src/store/sim/random.hpp"
#include "tests/store/judged_runs.hpp"

namespace clio::store {
namespace {

struct Way {
  When when;
  What what;
};
std::string name_of(Way way) {
  const char* when = way.when == When::push ? "push_" : way.when == When::pull ? "pull_" : "poll_";
  return when + std::string(way.what == What::state ? "state" : way.what == What::operation ? "operation" : "invalidation");
}
void PrintTo(const Way& way, std::ostream* out) { *out << name_of(way); }

/// Whether what a replica shows is always the result of the first so many writes.
bool shows_prefixes(Way way) { return way.what == What::operation || (way.when == When::poll && way.what == What::state); }

RunConfig config(Way way, Reads reads, const char* faults = "all") {
  RunConfig config{.protocol = &read_only_replicas_entry()};
  config.options.when = way.when;
  config.options.what = way.what;
  config.reads = reads;
  config.workload = {.sessions = 5, .operations = 150, .keys = 2, .reads = 0.6, .cas = 0.1};
  config.faults = *faults_named(faults);
  return config;
}

/// Clients that carry nothing along and keep to their replica (a cas would read at the origin).
RunConfig plain_clients(Way way) {
  RunConfig plain = config(way, Reads::sticky, "delay,duplication,reordering=0.3,reordering_max=30000");
  plain.workload.sessions = 8, plain.workload.operations = 300, plain.workload.reads = 0.7, plain.workload.cas = 0;
  plain.workload.think = kMillisecond;
  plain.policy.carries_context = false;
  plain.policy.attempt = plain.policy.deadline = kSecond;
  return plain;
}

class ReadOnlyReplicas : public testing::TestWithParam<Way> {};

TEST_P(ReadOnlyReplicas, KeepTheirPromiseUnderAllFaultsAndComeBackAfterThem) {
  for (const Reads reads : read_only_replicas_entry().reads) {
    const judging::Tally tally = judging::judged(config(GetParam(), reads), 1, 60, read_only_replicas_entry().promise({}, reads).keeps);
    EXPECT_TRUE(tally.violated.empty()) << store::name_of(reads);
    EXPECT_EQ(tally.broken, "");
    EXPECT_EQ(tally.unavailable, "");
    EXPECT_EQ(tally.undecided, "");
  }
}

TEST_P(ReadOnlyReplicas, AreCaughtShowingThePast) {
  for (const Reads reads : {Reads::sticky, Reads::any}) EXPECT_NE(judging::first_caught(config(GetParam(), reads), 50, "linearizable"), 0u) << store::name_of(reads);
}

TEST_P(ReadOnlyReplicas, KeepWhatTheEssaySaysForClientsThatCarryNothing) {
  std::vector<std::string_view> kept{"monotonic-reads"};
  if (shows_prefixes(GetParam())) kept = {"monotonic-reads", "monotonic-writes", "writes-follow-reads"};
  const judging::Tally tally = judging::judged(plain_clients(GetParam()), 1, 200, kept);
  EXPECT_TRUE(tally.violated.empty()) << tally.violated.begin()->first;
  EXPECT_EQ(tally.undecided, "");
}

TEST_P(ReadOnlyReplicas, AreCaughtAtTheRestByClientsThatCarryNothing) {
  std::vector<std::string_view> caught{"read-your-writes", "pram", "causal-convergent", "weak-causal"};
  if (!shows_prefixes(GetParam())) caught.insert(caught.end(), {"monotonic-writes", "writes-follow-reads"});
  for (const std::string_view model : caught) EXPECT_NE(judging::first_caught(plain_clients(GetParam()), 800, model), 0u) << model;
}

constexpr Way kWays[] = {{When::push, What::state}, {When::push, What::operation}, {When::push, What::invalidation},
                         {When::pull, What::state}, {When::pull, What::operation}, {When::pull, What::invalidation},
                         {When::poll, What::state}, {When::poll, What::operation}, {When::poll, What::invalidation}};
INSTANTIATE_TEST_SUITE_P(All, ReadOnlyReplicas, testing::ValuesIn(kWays), [](const auto& test) { return name_of(test.param); });

void expect_caught(std::string_view mutant, Way way) {
  for (const Mutant& known : read_only_replicas_entry().mutants) {
    if (known.name != mutant) continue;
    RunConfig broken = config(way, known.reads);
    broken.options.mutant = mutant;
    EXPECT_NE(judging::first_caught(broken, 200, known.breaks), 0u) << mutant << ' ' << name_of(way);
    return;
  }
  FAIL() << "no mutant " << mutant;
}

TEST(ReadOnlyReplicasMutants, AnOriginThatLiesAboutCompletionIsCaught) { expect_caught("lies-about-completion", {When::push, What::state}); }
TEST(ReadOnlyReplicasMutants, AReplicaThatForgetsTheContextIsCaughtInEveryWay) {
  for (const Way way : kWays) expect_caught("forgets-context", way);
}
TEST(ReadOnlyReplicasMutants, AReplicaThatSkipsWhatItIsToldIsCaught) {
  for (const Way way : kWays) {
    if (way.when != When::pull) expect_caught("skips-updates", way);
  }
}
TEST(ReadOnlyReplicasMutants, AReplicaThatAppliesOutOfOrderIsCaught) {
  for (const What what : {What::state, What::operation}) expect_caught("applies-out-of-order", {When::push, what});
}
TEST(ReadOnlyReplicasMutants, AReplicaThatIgnoresTheTimeToLiveIsCaughtWhereThereIsOne) {
  for (const What what : {What::state, What::operation, What::invalidation}) expect_caught("ignores-time-to-live", {When::pull, what});
}

/// A replica that has a copy fetched at time 0, of a key that the origin then changes unheard.
TEST(ReadOnlyReplica, ShowsAPulledValueNoLongerThanItsTimeToLive) {
  using namespace read_only;
  Options options;
  options.when = When::pull;
  Replica replica(Node{1}, options);
  const Durable nothing;
  Effects effects;
  replica.step(0, Started{.durable = &nothing}, effects);
  const auto read_at = [&](Time now) {
    effects.clear();
    replica.step(now, ClientRequest{.token = {Session{0}, static_cast<std::uint64_t>(now) + 1}, .command = {.key = 7, .value = {}, .expected = {}}, .reads = Reads::sticky, .context = {}}, effects);
    return std::any_of(effects.list().begin(), effects.list().end(), [](const Effect& effect) { return std::holds_alternative<Reply>(effect); });
  };
  EXPECT_FALSE(read_at(0));
  replica.step(5 * kMillisecond, Received{.from = Node{0}, .bytes = wire::encode(Message(Got{.life = 1, .key = 7, .version = 1, .as_of = 1, .asked = 0, .value = 41}))}, effects);
  EXPECT_TRUE(read_at(options.timing.time_to_live - 1));
  EXPECT_FALSE(read_at(options.timing.time_to_live)) << "counted from the question, not from the answer";
}

TEST(ReadOnlyReplica, SurviveAnyBytesFromAnybody) {
  using namespace read_only;
  const std::vector<std::string> seeds = {wire::encode(Message(Ask{.life = 1, .since = 2})), wire::encode(Message(Have{.life = 1, .version = 3})),
                                          wire::encode(Message(Get{.life = 1, .key = 1})), wire::encode(Message(Check{.life = 1, .key = 1, .version = 1})),
                                          wire::encode(Message(Changes{.life = 1, .from = 0, .to = 3, .list = {{.key = 1, .version = 2, .value = Value(5)}}})),
                                          wire::encode(Message(Writes{.life = 1, .from = 1, .state = ordered::State{}, .list = {Write{}}})),
                                          wire::encode(Message(Got{.life = 1, .key = 1, .version = 2, .as_of = 3, .value = 4})),
                                          wire::encode(Message(Checked{.life = 1, .key = 1, .version = 2, .as_of = 3, .newest = true}))};
  Random random(11);
  for (const Way way : kWays) {
    Options options;
    options.when = way.when, options.what = way.what;
    for (const std::uint32_t self : {0u, 1u}) {
      const auto node = read_only_replicas_entry().replica(Node{self}, options);
      const Durable nothing;
      Effects effects;
      node->step(0, Started{.durable = &nothing}, effects);
      for (int round = 0; round < 5'000; ++round) {
        std::string bytes = seeds[random.below(seeds.size())];
        for (std::uint64_t change = random.below(4); change > 0; --change) bytes[random.below(bytes.size())] = static_cast<char>(random.below(12));
        effects.clear();
        node->step(round, Received{.from = Node{1 - self}, .bytes = bytes}, effects);
        ASSERT_LT(effects.list().size(), 100u);
      }
    }
  }
}

}  // namespace
}  // namespace clio::store
