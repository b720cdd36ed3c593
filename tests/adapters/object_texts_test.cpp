// The small text formats of checkers of objects and memories.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "adapters/formats/axe/axe.hpp"
#include "adapters/formats/fastlin/fastlin.hpp"
#include "adapters/formats/limo/limo.hpp"
#include "checker/check.hpp"
#include "tests/adapters/native_text.hpp"

namespace clio {
namespace {

using test::history_of;
using test::written_native;
std::string seed(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(std::string(CLIO_SOURCE_DIR) + "/tests/fuzz/corpus/" + name, std::ios::binary).rdbuf();
  return text.str();
}

TEST(Limo, ReadsCallsAndReturnsInOrderOfTime) {
  EXPECT_EQ(written_native(history_of(read_limo, seed("limo/stack.hist"))), R"({"clio":1,"object":"stack"}
{"process":1,"op":"push","value":1,"call":4,"return":5}
{"process":2,"op":"pop","value":1,"call":6,"return":8}
{"process":1,"op":"pop","value":null,"call":7,"return":9}
{"process":1,"op":"push","value":"a","call":10,"return":null}
{"process":3,"op":"pop","value":"a","call":11,"return":12}
)");
}

TEST(Limo, ReadsAQueueByTheSameWords) {
  EXPECT_EQ(written_native(history_of(read_limo, seed("limo/queue.hist"))), R"({"clio":1,"object":"queue"}
{"process":1,"op":"enqueue","value":1,"call":2,"return":null}
{"process":2,"op":"dequeue","value":1,"call":3,"return":4}
{"process":3,"op":"dequeue","value":null,"call":5,"return":6}
)");
}

TEST(Limo, LeavesACallUnknownWhoseProcessCallsAgain) {
  const History h = history_of(read_limo, "# @object atomic-stack\n[1] call pop\n[1] call push 1\n[1] return\n");
  EXPECT_EQ(h.status(id_at<OpId>(0)), Status::unknown);
  EXPECT_EQ(h.status(id_at<OpId>(1)), Status::ok);
}

TEST(Axe, ReadsThreadsAndPutsFinalValuesBehindThem) {
  EXPECT_EQ(written_native(history_of(read_axe, seed("axe/documented.axe"))), R"({"clio":1,"initial":0}
{"process":0,"op":"write","key":0,"value":1}
{"process":0,"op":"read","key":1,"value":0}
{"process":1,"op":"write","key":1,"value":1}
{"process":1,"op":"cas","key":0,"expected":0,"value":2,"success":true}
{"process":0,"op":"read","key":0,"value":2}
{"process":1,"op":"read","key":0,"value":2}
{"process":0,"op":"read","key":7,"value":0}
)");
}

TEST(Axe, JudgesFinalValuesAsTheLastOnes) {
  const auto sequential = [](const char* text) { return check(history_of(read_axe, text), kSequential).answer; };
  EXPECT_EQ(sequential("0: M[0] := 1\n1: M[0] := 2\nfinal M[0] == 1\n"), Answer::satisfied);
  EXPECT_EQ(sequential("0: M[0] := 1\n0: M[0] := 2\nfinal M[0] == 1\n"), Answer::violated);
  EXPECT_EQ(sequential("0: M[0] := 1\n1: M[0] := 2\nfinal M[0] == 3\n"), Answer::violated);
  EXPECT_EQ(sequential("0: M[1] := 1\nfinal M[0] == 0\n"), Answer::satisfied);
  EXPECT_EQ(sequential("0: M[0] := 2\n0: M[1] := 1\n1: M[1] := 2\n1: M[0] := 1\nfinal M[0] == 2\nfinal M[1] == 2\n"), Answer::violated);
}

TEST(Axe, TakesAFileOfTestsApart) {
  const auto tests = axe_tests("# a\n0: M[1] := 1\ncheck\n# b\ncheck\n\n1: sync");
  ASSERT_EQ(tests.size(), 3u);
  EXPECT_EQ(tests[0], "# a\n0: M[1] := 1\ncheck\n");
  EXPECT_EQ(tests[1], "# b\ncheck\n");
  EXPECT_EQ(tests[2], "\n1: sync");
}

TEST(Fastlin, LetsAnEndComeBeforeAStartAtTheSameTimeAndMakesProcesses) {
  EXPECT_EQ(written_native(history_of(read_fastlin, seed("fastlin/queue.fastlin"))), R"({"clio":1,"object":"queue"}
{"process":0,"op":"enqueue","value":2,"call":1,"return":2}
{"process":0,"op":"enqueue","value":1,"call":3,"return":4}
{"process":0,"op":"dequeue","value":2,"call":5,"return":6}
{"process":0,"op":"dequeue","value":null,"call":11,"return":18}
{"process":0,"op":"dequeue","value":1,"call":7,"return":8}
)");
  const History stack = history_of(read_fastlin, seed("fastlin/stack.fastlin"));
  EXPECT_EQ(stack.object(), Object::stack);
  EXPECT_NE(stack.process(id_at<OpId>(0)), stack.process(id_at<OpId>(1)));  // they overlap
}

TEST(Fptlin, ReadsAReadModifyWriteAsACas) {
  EXPECT_EQ(written_native(history_of(read_fptlin, seed("fptlin/documented.fptlin"))), R"({"clio":1,"initial":0}
{"process":0,"op":"cas","expected":0,"value":2,"success":true,"call":1,"return":10}
{"process":1,"op":"write","value":-7,"call":2,"return":12}
{"process":0,"op":"read","value":2,"call":11,"return":14}
)");
}

TEST(ObjectTexts, AreRecognisedByTheirContent) {
  for (const auto& [name, format] : {std::pair{"limo/stack.hist", "limo"}, {"limo/queue.hist", "limo"}, {"axe/documented.axe", "axe"},
                                     {"fastlin/queue.fastlin", "fastlin"}, {"fptlin/documented.fptlin", "fptlin"}}) {
    EXPECT_EQ(recognise("", seed(name)), format_named(format)) << name;
  }
  for (const char* text : {"# a comment", "# queues", "0: W(x)1", "[1] push", "0: x"}) {
    for (const char* format : {"limo", "axe", "fastlin", "fptlin"}) EXPECT_NE(recognise("", text), format_named(format)) << text;
  }
}

}  // namespace
}  // namespace clio
