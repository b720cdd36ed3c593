// Causal replication keeps what each variant promises, is caught breaking what the other promises, and its mutants are caught. The main paths are in transcripts/causal.
#include <gtest/gtest.h>

#include <algorithm>

#include "src/store/protocols/causal.hpp"
#include "tests/store/soak.hpp"

namespace clio::store {
namespace {

RunConfig config(std::uint64_t seed) {
  return {.protocol = &causal_entry(), .reads = Reads::sticky, .workload = {.sessions = 5, .operations = 200, .keys = 3}, .faults = *faults_named("all"), .seed = seed};
}
/// Replicas that are cut off from each other often and for a short time, while their clients go on: concurrent writes, and late ones.
RunConfig apart(std::uint64_t seed) {
  RunConfig run = config(seed);
  run.workload = {.sessions = 5, .operations = 500, .keys = 8, .reads = 0.7, .think = kMillisecond};
  run.faults = {};
  run.faults.partition_every = 60 * kMillisecond;
  run.faults.partition_for = 30 * kMillisecond;
  return run;
}
/// Nodes that crash often and come back soon, and compact their logs all the time.
RunConfig crashing(std::uint64_t seed) {
  RunConfig run = config(seed);
  run.options.snapshot_every = 5;
  run.faults.crash_every = 60 * kMillisecond;
  run.faults.crash_for = 40 * kMillisecond;
  return run;
}

using Config = RunConfig (*)(std::uint64_t);
constexpr Config kAll[] = {config, apart, crashing};

/// The same run in the variant in order of arrival, or with another read policy.
auto with(Config base, bool last_writer_wins, Reads reads) {
  return [=](std::uint64_t seed) {
    RunConfig run = base(seed);
    run.options.last_writer_wins = last_writer_wins;
    run.reads = reads;
    return run;
  };
}
Mutant breaks(std::string_view model, Reads reads) { return {.name = "", .about = "", .reads = reads, .breaks = model}; }

TEST(Causal, KeepsCausalConvergentWhereTheLastWriterWins) {
  for (const Config base : kAll) {
    for (const Reads reads : {Reads::sticky, Reads::any}) EXPECT_EQ(soak(with(base, true, reads), 40, {"causal-convergent"}), Soaked{}) << name_of(reads);
  }
}

TEST(Causal, KeepsCausalMemoryInOrderOfArrivalForSessionsThatStay) {
  for (const Config base : kAll) EXPECT_EQ(soak(with(base, false, Reads::sticky), 40, {"causal"}), Soaked{});
}

TEST(Causal, KeepsWeakCausalInOrderOfArrivalForSessionsThatMove) {
  for (const Config base : kAll) EXPECT_EQ(soak(with(base, false, Reads::any), 40, {"weak-causal"}), Soaked{});
}

TEST(Causal, IsCaughtBreakingWhatTheOtherVariantPromises) {
  EXPECT_NE(caught_at(with(apart, true, Reads::sticky), breaks("causal", Reads::sticky), 60), 0u);
  EXPECT_NE(caught_at(with(config, false, Reads::sticky), breaks("causal-convergent", Reads::sticky), 60), 0u);
  EXPECT_NE(caught_at(with(config, false, Reads::any), breaks("causal", Reads::any), 60), 0u);
}

TEST(Causal, CatchesEveryMutant) {
  for (const Mutant& mutant : causal_entry().mutants) {
    std::uint64_t caught = 0;
    for (const Config base : kAll) caught = caught != 0 ? caught : caught_at(base, mutant, 200);
    EXPECT_NE(caught, 0u) << mutant.name;
  }
}

TEST(Causal, WritesAtEveryReplicaWhileTheOthersAreDown) {
  RunConfig alone = config(1);
  alone.faults = {};
  const auto down = [](std::size_t node) { return Fault{.kind = Fault::Kind::crash, .at = kMillisecond, .until = 1000 * kMillisecond, .node = node_at(node)}; };
  alone.schedule = {down(1), down(2)};
  const RunResult run = simulate(alone);
  EXPECT_GT(std::count_if(run.operations.begin(), run.operations.end(), [](const Recorded& op) {
    return op.command.operation == Operation::write && op.node == node_at(0) && op.status == Completed::Status::ok && op.response < 1000 * kMillisecond;
  }), 10);
  EXPECT_EQ(run.unavailable, "");
  EXPECT_EQ(soak([&](std::uint64_t seed) { alone.seed = seed; return alone; }, 10, {"causal-convergent"}), Soaked{});
}

}  // namespace
}  // namespace clio::store
