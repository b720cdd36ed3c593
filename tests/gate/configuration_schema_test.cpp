// docs/schema/gate.schema.json and the reader of configurations take the same files; the settings in it are those of the settings' table.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "src/gate/config.hpp"
#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"
#include "tests/report/json_schema.hpp"

namespace clio::gate {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

const Json& schema() {
  static const Json document = Json::parse(std::ifstream(CLIO_SOURCE_DIR "/docs/schema/gate.schema.json"));
  return document;
}

std::string schema_wrong(const std::string& text) {
  const nlohmann::json document = schema();
  return clio::test::schema_violation(document, document, nlohmann::json::parse(text));
}

std::string contents(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::string> parts(std::string_view words) {
  std::vector<std::string> all;
  std::istringstream text{std::string(words)};
  for (std::string word; std::getline(text, word, '|');) all.push_back(word);
  return all;
}

/// How a setting's values are described, from what the table says they look like.
Json described(const Setting& setting) {
  const std::string_view type = setting.type;
  Json json{{"description", setting.about}};
  if (type == "yes|no") {
    json["oneOf"] = Json::parse(R"([{"type":"boolean"},{"enum":["yes","no"]}])");
  } else if (type.find('|') != std::string_view::npos) {
    json["enum"] = parts(type);
  } else if (type == "N" || type == "US" || type == "K") {
    json["oneOf"] = Json::parse(R"([{"type":"integer","minimum":0},{"type":"string"}])");
  } else if (type == "RATIO" || type == "S") {
    json["oneOf"] = Json::parse(R"([{"type":"number","minimum":0},{"type":"string"}])");
  } else {
    json["type"] = "string";
  }
  return json;
}

void expect_settings(const Json& properties, const std::vector<std::string_view>& without) {
  Json expected = Json::object();
  for (const Setting& setting : settings()) {
    if (std::find(without.begin(), without.end(), setting.name) == without.end()) expected[std::string(setting.name)] = described(setting);
  }
  EXPECT_EQ(properties.dump(2), expected.dump(2));
}

TEST(GateSchema, HasTheSettingsOfTheTable) {
  expect_settings(schema()["$defs"]["workload"]["properties"], {"protocol", "seed", "faults", "mutant"});
  expect_settings(schema()["$defs"]["settings"]["properties"], {"protocol", "seed", "faults"});
}

TEST(GateSchema, ListsTheModelsAndProtocolsThatThereAre) {
  std::vector<std::string> models, protocols;
  for (const Model* model : catalogue()) models.emplace_back(model->id);
  for (const store::Entry* entry : store::protocols()) protocols.emplace_back(entry->id);
  EXPECT_EQ(schema()["$defs"]["model"]["enum"].get<std::vector<std::string>>(), models);
  EXPECT_EQ(schema()["$defs"]["protocol"]["properties"]["protocol"]["enum"].get<std::vector<std::string>>(), protocols);
}

/// Every configuration in the repository: the examples of the documents and those of this test.
std::vector<fs::path> configurations() {
  std::vector<fs::path> all;
  for (const char* folder : {"docs", "tests/gate/configurations", ".ci"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(fs::path(CLIO_SOURCE_DIR) / folder)) {
      if (entry.path().extension() != ".json") continue;
      const Json json = Json::parse(contents(entry.path()), nullptr, false);
      if (json.is_object() && json.contains("clio_gate")) all.push_back(entry.path());
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

TEST(GateSchema, FitsEveryConfigurationOfTheRepository) {
  const std::vector<fs::path> all = configurations();
  EXPECT_GE(all.size(), 2u);
  for (const fs::path& path : all) {
    const std::string text = contents(path);
    EXPECT_EQ(schema_wrong(text), "") << path;
    const Result<Config, std::string> config = read_config(text);
    EXPECT_TRUE(config) << path << ": " << config.error();
  }
}

TEST(GateSchema, TakesEverySettingThatTheReaderTakes) {
  for (const Setting& setting : settings()) {
    if (setting.name == "protocol" || setting.name == "seed" || setting.name == "faults" || setting.name == "mutant") continue;
    const std::string usual = setting.get(default_config(*store::protocol_named("primary-backup")));
    const Json value = Json::parse(usual, nullptr, false).is_number() ? Json::parse(usual) : Json(usual);
    Json json = Json::parse(R"({"clio_gate":1,"subjects":[{"name":"s","protocol":"primary-backup"}]})");
    json["subjects"][0]["settings"][std::string(setting.name)] = value;
    EXPECT_EQ(schema_wrong(json.dump()), "") << json;
    const Result<Config, std::string> config = read_config(json.dump());
    EXPECT_TRUE(config) << json << config.error();
  }
}

struct Bad {
  const char* at;
  const char* value;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.at << " = " << bad.value; }

class BadConfiguration : public testing::TestWithParam<Bad> {};

TEST_P(BadConfiguration, IsRefusedByTheSchemaAndByTheReader) {
  Json json = Json::parse(contents(CLIO_SOURCE_DIR "/tests/gate/configurations/everything.json"));
  json[Json::json_pointer(GetParam().at)] = Json::parse(GetParam().value);
  EXPECT_NE(schema_wrong(json.dump()), "");
  EXPECT_FALSE(read_config(json.dump()));
}

INSTANTIATE_TEST_SUITE_P(Gate, BadConfiguration,
                         testing::Values(Bad{"/clio_gate", "2"}, Bad{"/unknown", "1"}, Bad{"/seeds/count", "0"}, Bad{"/seeds/seconds", "5"}, Bad{"/run_twice", "2"},
                                         Bad{"/keep/failing", "0"}, Bad{"/limits/timeout", "\"long\""}, Bad{"/stop", "\"soon\""}, Bad{"/workloads/mixed/speed", "1"},
                                         Bad{"/workloads/mixed/mutant", "\"x\""}, Bad{"/workloads/mixed/reads", "\"mine\""}, Bad{"/faults/all", "1"}, Bad{"/subjects", "[]"},
                                         Bad{"/subjects/0/protocol", "\"gossip\""}, Bad{"/subjects/0/command", "\"x {out}\""}, Bad{"/subjects/0/keeps", "[\"best\"]"},
                                         Bad{"/subjects/0/invariants", "\"bent\""}, Bad{"/subjects/0/workloads", "[]"}, Bad{"/subjects/0/settings/seed", "1"},
                                         Bad{"/subjects/3/settings", "{}"}, Bad{"/subjects/3/keeps", "\"promise\""}, Bad{"/subjects/3/canary", "1"}));

}  // namespace
}  // namespace clio::gate
