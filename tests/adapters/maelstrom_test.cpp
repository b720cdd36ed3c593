// Maelstrom's errors, each by its name and by its code: which say that an operation did not happen, which leave that open, and which are answers. And what an :info means.
#include "adapters/formats/maelstrom/maelstrom.hpp"

#include <gtest/gtest.h>

#include "adapters/formats/jepsen/jepsen_history.hpp"
#include "checker/check.hpp"
#include "tests/adapters/native_text.hpp"

namespace clio {
namespace {

struct Failure {
  const char* error;
  const char* write;  ///< what a failed write is
  const char* read;   ///< a failed read
  const char* cas;    ///< a failed cas of 1 to 2
};

std::ostream& operator<<(std::ostream& out, const Failure& failure) { return out << failure.error; }

constexpr Failure kFailures[] = {
    {"0", "unknown", "fail", "unknown"},
    {":timeout", "unknown", "fail", "unknown"},
    {":net-timeout", "unknown", "fail", "unknown"},
    {"[:net-timeout \"no answer in 1000 ms\"]", "unknown", "fail", "unknown"},
    {"13", "unknown", "fail", "unknown"},
    {"[13 \"crashed\"]", "unknown", "fail", "unknown"},
    {":crash", "unknown", "fail", "unknown"},
    {"1", "fail", "fail", "fail"},
    {":node-not-found", "fail", "fail", "fail"},
    {"10", "fail", "fail", "fail"},
    {":not-supported", "fail", "fail", "fail"},
    {"11", "fail", "fail", "fail"},
    {":temporarily-unavailable", "fail", "fail", "fail"},
    {"12", "fail", "fail", "fail"},
    {":malformed-request", "fail", "fail", "fail"},
    {"14", "fail", "fail", "fail"},
    {":abort", "fail", "fail", "fail"},
    {"20", "fail", "ok null", "ok no"},
    {"[:key-does-not-exist \"0\"]", "fail", "ok null", "ok no"},
    {"21", "fail", "fail", "fail"},
    {":key-already-exists", "fail", "fail", "fail"},
    {"22", "fail", "fail", "ok no"},
    {"[:precondition-failed \"expected 1, had 3\"]", "fail", "fail", "ok no"},
    {"30", "fail", "fail", "fail"},
    {"[:txn-conflict \"conflict\"]", "fail", "fail", "fail"},
};

std::string failed(std::string_view function, std::string_view value, std::string_view error) {
  const std::string rest = ", :f " + std::string(function) + ", :value [0 " + std::string(value) + "]";
  const HistoryOrErrors history = test::read_padded(
      read_maelstrom, "{:process 0, :type :invoke" + rest + ", :time 1}\n{:process 0, :type :fail" + rest + ", :time 5, :error " + std::string(error) + "}\n");
  if (!history) return history.error().front().message;
  const Operation row = history->at(OpId{});
  if (row.status == Status::unknown) return row.response == kNever ? "unknown" : "unknown, with a response";
  if (row.status == Status::fail) return "fail";
  return row.kind == Kind::cas ? std::string("ok ") + (row.success ? "yes" : "no") : "ok " + history->value_at(row.value).to_json();
}

class MaelstromError : public testing::TestWithParam<Failure> {};
TEST_P(MaelstromError, SaysWhatIsKnownOfAFailedOperation) {
  EXPECT_EQ(failed(":write", "1", GetParam().error), GetParam().write);
  EXPECT_EQ(failed(":read", "nil", GetParam().error), GetParam().read);
  EXPECT_EQ(failed(":cas", "[1 2]", GetParam().error), GetParam().cas);
}
INSTANTIATE_TEST_SUITE_P(Errors, MaelstromError, testing::ValuesIn(kFailures));

TEST(Maelstrom, AFailedTransactionWithAnIndefiniteErrorIsUnknown) {
  const HistoryOrErrors history = test::read_padded(read_maelstrom, R"({:process 0, :type :invoke, :f :txn, :value [[:append 1 2] [:r 1 nil]], :time 1}
{:process 0, :type :fail, :f :txn, :value [[:append 1 2] [:r 1 nil]], :time 2, :error :net-timeout}
{:process 1, :type :invoke, :f :txn, :value [[:append 1 3]], :time 3}
{:process 1, :type :fail, :f :txn, :value [[:append 1 3]], :time 4, :error [:txn-conflict "no"]}
)");
  ASSERT_TRUE(history) << history.error().front().message;
  EXPECT_EQ(history->status(id_at<OpId>(0)), Status::unknown);
  EXPECT_EQ(history->status(id_at<OpId>(2)), Status::fail);
}

TEST(JepsenInfo, IsUnknownWhateverItsErrorAndItsProcessOwesItNothing) {
  // The write of 1 never returned; the process, against Jepsen's rule, goes on and reads. Nothing says that the write came before the read.
  for (const char* error : {"", ", :error :timeout", ", :error [:precondition-failed 1]", ", :error 22"}) {
    const HistoryOrErrors history =
        test::read_padded(read_jepsen_edn, "{:process 0, :type :invoke, :f :write, :value 1, :time 1}\n{:process 0, :type :info, :f :write, :value 1, :time 2" + std::string(error) +
                                               "}\n{:process 0, :type :invoke, :f :read, :value nil, :time 3}\n{:process 0, :type :ok, :f :read, :value nil, :time 4}\n"
                                               "{:process 1, :type :invoke, :f :read, :value nil, :time 5}\n{:process 1, :type :ok, :f :read, :value 1, :time 6}\n");
    ASSERT_TRUE(history) << history.error().front().message;
    EXPECT_EQ(history->status(OpId{}), Status::unknown) << error;
    EXPECT_EQ(history->response(OpId{}), kNever) << error;
    EXPECT_EQ(check(*history, kLinearizable).answer, Answer::satisfied) << error;
    EXPECT_EQ(check(*history, kReadYourWrites).answer, Answer::satisfied) << error;
  }
}

TEST(JepsenInfo, LeavesWhatAnOperationWithoutACompletionLeaves) {
  const HistoryOrErrors history = test::read_padded(read_jepsen_edn, "{:process 0, :type :invoke, :f :cas, :value [nil 1], :time 1}\n");
  ASSERT_TRUE(history);
  EXPECT_EQ(history->status(OpId{}), Status::unknown);
}

}  // namespace
}  // namespace clio
