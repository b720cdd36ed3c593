// The gate's configuration: what it says, and what is said of what is wrong with it.
#include "src/gate/config.hpp"

#include <gtest/gtest.h>

#include <string>

#include "checker/models/catalogue.hpp"
#include "src/record/settings.hpp"

namespace clio::gate {
namespace {

const char* const kConfiguration = R"({
  "clio_gate": 1,
  "name": "two protocols",
  "seeds": {"from": 5, "count": 20},
  "run_twice": 0.5,
  "keep": {"failing": 2, "sampled": 0},
  "limits": {"timeout": 3, "memory": 512, "run": 30, "shrink": 7},
  "stop": "first",
  "workloads": {"few keys": {"ops": 60, "keys": 1}, "reads": {"read-ratio": 0.9}},
  "faults": {"none": "none", "crashes": "crash,loss=0.02"},
  "subjects": [
    {"name": "primary-backup at the primary", "protocol": "primary-backup", "settings": {"reads": "primary", "nodes": 5}, "keeps": ["linearizable"]},
    {"name": "local reads", "protocol": "primary-backup", "settings": {"reads": "sticky"}, "keeps": "promise", "workloads": ["reads"], "faults": ["crashes"]},
    {"name": "no fencing", "protocol": "primary-backup", "settings": {"mutant": "no-fencing"}, "canary": true, "caught": ["linearizable"], "workloads": ["few keys"]},
    {"name": "ours", "command": "./run {seed} {out}", "keeps": ["causal"]},
    {"name": "theirs", "client": "python3 client.py", "keeps": ["linearizable"], "workloads": ["reads"]}
  ]
})";

TEST(GateConfiguration, MakesACaseOfEachSubjectWorkloadAndFaultSet) {
  const Result<Config, std::string> config = read_config(kConfiguration);
  ASSERT_TRUE(config.has_value()) << config.error();
  std::string names;
  for (const Case& one : config->cases) names += one.name() + "\n";
  EXPECT_EQ(names,
            "primary-backup at the primary / few keys / none\n"
            "primary-backup at the primary / few keys / crashes\n"
            "primary-backup at the primary / reads / none\n"
            "primary-backup at the primary / reads / crashes\n"
            "local reads / reads / crashes\n"
            "no fencing / few keys / none\n"
            "no fencing / few keys / crashes\n"
            "ours\n"
            "theirs / reads\n");
  EXPECT_EQ(options_of(config->cases[1].config), "--protocol primary-backup --nodes 5 --ops 60 --keys 1 --faults loss=0.02,crash_every=500000 --seed 1");
  EXPECT_EQ(config->seeds.from, 5u);
  EXPECT_EQ(config->seeds.count, 20u);
  EXPECT_EQ(config->timeout.count(), 3000);
  EXPECT_TRUE(config->stop_at_first);
  EXPECT_EQ(config->cases[3].line, 12u);
}

TEST(GateConfiguration, TakesAProtocolsPromiseWhereNothingElseIsSaid) {
  const Result<Config, std::string> config = read_config(kConfiguration);
  ASSERT_TRUE(config.has_value()) << config.error();
  const Expectation& local = config->cases[4].expect;
  ASSERT_EQ(local.keeps.size(), 1u);
  EXPECT_EQ(local.keeps[0]->id, "sequential");
  ASSERT_EQ(local.caught.size(), 1u);
  EXPECT_EQ(local.caught[0]->id, "linearizable");
  EXPECT_TRUE(local.invariants && local.available);
  const Expectation& canary = config->cases[5].expect;
  EXPECT_TRUE(canary.keeps.empty());
  EXPECT_FALSE(canary.invariants) << "a mutant's invariants are not what it is asked for";
}

