// Planned changes of membership: nodes leave and join when they are asked to, and nothing is lost by it.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"
#include "src/store/manager/managed.hpp"
#include "tests/store/judged_runs.hpp"

namespace clio::store {
namespace {

RunConfig config_of(const char* protocol, Reads reads, const char* faults) {
  RunConfig config = default_config(*protocol_named(protocol));
  config.reads = reads;
  config.faults = *faults_named(faults);
  return config;
}

constexpr const char* kLeaves = "leave_every=150000,leave_for=200000,delay,duplication,reordering";

/// Primaries of the views that the manager made.
std::vector<Node> primaries(const RunResult& run, std::size_t nodes) {
  std::vector<Node> list;
  for (const TraceEvent& event : run.trace) {
    if (event.what == TraceEvent::What::noted && event.note.what == Note::What::view && event.node == node_at(nodes)) list.push_back(event.note.node);
  }
  return list;
}

TEST(Membership, PlannedLeavesLoseNothingEvenWhereWritesAreAnsweredEarly) {
  const auto tally = judging::judged(config_of("async-primary-backup", Reads::primary, kLeaves), 1, 150, {"linearizable"});
  EXPECT_EQ(judging::complaint(tally), "");
}

TEST(Membership, PlannedLeavesKeepWhatSynchronousReplicationPromises) {
  EXPECT_EQ(judging::complaint(judging::judged(config_of("primary-backup", Reads::primary, kLeaves), 1, 100, {"linearizable"})), "");
  EXPECT_EQ(judging::complaint(judging::judged(config_of("primary-backup", Reads::sticky, kLeaves), 1, 100, {"sequential"})), "");
}

TEST(Membership, PlannedLeavesReplacePrimaries) {
  RunConfig config = config_of("async-primary-backup", Reads::primary, kLeaves);
  config.trace = true;
  std::size_t replaced = 0;
  for (config.seed = 1; config.seed <= 20; ++config.seed) {
    const std::vector<Node> list = primaries(simulate(config), config.options.nodes);
    for (std::size_t i = 1; i < list.size(); ++i) replaced += list[i] != list[i - 1];
  }
  EXPECT_GT(replaced, 10u);
}

TEST(Membership, ALeaverCanBeStoppedForGoodOnceItIsOut) {
  RunConfig config = config_of("async-primary-backup", Reads::primary, "none");
  config.schedule = {{.kind = Fault::Kind::leave, .at = 200 * kMillisecond, .until = 1400 * kMillisecond, .node = node_at(0)},
                     {.kind = Fault::Kind::crash, .at = 400 * kMillisecond, .until = 1300 * kMillisecond, .node = node_at(0)}};
  EXPECT_EQ(judging::complaint(judging::judged(config, 1, 50, {"linearizable"})), "");
}

TEST(Membership, ASpareIsNoMemberUntilItJoinsAndThenHoldsEverything) {
  RunConfig config = config_of("primary-backup", Reads::sticky, "none");
  config.policy.returns_home = true;
  config.trace = true;
  config.schedule = {{.kind = Fault::Kind::join, .at = 300 * kMillisecond, .until = 300 * kMillisecond + 1, .node = node_at(2)}};
  const RunResult run = simulate(config);
  const auto brought = std::find_if(run.trace.begin(), run.trace.end(), [](const TraceEvent& event) {
    return event.what == TraceEvent::What::noted && event.node == node_at(2) && event.note.what == Note::What::applied;
  });
  ASSERT_NE(brought, run.trace.end());
  EXPECT_GE(brought->at, 300 * kMillisecond);
  EXPECT_TRUE(std::any_of(run.operations.begin(), run.operations.end(), [](const Recorded& op) { return op.node == node_at(2) && op.call > 400 * kMillisecond; }));
  EXPECT_TRUE(std::none_of(run.operations.begin(), run.operations.end(), [](const Recorded& op) { return op.node == node_at(2) && op.response < 300 * kMillisecond; }));
  EXPECT_EQ(judging::complaint(judging::judged(config, 1, 30, {"sequential"})), "");
}

TEST(Membership, WhoIsNeededStaysAndTheGroupGoesOnServing) {
  RunConfig config = config_of("primary-backup", Reads::primary, "none");
  config.options.members_min = 3;
  config.trace = true;
  config.schedule = {{.kind = Fault::Kind::leave, .at = 100 * kMillisecond, .until = 1300 * kMillisecond, .node = node_at(0)}};
  const RunResult run = simulate(config);
  EXPECT_EQ(primaries(run, 3), std::vector<Node>{node_at(0)});
  EXPECT_TRUE(std::all_of(run.operations.begin(), run.operations.end(), [](const Recorded& op) { return op.status == Completed::Status::ok; }));
  EXPECT_TRUE(std::any_of(run.trace.begin(), run.trace.end(), [](const TraceEvent& event) {
    return event.what == TraceEvent::What::noted && event.note.what == Note::What::waits && event.note.text == "too few nodes would stay";
  }));
}

TEST(Membership, ASpareWhoseTimeDoesNotComeJoinsWhenEverythingHeals) {
  RunConfig config = config_of("primary-backup", Reads::sticky, "none");
  config.schedule = {{.kind = Fault::Kind::join, .at = 3600 * kSecond, .until = 3600 * kSecond + 1, .node = node_at(1)}};
  config.workload.operations = 20;
  const RunResult run = simulate(config);
  EXPECT_EQ(run.unavailable, "");
  EXPECT_TRUE(std::any_of(run.operations.begin(), run.operations.end(), [](const Recorded& op) { return op.final_read && op.node == node_at(1); }));
}

}  // namespace
}  // namespace clio::store
