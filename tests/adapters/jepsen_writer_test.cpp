#include <gtest/gtest.h>

#include <sstream>

#include "adapters/formats/jepsen/jepsen_history.hpp"
#include "adapters/formats/native/native.hpp"
#include "tests/support/histories.hpp"
#include "tests/support/history_difference.hpp"

namespace clio {
namespace {

History native(std::string text) {
  const std::size_t size = text.size();
  text.append(kPaddingBytes, '\0');
  HistoryOrErrors read = read_native(std::string_view(text).substr(0, size), {});
  if (!read) {
    ADD_FAILURE() << read.error().front().line << ": " << read.error().front().message;
    return {};
  }
  return std::move(read).value();
}

std::string edn_of(const History& history) {
  std::ostringstream out;
  EXPECT_EQ(write_jepsen_edn(history, out, {}), std::vector<std::string>());
  return out.str();
}

std::string json_of(const History& history) {
  std::ostringstream out;
  EXPECT_EQ(write_jepsen_json(history, out, {}), std::vector<std::string>());
  return out.str();
}

/// Writes in both notations and reads again: the same operations, in this order.
void expect_round_trip(const std::string& text) {
  const History history = native(text);
  const std::string edn = edn_of(history);
  const HistoryOrErrors from_edn = read_jepsen_edn(edn);
  ASSERT_TRUE(from_edn) << from_edn.error().front().message << "\n" << edn;
  EXPECT_EQ(test::difference(history, *from_edn), "") << edn;
  const std::string json = json_of(history);
  const HistoryOrErrors from_json = read_jepsen_json(json);
  ASSERT_TRUE(from_json) << from_json.error().front().message << "\n" << json;
  EXPECT_EQ(test::difference(history, *from_json), "") << json;
  EXPECT_EQ(edn_of(*from_edn), edn) << "the text is canonical";
}

TEST(JepsenWriter, WritesInvocationsAndCompletionsInTheOrderOfTheirTimes) {
  const History history = native(
      "{\"process\":0,\"op\":\"write\",\"key\":\"x\",\"value\":1,\"call\":0,\"return\":5}\n"
      "{\"process\":1,\"op\":\"cas\",\"key\":\"x\",\"expected\":2,\"value\":3,\"success\":false,\"call\":1,\"return\":4}\n"
      "{\"process\":2,\"op\":\"write\",\"key\":\"x\",\"value\":\"a\",\"call\":6,\"return\":null,\"status\":\"unknown\"}\n");
  EXPECT_EQ(edn_of(history),
            "{:type :invoke, :f :write, :value [\"x\" 1], :process 0, :time 0, :index 0}\n"
            "{:type :invoke, :f :cas, :value [\"x\" [2 3]], :process 1, :time 1, :index 1}\n"
            "{:type :fail, :f :cas, :value [\"x\" [2 3]], :process 1, :time 4, :index 2, :error :precondition-failed}\n"
            "{:type :ok, :f :write, :value [\"x\" 1], :process 0, :time 5, :index 3}\n"
            "{:type :invoke, :f :write, :value [\"x\" \"a\"], :process 2, :time 6, :index 4}\n");
  EXPECT_EQ(json_of(native("{\"process\":0,\"txn\":[{\"op\":\"write\",\"key\":\"x\",\"value\":2},{\"op\":\"read\",\"key\":1,\"value\":null}],\"call\":0,\"return\":5}\n")),
            "[{\"type\":\"invoke\",\"f\":\"txn\",\"value\":[[\"w\",\"x\",2],[\"r\",1,null]],\"process\":0,\"time\":0,\"index\":0},\n"
            "{\"type\":\"ok\",\"f\":\"txn\",\"value\":[[\"w\",\"x\",2],[\"r\",1,null]],\"process\":0,\"time\":5,\"index\":1}]\n");
}

TEST(JepsenWriter, AtOneTimeInvocationsComeFirstButAProcessDoesOneThingAfterTheOther) {
  const std::string text =
      "{\"process\":0,\"op\":\"write\",\"value\":1,\"call\":0,\"return\":5}\n"
      "{\"process\":1,\"op\":\"write\",\"value\":2,\"call\":5,\"return\":5}\n"
      "{\"process\":0,\"op\":\"read\",\"value\":1,\"call\":5,\"return\":6}\n";
  EXPECT_EQ(edn_of(native(text)),
            "{:type :invoke, :f :write, :value 1, :process 0, :time 0, :index 0}\n"
            "{:type :invoke, :f :write, :value 2, :process 1, :time 5, :index 1}\n"
            "{:type :ok, :f :write, :value 1, :process 0, :time 5, :index 2}\n"
            "{:type :invoke, :f :read, :value nil, :process 0, :time 5, :index 3}\n"
            "{:type :ok, :f :write, :value 2, :process 1, :time 5, :index 4}\n"
            "{:type :ok, :f :read, :value 1, :process 0, :time 6, :index 5}\n");
  expect_round_trip(text);
}

TEST(JepsenWriter, EveryObjectReadsBackTheSame) {
  expect_round_trip(
      "{\"process\":0,\"op\":\"write\",\"key\":1,\"value\":[1,[\"\\u00e9\\n\\\"\",true,null,-1.5]],\"call\":0,\"return\":5}\n"
      "{\"process\":1,\"op\":\"read\",\"key\":\"1\",\"value\":null,\"call\":1,\"return\":6}\n"
      "{\"process\":1,\"op\":\"cas\",\"key\":\"1\",\"expected\":null,\"value\":[1,2],\"success\":true,\"call\":7,\"return\":8}\n"
      "{\"process\":1,\"op\":\"delete\",\"key\":\"1\",\"call\":9,\"return\":10,\"status\":\"fail\"}\n");
  expect_round_trip(
      "{\"clio\":1,\"object\":\"counter\"}\n{\"process\":0,\"op\":\"add\",\"value\":-3,\"call\":0,\"return\":1}\n"
      "{\"process\":0,\"op\":\"read\",\"value\":-3,\"call\":2,\"return\":3}\n");
  expect_round_trip(
      "{\"clio\":1,\"object\":\"set\"}\n{\"process\":0,\"op\":\"add\",\"key\":\"s\",\"value\":3,\"call\":0,\"return\":1}\n"
      "{\"process\":0,\"op\":\"remove\",\"key\":\"s\",\"value\":3,\"call\":2,\"return\":3}\n"
      "{\"process\":0,\"op\":\"read\",\"key\":\"s\",\"value\":[],\"call\":4,\"return\":5}\n");
  expect_round_trip(
      "{\"clio\":1,\"object\":\"queue\"}\n{\"process\":0,\"op\":\"enqueue\",\"value\":[1,2],\"call\":0,\"return\":1}\n"
      "{\"process\":0,\"op\":\"dequeue\",\"value\":null,\"call\":2,\"return\":3}\n{\"process\":0,\"op\":\"dequeue\",\"call\":4,\"return\":null}\n");
  expect_round_trip(
      "{\"clio\":1,\"object\":\"stack\"}\n{\"process\":0,\"op\":\"push\",\"value\":1,\"call\":0,\"return\":1}\n"
      "{\"process\":0,\"op\":\"pop\",\"value\":1,\"call\":2,\"return\":3}\n");
  expect_round_trip(
      "{\"clio\":1,\"object\":\"list\"}\n{\"process\":0,\"op\":\"append\",\"value\":1,\"call\":0,\"return\":1}\n"
      "{\"process\":0,\"op\":\"read\",\"value\":[1],\"call\":2,\"return\":3}\n");
  expect_round_trip(
      "{\"clio\":1,\"object\":\"mutex\"}\n{\"process\":0,\"op\":\"acquire\",\"call\":0,\"return\":1}\n{\"process\":0,\"op\":\"release\",\"call\":2,\"return\":3}\n");
  expect_round_trip(
      "{\"clio\":1,\"object\":\"list\"}\n"
      "{\"process\":0,\"txn\":[{\"op\":\"append\",\"key\":\"x\",\"value\":1},{\"op\":\"read\",\"key\":\"y\",\"value\":[2]}],\"call\":0,\"return\":3}\n"
      "{\"process\":1,\"txn\":[{\"op\":\"append\",\"key\":\"y\",\"value\":2}],\"call\":1,\"return\":null}\n");
}

TEST(JepsenWriter, SaysWhatTheFormatCannotHold) {
  const auto objections = [](const std::string& text) {
    std::ostringstream out;
    const std::vector<std::string> problems = write_jepsen_json(native(text), out, {});
    EXPECT_TRUE(out.str().empty()) << "nothing is written then";
    std::string all;
    for (const std::string& problem : problems) all += problem + "\n";
    return all;
  };
  EXPECT_EQ(objections("{\"clio\":1,\"name\":\"n\",\"initial\":0,\"expect\":{\"sequential\":true},\"clock\":{\"uncertainty\":1}}\n"
                       "{\"process\":\"a\",\"op\":\"write\",\"value\":1,\"call\":0,\"return\":null,\"node\":\"n1\"}\n"
                       "{\"process\":\"a\",\"op\":\"read\",\"value\":1,\"call\":1,\"return\":2}\n"),
            "initial values, which are an option of whoever reads it\n"
            "the expected verdicts\n"
            "what is known of the clocks\n"
            "the name and description\n"
            "the process \"a\", which is no integer of 64 bits (processes are numbered anew)\n"
            "the replicas that answered\n"
            "processes that go on after an unknown operation, which there end with it\n");
  EXPECT_EQ(objections("{\"process\":0,\"op\":\"write\",\"value\":1}\n"), "an untimed history, since the order of events is real time there\n");
  EXPECT_EQ(objections("{\"process\":0,\"op\":\"write\",\"value\":[1,2],\"call\":0,\"return\":1}\n"), "values that would all be read as a key and a value\n");
  EXPECT_EQ(objections("{\"process\":0,\"op\":\"write\",\"value\":[[\"r\",1,2]],\"call\":0,\"return\":1}\n{\"process\":0,\"op\":\"read\",\"value\":1,\"call\":2,\"return\":3}\n"),
            "values that would be read as transactions\n");
  EXPECT_EQ(objections("{\"clio\":1,\"object\":\"counter\"}\n{\"process\":0,\"op\":\"add\",\"value\":1,\"call\":0,\"return\":1}\n"),
            "the counter, since no operation shows that it is one\n");
  EXPECT_EQ(objections("{\"clio\":1,\"object\":\"set\"}\n{\"process\":0,\"op\":\"add\",\"value\":1,\"call\":0,\"return\":1}\n"
                       "{\"process\":0,\"op\":\"contains\",\"value\":1,\"success\":true,\"call\":2,\"return\":3}\n"),
            "the operation contains\n");
}

TEST(JepsenWriter, LossyWritesTheRest) {
  std::ostringstream out;
  const std::vector<std::string> lost = write_jepsen_edn(native("{\"clio\":1,\"name\":\"n\",\"about\":\"two\\nlines\"}\n"
                                                                "{\"process\":\"a\",\"op\":\"write\",\"value\":1,\"call\":0,\"return\":null}\n"
                                                                "{\"process\":\"a\",\"op\":\"read\",\"value\":1,\"call\":1,\"return\":2}\n"),
                                                         out, {.lossy = true});
  EXPECT_EQ(lost.size(), 2u);
  EXPECT_EQ(out.str(),
            "; n\n; two\n; lines\n"
            "{:type :invoke, :f :write, :value 1, :process 0, :time 0, :index 0}\n"
            "{:type :info, :f :write, :value 1, :process 0, :time 1, :index 1}\n"
            "{:type :invoke, :f :read, :value nil, :process 0, :time 1, :index 2}\n"
            "{:type :ok, :f :read, :value 1, :process 0, :time 2, :index 3}\n");
}

}  // namespace
}  // namespace clio
