#include "adapters/lint.hpp"

#include <gtest/gtest.h>

#include "tests/adapters/native_text.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

using test::history_of;
using test::native;

/// "rule first xcount: message", a line each; without messages where they are not the point.
std::string rules_of(const History& history) {
  std::string text;
  for (const LintFinding& f : lint(history)) {
    text += std::string(f.rule) + (f.first ? " at " + std::to_string(index(*f.first)) : "") + " x" + std::to_string(f.count) + "\n";
  }
  return text;
}

struct Case {
  const char* what;
  const char* picture;
  const char* rules;
};

TEST(Lint, NamesWhatMakesAVerdictWeakerThanItLooks) {
  const Case kCases[] = {
      {"nothing to say", "P1: W(x)1\nP2:      R(x)1", ""},
      {"no operations", "# nothing", "no-operations x1\n"},
      {"no reads", "P1: W(x)1 W(x)2", "no-reads x1\n"},
      {"unknown reads are no reads", "P1: W(x)1 R(x)1?", "no-reads x1\n"},
      {"key 1 and key \"1\"", "P1: W(1)1 W(\"1\")2 R(1)1", "similar-names x1\n"},
      {"keys 1 and \"01\" are not alike", "P1: W(1)1 W(\"01\")2 R(1)1", ""},
      {"process 0 and process \"0\"", "0: W(x)1\n\"0\":     R(x)1", "similar-names x1\n"},
      {"a failed write was read", "P1: W(x)1! W(y)2!\nP2:                 R(x)1 R(y)-", "failed-writes-observed at 2 x1\n"},
      {"a failed write whose value another wrote is no evidence", "P1: W(x)1! W(x)1\nP2:                 R(x)1", ""},
      {"a failed enqueue was dequeued", "# object: queue\nP1: E(q)1!\nP2:        Q(q)1", "failed-writes-observed at 1 x1\n"},
      {"a value nobody wrote", "P1: W(x)1\nP2:       R(x)2 R(x)1", "unwritten-values at 1 x1\n"},
      {"a cas found a value nobody wrote", "P1: C(x)7>8 R(x)8", "unwritten-values at 0 x1\n"},
      {"a failed cas found anything else", "P1: C(x)7>8:no", ""},
      {"a list read with elements nobody appended counts once", "# object: list\nP1: A(l)1 R(l)[1,2,3]", "unwritten-values at 1 x1\n"},
      {"a set answers for what nobody added", "# object: set\nP1: A(s)1 H(s)2 H(s)3:no", "unwritten-values at 1 x1\n"},
      {"a stack pops what nobody pushed", "# object: stack\nP1: U(s)1 O(s)2 O(s)null", "unwritten-values at 1 x1\n"},
      {"values repeat", "P1: W(x)1 W(x)2 W(x)1\nP2: R(x)-", "repeated-values at 2 x1\n"},
      {"the initial value is written", "# initial: 0\nP1: W(x)0 R(x)0", "repeated-values at 0 x1\n"},
      {"the same value on another key does not repeat", "P1: W(x)1 W(y)1 R(x)1", ""},
      {"failed writes do not repeat", "P1: W(x)1 W(x)1! R(x)1", ""},
      {"deletes repeat null by their nature", "P1: W(x)1 D(x) R(x)- D(x)", ""},
      {"a queue gets the same value twice", "# object: queue\nP1: E(q)1 E(q)1 Q(q)1", "repeated-values at 1 x1\n"},
      {"operations of a process touch", "P1: W(x)1\nP1:     R(x)1", "touching-operations at 1 x1\n"},
      {"the file's order is not the process's", "P1:       R(x)1\nP1: W(x)1", "decreasing-calls at 1 x1\n"},
      {"a process went on after an unknown operation", "P1: W(x)1? R(x)-\nP2:   W(x)2?", "abandoned-operations at 0 x1\n"},
      {"a read from the future", "P1:       W(x)1\nP2: R(x)1", "reads-from-the-future at 1 x1\n"},
      {"untimed histories have no clocks", "# untimed\nP1: W(x)1?  W(y)1\nP2: R(x)1 R(y)1", ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(rules_of(history_of(c.picture)), c.rules) << c.what << "\n" << c.picture;
}

TEST(Lint, FailuresThatTookMuchLongerAreSuspectedTimeouts) {
  HistoryBuilder builder;
  builder.set_timed(true);
  Time now = 0;
  const auto add = [&](Kind kind, Status status, Time duration) {
    builder.add({.kind = kind, .status = status, .process = builder.process(0), .key = builder.key("x"), .call = now, .response = now + duration});
    now += duration + 1;
  };
  for (int i = 0; i < 40; ++i) add(Kind::read, Status::ok, 10 + i % 3);
  add(Kind::write, Status::fail, 12);    // refused at once
  add(Kind::write, Status::fail, 5000);  // 41
  add(Kind::write, Status::fail, 5000);
  add(Kind::read, Status::fail, 5000);  // a failed read changes nothing
  const auto history = std::move(builder).build();
  ASSERT_TRUE(history);
  const std::vector<LintFinding> findings = lint(*history);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].message,
            "2 failed operations took more than ten times as long as half of the ok ones, and longer than 99 of 100 (first: operation 41, 5000): was a timeout "
            "recorded as a failure? That hides writes that took effect; a timeout is \"unknown\"");
}

