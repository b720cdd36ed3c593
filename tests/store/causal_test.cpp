// Causal replication keeps what each variant promises, is caught breaking what the other promises, and its mutants are caught. The main
// paths are in transcripts/causal.
#include <gtest/gtest.h>

#include <algorithm>

#include "src/store/protocols/causal.hpp"
#include "tests/store/judged_runs.hpp"

namespace clio::store {
namespace {

using judging::complaint, judging::first_caught, judging::judged;

RunConfig config() {
  return {.protocol = &causal_entry(), .reads = Reads::sticky, .workload = {.sessions = 5, .operations = 200, .keys = 3}, .faults = *faults_named("all")};
}
/// Replicas that are cut off from each other often and for a short time, while their clients go on: concurrent writes, and late ones.
RunConfig apart() {
  RunConfig run = config();
  run.workload = {.sessions = 5, .operations = 500, .keys = 8, .reads = 0.7, .think = kMillisecond};
  run.faults = {};
  run.faults.partition_every = 60 * kMillisecond;
  run.faults.partition_for = 30 * kMillisecond;
  return run;
}
/// Nodes that crash often and come back soon, and compact their logs all the time.
RunConfig crashing() {
  RunConfig run = config();
  run.options.snapshot_every = 5;
  run.faults.crash_every = 60 * kMillisecond;
  run.faults.crash_for = 40 * kMillisecond;
  return run;
}

using Config = RunConfig (*)();
constexpr Config kAll[] = {config, apart, crashing};

enum class Wins { last_writer, arrival };
RunConfig with(Config base, Wins wins, Reads reads) {
  RunConfig run = base();
  run.options.last_writer_wins = wins == Wins::last_writer;
  run.reads = reads;
  return run;
}

TEST(Causal, KeepsCausalConvergentWhereTheLastWriterWins) {
  for (const Config base : kAll) {
    for (const Reads reads : {Reads::sticky, Reads::any}) EXPECT_EQ(complaint(judged(with(base, Wins::last_writer, reads), 1, 40, {"causal-convergent"})), "") << name_of(reads);
  }
}

TEST(Causal, KeepsCausalMemoryInOrderOfArrivalForSessionsThatStay) {
  for (const Config base : kAll) EXPECT_EQ(complaint(judged(with(base, Wins::arrival, Reads::sticky), 1, 40, {"causal"})), "");
}

TEST(Causal, KeepsWeakCausalInOrderOfArrivalForSessionsThatMove) {
  for (const Config base : kAll) EXPECT_EQ(complaint(judged(with(base, Wins::arrival, Reads::any), 1, 40, {"weak-causal"})), "");
}

TEST(Causal, IsCaughtBreakingWhatTheOtherVariantPromises) {
  EXPECT_NE(first_caught(with(apart, Wins::last_writer, Reads::sticky), 60, "causal"), 0u);
  EXPECT_NE(first_caught(with(config, Wins::arrival, Reads::sticky), 60, "causal-convergent"), 0u);
  EXPECT_NE(first_caught(with(config, Wins::arrival, Reads::any), 60, "causal"), 0u);
}

TEST(Causal, CatchesEveryMutant) {
  for (const Mutant& mutant : causal_entry().mutants) {
    std::uint64_t caught = 0;
    for (const Config base : kAll) caught = caught != 0 ? caught : first_caught(judging::with(base(), mutant), 200, mutant.breaks);
    EXPECT_NE(caught, 0u) << mutant.name;
  }
}

TEST(Causal, WritesAtEveryReplicaWhileTheOthersAreDown) {
  RunConfig alone = config();
  alone.faults = {};
  const auto down = [](std::size_t node) { return Fault{.kind = Fault::Kind::crash, .at = kMillisecond, .until = 1000 * kMillisecond, .node = node_at(node)}; };
  alone.schedule = {down(1), down(2)};
  const RunResult run = simulate(alone);
  EXPECT_GT(std::count_if(run.operations.begin(), run.operations.end(), [](const Recorded& op) {
    return op.command.operation == Operation::write && op.node == node_at(0) && op.status == Completed::Status::ok && op.response < 1000 * kMillisecond;
  }), 10);
  EXPECT_EQ(run.unavailable, "");
  EXPECT_EQ(complaint(judged(alone, 1, 10, {"causal-convergent"})), "");
}

}  // namespace
}  // namespace clio::store
