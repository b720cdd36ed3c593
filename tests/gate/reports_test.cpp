// The text report, word by word for a result that has one of everything, and its promises one by one.

#include <gtest/gtest.h>

#include "src/gate/report_words.hpp"
#include "src/report/words.hpp"
#include "tests/gate/made_result.hpp"

namespace clio::gate {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

GateResult passing() {
  GateResult result = test::made_result();
  result.interrupted = false;
  result.cases = {test::made_case(), result.cases[2]};
  result.runs = 104;
  return result;
}

TEST(TextReport, TellsOneOfEverything) { test::expect_golden("report.txt", text_report(test::made_result())); }

TEST(TextReport, TellsAGateThatPasses) { test::expect_golden("passing.txt", text_report(passing())); }

TEST(TextReport, TellsWhatABaseHasToSay) {
  GateResult result = passing();
  result.weakenings = {"quorum / mixed / all: linearizable before, sequential now (seeds 17, 203 and 4 more)"};
  result.changes = {"causal / mixed / all: is new, with nothing to compare it with"};
  const std::string text = text_report(result);
  EXPECT_TRUE(has(text, "weaker than the base:\n  - quorum / mixed / all: linearizable before, sequential now (seeds 17, 203 and 4 more)\n")) << text;
  EXPECT_TRUE(has(text, "changed against the base:\n  - causal / mixed / all: is new")) << text;
  EXPECT_TRUE(has(text, "✗ FAILED: 1 weakening against the base; 2 cases, 104 runs\n")) << text;
}

TEST(TextReport, EndsEachFailureWithWhatWasViolatedTheCoreAndTheCommand) {
  const std::string text = text_report(test::made_result(), 200);
  EXPECT_TRUE(has(text,
                  "    linearizable is violated (stale-read): key k0 with operations 2 and 5 of clio-gate/runs/async/17/history.jsonl (lines 4 and 7)\n"
                  "\n      P1: W(k0)1\n      P2:           R(k0)-\n\n"
                  "    replay: clio record --protocol async-primary-backup --seed 17 --ops 2 -o history.jsonl\n"))
      << text;
}

TEST(TextReport, KeepsCommandsInOneLineThatCanBeCopied) {
  GateResult result = test::made_result();
  result.cases[1].failures[0].command = std::string(300, 'x') + " y";
  EXPECT_TRUE(has(text_report(result, 60), "    replay: " + std::string(300, 'x') + " y\n"));
}

TEST(TextReport, GivesATerminalNothingThatCommandsIt) {
  GateResult result = test::made_result();
  for (CaseResult& one : result.cases) one.name = test::kHostile;
  Failure& failure = result.cases[1].failures[0];
  failure.what = failure.folder = failure.anomaly = failure.key = failure.explanation = failure.core = failure.cause = failure.command = failure.shrinking = test::kHostile;
  failure.chain = {test::kHostile};
  result.name = result.configuration = result.program = result.interruption = test::kHostile;
  result.weakenings = result.changes = result.cases[0].complaints = {test::kHostile};
  const std::string text = text_report(result);
  EXPECT_FALSE(has(text, "\x1b"));
  EXPECT_TRUE(has(text, "\\u001b[31m"));
}

TEST(TextReport, BreaksParagraphsAtTheWidth) {
  for (const std::size_t width : {90u, 100u, 140u}) {
    const std::string text = text_report(test::made_result(), width);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      const std::string line = text.substr(begin, end - begin);
      if (!line.starts_with("    replay: ")) {
        EXPECT_LE(columns(line), width) << line;
      }
      begin = end + 1;
    }
  }
}

TEST(TextReport, ColoursOnlyWhereItIsAskedTo) {
  EXPECT_FALSE(has(text_report(test::made_result()), "\033"));
  EXPECT_TRUE(has(text_report(test::made_result(), 100, Palette(true)), "\033[31m"));
}

TEST(Conclusion, NeverPassesWhereSomethingWasNotJudged) {
  EXPECT_EQ(conclusion(passing()), "passed: 2 cases, 104 runs");
  EXPECT_EQ(conclusion(GateResult{}), "FAILED: there was nothing to judge; 0 cases, 0 runs");
  GateResult result = passing();
  result.interrupted = true;
  result.interruption = "SIGTERM";
  EXPECT_EQ(conclusion(result), "FAILED: interrupted by SIGTERM; 2 cases, 104 runs");
  EXPECT_EQ(conclusion(test::made_result()), "FAILED: 3 cases failed, 3 cases not judged and interrupted by SIGINT; 8 cases, 507 runs");
}

TEST(Words, TellShrinkingAndWhyItMayNotBeTheSmallest) {
  Failure failure;
  EXPECT_EQ(shrinking_text(failure), "");
  failure.shrinking = "the limit of 30 s was reached";
  EXPECT_EQ(shrinking_text(failure), "it may not be the smallest: the limit of 30 s was reached");
  failure.operations_before = 200, failure.operations_after = 3, failure.faults_before = 1;
  EXPECT_EQ(shrinking_text(failure), "shrunk from 200 operations and 1 fault to 3 and 0; it may not be the smallest: the limit of 30 s was reached");
}

TEST(Words, BlameAsynchronousReplicationOnlyWhereTheReplayDid) {
  Failure failure = test::made_violation();
  EXPECT_TRUE(has(cause_text(failure), "asynchronous replication is to blame"));
  failure.asynchronous = false;
  EXPECT_FALSE(has(cause_text(failure), "asynchronous"));
  failure.cause.clear();
  EXPECT_EQ(cause_text(failure), "");
}

TEST(Words, ListAtMostTwentyOperations) {
  Failure failure = test::made_violation();
  failure.operations.clear();
  failure.lines.clear();
  for (std::uint64_t i = 0; i < 30; ++i) failure.operations.push_back(i);
  EXPECT_TRUE(has(violation_text({}, failure), "18, 19 and 10 more of runs/async/17/history.jsonl"));
}

}  // namespace
}  // namespace clio::gate