TEST(Lint, SeveralNodesNeedAClockUncertainty) {
  for (const Time uncertainty : {0, 1}) {
    HistoryBuilder builder;
    builder.set_timed(true);
    builder.header().clock_uncertainty = uncertainty;
    builder.add({.kind = Kind::read, .process = builder.process(0), .key = builder.key("x"), .call = 0, .response = 1, .node = builder.node(Value("n1"))});
    builder.add({.kind = Kind::read, .process = builder.process(0), .key = builder.key("x"), .call = 3, .response = 4, .node = builder.node(Value("n2"))});
    const auto history = std::move(builder).build();
    ASSERT_TRUE(history);
    EXPECT_EQ(rules_of(*history), uncertainty == 0 ? "several-hosts x2\n" : "");
  }
}

TEST(Lint, SeveralNodesAreFineWhereOneClockStampedEverything) {
  for (const char* clock : {"", ",\"clock\":{\"uncertainty\":0}"}) {
    const History history = native(std::string("{\"clio\":1") + clock + "}\n" +
                                   "{\"process\":0,\"op\":\"read\",\"key\":\"x\",\"value\":null,\"call\":0,\"return\":1,\"node\":\"n1\"}\n"
                                   "{\"process\":0,\"op\":\"read\",\"key\":\"x\",\"value\":null,\"call\":3,\"return\":4,\"node\":\"n2\"}\n");
    EXPECT_EQ(rules_of(history), *clock == 0 ? "several-hosts x2\n" : "");
  }
}

TEST(Lint, MessagesSayWhatIsMeant) {
  const std::vector<LintFinding> initial = lint(history_of("P1: R(x)0 R(y)0 W(x)1\nP2:                 R(x)1"));
  ASSERT_EQ(initial.size(), 1u);
  EXPECT_EQ(initial[0].message,
            "2 operations returned a value that nobody wrote (first: operation 0 of key \"x\"): this violates every model; if 0 is what keys hold before any "
            "write, give it as the initial value (--initial, or in the header)");
  const std::vector<LintFinding> typed = lint(history_of("P1: W(x)1 R(x)\"1\""));
  ASSERT_EQ(typed.size(), 1u);
  EXPECT_EQ(typed[0].message,
            "1 operation returned a value that nobody wrote (first: operation 1 of key \"x\"): this violates every model; 1 was written, but \"1\" is another "
            "value: a number is no string");
  const std::vector<LintFinding> repeated = lint(history_of("P1: W(x)1 W(x)1 R(x)1"));
  ASSERT_EQ(repeated.size(), 1u);
  EXPECT_EQ(repeated[0].message,
            "1 write repeats a value that its key has held or may have held (first: operation 1 of key \"x\" writes what operation 0 wrote): a read of such a "
            "value has several possible sources, so that violations can hide; deciding can take a search");
}

}  // namespace
}  // namespace clio
