// Single-decree consensus: it agrees, it need not end, and the approaches that do not work do not. The main paths are in transcripts/paxos.
#include <gtest/gtest.h>

#include <algorithm>

#include "src/store/core/wire.hpp"
#include "src/store/protocols/paxos.hpp"
#include "tests/store/judged_runs.hpp"
#include "tests/store/transcript.hpp"

namespace clio::store {
namespace {

using judging::complaint, judging::first_caught, judging::judged;

using transcript::Cluster;

ClientRequest proposal(std::size_t session, std::int64_t value) {
  return {.token = {session_at(session), 1}, .command = {.operation = Operation::cas, .key = 0, .value = value, .expected = std::nullopt}, .reads = Reads::quorum, .context = {}};
}

/// Two proposers, n0 and n1, that hear n2 only, and the worst order in which it can hear them: a value arrives only after every request to
/// promise more that is under way. Timers do not fire as long as messages are under way. Returns after how many deliveries a value was
/// decided; empty: not within `most`.
std::optional<std::size_t> duel(bool back_off, std::size_t most) {
  Options options;
  options.back_off = back_off;
  Cluster cluster(paxos_entry(), options);
  for (const auto what : {Cluster::Show::sends, Cluster::Show::notes, Cluster::Show::timers, Cluster::Show::persists, Cluster::Show::lines}) cluster.hide(what);
  cluster.request(node_at(0), proposal(0, 10));
  cluster.request(node_at(1), proposal(1, 11));
  for (std::size_t deliveries = 0; deliveries < most; ++deliveries) {
    auto& messages = cluster.under_way();
    const auto heard = [](const transcript::Message& message) { return message.from == node_at(2) || message.to == node_at(2); };
    std::erase_if(messages, [&](const transcript::Message& message) { return !heard(message); });
    if (messages.empty()) {
      // Whoever backed off first goes on first: their random waits differ.
      const Node next = cluster.due(node_at(0), Timer{0}) ? node_at(0) : node_at(1);
      cluster.fire(next, Timer{0});
      continue;
    }
    const auto value = [](const transcript::Message& message) {
      const auto content = wire::decode<paxos::Message>(message.bytes);
      return content && std::holds_alternative<paxos::Accept>(*content);
    };
    auto chosen = std::find_if(messages.begin(), messages.end(), [&](const transcript::Message& message) { return !value(message); });
    if (chosen == messages.end()) chosen = messages.begin();  // the older value: the other proposer has a promise above it
    const transcript::Message message = *chosen;
    messages.erase(chosen);
    cluster.deliver(message);
    EXPECT_EQ(cluster.broken(), "");
    if (cluster.answer({session_at(0), 1}) != nullptr || cluster.answer({session_at(1), 1}) != nullptr) return deliveries;
  }
  return std::nullopt;
}

/// "Paxos is not live": this shows no decision up to a bound, which illustrates the impossibility result and does not prove it.
TEST(Paxos, DecidesNothingForAsLongAsProposersOutbidEachOther) { EXPECT_EQ(duel(false, 50'000), std::nullopt); }

TEST(Paxos, DecidesUnderTheSameScheduleWhenLosersWait) {
  const auto deliveries = duel(true, 50'000);
  ASSERT_TRUE(deliveries.has_value());
  EXPECT_LT(*deliveries, 100u);
}

RunConfig config() {
  RunConfig config{.protocol = &paxos_entry(), .reads = Reads::quorum, .workload = {.sessions = 6, .operations = 200, .keys = 30, .cas = 1, .think = kMillisecond},
                   .faults = *faults_named("all")};
  return config;
}

TEST(Paxos, IsLinearizableUnderAllFaults) { EXPECT_EQ(complaint(judged(config(), 1, 60, {"linearizable"})), ""); }

TEST(Paxos, IsLinearizableWithFiveNodesThatCrashOften) {
  const auto crashing = [] {
    RunConfig run = config();
    run.options.nodes = 5;
    run.faults.crash_every = 60 * kMillisecond;
    run.faults.loss = 0.2;
    return run;
  };
  EXPECT_EQ(complaint(judged(crashing(), 1, 40, {"linearizable"})), "");
}

RunConfig eager() {
  RunConfig run = config();
  run.options.back_off = false;
  return run;
}

TEST(Paxos, IsLinearizableWithoutBackOffToo) {
  const judging::Tally tally = judged(eager(), 1, 40, {"linearizable"});  // that it decides again is not promised: see below
  EXPECT_TRUE(tally.violated.empty());
  EXPECT_EQ(tally.broken + tally.undecided, "");
}

TEST(Paxos, CanDuelOnAfterEverythingHasHealedWhereBackOffDecides) {
  RunConfig duel = eager(), patient = config();
  duel.seed = patient.seed = 628;
  EXPECT_NE(simulate(duel).unavailable.find("got no answer for 5000000 us after everything had healed"), std::string::npos);
  EXPECT_EQ(simulate(patient).unavailable, "");
}

TEST(Paxos, CatchesEveryMutant) {
  for (const Mutant& mutant : paxos_entry().mutants) EXPECT_NE(first_caught(judging::with(config(), mutant), 400, mutant.breaks), 0u) << mutant.name;
}

TEST(Paxos, CatchesTheApproachThatAcceptsEveryValue) {
  const auto every = [] {
    RunConfig run = config();
    run.options.approach = Approach::accept_every;
    return run;
  };
  EXPECT_NE(first_caught(every(), 60, "linearizable"), 0u);
  EXPECT_NE(judged(every(), 1, 20, {}).broken, "") << "two values are decided";
}

TEST(Paxos, DecidesNothingWhileTheSingleAcceptorIsDown) {
  RunConfig run = config();
  run.faults = {};
  run.options.approach = Approach::single_acceptor;
  run.schedule = {{.kind = Fault::Kind::crash, .at = 50 * kMillisecond, .until = 1400 * kMillisecond, .node = node_at(0)}};
  const auto answered = [](const RunResult& result) {
    return std::count_if(result.operations.begin(), result.operations.end(), [](const Recorded& op) {
      return op.call > 60 * kMillisecond && op.response < 1400 * kMillisecond && op.status == Completed::Status::ok && !op.final_read;
    });
  };
  EXPECT_EQ(answered(simulate(run)), 0);
  run.options.approach = Approach::paxos;
  EXPECT_GT(answered(simulate(run)), 40) << "two of three go on deciding";
}

TEST(Paxos, NeverDecidesWhereThreeNodesHaveAcceptedThreeFirstValues) {
  Options options;
  options.approach = Approach::accept_first;
  Cluster cluster(paxos_entry(), options);
  for (std::size_t i = 0; i < 3; ++i) cluster.request(node_at(i), proposal(i, static_cast<std::int64_t>(10 + i)));
  for (std::size_t rounds = 0; rounds < 1000; ++rounds) {
    for (const transcript::Message& message : std::exchange(cluster.under_way(), {})) cluster.deliver(message);
    if (rounds % 10 == 9) for (std::size_t i = 0; i < 3; ++i) cluster.fire(node_at(i), Timer{1});
  }
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(cluster.answer({session_at(i), 1}), nullptr);
}

TEST(Paxos, RefusesPlainWritesAndWhatIsNoMessage) {
  Cluster cluster(paxos_entry(), {});
  ClientRequest write = proposal(0, 1);
  write.command.operation = Operation::write;
  cluster.request(node_at(0), write);
  ASSERT_NE(cluster.answer(write.token), nullptr);
  EXPECT_EQ(cluster.answer(write.token)->outcome, Outcome::refused);
  cluster.step(node_at(0), Received{node_at(1), "\xff\xff"});
  EXPECT_EQ(cluster.taken_lines().back(), "n0 notes rejected n1: not a message of this protocol");
}

}  // namespace
}  // namespace clio::store
