// What can be set of a run, scenarios, and the way from a run to a history.
#include <gtest/gtest.h>

#include <sstream>

#include "adapters/formats/native/native.hpp"
#include "src/record/history_of_run.hpp"
#include "src/record/scenario.hpp"
#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"
#include "tests/store/toy_protocol.hpp"

namespace clio {
namespace {

store::RunConfig toy_config() { return default_config(store::testing_toy::toy()); }

std::string wrong(const char* setting, const char* value) {
  store::RunConfig config = toy_config();
  return setting_named(setting)->set(config, value).value_or("");
}

TEST(Settings, ReadBackWhatTheyTell) {
  for (const store::Entry* protocol : store::protocols()) {
    const store::RunConfig config = default_config(*protocol);
    for (const Setting& setting : settings()) {
      store::RunConfig other = config;
      if (setting.get(config).empty()) continue;
      EXPECT_FALSE(setting.set(other, setting.get(config))) << setting.name;
      EXPECT_EQ(setting.get(other), setting.get(config)) << setting.name;
    }
  }
}

TEST(Settings, ChangeWhatTheyName) {
  const std::pair<const char*, const char*> kOther[] = {
      {"nodes", "7"},       {"clients", "9"},        {"ops", "11"},         {"keys", "2"},           {"reads", "any"},          {"read-ratio", "0.25"},
      {"cas-ratio", "0.5"}, {"skew", "1.5"},         {"think", "17"},       {"bursts", "0.125"},     {"final-reads", "no"},     {"faults", "loss=0.5"},
      {"mutant", "x"},      {"seed", "99"},          {"wait-for", "2"},     {"members-min", "2"},     {"read-quorum", "1"},    {"write-quorum", "3"},     {"when", "poll"},
      {"what", "operation"}, {"concurrent", "arrival"}, {"approach", "accept-every"}, {"back-off", "no"}, {"snapshot-every", "5"}, {"time-to-live", "3"},     {"poll", "4"},
      {"heartbeat", "5"},   {"suspect-after", "6"},  {"lease", "7"},        {"election", "8"},       {"retry", "9"},            {"attempt", "10"},
      {"deadline", "11"},   {"duration", "12"},      {"settle", "13"},      {"liveness", "14"}};
  for (const auto& [name, value] : kOther) {
    store::RunConfig config = toy_config();
    const Setting* setting = setting_named(name);
    ASSERT_NE(setting, nullptr) << name;
    EXPECT_NE(setting->get(config), value) << name;
    EXPECT_FALSE(setting->set(config, value)) << name;
    EXPECT_EQ(setting->get(config), value) << name;
    EXPECT_NE(options_of(config).find("--" + std::string(name) + " " + value), std::string::npos) << options_of(config);
  }
  EXPECT_EQ(std::size(kOther) + 1, settings().size()) << "the protocol itself, and every other setting";
}

TEST(Settings, SayWhatTheyExpect) {
  EXPECT_EQ(wrong("nodes", "0"), "a number from 1 to 63");
  EXPECT_EQ(wrong("nodes", "three"), "a number from 1 to 63");
  EXPECT_EQ(wrong("read-ratio", "1.5"), "a number from 0 to 1");
  EXPECT_EQ(wrong("ops", "-1"), "a number of at least 0");
  EXPECT_EQ(wrong("reads", "all"), "one of primary, sticky, any, quorum, lease");
  EXPECT_NE(wrong("faults", "loss,fire").find("\"fire\" to be one of none, all, delay, loss"), std::string::npos);
  EXPECT_NE(wrong("protocol", "raft").find("one of "), std::string::npos);
}

TEST(Settings, FindWhatDoesNotFitTogether) {
  store::RunConfig config = toy_config();
  EXPECT_FALSE(contradiction_in(config));
  config.reads = store::Reads::quorum;
  EXPECT_EQ(contradiction_in(config), "toy has no reads \"quorum\"; it has primary");
  config = toy_config();
  config.options.mutant = "sleepy";
  EXPECT_EQ(contradiction_in(config), "toy has no mutant \"sleepy\"; it has ");
  config = toy_config();
  config.options.write_quorum = 4;
  EXPECT_EQ(contradiction_in(config), "a quorum of 4 is more than the 3 nodes");
}

TEST(RunHistory, HoldsWhatClientsSawAndReadsBackFromAFile) {
  store::RunConfig config = toy_config();
  config.workload.cas = 0.5;
  config.faults = *store::faults_named("all");
  const store::RunResult run = simulate(config);
  const History history = history_of(run, config, header_of(config));
  ASSERT_EQ(history.size(), run.operations.size());
  EXPECT_TRUE(history.timed());
  EXPECT_EQ(history.header().name, "toy, seed 1");
  EXPECT_NE(history.header().about.find("--seed 1"), std::string::npos);
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    const store::Recorded& recorded = run.operations[i];
    EXPECT_EQ(history.call(op), recorded.call);
    EXPECT_EQ(history.status(op) == Status::ok, recorded.status == store::Completed::Status::ok);
    if (history.status(op) == Status::ok) {
      EXPECT_EQ(history.version(op), static_cast<std::int64_t>(recorded.version));
    }
  }
  std::ostringstream text;
  EXPECT_TRUE(write_native(history, text).empty());
  const std::string written = text.str() + std::string(kPaddingBytes, '\0');
  const HistoryOrErrors again = read_native(std::string_view(written).substr(0, text.str().size()));
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->size(), history.size());
}

// Scenarios.

std::string error_in(const std::string& json) {
  const Result<Scenario, std::string> scenario = read_scenario(json);
  return scenario ? "" : scenario.error();
}

