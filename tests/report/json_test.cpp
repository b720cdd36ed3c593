// The JSON report: its members, and that everything printed is what docs/schema/check.schema.json describes.

#include "src/report/json.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/report/json_schema.hpp"
#include "tests/report/made_judgement.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

using Json = nlohmann::json;

const Json& schema() {
  static const Json document = Json::parse(std::ifstream(CLIO_SOURCE_DIR "/docs/schema/check.schema.json"));
  return document;
}

Json printed(const Judgement& judgement, const JsonOptions& options = {}) {
  const std::string line = judgement_json(judgement, options);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  Json json = Json::parse(line);
  EXPECT_EQ(test::schema_violation(schema(), schema(), json), "") << line;
  return json;
}

std::vector<std::string> names_of(const Json& list) { return list.get<std::vector<std::string>>(); }

TEST(JsonReport, HasTheMembersOfTheDesignInTheirOrder) {
  const std::string line = judgement_json(test::made_judgement());
  EXPECT_EQ(line,
            R"({"schema":1,"history":"runs/a.history","operations":3,"processes":2,"keys":1,"pending":0,"strongest":["causal"],"weakest_violated":["sequential"],"results":[)"
            R"({"model":"sequential","verdict":"violated","seconds":0.0015,"violation":{"anomaly":"stale-read",)"
            R"("explanation":"\"quoted\" <A> & B: a contradiction","operations":[0,1,2],"cycle":[)"
            R"({"from":1,"to":2,"relation":"real-time","because":"it \"returned\" first"},)"
            R"({"from":2,"to":1,"relation":"anti-dependency","key":"x","because":"it missed <it>"}],"minimal":true}},)"
            R"({"model":"causal","verdict":"satisfied","seconds":0.0},)"
            R"({"model":"pram","verdict":"unknown","seconds":0.0,"reason":"the time limit of 1 s was reached"}]})");
  (void)printed(test::made_judgement());
}

TEST(JsonReport, NamesTheClassOfAnAnomalyOfTransactionsAndTheWeakestViolatedModels) {
  const History history = test::history_of("P1: [R(x)- W(x)1]\nP2: [R(x)- W(x)2]\n");
  const Json json = printed(judge("a.history", history, {}));
  EXPECT_EQ(json["weakest_violated"], Json({"adya-snapshot-isolation"}));
  EXPECT_EQ(names_of(json["strongest"]), std::vector<std::string>({"prefix"}));
  bool seen = false;
  for (const Json& result : json["results"]) {
    if (result["model"] != "snapshot-isolation") continue;
    seen = true;
    EXPECT_EQ(result["violation"]["anomaly"], "lost-update");
    EXPECT_EQ(result["violation"]["phenomenon"], "G-single");
  }
  EXPECT_TRUE(seen);
}

TEST(JsonReport, NamesOperationsByTheirPlaceInTheFileAlsoInASlice) {
  const History history = test::history_of("P1: W(y)7 W(x)1 W(x)2\nP2:                   R(x)1\n");
  const Json violation = printed(judge("a.history", history, {.models = {&kLinearizable}, .slice = {.keys = {"x"}}}))["results"][0]["violation"];
  EXPECT_EQ(violation["operations"], Json({1, 2, 3}));
  EXPECT_EQ(violation["cycle"][0]["from"], 1);
  const std::string explanation = violation["explanation"];
  EXPECT_NE(explanation.find("P1 W(x)1 (op 1) came before P1 W(x)2 (op 2)"), std::string::npos) << explanation;
}

TEST(JsonReport, PrintsAWitnessOnlyWhereItIsAskedForAndHasAMeaning) {
  Judgement judgement = test::made_judgement();
  judgement.verdicts[1].model = &kSequential;
  EXPECT_FALSE(printed(judgement)["results"][1].contains("witness"));
  EXPECT_EQ(printed(judgement, {.witness = true})["results"][1]["witness"], Json({0, 1}));
  judgement.verdicts[1].model = &kCausalConvergent;
  EXPECT_FALSE(printed(judgement, {.witness = true})["results"][1].contains("witness"));
}

TEST(JsonReport, SaysWhyAFileCouldNotBeRead) {
  Judgement judgement;
  judgement.path = "b";
  judgement.error = InputError{.line = 4, .message = "expected \"x\""};
  EXPECT_EQ(printed(judgement), Json::parse(R"({"schema":1,"history":"b","error":{"line":4,"message":"expected \"x\""}})"));
}

TEST(JsonReport, AdmitsAnInternalError) {
  Judgement judgement;
  judgement.internal_error = "out of memory";
  EXPECT_EQ(printed(judgement)["error"]["message"], "internal error: out of memory");
}

