// The Markdown summary, word by word, and that no name becomes markup.

#include <gtest/gtest.h>

#include <sstream>

#include "tests/gate/made_result.hpp"

namespace clio::gate {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) all.push_back(line);
  return all;
}

/// Pipes that part cells.
std::size_t cells(const std::string& line) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == '|') {
      ++count;
    }
  }
  return count;
}

TEST(MarkdownReport, TellsOneOfEverything) { test::expect_golden("report.md", markdown_report(test::made_result())); }

TEST(MarkdownReport, TellsWhatABaseHasToSay) {
  GateResult result;
  result.cases = {test::made_case()};
  result.weakenings = {"a: linearizable before, sequential now (seed 3)"};
  result.changes = {"b: is new, with nothing to compare it with"};
  const std::string text = markdown_report(result);
  EXPECT_TRUE(has(text, "## ❌ gate: FAILED: 1 weakening against the base")) << text;
  EXPECT_TRUE(has(text, "### Weaker than the base\n\n- a: linearizable before, sequential now (seed 3)\n")) << text;
  EXPECT_TRUE(has(text, "### Changed against the base\n\n- b: is new, with nothing to compare it with\n")) << text;
}

TEST(MarkdownReport, ShowsHostileTextAsText) {
  GateResult result = test::made_result();
  for (CaseResult& one : result.cases) one.name = test::kHostile;
  Failure& failure = result.cases[1].failures[0];
  failure.what = failure.folder = failure.anomaly = failure.key = failure.explanation = failure.cause = failure.shrinking = test::kHostile;
  failure.chain = {test::kHostile};
  failure.core = "P1: W(x)\"````\"\n";
  failure.command = "x '```' \x1b[31m";
  result.name = result.configuration = result.program = result.interruption = test::kHostile;
  result.weakenings = result.changes = {test::kHostile, "# heading", "1. one", "- two", "    code", "+ three", "==="};
  bool fenced = false;
  for (const std::string& line : lines(markdown_report(result))) {
    EXPECT_FALSE(has(line, "\x1b"));
    if (line.starts_with("```")) fenced = !fenced;
    if (fenced || line.starts_with("```")) continue;
    EXPECT_FALSE(has(line, "<")) << line;
    for (std::size_t at = line.find_first_of("`[]~#"); at != std::string::npos; at = line.find_first_of("`[]~#", at + 1)) {
      EXPECT_TRUE(line.starts_with("##") ? at < 3 || line[at - 1] == '\\' : at > 0 && line[at - 1] == '\\') << line;
    }
    if (line.starts_with("|") && line.find("---") == std::string::npos) {
      EXPECT_TRUE(cells(line) == 10 || cells(line) == 7) << line;
    }
    EXPECT_FALSE(has(line, "http://") || has(line, "www.")) << line;
  }
  const std::string text = markdown_report(result);
  EXPECT_TRUE(has(text, "\n- \\# heading\n- 1\\. one\n- \\- two\n- code\n- \\+ three\n- \\===\n")) << text;
  EXPECT_TRUE(has(text, "\n`````text\nP1: W(x)\"````\"\n`````\n")) << text;
  EXPECT_TRUE(has(text, "\n````sh\nx '```' \\u001b[31m\n````\n")) << text;
}

}  // namespace
}  // namespace clio::gate
