#include <gtest/gtest.h>

#include "adapters/formats/jepsen_log/jepsen_log.hpp"
#include "adapters/formats/lecture/lecture.hpp"

namespace clio {
namespace {

OpId op(std::size_t i) { return id_at<OpId>(i); }

History read(std::string_view text, const ReadOptions& options = {}) {
  HistoryOrErrors history = read_jepsen_log(text, options);
  if (!history) {
    ADD_FAILURE() << history.error().front().line << ": " << history.error().front().message;
    return {};
  }
  return std::move(history).value();
}

constexpr std::string_view kLog =
    "INFO  jepsen.core - Running test\n"
    "INFO  jepsen.util - 0\t:invoke\t:read\tnil\n"
    "INFO  jepsen.util - 1\t:invoke\t:write\t4\n"
    "INFO  jepsen.util - 0\t:ok\t:read\tnil\n"
    "INFO  jepsen.util - 1\t:ok\t:write\t4\n"
    "INFO  jepsen.util - 2\t:invoke\t:cas\t[4 3]\n"
    "INFO  jepsen.util - :nemesis\t:info\t:start\t\"Cut off {:n1 #{:n2}}\"\n"
    "INFO  jepsen.util - 2\t:info\t:cas\t:timed-out\n"
    "INFO  jepsen.util - 1\t:invoke\t:cas\t[0 2]\n"
    "INFO  jepsen.util - 1\t:fail\t:cas\t[0 2]\n"
    "INFO  jepsen.util - 1\t:invoke\t:write\t1\n"
    "INFO  jepsen.util - 1\t:fail\t:write\t:not-leader\n"
    "INFO  jepsen.util - 7\t:invoke\t:read\tnil\n";

TEST(JepsenLog, LinesAreInstantsAndProcessesRetireAfterInfo) {
  EXPECT_EQ(draw_lecture(read(kLog)),
            "0: R()-\n"
            "1: W()4 C()0>2:no W()1!\n"
            "2:      C()4>3?\n"
            "7:                      R()?\n");
}

TEST(JepsenLog, TimesAreLineNumbers) {
  const History h = read(kLog);
  EXPECT_EQ(h.call(op(1)), 3);
  EXPECT_EQ(h.response(op(1)), 5);
  EXPECT_EQ(h.line(op(1)), 3u);
  EXPECT_EQ(h.key_name(h.key(op(0))), Value()) << "the register has no name";
}

TEST(JepsenLog, AFailedCasIsAMismatchUnlessToldOtherwise) {
  const History mismatch = read(kLog);
  EXPECT_EQ(mismatch.status(op(3)), Status::ok);
  EXPECT_FALSE(mismatch.success(op(3)));
  const History none = read(kLog, {.fail_cas = ReadOptions::FailCas::none});
  EXPECT_EQ(none.status(op(3)), Status::fail);
}

TEST(JepsenLog, AReadOfNilReturnedTheInitialValueOrSaysNothing) {
  const History initial = read(kLog, {.initial = Value(9)});
  EXPECT_EQ(initial.value_at(initial.value(op(0))), Value(9));
  EXPECT_EQ(initial.value_at(initial.initial(initial.key(op(0)))), Value(9));
  EXPECT_EQ(read(kLog, {.read_nil = ReadOptions::ReadNil::unknown}).status(op(0)), Status::unknown);
}

TEST(JepsenLog, LaterVersionsNameTheWorkerAndAnError) {
  const History h = read(
      "INFO [2018-03-01 12:00:00,000] jepsen worker 0 - jepsen.util 0\t:invoke\t:write\t3\r\n"
      "INFO [2018-03-01 12:00:05,000] jepsen worker 0 - jepsen.util 0\t:info\t:write\t3\t:timeout\r\n");
  ASSERT_EQ(h.size(), 1u);
  EXPECT_EQ(h.status(op(0)), Status::unknown);
}

TEST(JepsenLog, FindsEveryErrorWhereAsked) {
  constexpr std::string_view kBad =
      "INFO  jepsen.util - 0\t:ok\t:read\tnil\n"
      "INFO  jepsen.util - 0\t:invoke\t:write\t1\n"
      "INFO  jepsen.util - 0\t:invoke\t:write\t2\n"
      "INFO  jepsen.util - 0\t:ok\t:write\t1\n"
      "INFO  jepsen.util - 0\t:inv";
  const HistoryOrErrors all = read_jepsen_log(kBad, {.errors_max = 0});
  ASSERT_FALSE(all);
  std::string found;
  for (const InputError& e : all.error()) found += std::to_string(e.line) + " " + e.message + "\n";
  EXPECT_EQ(found,
            "1 found :ok of process 0, which has invoked nothing; expected :invoke first\n"
            "3 process 0 invokes an operation while that of line 2 is not completed; expected :ok, :fail or :info first\n"
            "4 found the value '1'; expected that of the invocation in line 3\n"
            "5 found the end of the file within a line; expected a line break, without which nobody knows whether the line is whole\n");
  const HistoryOrErrors first = read_jepsen_log(kBad);
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().size(), 1u);
}

TEST(JepsenLog, RecognisesItselfByContent) {
  EXPECT_TRUE(recognises_jepsen_log(kLog));
  EXPECT_FALSE(recognises_jepsen_log("P1: W(x)1\n"));
  EXPECT_FALSE(recognises_jepsen_log("{:process 0, :type :ok, :f :get}\n"));
  EXPECT_FALSE(recognises_jepsen_log(""));
}

TEST(JepsenLog, AnEmptyLogIsAnEmptyHistory) { EXPECT_TRUE(read("").empty()); }

}  // namespace
}  // namespace clio