TEST(JsonReport, ReplacesTextThatIsNotUtf8) {
  Judgement judgement;
  judgement.path = "a\xFF";
  judgement.error = InputError{.line = 0, .message = "x"};
  EXPECT_EQ(printed(judgement)["history"], "a\xEF\xBF\xBD");
}

TEST(JsonReport, CarriesStalenessWarningsCauseAndDegradation) {
  Judgement judgement = test::made_judgement();
  judgement.warnings = {"look out"};
  judgement.staleness = Staleness{.reads = 12, .versions = {{0, 9}, {1, 3}}, .versions_max = 1, .time_max = 310};
  judgement.atomicity.k = Atomicity::Bound::two;
  judgement.verdicts[0].counterexample->cause = "n1 acknowledged too early";
  judgement.verdicts[0].counterexample->degraded = "not minimal";
  const Json json = printed(judgement);
  EXPECT_EQ(json["staleness"], Json::parse(R"({"versions_max":1,"time_max":310,"versions":{"0":9,"1":3},"k":2})"));
  EXPECT_EQ(json["warnings"], Json::parse(R"(["look out"])"));
  EXPECT_EQ(json["results"][0]["violation"]["cause"], "n1 acknowledged too early");
  EXPECT_EQ(json["results"][0]["violation"]["degraded"], "not minimal");
}

TEST(JsonReport, FitsTheSchemaForEveryModelOfSmallHistories) {
  for (const char* text : {"P1: W(x)1\nP2:      R(x)1\n", "P1: W(x)1\nP2:      R(x)2\n", "P1: W(x)1 W(x)2?\nP2:      R(x)2  R(x)1\n",
                           "# object: queue\nP1: E(x)1\nP2:  Q(x)2\n", "P1: C(x)1>2\nP2:  W(x)1!\n", ""}) {
    const History history = test::history_of(text);
    (void)printed(judge("h", history, {.measure_staleness = true}), {.witness = true});
    std::vector<const Model*> all(catalogue().begin(), catalogue().end());
    (void)printed(judge("h", history, {.models = all, .measure_staleness = true}), {.witness = true});
  }
}

TEST(JsonSchema, ListsTheModelsAnomaliesAndRelationsThatThereAre) {
  const Json listed = Json::parse(catalogue_json());
  const Json& definitions = schema()["$defs"];
  EXPECT_EQ(names_of(definitions["violation"]["properties"]["anomaly"]["enum"]), names_of(listed["anomalies"]));
  EXPECT_EQ(names_of(definitions["edge"]["properties"]["relation"]["enum"]), names_of(listed["relations"]));
  std::vector<std::string> models;
  for (const Json& model : listed["models"]) models.push_back(model["id"]);
  EXPECT_EQ(names_of(definitions["model"]["enum"]), models);
}

TEST(JsonSchema, RefusesWhatItDoesNotDescribe) {
  const Json good = Json::parse(judgement_json(test::made_judgement()));
  const auto wrong = [&](const auto& change) {
    Json bad = good;
    change(bad);
    return !test::schema_violation(schema(), schema(), bad).empty();
  };
  EXPECT_FALSE(wrong([](Json&) {}));
  EXPECT_TRUE(wrong([](Json& j) { j["extra"] = 1; }));
  EXPECT_TRUE(wrong([](Json& j) { j.erase("keys"); }));
  EXPECT_TRUE(wrong([](Json& j) { j["schema"] = 2; }));
  EXPECT_TRUE(wrong([](Json& j) { j["operations"] = -1; }));
  EXPECT_TRUE(wrong([](Json& j) { j["results"][0]["verdict"] = "maybe"; }));
  EXPECT_TRUE(wrong([](Json& j) { j["results"][0]["violation"]["cycle"][0]["relation"] = "magic"; }));
  EXPECT_TRUE(wrong([](Json& j) { j["warnings"] = Json::array(); }));
}

TEST(JsonValues, GoBothWays) {
  for (const char* text : {"null", "true", "-3", "18446744073709551615", "1.5", "\"a\\u00e4\"", "[1,[\"x\",null]]"}) {
    const std::optional<Value> value = value_of_json(text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(Json::parse(json_of(*value).dump()), Json::parse(text));
  }
  EXPECT_FALSE(value_of_json("word"));
  EXPECT_FALSE(value_of_json("{}"));
  EXPECT_FALSE(value_of_json("[{}]"));
  EXPECT_FALSE(value_of_json("1 2"));
}

}  // namespace
}  // namespace clio
