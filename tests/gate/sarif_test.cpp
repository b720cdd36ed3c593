// The SARIF report: what the standard requires (tests/gate/schemas/sarif.schema.json), where results stand, and what identifies them.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "src/report/version.hpp"
#include "tests/gate/made_result.hpp"
#include "tests/report/json_schema.hpp"

namespace clio::gate {
namespace {

using Json = nlohmann::json;

Json report_of(const GateResult& result) {
  const Json schema = Json::parse(std::ifstream(CLIO_SOURCE_DIR "/tests/gate/schemas/sarif.schema.json"));
  Json report = Json::parse(sarif_report(result));
  EXPECT_EQ(clio::test::schema_violation(schema, schema, report), "");
  return report;
}

Json results_of(const GateResult& result) { return report_of(result)["runs"][0]["results"]; }

TEST(SarifReport, TellsOneOfEverything) {
  std::string text = sarif_report(test::made_result());
  const std::string version = std::string("\"version\": \"") + kVersion + "\"";
  const std::size_t at = text.find(version);
  ASSERT_NE(at, std::string::npos);
  test::expect_golden("report.sarif", text.replace(at, version.size(), "\"version\": \"VERSION\""));
}

TEST(SarifReport, HasWhatTheStandardRequires) {
  GateResult result = test::made_result();
  for (CaseResult& one : result.cases) one.name = test::kHostile;
  result.weakenings = {test::kHostile};
  result.configuration = result.folder = test::kHostile;
  const Json run = report_of(result)["runs"][0];
  const Json& rules = run["tool"]["driver"]["rules"];
  std::set<std::string> ids;
  for (const Json& rule : rules) EXPECT_TRUE(ids.insert(rule["id"]).second) << rule["id"];
  for (const Json& one : run["results"]) {
    EXPECT_EQ(rules[one["ruleIndex"].get<std::size_t>()]["id"], one["ruleId"]);
    EXPECT_FALSE(one["message"]["text"].get<std::string>().empty());
    for (const Json& location : one["locations"]) {
      const std::string uri = location["physicalLocation"]["artifactLocation"]["uri"];
      EXPECT_EQ(uri.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/%"), std::string::npos) << uri;
    }
  }
  for (const auto& [name, base] : run["originalUriBaseIds"].items()) {
    if (base.contains("uri")) {
      EXPECT_TRUE(base["uri"].get<std::string>().ends_with('/')) << name;
    }
  }
  (void)report_of(GateResult{});
}

TEST(SarifReport, PutsAResultAtItsSubjectAndItsOperationsInTheHistory) {
  const Json result = results_of(test::made_result())[0];
  EXPECT_EQ(result["ruleId"], "violated/linearizable");
  EXPECT_EQ(result["locations"], Json::parse(R"([{"physicalLocation":{"artifactLocation":{"uri":"ci/gate.json","uriBaseId":"%SRCROOT%"},"region":{"startLine":12}}}])"));
  const Json& history = result["relatedLocations"];
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[1]["physicalLocation"], Json::parse(R"({"artifactLocation":{"uri":"runs/async/17/history.jsonl","uriBaseId":"GATE"},"region":{"startLine":7}})"));
  EXPECT_EQ(history[1]["message"]["text"], "operation 5");
}

TEST(SarifReport, NamesTheHistoryWhereLinesAreNotKnown) {
  GateResult result = test::made_result();
  result.cases[1].failures[0].lines.clear();
  const Json history = results_of(result)[0]["relatedLocations"];
  ASSERT_EQ(history.size(), 1u);
  EXPECT_FALSE(history[0]["physicalLocation"].contains("region"));
}

TEST(SarifReport, IdentifiesTheSameTroubleUnderAnotherSeed) {
  GateResult result = test::made_result();
  const Json before = results_of(result)[0]["partialFingerprints"];
  result.cases[1].failures[0].seed = 99;
  result.cases[1].failures[0].operations = {1, 3};
  result.cases[1].failures[0].folder = "runs/async/99";
  EXPECT_EQ(results_of(result)[0]["partialFingerprints"], before);
  result.cases[1].failures[0].model = &kSequential;
  EXPECT_NE(results_of(result)[0]["partialFingerprints"], before);
}

TEST(SarifReport, HasAResultForEverythingThatFailsTheGate) {
  const auto rules = [](const GateResult& result) {
    std::multiset<std::string> all;
    for (const Json& one : results_of(result)) all.insert(one["ruleId"].get<std::string>());
    return all;
  };
  GateResult result = test::made_result();
  EXPECT_TRUE(rules({.cases = {result.cases[0], result.cases[2]}}).empty());
  EXPECT_EQ(rules({.cases = {result.cases[3]}}), (std::multiset<std::string>{"not-caught"}));
  EXPECT_EQ(rules({.cases = {result.cases[4]}}), (std::multiset<std::string>{"undecided"}));
  EXPECT_EQ(rules({.cases = {result.cases[5]}}), (std::multiset<std::string>{"not-available"}));
  EXPECT_EQ(rules({.cases = {result.cases[6]}}), (std::multiset<std::string>{"cut-short", "not-judged", "not-judged", "not-run", "nothing-done"}));
  EXPECT_FALSE(rules({.cases = {result.cases[7]}}).empty());
  result.cases = {result.cases[0]};
  result.weakenings = {"quorum: less"};
  EXPECT_EQ(rules(result), (std::multiset<std::string>{"weakened"}));
}

TEST(SarifReport, SaysHowTheGateEnded) {
  GateResult result = test::made_result();
  const Json interrupted = report_of(result)["runs"][0]["invocations"][0];
  EXPECT_EQ(interrupted["executionSuccessful"], false);
  EXPECT_EQ(interrupted["exitCode"], 2);
  EXPECT_EQ(interrupted["toolExecutionNotifications"].size(), 1u);
  result.interrupted = false;
  result.cases = {result.cases[1]};
  const Json violated = report_of(result)["runs"][0]["invocations"][0];
  EXPECT_EQ(violated, Json::parse(R"({"executionSuccessful":true,"exitCode":1})"));
}

TEST(SarifReport, EscapesWhatItsMessagesWouldReadAsPlaceholdersAndLinks) {
  GateResult result = test::made_result();
  result.cases[1].failures[0].what = "{0} and [a](b)";
  const std::string text = results_of(result)[0]["message"]["text"];
  EXPECT_NE(text.find("{{0}} and \\[a](b)"), std::string::npos) << text;
}

TEST(SarifReport, GivesAbsolutePathsAsFileUris) {
  GateResult result = test::made_result();
  result.configuration = "/home/me/a b.json";
  const Json file = results_of(result)[0]["locations"][0]["physicalLocation"]["artifactLocation"];
  EXPECT_EQ(file, Json::parse(R"({"uri":"file:///home/me/a%20b.json"})"));
}

}  // namespace
}  // namespace clio::gate