TEST(GateConfiguration, SaysWhatIsWrongAndWhere) {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string json = kConfiguration;
    const std::size_t at = json.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    const Result<Config, std::string> config = read_config(json.replace(at, from.size(), to));
    return config ? "" : config.error();
  };
  struct {
    const char* from;
    const char* to;
    const char* message;
  } const kWrong[] = {
      {"\"clio_gate\": 1", "\"clio_gate\": 2", "clio_gate is 2; expected 1, the version of this format"},
      {"\"clio_gate\": 1,", "", "clio_gate is missing"},
      {"\"count\": 20", "\"count\": 0", "seeds.count is 0; expected a whole number from 1 to 2147483647"},
      {"\"count\": 20", "\"count\": 2, \"seconds\": 3", "seeds has both count and seconds; expected one of them"},
      {", \"count\": 20", "", "seeds has neither count nor seconds; expected one of them"},
      {"\"run_twice\": 0.5", "\"run_twice\": 2", "run_twice is 2; expected a number from 0 to 1"},
      {"\"stop\": \"first\"", "\"stop\": \"last\"", "stop is \"last\"; expected \"first\" (at the first failure) or \"never\""},
      {"\"timeout\": 3", "\"timeout\": -3", "limits.timeout is -3; expected a whole number from 1 to 86400"},
      {"\"ops\": 60", "\"ops\": \"many\"", "workloads.few keys.ops is \"many\"; expected a number of at least 0"},
      {"\"ops\": 60", "\"oops\": 60", "unknown member workloads.few keys.oops"},
      {"\"ops\": 60", "\"seed\": 60", "unknown member workloads.few keys.seed"},
      {"loss=0.02", "flood", "faults.crashes is \"crash,flood\"; expected \"flood\" to be one of"},
      {"\"protocol\": \"primary-backup\"", "\"protocol\": \"secondary\"", "subjects[0].protocol is \"secondary\"; expected one of read-only-replicas"},
      {"\"nodes\": 5", "\"nodes\": 500", "subjects[0].settings.nodes is 500; expected a number from 1 to 63"},
      {"\"reads\": \"primary\"", "\"reads\": \"lease\"", "subjects[0] with workload few keys: primary-backup has no reads \"lease\""},
      {"[\"linearizable\"]}", "[\"linear\"]}", "subjects[0].keeps is \"linear\"; expected one of linearizable, sequential"},
      {"\"workloads\": [\"reads\"], \"faults\"", "\"workloads\": [\"writes\"], \"faults\"", "subjects[1].workloads is \"writes\"; expected one of few keys, reads"},
      {"\"workloads\": [\"reads\"], \"faults\"", "\"workloads\": [], \"faults\"", "subjects[1].workloads is []; expected at least one name"},
      {", \"caught\": [\"linearizable\"]", "", "subjects[2].keeps and subjects[2].caught name no model: nothing would be judged"},
      {"\"keeps\": \"promise\"", "\"keeps\": [\"sequential\"], \"caught\": [\"causal\"]", "subjects[1].caught has \"causal\", which whatever keeps \"sequential\" keeps too"},
      {"{seed} {out}", "{seed}", "subjects[3].command is \"./run {seed}\"; expected a command that says where the history goes: {out}"},
      {"\"keeps\": [\"causal\"]", "\"keeps\": \"promise\"", "subjects[3].keeps is \"promise\"; expected models: only an included protocol has a promise"},
      {"\"command\": ", "\"client\": \"x\", \"command\": ", "subjects[3] must have exactly one of protocol, command and client"},
      {"\"name\": \"ours\"", "\"name\": \"theirs\"", "subjects[4].name is \"theirs\"; expected a name that no other subject has"},
      {"\"command\": ", "\"faults\": [\"none\"], \"command\": ", "subjects[3].faults is [\"none\"]; expected none: a command decides for itself"},
      {"\"command\": ", "\"available\": true, \"command\": ", "subjects[3].available is true; expected an included protocol: of others nobody knows when faults have healed"},
      {"\"name\": \"ours\"", "\"name\": \"local reads / reads / crashes\"", "subjects[3] makes the case \"local reads / reads / crashes\", which another subject has made"},
      {"\"name\": \"ours\", ", "", "subjects[3].name is missing: reports and folders are called by it"},
      {"\"stop\": \"first\",", "\"stop\": \"first\", \"stop\": \"never\",", "an object has the member \"stop\" twice"},
      {"\"clio_gate\": 1,", "\"clio_gate\": 1,\n]", "line 3: the text is not JSON"},
  };
  for (const auto& [from, to, message] : kWrong) {
    const std::string said = with(from, to);
    EXPECT_EQ(said.substr(0, std::string(message).size()), message) << to;
  }
  const auto said = [](const char* json) {
    const Result<Config, std::string> config = read_config(json);
    return config ? "" : config.error();
  };
  EXPECT_EQ(said("[]"), "the configuration is []; expected an object");
  EXPECT_EQ(said(R"({"clio_gate": 1, "subjects": []})"), "subjects is []; expected an array of at least one subject");
  EXPECT_EQ(said(R"({"clio_gate": 1})"), "subjects is missing");
}

TEST(GateSelfTest, HasEveryProtocolUnderEveryReadPolicyAndEveryMutant) {
  const Config config = self_test(10);
  std::size_t canaries = 0;
  for (const Case& one : config.cases) {
    EXPECT_FALSE(contradiction_in(one.config)) << one.name();
    canaries += one.canary;
    EXPECT_FALSE(one.expect.keeps.empty() && one.expect.caught.empty()) << one.name();
  }
  EXPECT_GE(canaries, 3u * 7u);
  EXPECT_GE(config.cases.size() - canaries, 7u);
}

}  // namespace
}  // namespace clio::gate