const char* const kScenario = R"({
  "name": "A write in peace", "about": "Nothing goes wrong.",
  "settings": {"protocol": "quorum", "nodes": 3, "clients": 2, "keys": 1, "final-reads": false, "seed": 3},
  "plan": [{"session": 0, "op": "write", "at": 1000}, {"session": 1, "op": "read", "at": 50000}],
  "schedule": [{"fault": "crash", "node": 2, "at": 10000, "until": 20000},
               {"fault": "partition", "cut": "one-way", "side": [0], "at": 21000, "until": 22000},
               {"fault": "hold", "node": 0, "side": [1, 2], "amount": 5, "at": 1, "until": 2}],
  "expect": {"linearizable": true, "available": true}
})";

TEST(Scenarios, SayWhoAsksWhatAndWhen) {
  const Result<Scenario, std::string> scenario = read_scenario(kScenario);
  ASSERT_TRUE(scenario.has_value()) << scenario.error();
  EXPECT_EQ(scenario->name, "A write in peace");
  const store::RunResult run = simulate(scenario->config);
  ASSERT_EQ(run.operations.size(), 2u);
  EXPECT_EQ(run.operations[0].call, 1000);
  EXPECT_EQ(run.operations[0].command.value, 1);
  EXPECT_EQ(run.operations[1].call, 50000);
  EXPECT_EQ(run.operations[1].value, 1);
  EXPECT_EQ(run.schedule.size(), 3u);
  EXPECT_EQ(text_of(run.schedule[0]), "hold by 5 what n0 sends to {n1,n2} from 1 to 2");
  EXPECT_EQ(scenario->expect, (std::vector<std::pair<std::string, bool>>{{"linearizable", true}}));
  EXPECT_TRUE(scenario->available);
}

TEST(Scenarios, SayWhatIsWrongAndWhere) {
  const auto with = [](std::string from, const std::string& to) {
    std::string json = kScenario;
    return error_in(json.replace(json.find(from), from.size(), to));
  };
  EXPECT_EQ(error_in(kScenario), "");
  EXPECT_EQ(error_in("{\n\"settings\": {"), "line 2: the text is not JSON");
  EXPECT_EQ(error_in("[]"), "the scenario is []; expected an object");
  EXPECT_EQ(error_in("{}"), "settings is missing");
  EXPECT_EQ(error_in(R"({"settings": {}})"), "settings.protocol is missing");
  EXPECT_EQ(with("\"nodes\": 3", "\"nodes\": 0"), "settings.nodes is 0; expected a number from 1 to 63");
  EXPECT_EQ(with("\"nodes\": 3", "\"nodes\": [3]"), "settings.nodes is [3]; expected a string, a number or a boolean");
  EXPECT_EQ(with("\"nodes\": 3", "\"knots\": 3"), "unknown member settings.knots");
  EXPECT_EQ(with("\"session\": 1", "\"session\": 2"), "plan[1].session is 2; expected a whole number from 0 to 1");
  EXPECT_EQ(with("\"op\": \"read\"", "\"op\": \"peek\""), "plan[1].op is \"peek\"; expected one of read, write, cas");
  EXPECT_EQ(with("\"fault\": \"crash\"", "\"fault\": \"flood\""),
            "schedule[0].fault is \"flood\"; expected one of partition, clog, crash, pause, slow, replace, leave, join, hold");
  EXPECT_EQ(with("\"fault\": \"crash\"", "\"fault\": \"leave\""), "schedule[0].fault is \"leave\", but quorum has no manager to ask");
  EXPECT_EQ(with("\"until\": 20000", "\"until\": 10000"), "schedule[0].until is 10000; expected a whole number from 10001 to 3600000000");
  EXPECT_EQ(with("\"side\": [0], ", ""), "schedule[1].side is missing");
  EXPECT_EQ(with("\"side\": [1, 2]", "\"side\": [1, 3]"), "schedule[2].side is 3; expected nodes from 0 to 2");
  EXPECT_EQ(with("\"linearizable\": true", "\"linearisable\": true"), "expect.linearisable is no model");
  EXPECT_EQ(with("\"linearizable\": true", "\"linearizable\": 1"), "expect.linearizable is 1; expected true or false");
}

/// Whatever is drawn can be written down: plans and schedules of many seeds.
TEST(Scenarios, AreWrittenSoThatTheSameRunIsRead) {
  for (const store::Entry* protocol : store::protocols()) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      Scenario scenario{.name = "drawn", .about = {}, .config = default_config(*protocol), .expect = {{"sequential", false}}, .available = false};
      scenario.config.seed = seed;
      scenario.config.faults = *store::faults_named("all");
      scenario.config.workload.operations = 30;
      const store::RunResult run = simulate(scenario.config);
      scenario.config.plan = run.plan, scenario.config.schedule = run.schedule;
      const Result<Scenario, std::string> read = read_scenario(scenario_json(scenario));
      ASSERT_TRUE(read.has_value()) << protocol->id << " seed " << seed << ": " << read.error();
      EXPECT_EQ(options_of(read->config), options_of(scenario.config));
      EXPECT_EQ(read->config.plan, scenario.config.plan);
      EXPECT_EQ(read->expect, scenario.expect);
      EXPECT_FALSE(read->available);
      std::string before, after;
      for (const store::Fault& fault : *scenario.config.schedule) before += text_of(fault) + "\n";
      for (const store::Fault& fault : *read->config.schedule) after += text_of(fault) + "\n";
      EXPECT_EQ(before, after);
    }
  }
}

}  // namespace
}  // namespace clio
