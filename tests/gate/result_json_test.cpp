// The result as JSON: everything comes back, what is printed is what the schema describes, and bad files have one clear error.

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "src/gate/result.hpp"
#include "tests/gate/made_result.hpp"
#include "tests/report/json_schema.hpp"

namespace clio::gate {
namespace {

using Json = nlohmann::ordered_json;

const nlohmann::json& schema() {
  static const nlohmann::json document = nlohmann::json::parse(std::ifstream(CLIO_SOURCE_DIR "/docs/schema/gate-result.schema.json"));
  return document;
}

std::string schema_wrong(const std::string& text) { return clio::test::schema_violation(schema(), schema(), nlohmann::json::parse(text)); }

/// Every member of every part differs from what it is by default.
GateResult full_result() {
  GateResult result = test::made_result();
  result.seeds.budget = std::chrono::milliseconds(90'500);
  result.weakenings = {"weaker"};
  result.changes = {test::kHostile, "other"};
  CaseResult& one = result.cases[1];
  one.source = Source::processes;
  one.expect.breaks_invariant = true;
  one.broken = 3, one.first_broken = 8;
  one.undecided = {{"pram", 1}};
  one.complaints = {"it fails"};
  one.failures[0].shrinking = "time was up";
  return result;
}

TEST(ResultJson, ReadsWhatItWrites) {
  for (const GateResult& result : {GateResult{}, test::made_result(), full_result()}) {
    const std::string text = result_json(result);
    const Result<GateResult, std::string> again = read_result(text);
    ASSERT_TRUE(again) << again.error();
    EXPECT_TRUE(*again == result) << text;
    EXPECT_EQ(result_json(*again), text);
    EXPECT_EQ(schema_wrong(text), "") << text;
  }
}

TEST(ResultJson, IsOneLine) {
  const std::string text = result_json(full_result());
  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(ResultJson, SaysWhatFollowsFromTheCounts) {
  const Json json = Json::parse(result_json(test::made_result()));
  EXPECT_EQ(json["outcome"], "unusable");
  EXPECT_EQ(json["exit"], 2);
  EXPECT_EQ(json["cases"][0]["outcome"], "holds");
  EXPECT_EQ(json["cases"][0]["availability"], 0.992);
  EXPECT_EQ(json["cases"][0]["latency"]["p50"], 319);
  EXPECT_EQ(json["cases"][1]["outcome"], "violated");
}

TEST(ResultJson, TakesMembersOfALaterVersion) {
  Json json = Json::parse(result_json(full_result()));
  json["new"] = 1;
  json["cases"][0]["new"] = {1, 2};
  json["cases"][1]["failures"][0]["new"] = nullptr;
  const Result<GateResult, std::string> again = read_result(json.dump());
  ASSERT_TRUE(again) << again.error();
  EXPECT_TRUE(*again == full_result());
}

TEST(ResultJson, NeedsEveryMemberThatTheSchemaRequires) {
  const Json good = Json::parse(result_json(full_result()));
  const auto refuses_without = [&](const Json::json_pointer& parent, const nlohmann::json& described) {
    for (const std::string name : described["required"]) {
      if (name == "outcome" || name == "exit" || name == "availability" || name == "p50" || name == "p95" || name == "p99") continue;  // written for others
      Json bad = good;
      bad[parent].erase(name);
      const Result<GateResult, std::string> read = read_result(bad.dump());
      ASSERT_FALSE(read) << parent.to_string() << " without " << name;
      EXPECT_NE(read.error().find(name + " is missing"), std::string::npos) << read.error();
    }
  };
  const nlohmann::json& definitions = schema()["$defs"];
  refuses_without(Json::json_pointer(""), schema());
  refuses_without(Json::json_pointer("/seeds"), schema()["properties"]["seeds"]);
  refuses_without(Json::json_pointer("/cases/1"), definitions["case"]);
  refuses_without(Json::json_pointer("/cases/1/expect"), definitions["case"]["properties"]["expect"]);
  refuses_without(Json::json_pointer("/cases/1/latency"), definitions["case"]["properties"]["latency"]);
  refuses_without(Json::json_pointer("/cases/1/failures/0"), definitions["failure"]);
}

struct Bad {
  const char* at;
  const char* value;
  const char* error;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.at << " = " << bad.value; }

class BadResult : public testing::TestWithParam<Bad> {};

TEST_P(BadResult, HasOneClearError) {
  Json json = Json::parse(result_json(full_result()));
  json[Json::json_pointer(GetParam().at)] = Json::parse(GetParam().value);
  const Result<GateResult, std::string> read = read_result(json.dump());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Gate, BadResult,
    testing::Values(
        Bad{"/schema", "2", "schema is 2; expected 1, the version of this format"}, Bad{"/name", "3", "name is 3; expected a string"},
        Bad{"/runs", "-1", "runs is -1; expected a whole number from 0 to 9223372036854775807"}, Bad{"/runs", "1.5", "runs is 1.5; expected a whole number from 0 to 9223372036854775807"},
        Bad{"/seeds", "[]", "seeds is []; expected an object"}, Bad{"/seeds/from", "18446744073709551615", "seeds.from is 18446744073709551615; expected a whole number from 0 to 9223372036854775807"},
        Bad{"/interrupted", "\"no\"", "interrupted is \"no\"; expected true or false"}, Bad{"/cases", "{}", "cases is {}; expected an array"},
        Bad{"/cases/1", "7", "cases[1] is 7; expected an object"}, Bad{"/cases/0/source", "\"air\"", "cases[0].source is \"air\"; expected one of simulated, processes, command, client"},
        Bad{"/cases/0/expect/keeps/0", "\"best\"", "cases[0].expect.keeps is \"best\"; expected a model of this version of the program"},
        Bad{"/cases/0/findings/odd", "1", "cases[0].findings is \"odd\"; expected findings of this version of the program"},
        Bad{"/cases/0/findings/passed", "\"1\"", "cases[0].findings.passed is \"1\"; expected a whole number from 0 to 9223372036854775807"},
        Bad{"/cases/0/violated", "[]", "cases[0].violated is []; expected an object"}, Bad{"/cases/1/weaker/0", "[1]", "cases[1].weaker[0] is [1]; expected [seed, model]"},
        Bad{"/cases/1/weaker/0/1", "2", "cases[1].weaker[0] is 2; expected a model"}, Bad{"/cases/0/latency/count", "1", "cases[0].latency.count is 1; expected the sum of the buckets, 1000"},
        Bad{"/cases/0/latency/buckets/0", "null", "cases[0].latency.buckets[0] is null; expected [upper end, count]"},
        Bad{"/cases/0/availability_least", "1.5", "cases[0].availability_least is 1.5; expected a number from 0 to 1"},
        Bad{"/cases/1/failures/0/finding", "\"odd\"", "cases[1].failures[0].finding is \"odd\"; expected a finding of this version of the program"},
        Bad{"/cases/1/failures/0/model", "5", "cases[1].failures[0].model is 5; expected a string"}, Bad{"/cases/1/failures/0/lines", "[\"x\"]", "cases[1].failures[0].lines is \"x\"; expected a whole number from 0 to 9223372036854775807"},
        Bad{"/weakenings/0", "1", "weakenings is 1; expected a string"}));

TEST(ResultJson, RefusesWhatIsNoResult) {
  const auto error = [](const char* text) {
    const Result<GateResult, std::string> read = read_result(text);
    return read ? std::string("none") : read.error();
  };
  EXPECT_EQ(error(""), "line 1: the text is not JSON");
  EXPECT_EQ(error("{\"schema\":1,\n"), "line 2: the text is not JSON");
  EXPECT_EQ(error("[1]"), "the result is [1]; expected an object");
  EXPECT_EQ(error("{}"), "schema is missing");
  EXPECT_EQ(error("{\"schema\":1,\"schema\":1}"), "an object has the member \"schema\" twice");
  EXPECT_EQ(error("{\"schema\":1e400}"), "a number is too large for a floating-point number");
}

TEST(ResultJson, ReadsNoPartOfItselfAsAWhole) {
  const std::string text = result_json(full_result());
  for (std::size_t length = 0; length + 1 < text.size(); length += 1 + length / 50) EXPECT_FALSE(read_result(text.substr(0, length))) << length;
}

TEST(ResultSchema, RefusesWhatItDoesNotDescribe) {
  Json json = Json::parse(result_json(full_result()));
  json["cases"][0]["extra"] = 1;
  EXPECT_EQ(schema_wrong(json.dump()), "$.cases[0].extra is not described");
}

TEST(ResultSchema, ListsTheModelsAndFindingsThatThereAre) {
  std::vector<std::string> models, findings;
  for (const Model* model : catalogue()) models.emplace_back(model->id);
  for (int i = 0; i <= static_cast<int>(Finding::not_run); ++i) findings.emplace_back(name_of(static_cast<Finding>(i)));
  EXPECT_EQ(schema()["$defs"]["model"]["enum"].get<std::vector<std::string>>(), models);
  EXPECT_EQ(schema()["$defs"]["finding"]["enum"].get<std::vector<std::string>>(), findings);
}

}  // namespace
}  // namespace clio::gate
