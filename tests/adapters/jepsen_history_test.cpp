#include <gtest/gtest.h>

#include <sstream>

#include "adapters/formats/jepsen/jepsen_history.hpp"
#include "adapters/formats/lecture/lecture.hpp"
#include "adapters/formats/maelstrom/maelstrom.hpp"
#include "adapters/formats/native/native.hpp"
#include "adapters/lint.hpp"

namespace clio {
namespace {

using Reader = HistoryOrErrors (*)(std::string_view, const ReadOptions&);

History read_by(Reader reader, std::string_view text, const ReadOptions& options = {}) {
  HistoryOrErrors history = reader(text, options);
  if (!history) {
    ADD_FAILURE() << history.error().front().line << ": " << history.error().front().message;
    return {};
  }
  return std::move(history).value();
}

History edn(std::string_view text, const ReadOptions& options = {}) { return read_by(read_jepsen_edn, text, options); }

/// The history in the native format, without the header.
std::string rows(const History& history) {
  std::ostringstream out;
  EXPECT_TRUE(write_native(history, out, {}).empty());
  return out.str().substr(out.str().find('\n') + 1);
}

/// Every error with its line.
std::string errors(std::string_view text, Reader reader = read_jepsen_edn) {
  const HistoryOrErrors history = reader(text, {.errors_max = 0});
  if (history) return "none";
  std::string all;
  for (const InputError& e : history.error()) all += std::to_string(e.line) + " " + e.message + "\n";
  return all;
}

constexpr std::string_view kRegister = R"(; a cas register
[{:process 0, :type :invoke, :f :read, :value nil}
 {:process 1, :type :invoke, :f :write, :value 4}
 {:process 0, :type :ok, :f :read, :value nil}
 {:process 1, :type :ok, :f :write, :value 4}
 {:process :nemesis, :type :info, :f :start, :value {:isolated #{"n1"}}}
 {:process 2, :type :invoke, :f :cas, :value [4 3]}
 {:process 2, :type :info, :f :cas, :value [4 3], :error :timeout}
 {:process 1, :type :invoke, :f :cas, :value [0 2]}
 {:process 1, :type :fail, :f :cas, :value [0 2]}
 {:process 1, :type :invoke, :f :write, :value 1}
 {:process 1, :type :fail, :f :write, :value 1, :error [:not-leader "n2"]}
 {:process 7, :type :invoke, :f :read, :value nil}]
)";

TEST(JepsenHistory, EventsOfAProcessPairAndTheirOrderIsTime) {
  EXPECT_EQ(draw_lecture(edn(kRegister)),
            "0: R()-\n"
            "1: W()4 C()0>2! W()1!\n"
            "2:      C()4>3?\n"
            "7:                    R()?\n");
}

TEST(JepsenHistory, LintSaysWhereTheOrderOfEventsStandsForTimes) {
  const auto found = lint(edn(kRegister));
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front().rule, "order-for-times");
  EXPECT_EQ(found.front().message.substr(0, 23), "no event has a :time: t");
}

TEST(JepsenHistory, TimesAreTakenWhereAllEventsHaveOne) {
  const History h = edn(
      "{:process 0, :type :invoke, :f :write, :value 1, :time 5, :index 0}\n"
      "{:process 1, :type :invoke, :f :read, :value nil, :time 3, :index 1}\n"
      "{:process 0, :type :ok, :f :write, :value 1, :time 20, :index 2}\n"
      "{:process 1, :type :ok, :f :read, :value 1, :time 9, :index 3}\n");
  EXPECT_EQ(rows(h),
            "{\"process\":0,\"op\":\"write\",\"value\":1,\"call\":5,\"return\":20}\n"
            "{\"process\":1,\"op\":\"read\",\"value\":1,\"call\":3,\"return\":9}\n");
  EXPECT_TRUE(h.header().order_for_times.empty());
}

TEST(JepsenHistory, OptionsSayWhatNilAndAFailedCasMean) {
  const auto op = [](std::size_t i) { return id_at<OpId>(i); };
  const History nine = edn(kRegister, {.initial = Value(9)});
  EXPECT_EQ(nine.value_at(nine.value(op(0))), Value(9));
  EXPECT_EQ(edn(kRegister, {.read_nil = ReadOptions::ReadNil::unknown}).status(op(0)), Status::unknown);
  const History mismatch = edn(kRegister, {.fail_cas = ReadOptions::FailCas::mismatch});
  EXPECT_EQ(mismatch.status(op(3)), Status::ok);
  EXPECT_FALSE(mismatch.success(op(3)));
}

TEST(JepsenHistory, AnErrorThatNamesAMismatchIsAnObservation) {
  constexpr std::string_view kText =
      "{:process 0, :type :invoke, :f :cas, :value [\"a\" [0 2]]}\n"
      "{:process 0, :type :fail, :f :cas, :value [\"a\" [0 2]], :error [:precondition-failed \"current value 1 is not 0\"]}\n"
      "{:process 0, :type :invoke, :f :read, :value [\"a\" nil]}\n"
      "{:process 0, :type :fail, :f :read, :value [\"a\" nil], :error [:key-does-not-exist \"not found\"]}\n"
      "{:process 0, :type :invoke, :f :write, :value [\"a\" 2]}\n"
      "{:process 0, :type :fail, :f :write, :value [\"a\" 2], :error :net-timeout}\n";
  EXPECT_EQ(draw_lecture(read_by(read_maelstrom, kText)), "0: C(a)0>2:no R(a)- W(a)2?\n") << "a write that timed out is unknown";
  EXPECT_EQ(draw_lecture(edn(kText)), "0: C(a)0>2:no R(a)- W(a)2!\n") << "Jepsen's type is the recorder's word";
  EXPECT_EQ(draw_lecture(edn(kText, {.fail_cas = ReadOptions::FailCas::none})), "0: C(a)0>2! R(a)- W(a)2!\n");
}

TEST(JepsenHistory, TuplesEverywhereAreKeysAndValues) {
  EXPECT_EQ(rows(edn("{:process 0, :type :invoke, :f :write, :value [:x [1 2]]} {:process 0, :type :ok, :f :write, :value [:x [1 2]]}"
                     "{:process 0, :type :invoke, :f :read, :value [:y nil]} {:process 0, :type :ok, :f :read, :value [:y 3]}")),
            "{\"process\":0,\"op\":\"write\",\"key\":\"x\",\"value\":[1,2],\"call\":1,\"return\":2}\n"
            "{\"process\":0,\"op\":\"read\",\"key\":\"y\",\"value\":3,\"call\":3,\"return\":4}\n");
}

TEST(JepsenHistory, AValueThatIsNoTupleMakesAllOfThemPlain) {
  EXPECT_EQ(rows(edn("{:process 0, :type :invoke, :f :write, :value [1 2]} {:process 0, :type :ok, :f :write, :value [1 2]}"
                     "{:process 0, :type :invoke, :f :read, :value nil} {:process 0, :type :ok, :f :read, :value [1 2]}")),
            "{\"process\":0,\"op\":\"write\",\"value\":[1,2],\"call\":1,\"return\":2}\n"
            "{\"process\":0,\"op\":\"read\",\"value\":[1,2],\"call\":3,\"return\":4}\n");
  EXPECT_EQ(rows(edn("{:process 0, :type :invoke, :f :cas, :value [1 2]}")),
            "{\"process\":0,\"op\":\"cas\",\"expected\":1,\"value\":2,\"call\":1,\"return\":null}\n");
}

TEST(JepsenHistory, RecordsSetsQueuesCountersAndMutexesAreRead) {
  EXPECT_EQ(rows(edn("#jepsen.history.Op{:process 0, :type :invoke, :f :add, :value 1} #jepsen.history.Op{:process 0, :type :ok, :f :add, :value 1}"
                     "{:process 0, :type :invoke, :f :read} {:process 0, :type :ok, :f :read, :value #{1}}")),
            "{\"process\":0,\"op\":\"add\",\"value\":1,\"call\":1,\"return\":2}\n{\"process\":0,\"op\":\"read\",\"value\":[1],\"call\":3,\"return\":4}\n");
  EXPECT_EQ(edn("{:process 0, :type :invoke, :f :add, :value 2} {:process 0, :type :ok, :f :add, :value 2}"
                "{:process 0, :type :invoke, :f :read} {:process 0, :type :ok, :f :read, :value 2}")
                .object(),
            Object::counter);
  EXPECT_EQ(edn("{:process 0, :type :invoke, :f :write, :value 2} {:process 1, :type :invoke, :f :read} {:process 1, :type :ok, :f :read, :value #{2}}").object(), Object::set);
  EXPECT_EQ(rows(edn("({:process 0, :type :invoke, :f :enqueue, :value \"a\"} {:process 0, :type :ok, :f :enqueue, :value \"a\"}"
                     " {:process 0, :type :invoke, :f :dequeue} {:process 0, :type :ok, :f :dequeue, :value \"a\"})")),
            "{\"process\":0,\"op\":\"enqueue\",\"value\":\"a\",\"call\":1,\"return\":2}\n{\"process\":0,\"op\":\"dequeue\",\"value\":\"a\",\"call\":3,\"return\":4}\n");
  EXPECT_EQ(rows(edn("{:process 0, :type :invoke, :f :acquire, :value nil} {:process 0, :type :ok, :f :acquire, :value nil} {:process 0, :type :invoke, :f :release}")),
            "{\"process\":0,\"op\":\"acquire\",\"call\":1,\"return\":2}\n{\"process\":0,\"op\":\"release\",\"call\":3,\"return\":null}\n");
}

TEST(JepsenHistory, MicroOperationsAreTransactionsOfListsOrRegisters) {
  const History lists = edn(
      "{:process 0, :type :invoke, :f :txn, :value [[:append :x 1] [:r :y nil]]}\n"
      "{:process 0, :type :ok, :f :txn, :value [[:append :x 1] [:r :y nil]]}\n"
      "{:process 0, :type :invoke, :value [[:r :x nil]]}\n"
      "{:process 0, :type :ok, :value [[:r :x [1]]]}\n"
      "{:process 1, :type :invoke, :f :txn, :value [[:append :x 2]]}\n"
      "{:process 1, :type :fail, :f :txn, :value [[:append :x 2]]}\n"
      "{:process 2, :type :invoke, :f :txn, :value [[:append :x 3] [:r :x nil]]}\n");
  EXPECT_EQ(lists.object(), Object::list);
  EXPECT_EQ(rows(lists),
            "{\"process\":0,\"txn\":[{\"op\":\"append\",\"key\":\"x\",\"value\":1},{\"op\":\"read\",\"key\":\"y\",\"value\":[]}],\"call\":1,\"return\":2}\n"
            "{\"process\":0,\"txn\":[{\"op\":\"read\",\"key\":\"x\",\"value\":[1]}],\"call\":3,\"return\":4}\n"
            "{\"process\":1,\"txn\":[{\"op\":\"append\",\"key\":\"x\",\"value\":2}],\"call\":5,\"return\":6,\"status\":\"fail\"}\n"
            "{\"process\":2,\"txn\":[{\"op\":\"append\",\"key\":\"x\",\"value\":3},{\"op\":\"read\",\"key\":\"x\"}],\"call\":7,\"return\":null}\n");
}

TEST(JepsenHistory, AReadOfNilInATransactionIsTheInitialValueOrLeftOut) {
  constexpr std::string_view kText =
      "{:process 0, :type :invoke, :f :txn, :value [[:read :x nil] [:write :y 1]]} {:process 0, :type :ok, :f :txn, :value [[:read :x nil] [:write :y 1]]}"
      "{:process 0, :type :invoke, :f :txn, :value [[:read :x nil]]} {:process 0, :type :ok, :f :txn, :value [[:read :x nil]]}";
  EXPECT_EQ(edn(kText, {.initial = Value(7)}).size(), 3u);
  const History unknown = edn(kText, {.read_nil = ReadOptions::ReadNil::unknown});
  EXPECT_EQ(rows(unknown), "{\"process\":0,\"txn\":[{\"op\":\"write\",\"key\":\"y\",\"value\":1}],\"call\":1,\"return\":2}\n") << "what says nothing is not there";}

TEST(JepsenHistory, JsonSaysTheSameWithStringsForNames) {
  const History json = read_by(read_jepsen_json,
                               "[{\"index\":0,\"process\":0,\"type\":\"invoke\",\"f\":\"txn\",\"value\":[[\"w\",\"x\",2]]},\n"
                               "{\"index\":1,\"process\":0,\"type\":\"ok\",\"f\":\"txn\",\"value\":[[\"w\",\"x\",2]]},\n"
                               "{\"index\":2,\"process\":\"nemesis\",\"type\":\"info\",\"f\":\"start\"}]\n");
  EXPECT_EQ(rows(json), "{\"annotation\":\"start\",\"begin\":3}\n{\"process\":0,\"txn\":[{\"op\":\"write\",\"key\":\"x\",\"value\":2}],\"call\":1,\"return\":2}\n");
}

TEST(JepsenHistory, WithoutProcessesEachOperationIsAProcessOfItsOwn) {
  constexpr std::string_view kText =
      "{:index 1, :type :invoke, :f :read} {:index 2, :type :invoke, :f :write, :value 1} {:index 3, :type :ok, :f :write, :value 1} {:index 4, :type :ok, :f :read, :value 1}";
  EXPECT_EQ(draw_lecture(edn(kText)), "0: R()1\n1: W()1\n");
  EXPECT_EQ(errors("{:type :invoke, :f :read} {:type :invoke, :f :read} {:type :ok, :f :read, :value 1}"),
            "1 found :ok of no process, which may complete several of the operations that run; expected :process\n");
}

TEST(JepsenHistory, AKeywordAndAStringOfOneNameAreNotMixed) {
  EXPECT_EQ(errors("{:process 0, :type :invoke, :f :write, :value :x} {:process 0, :type :ok, :f :write, :value :x} {:process 0, :type :invoke, :f :write, :value \"x\"}"),
            "0 found the keyword :x and the string \"x\" as values or keys; expected one of them, since both would be \"x\"\n");
}

TEST(JepsenHistory, BankAccountsHaveNoModel) {
  EXPECT_EQ(errors("{:process 0, :type :invoke, :f :transfer, :value {:from 0, :to 1, :amount 5}}"),
            "1 found :transfer, as in a history of bank accounts; Clio has no model of these, expected registers, counters, sets, queues, stacks, lists, mutexes or "
            "transactions of reads and writes or appends\n");
}

TEST(JepsenHistory, RecognisesItselfByContent) {
  EXPECT_TRUE(recognises_jepsen_edn(kRegister));
  EXPECT_TRUE(recognises_jepsen_edn("#jepsen.history.Op{:type :invoke}"));
  EXPECT_FALSE(recognises_jepsen_edn("{\"process\":0,\"op\":\"read\"}"));
  EXPECT_FALSE(recognises_jepsen_edn("P1: W(x)1\n"));
  EXPECT_TRUE(recognises_jepsen_json("[{\"index\":0,\"type\":\"invoke\"}]"));
  EXPECT_TRUE(recognises_jepsen_json("{\"type\":\"ok\",\"f\":\"read\"}"));
  EXPECT_FALSE(recognises_jepsen_json("{\"process\":0,\"op\":\"write\",\"value\":\"type\"}"));
  EXPECT_FALSE(recognises_jepsen_json("[{\"events\":[]}]"));
  EXPECT_TRUE(recognises_maelstrom("{:process 0, :type :info, :f :write, :value [0 1], :error :net-timeout}"));
}

TEST(JepsenHistory, AnEmptyVectorIsAnEmptyHistory) {
  EXPECT_TRUE(edn("[]").empty());
  EXPECT_TRUE(edn("").empty());
}

}  // namespace
}  // namespace clio
