// The file of a report: one policy, nothing that asks for anything, and data that stays data whatever a history calls its keys.

#include "src/report/html/page.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "tests/report/made_judgement.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

using Json = nlohmann::json;

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t times = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++times;
  return times;
}

/// What stands in the elements of type application/json, in their order.
std::vector<Json> data_of(const std::string& page) {
  std::vector<Json> found;
  const std::string opening = "<script type=\"application/json\"";
  for (std::size_t at = page.find(opening); at != std::string::npos; at = page.find(opening, at + 1)) {
    const std::size_t begin = page.find('>', at) + 1;
    found.push_back(Json::parse(page.substr(begin, page.find("</script>", begin) - begin)));
  }
  return found;
}

std::string page_of(const std::vector<const Judgement*>& judgements) {
  std::ostringstream out;
  HtmlReport report(out);
  for (const Judgement* judgement : judgements) report.add(*judgement);
  report.finish();
  return out.str();
}

TEST(Page, HasAPolicyThatAllowsItsOwnScriptAndStyleAndNothingElse) {
  const Judgement judgement = test::made_judgement();
  const std::string page = page_of({&judgement});
  EXPECT_EQ(count(page, "http-equiv=\"Content-Security-Policy\""), 1u);
  std::smatch found;
  ASSERT_TRUE(std::regex_search(page, found, std::regex("content=\"(default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]{43}='; style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src data:; base-uri 'none'; form-action 'none')\"")));
  EXPECT_LT(page.find("Content-Security-Policy"), page.find("<style>"));
  EXPECT_EQ(count(page, "<script>"), 1u);
  EXPECT_EQ(count(page, "<style>"), 1u);
  EXPECT_EQ(count(page, "<!-- "), 0u) << "a mark of the page was left";
}

TEST(Page, AsksForNothing) {
  const Judgement judgement = test::made_judgement();
  std::string page = page_of({&judgement});
  EXPECT_EQ(count(page, "http://"), count(page, "\"http://www.w3.org/2000/svg\"")) << "names of vocabularies are not addresses";
  for (const char* asks : {"https://", "src=", "@import", "fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "import(", "localStorage", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("}) EXPECT_EQ(count(page, asks), 0u) << asks;
}

TEST(Page, StaysWithinItsFixedSize) {
  const Judgement judgement = test::made_judgement();
  EXPECT_LE(page_of({&judgement}).size(), 300'000u);
}

TEST(Page, HoldsHostileNamesAsData) {
  const std::string hostile = "</script><script>window.broken=1</script><!--<script>";
  HistoryBuilder builder({.name = hostile, .about = hostile});
  builder.add({.kind = Kind::write, .process = builder.process(Value(hostile)), .key = builder.key(std::string_view(hostile)), .value = builder.value(std::string_view(hostile))});
  const History history = std::move(builder).build().value();
  const Judgement judgement = judge(hostile, history, {});
  const std::string page = page_of({&judgement});
  EXPECT_EQ(count(page, "<script"), 3u);  // the history, the index, the page's own
  EXPECT_EQ(count(page, "</script"), 3u);
  const std::vector<Json> data = data_of(page);
  ASSERT_EQ(data.size(), 2u);
  EXPECT_EQ(data[0]["title"], hostile);
  EXPECT_EQ(data[0]["operations"]["names"]["values"][0], Json(hostile).dump());
  EXPECT_EQ(data[1]["histories"][0]["path"], hostile);
}

TEST(Page, ListsWhatCouldNotBeJudged) {
  const Judgement judged = test::made_judgement();
  Judgement broken, failed;
  broken.path = "broken.jsonl", broken.error = InputError{.line = 4, .message = "expected \"x\""};
  failed.path = "failed.jsonl", failed.internal_error = "out of memory";
  const std::vector<Json> data = data_of(page_of({&broken, &judged, &failed}));
  ASSERT_EQ(data.size(), 4u);
  EXPECT_TRUE(data[0].is_null());
  EXPECT_EQ(data[1]["path"], "runs/a.history");
  EXPECT_TRUE(data[2].is_null());
  EXPECT_EQ(data[3]["schema"], data[1]["schema"]);
  const Json& histories = data[3]["histories"];
  EXPECT_EQ(histories[0]["error"], "line 4: expected \"x\"");
  EXPECT_EQ(histories[1]["verdicts"], Json({{"sequential", "n"}, {"causal", "y"}, {"pram", "?"}}));
  EXPECT_EQ(histories[1]["strongest"], Json({"causal"}));
  EXPECT_EQ(histories[1]["anomalies"], Json({"stale-read"}));
  EXPECT_EQ(histories[2]["error"], "internal error: out of memory");
}

TEST(Page, IsWholeWithoutAnyHistory) {
  const std::vector<Json> data = data_of(page_of({}));
  ASSERT_EQ(data.size(), 1u);
  EXPECT_EQ(data[0]["histories"], Json::array());
}

}  // namespace
}  // namespace clio
