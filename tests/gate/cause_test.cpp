// Causes: what the trace says is what happened, and asynchronous replication is blamed exactly where a replay without it does not fail.
#include "src/gate/cause.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "checker/check.hpp"
#include "src/record/history_of_run.hpp"
#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"

namespace clio::gate {
namespace {

using store::RunConfig, store::RunResult;

struct Asked {
  const char* protocol;
  const char* mutant;
  const char* reads;
  std::vector<std::pair<const char*, const char*>> settings;
  const char* model;
};

RunConfig config_of(const Asked& asked) {
  RunConfig config = default_config(*store::protocol_named(asked.protocol));
  const auto set = [&](const char* name, const char* value) { EXPECT_FALSE(setting_named(name)->set(config, value)) << name; };
  set("faults", "all"), set("mutant", asked.mutant), set("reads", asked.reads);
  for (const auto& [name, value] : asked.settings) set(name, value);
  if (config.protocol->cas) config.workload.cas = 0.2;
  config.stop_when_broken = false;
  return config;
}

/// The cause of the first failing seed's smallest run.
Cause cause(const Asked& asked) {
  const Model& model = *model_named(asked.model);
  const StillFails fails = [&](const RunConfig& config, const RunResult& run) { return check(history_of(run, config, header_of(config)), model, {.limits = {}, .explain = false}).answer == Answer::violated; };
  RunConfig config = config_of(asked);
  while (config.seed < 400 && !fails(config, simulate(config))) ++config.seed;
  Shrunk shrunk = shrink_run(config, fails, std::chrono::minutes(1));
  EXPECT_EQ(shrunk.unfinished, "") << asked.protocol << ' ' << asked.mutant;
  shrunk.config.trace = true;
  const RunResult run = simulate(shrunk.config);
  const History history = history_of(run, shrunk.config, header_of(shrunk.config));
  const Verdict verdict = check(history, model);
  EXPECT_TRUE(verdict.counterexample.has_value());
  return cause_of(shrunk.config, run, history, model, *verdict.counterexample, fails);
}

TEST(GateCause, BlamesAsynchronousReplicationWhereWritesAreAcknowledgedEarly) {
  const Asked kEarly[] = {
      {"async-primary-backup", "", "primary", {}, "linearizable"},
      {"async-primary-backup", "", "sticky", {}, "linearizable"},
      {"primary-backup", "ack-before-backups", "primary", {}, "linearizable"},
      {"read-only-replicas", "", "sticky", {}, "linearizable"},
      {"causal", "", "sticky", {}, "linearizable"},
  };
  for (const Asked& asked : kEarly) {
    const Cause found = cause(asked);
    EXPECT_TRUE(found.asynchronous) << asked.protocol << ' ' << asked.mutant << ": " << found.sentence;
    EXPECT_TRUE(found.sentence.starts_with("Asynchronous replication: ")) << found.sentence;
    EXPECT_NE(found.sentence.find("acknowledged op "), std::string::npos) << found.sentence;
    EXPECT_FALSE(found.chain.empty());
  }
}

TEST(GateCause, DoesNotBlameAsynchronousReplicationForOtherBugs) {
  const Asked kOther[] = {
      {"primary-backup", "no-fencing", "primary", {}, "linearizable"},
      {"primary-backup", "no-state-transfer", "primary", {}, "linearizable"},
      {"primary-backup", "lies-about-completion", "primary", {}, "linearizable"},
      {"async-primary-backup", "no-state-transfer", "primary", {{"wait-for", "2"}}, "linearizable"},
      {"async-primary-backup", "no-fencing", "primary", {{"wait-for", "2"}}, "linearizable"},
      {"read-only-replicas", "forgets-context", "sticky", {}, "read-your-writes"},
      {"read-only-replicas", "skips-updates", "sticky", {}, "sequential"},
      {"read-only-replicas", "lies-about-completion", "primary", {}, "linearizable"},
      {"causal", "clock-not-carried", "any", {}, "causal-convergent"},
      {"async-primary-backup", "no-fencing", "primary", {}, "linearizable"},
      {"quorum", "quorum-of-f", "quorum", {}, "linearizable"},
      {"multi-paxos", "forgotten-promise", "quorum", {}, "linearizable"},
  };
  for (const Asked& asked : kOther) {
    const Cause found = cause(asked);
    EXPECT_FALSE(found.asynchronous) << asked.protocol << ' ' << asked.mutant << ": " << found.sentence;
    EXPECT_FALSE(found.sentence.starts_with("Asynchronous")) << found.sentence;
  }
}

TEST(GateCause, SaysThatAReadAtThePrimaryWouldHaveBeenRight) {
  const Cause found = cause({"read-only-replicas", "", "sticky", {}, "linearizable"});
  const auto primary = std::find_if(found.tried.begin(), found.tried.end(), [](const Counterfactual& one) { return one.what.ends_with("asked at the primary"); });
  ASSERT_NE(primary, found.tried.end());
  EXPECT_FALSE(primary->still_fails);
}

TEST(GateCause, TellsEventsInOrderOfTime) {
  const Cause found = cause({"async-primary-backup", "", "sticky", {}, "linearizable"});
  std::vector<long> times;
  for (const std::string& event : found.chain) times.push_back(std::stol(event.substr(2)));
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
  const auto has = [&](const char* part) { return std::any_of(found.chain.begin(), found.chain.end(), [&](const std::string& event) { return event.find(part) != std::string::npos; }); };
  EXPECT_TRUE(has("acknowledges op"));
  EXPECT_TRUE(has("answers op"));
}

}  // namespace
}  // namespace clio::gate
