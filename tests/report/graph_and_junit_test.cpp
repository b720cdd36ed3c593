#include <gtest/gtest.h>

#include "src/report/dot.hpp"
#include "src/report/junit.hpp"
#include "tests/report/made_judgement.hpp"

namespace clio {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Dot, DrawsOperationsAndTheCycle) {
  const std::string graph = dot_graph(dot_cluster(test::made_judgement("a \"b\".history")));
  EXPECT_TRUE(has(graph, "subgraph \"cluster a \\\"b\\\".history#0\"")) << graph;
  EXPECT_TRUE(has(graph, "[label=\"P2 R(x)1\"")) << graph;
  EXPECT_TRUE(has(graph, "[label=\"anti-dependency\", tooltip=\"it missed <it>\"")) << graph;
  EXPECT_TRUE(has(graph, "it \\\"returned\\\" first")) << graph;
}

TEST(Dot, IsAGraphAlsoWhereNothingIsViolated) {
  Judgement judgement = test::made_judgement();
  judgement.verdicts.erase(judgement.verdicts.begin());
  EXPECT_EQ(dot_cluster(judgement), "");
  EXPECT_TRUE(has(dot_graph(""), "digraph clio {"));
}

TEST(JUnit, MakesAViolationAFailureAndAnUndecidedModelAnError) {
  const std::string report = junit_suite(test::made_judgement());
  EXPECT_TRUE(has(report, "<testsuite name=\"runs/a.history\" tests=\"3\" failures=\"1\" errors=\"1\" skipped=\"0\"")) << report;
  EXPECT_TRUE(has(report, "<failure type=\"stale-read\" message=\"sequential is violated\">&quot;quoted&quot; &lt;A&gt; &amp; B"))
      << report;
  EXPECT_TRUE(has(report, "<error type=\"undecided\" message=\"the time limit of 1 s was reached\"/>")) << report;
}

TEST(JUnit, SkipsViolationsThatNobodyAskedAbout) {
  Judgement judgement = test::made_judgement();
  judgement.classified = true;
  EXPECT_TRUE(has(junit_suite(judgement), "failures=\"0\" errors=\"1\" skipped=\"1\""));
}

TEST(JUnit, MakesAnUnreadableFileAnError) {
  Judgement judgement;
  judgement.path = "x";
  judgement.error = InputError{.line = 7, .message = "expected <this>"};
  EXPECT_TRUE(has(junit_suite(judgement), "<error type=\"unreadable\" message=\"line 7: expected &lt;this&gt;\"/>"));
}

TEST(JUnit, ReplacesWhatXmlCannotHold) {
  Judgement judgement;
  judgement.path = std::string("a\x01\xFF\xC3\xA4") + "\xED\xA0\x80";
  judgement.error = InputError{.line = 0, .message = "x"};
  const std::string replacement = "\xEF\xBF\xBD";
  EXPECT_TRUE(
      has(junit_suite(judgement), "name=\"a" + replacement + replacement + "\xC3\xA4" + replacement + replacement + replacement + "\""));
}

}  // namespace
}  // namespace clio
