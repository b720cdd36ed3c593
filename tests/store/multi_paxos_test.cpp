// Multi-Paxos keeps its promise whatever fails, becomes available again, and its mutants are caught. The main paths are in transcripts/multi-paxos.
#include <gtest/gtest.h>

#include <algorithm>

#include "src/store/core/wire.hpp"
#include "src/store/protocols/multi_paxos.hpp"
#include "tests/store/soak.hpp"
#include "tests/store/transcript.hpp"

namespace clio::store {
namespace {

RunConfig config(std::uint64_t seed) {
  return {.protocol = &multi_paxos_entry(), .reads = Reads::quorum, .workload = {.sessions = 5, .operations = 200, .keys = 3, .cas = 0.3}, .faults = *faults_named("all"), .seed = seed};
}
/// Everything often: leaders are lost and cut off, answers are lost, the log is compacted all the time.
RunConfig rough(std::uint64_t seed) {
  RunConfig run = config(seed);
  run.options.snapshot_every = 3;
  run.faults.crash_every = 120 * kMillisecond;
  run.faults.loss = 0.12;
  run.faults.partition_every = 200 * kMillisecond;
  run.faults.partition_for = 250 * kMillisecond;
  return run;
}

TEST(MultiPaxos, IsLinearizableUnderAllFaults) { EXPECT_EQ(soak(config, 80, {"linearizable"}), Soaked{}); }

TEST(MultiPaxos, IsLinearizableWhereLeadersAreLostAllTheTime) { EXPECT_EQ(soak(rough, 80, {"linearizable"}), Soaked{}); }

TEST(MultiPaxos, IsLinearizableWithReadsByLease) {
  for (const auto base : {config, rough}) {
    const auto leased = [&](std::uint64_t seed) {
      RunConfig run = base(seed);
      run.reads = Reads::lease;
      run.faults.drift_ppm = run.options.timing.drift_ppm_max;
      return run;
    };
    EXPECT_EQ(soak(leased, 80, {"linearizable"}), Soaked{});
  }
}

TEST(MultiPaxos, IsLinearizableWithFiveNodes) {
  const auto five = [](std::uint64_t seed) {
    RunConfig run = rough(seed);
    run.options.nodes = 5;
    return run;
  };
  EXPECT_EQ(soak(five, 60, {"linearizable"}), Soaked{});
}

TEST(MultiPaxos, CatchesEveryMutant) {
  for (const Mutant& mutant : multi_paxos_entry().mutants) EXPECT_NE(std::max(caught_at(rough, mutant, 400), caught_at(config, mutant, 400)), 0u) << mutant.name;
}

/// A deposed leader on the wrong side of a partition, with clients beside it.
TEST(MultiPaxos, CatchesTheUnsafeLeaseByAPartition) {
  const auto isolated = [](std::uint64_t seed) {
    RunConfig run = config(seed);
    run.faults = {};
    run.workload = {.sessions = 6, .operations = 400, .keys = 1, .reads = 0.7, .cas = 0, .think = 4 * kMillisecond};
    run.schedule = {{.kind = Fault::Kind::partition, .at = 300 * kMillisecond, .until = 900 * kMillisecond, .side = NodeSet().with(node_at(seed % 3)), .cut = Cut::symmetric}};
    run.reads = Reads::lease;
    return run;
  };
  const auto& mutants = multi_paxos_entry().mutants;
  const auto unsafe = std::find_if(mutants.begin(), mutants.end(), [](const Mutant& mutant) { return mutant.name == "unsafe-lease"; });
  ASSERT_NE(unsafe, mutants.end());
  EXPECT_NE(caught_at(isolated, *unsafe, 20), 0u);
  EXPECT_EQ(soak(isolated, 20, {"linearizable"}), Soaked{});
}

TEST(MultiPaxos, GoesOnThroughALeaderCrashWithinAFewElections) {
  RunConfig run = config(1);
  run.faults = {};
  run.schedule = {{.kind = Fault::Kind::crash, .at = 300 * kMillisecond, .until = 1400 * kMillisecond, .node = node_at(0)},
                  {.kind = Fault::Kind::crash, .at = 1400 * kMillisecond, .until = 1450 * kMillisecond, .node = node_at(1)}};
  run.workload.think = 20 * kMillisecond;
  const RunResult result = simulate(run);
  const auto late = [](const Recorded& op) { return op.call > 600 * kMillisecond && op.call < 1400 * kMillisecond; };
  EXPECT_TRUE(std::any_of(result.operations.begin(), result.operations.end(), late));
  EXPECT_TRUE(std::all_of(result.operations.begin(), result.operations.end(), [&](const Recorded& op) { return !late(op) || op.status == Completed::Status::ok; }));
}

/// A wrong or hostile message makes a replica neither crash nor hold what it cannot.
TEST(MultiPaxos, BelievesNoSlotFarAheadOfWhatItHasApplied) {
  transcript::Cluster cluster(multi_paxos_entry(), {});
  const auto say = [&](const multi_paxos::Message& message) { cluster.step(node_at(0), Received{node_at(1), wire::encode(message)}); };
  const Ballot ballot{5, node_at(1)};
  say(multi_paxos::Accept{ballot, ~std::uint64_t{0}, {multi_paxos::Proposal{}}, 0});
  say(multi_paxos::Accept{ballot, std::uint64_t{1} << 40, {multi_paxos::Proposal{}}, 0});
  say(multi_paxos::Accepted{ballot, ~std::uint64_t{0}, ~std::uint64_t{0}});
  say(multi_paxos::Missing{ballot, ~std::uint64_t{0}});
  say(multi_paxos::Prepare{{6, node_at(1)}, ~std::uint64_t{0}});
  const auto& replica = static_cast<const multi_paxos::Replica&>(*cluster.node(node_at(0)));
  EXPECT_EQ(replica.log().last(), 0u);
  EXPECT_EQ(cluster.broken(), "");
}

}  // namespace
}  // namespace clio::store
