// Multi-Paxos keeps its promise whatever fails, becomes available again, and its mutants are caught. The main paths are in
// transcripts/multi-paxos.
#include <gtest/gtest.h>

#include <algorithm>

#include "src/store/core/wire.hpp"
#include "src/store/protocols/multi_paxos.hpp"
#include "tests/store/judged_runs.hpp"
#include "tests/store/transcript.hpp"

namespace clio::store {
namespace {

using judging::complaint, judging::first_caught, judging::judged;

RunConfig config() {
  return {.protocol = &multi_paxos_entry(), .reads = Reads::quorum, .workload = {.sessions = 5, .operations = 200, .keys = 3, .cas = 0.3}, .faults = *faults_named("all")};
}
/// Everything often: leaders are lost and cut off, answers are lost, the log is compacted all the time.
RunConfig rough() {
  RunConfig run = config();
  run.options.snapshot_every = 3;
  run.faults.crash_every = 120 * kMillisecond;
  run.faults.loss = 0.12;
  run.faults.partition_every = 200 * kMillisecond;
  run.faults.partition_for = 250 * kMillisecond;
  return run;
}

TEST(MultiPaxos, IsLinearizableUnderAllFaults) { EXPECT_EQ(complaint(judged(config(), 1, 80, {"linearizable"})), ""); }

TEST(MultiPaxos, IsLinearizableWhereLeadersAreLostAllTheTime) { EXPECT_EQ(complaint(judged(rough(), 1, 80, {"linearizable"})), ""); }

TEST(MultiPaxos, IsLinearizableWithReadsByLease) {
  for (const auto base : {config, rough}) {
    const auto leased = [&] {
      RunConfig run = base();
      run.reads = Reads::lease;
      run.faults.drift_ppm = run.options.timing.drift_ppm_max;
      return run;
    };
    EXPECT_EQ(complaint(judged(leased(), 1, 80, {"linearizable"})), "");
  }
}

TEST(MultiPaxos, IsLinearizableWithFiveNodes) {
  const auto five = [] {
    RunConfig run = rough();
    run.options.nodes = 5;
    return run;
  };
  EXPECT_EQ(complaint(judged(five(), 1, 60, {"linearizable"})), "");
}

TEST(MultiPaxos, CatchesEveryMutant) {
  for (const Mutant& mutant : multi_paxos_entry().mutants) EXPECT_NE(std::max(first_caught(judging::with(rough(), mutant), 400, mutant.breaks), first_caught(judging::with(config(), mutant), 400, mutant.breaks)), 0u) << mutant.name;
}

/// A deposed leader on the wrong side of a partition, with clients beside it.
TEST(MultiPaxos, CatchesTheUnsafeLeaseByAPartition) {
  const auto isolated = [](std::size_t node) {
    RunConfig run = config();
    run.faults = {};
    run.workload = {.sessions = 6, .operations = 400, .keys = 1, .reads = 0.7, .cas = 0, .think = 4 * kMillisecond};
    run.schedule = {{.kind = Fault::Kind::partition, .at = 300 * kMillisecond, .until = 900 * kMillisecond, .side = NodeSet().with(node_at(node)), .cut = Cut::symmetric}};
    run.reads = Reads::lease;
    return run;
  };
  const auto& mutants = multi_paxos_entry().mutants;
  const auto unsafe = std::find_if(mutants.begin(), mutants.end(), [](const Mutant& mutant) { return mutant.name == "unsafe-lease"; });
  ASSERT_NE(unsafe, mutants.end());
  std::uint64_t caught = 0;
  for (std::size_t node = 0; node < 3; ++node) {
    caught = std::max(caught, first_caught(judging::with(isolated(node), *unsafe), 20, unsafe->breaks));
    EXPECT_EQ(complaint(judged(isolated(node), 1, 20, {"linearizable"})), "");
  }
  EXPECT_NE(caught, 0u);
}

TEST(MultiPaxos, GoesOnThroughALeaderCrashWithinAFewElections) {
  RunConfig run = config();
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
