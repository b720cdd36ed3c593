// Failing runs are made small, and what is left fails in the same way, with nothing in it that could be left out.
#include "src/gate/shrink.hpp"

#include <gtest/gtest.h>

#include "checker/check.hpp"
#include "src/record/history_of_run.hpp"
#include "src/record/scenario.hpp"
#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"

namespace clio::gate {
namespace {

using store::RunConfig, store::RunResult;

bool stale(const RunConfig& config, const RunResult& run) {
  return check(history_of(run, config, header_of(config)), kLinearizable, {.limits = {}, .explain = false}).answer == Answer::violated;
}

RunConfig failing() {
  RunConfig config = default_config(*store::protocol_named("async-primary-backup"));
  config.faults = *store::faults_named("all");
  config.stop_when_broken = false;
  for (config.seed = 1; !stale(config, simulate(config)); ++config.seed) {
  }
  return config;
}

std::size_t operations(const RunConfig& config) {
  std::size_t count = 0;
  for (const auto& session : *config.plan) count += session.size();
  return count;
}

TEST(GateShrinking, LeavesASmallRunThatFailsAlike) {
  const RunConfig config = failing();
  const Shrunk shrunk = shrink_run(config, stale, std::chrono::minutes(2));
  EXPECT_EQ(shrunk.unfinished, "");
  EXPECT_EQ(shrunk.operations_before, config.workload.operations);
  EXPECT_LE(shrunk.operations_after, 6u) << "a stale read needs a write and a read, and what brings them about";
  EXPECT_EQ(shrunk.operations_after, operations(shrunk.config));
  EXPECT_EQ(shrunk.config.seed, config.seed);
  EXPECT_TRUE(stale(shrunk.config, simulate(shrunk.config)));
}

TEST(GateShrinking, LeavesNoOperationAndNoFaultThatCouldBeLeftOut) {
  const Shrunk shrunk = shrink_run(failing(), stale, std::chrono::minutes(2));
  for (std::size_t session = 0; session < shrunk.config.plan->size(); ++session) {
    for (std::size_t i = 0; i < (*shrunk.config.plan)[session].size(); ++i) {
      RunConfig without = shrunk.config;
      auto& planned = (*without.plan)[session];
      planned.erase(planned.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_FALSE(stale(without, simulate(without))) << session << ' ' << i;
    }
  }
  for (std::size_t i = 0; i < shrunk.config.schedule->size(); ++i) {
    RunConfig without = shrunk.config;
    without.schedule->erase(without.schedule->begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(stale(without, simulate(without))) << text_of((*shrunk.config.schedule)[i]);
  }
}

TEST(GateShrinking, SaysSoWhenItsTimeIsOver) {
  EXPECT_EQ(shrink_run(failing(), stale, std::chrono::milliseconds(0)).unfinished, "the limit for shrinking was reached");
}

TEST(GateShrinking, SaysSoWhenTheRunDoesNotFailAtAll) {
  RunConfig config = default_config(*store::protocol_named("quorum"));
  EXPECT_EQ(shrink_run(config, stale, std::chrono::minutes(1)).unfinished, "the run does not fail again");
}

/// The smallest run travels as a scenario.
TEST(GateShrinking, LeavesARunThatAScenarioHolds) {
  const Shrunk shrunk = shrink_run(failing(), stale, std::chrono::minutes(2));
  const Result<Scenario, std::string> read = read_scenario(scenario_json({.name = "smallest", .about = {}, .config = shrunk.config, .expect = {{"linearizable", false}}}));
  ASSERT_TRUE(read.has_value()) << read.error();
  const auto history = [](const RunConfig& config) { return simulate(config).operations; };
  const auto before = history(shrunk.config), after = history(read->config);
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i].call, after[i].call);
    EXPECT_EQ(before[i].response, after[i].response);
    EXPECT_EQ(before[i].value, after[i].value);
  }
}

}  // namespace
}  // namespace clio::gate
