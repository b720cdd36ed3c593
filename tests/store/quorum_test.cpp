// The quorum register keeps its promise, says when it cannot answer, and its mutants are caught. The main paths are in transcripts/quorum.
#include <gtest/gtest.h>

#include <algorithm>

#include "src/store/protocols/quorum.hpp"
#include "tests/store/judged_runs.hpp"
#include "tests/store/transcript.hpp"

namespace clio::store {
namespace {

using judging::complaint, judging::first_caught, judging::judged;

RunConfig config() {
  return {.protocol = &quorum_entry(), .reads = Reads::quorum, .workload = {.sessions = 5, .operations = 200, .keys = 3}, .faults = *faults_named("all")};
}

/// Many readers and writers of one key, often cut off and often down: where two replicas miss what the third has.
RunConfig contended() {
  RunConfig run = config();
  run.workload = {.sessions = 8, .operations = 300, .keys = 1, .reads = 0.7, .think = 2 * kMillisecond};
  return run;
}

TEST(Quorum, IsLinearizableUnderAllFaults) { EXPECT_EQ(complaint(judged(config(), 1, 100, {"linearizable"})), ""); }

TEST(Quorum, IsLinearizableOnOneContendedKey) { EXPECT_EQ(complaint(judged(contended(), 1, 60, {"linearizable"})), ""); }

TEST(Quorum, IsLinearizableWithFiveNodesThatCrashOften) {
  const auto crashing = [] {
    RunConfig run = config();
    run.options.nodes = 5;
    run.faults.crash_every = 80 * kMillisecond;
    run.faults.loss = 0.15;
    return run;
  };
  EXPECT_EQ(complaint(judged(crashing(), 1, 60, {"linearizable"})), "");
}

TEST(Quorum, IsLinearizableWithAnyQuorumsThatMeet) {
  for (std::size_t read = 1; read <= 4; ++read) {
    const auto sized = [&] {
      RunConfig run = config();
      run.options.nodes = 4;
      run.options.read_quorum = read;
      run.options.write_quorum = 5 - read;
      return run;
    };
    EXPECT_EQ(complaint(judged(sized(), 1, 15, {"linearizable"})), "") << read;
  }
}

TEST(Quorum, PromisesNothingWhereQuorumsNeedNotMeetAndIsCaught) {
  const auto apart = [] {
    RunConfig run = config();
    run.options.read_quorum = 1;
    return run;
  };
  const Promise promise = quorum_entry().promise(apart().options, Reads::quorum);
  EXPECT_TRUE(promise.keeps.empty());
  EXPECT_EQ(promise.caught, std::vector<std::string_view>{"linearizable"});
  EXPECT_NE(first_caught(apart(), 20, "linearizable"), 0u);
}

TEST(Quorum, CatchesEveryMutant) {
  for (const Mutant& mutant : quorum_entry().mutants) EXPECT_NE(std::max(first_caught(judging::with(contended(), mutant), 200, mutant.breaks), first_caught(judging::with(config(), mutant), 200, mutant.breaks)), 0u) << mutant.name;
}

std::size_t answered(const RunResult& run, Time from, Time until) {
  return static_cast<std::size_t>(std::count_if(run.operations.begin(), run.operations.end(), [&](const Recorded& op) {
    return op.call > from && op.status == Completed::Status::ok && op.response < until;
  }));
}

/// "to handle f failure, we must have 2f + 1 replicas"
TEST(Quorum, AnswersWithFOfTwoFPlusOneNodesDownAndNotWithOneMore) {
  RunConfig run = config();
  run.options.nodes = 5;
  run.faults = {};
  const auto down = [](std::size_t node) { return Fault{.kind = Fault::Kind::crash, .at = 20 * kMillisecond, .until = 1400 * kMillisecond, .node = node_at(node)}; };
  run.schedule = {down(0), down(1)};
  EXPECT_GT(answered(simulate(run), 30 * kMillisecond, 1400 * kMillisecond), 80u);
  run.schedule = {down(0), down(1), down(2)};
  const RunResult blocked = simulate(run);
  EXPECT_EQ(answered(blocked, 30 * kMillisecond, 1400 * kMillisecond), 0u);
  EXPECT_EQ(blocked.unavailable, "") << "it answers again once they are back";
}

TEST(Quorum, TakesNoAnswerToAnEarlierLifeForOneToThis) {
  transcript::Cluster cluster(quorum_entry(), {});
  const ClientRequest read{.token = {session_at(0), 1}, .command = {.operation = Operation::read, .key = 0}, .reads = Reads::quorum, .context = {}};
  cluster.request(node_at(0), read);
  cluster.deliver(cluster.under_way().front());  // n1 answers the first life
  const transcript::Message answer = cluster.under_way().back();
  cluster.crash(node_at(0));
  cluster.restart(node_at(0));
  cluster.request(node_at(0), read);
  cluster.deliver(answer);
  EXPECT_EQ(cluster.answer(read.token), nullptr);
}

}  // namespace
}  // namespace clio::store
