#include <gtest/gtest.h>

#include <fstream>

#include "adapters/formats/native/careful_line.hpp"
#include "adapters/formats/native/fast_line.hpp"
#include "adapters/formats/native/plain_line.hpp"
#include "tests/adapters/native_text.hpp"
#include "tests/support/history_difference.hpp"

namespace clio {
namespace {

using test::native;

OpId op(std::size_t i) { return id_at<OpId>(i); }
Value value_of(const History& h, std::size_t i) { return h.value_at(h.value(op(i))); }

TEST(NativeReader, ReadsTheExampleOfTheDesign) {
  const History h = native(R"({"clio":1,"name":"stale read","about":"one paragraph","initial":null,"expect":{"linearizable":false,"sequential":true}}
{"process":0,"op":"write","key":"x","value":1,"call":0,"return":5}
{"process":1,"op":"read","key":"x","value":null,"call":6,"return":9}
{"process":1,"op":"cas","key":"x","expected":1,"value":2,"success":true,"call":10,"return":12}
{"process":0,"op":"write","key":"x","value":3,"call":13,"return":null,"status":"unknown"}
)");
  EXPECT_EQ(h.header().name, "stale read");
  EXPECT_EQ(h.header().about, "one paragraph");
  const std::vector<std::pair<std::string, bool>> expect{{"linearizable", false}, {"sequential", true}};
  EXPECT_EQ(h.header().expect, expect);
  ASSERT_EQ(h.size(), 4u);
  EXPECT_TRUE(h.timed());
  EXPECT_FALSE(h.transactional());
  EXPECT_EQ(h.kind(op(1)), Kind::read);
  EXPECT_TRUE(value_of(h, 1).is_null());
  EXPECT_EQ(h.call(op(1)), 6);
  EXPECT_EQ(h.response(op(1)), 9);
  EXPECT_EQ(h.line(op(1)), 3u);
  EXPECT_EQ(h.kind(op(2)), Kind::cas);
  EXPECT_EQ(h.value_at(h.expected(op(2))), Value(1));
  EXPECT_TRUE(h.success(op(2)));
  EXPECT_EQ(h.status(op(3)), Status::unknown);
  EXPECT_EQ(h.response(op(3)), kNever);
}

TEST(NativeReader, ReadsATransactionAsAdjacentOperations) {
  const History h = native(R"({"process":7,"op":"write","key":"x","value":1,"call":1,"return":2}
{"process":2,"txn":[{"op":"write","key":"x","value":4,"version":3},{"op":"read","key":"y","value":null,"node":"n2"}],"call":14,"return":20,"node":"n1"}
)");
  ASSERT_EQ(h.size(), 3u);
  EXPECT_TRUE(h.transactional());
  EXPECT_EQ(h.transaction_count(), 2u);
  EXPECT_EQ(h.transaction(op(1)), h.transaction(op(2)));
  EXPECT_EQ(h.process_name(h.process(op(2))), Value(2));
  EXPECT_EQ(h.call(op(2)), 14);
  EXPECT_EQ(h.node_name(h.node(op(1))), Value("n1"));
  EXPECT_EQ(h.node_name(h.node(op(2))), Value("n2"));
  EXPECT_EQ(h.version(op(1)), 3);
  EXPECT_FALSE(h.version(op(2)).has_value());
}

TEST(NativeReader, KeepsValuesExactly) {
  const std::vector<std::pair<std::string, Value>> table{
      {"null", Value()},
      {"true", Value(true)},
      {"false", Value(false)},
      {"0", Value(0)},
      {"-0", Value(0)},
      {"2147483648", Value(std::int64_t{2147483648})},
      {"9007199254740993", Value(std::int64_t{9007199254740993})},
      {"9223372036854775807", Value(std::numeric_limits<std::int64_t>::max())},
      {"-9223372036854775808", Value(std::numeric_limits<std::int64_t>::min())},
      {"9223372036854775808", Value(std::uint64_t{1} << 63)},
      {"18446744073709551615", Value(std::numeric_limits<std::uint64_t>::max())},
      {"1.0", Value(1)},
      {"1e2", Value(100)},
      {"1.5", Value(1.5)},
      {"-2.5e-3", Value(-0.0025)},
      {"1e308", Value(1e308)},
      {"18446744073709551616.0", Value(18446744073709551616.0)},
      {"\"\"", Value("")},
      {"\"1\"", Value("1")},
      {R"("a\"b\\c\/d\b\f\n\r\t")", Value("a\"b\\c/d\b\f\n\r\t")},
      {R"("\u0041\u00e9\u20ac\ud83d\ude00")", Value("A\u00e9\u20ac\U0001F600")},
      {R"("\u0000")", Value(std::string(1, '\0'))},
      {"\"\u00e9\u20ac\U0001F600\"", Value("\u00e9\u20ac\U0001F600")},
      {"[]", Value(Value::Array{})},
      {R"([1, "a" ,null,true,[2.5,[]]])",
       Value(Value::Array{Value(1), Value("a"), Value(), Value(true), Value(Value::Array{Value(2.5), Value(Value::Array{})})})},
  };
  for (const auto& [json, value] : table) {
    const History h = native("{\"process\":0,\"op\":\"write\",\"key\":\"x\",\"value\":" + json + "}\n");
    ASSERT_EQ(h.size(), 1u) << json;
    EXPECT_EQ(value_of(h, 0), value) << json;
  }
}

TEST(NativeReader, TakesArraysSixteenLevelsDeep) {
  const History h = native("{\"process\":0,\"op\":\"write\",\"key\":\"x\",\"value\":" + std::string(16, '[') + std::string(16, ']') + "}");
  EXPECT_EQ(value_of(h, 0).to_json(), std::string(16, '[') + std::string(16, ']'));
}

TEST(NativeReader, TakesFieldsInAnyOrderAndWithAnySpace) {
  const History h = native("\t{ \"return\" :5 ,\"value\": 1,\"key\":\"x\" , \"call\":0,\"op\":\"write\",\"process\":\"P1\" } \r\n");
  ASSERT_EQ(h.size(), 1u);
  EXPECT_EQ(h.process_name(h.process(op(0))), Value("P1"));
  EXPECT_EQ(h.response(op(0)), 5);
}

TEST(NativeReader, SkipsBlankLinesButCountsThem) {
  const History h = native("\xEF\xBB\xBF\n  \r\n{\"process\":0,\"op\":\"write\",\"value\":1}\r\n\n{\"process\":0,\"op\":\"read\",\"value\":1}");
  ASSERT_EQ(h.size(), 2u);
  EXPECT_EQ(h.line(op(0)), 3u);
  EXPECT_EQ(h.line(op(1)), 5u);
}

TEST(NativeReader, ReadsNothingAsAHistoryWithoutOperations) {
  for (const char* text : {"", "\n", " \n\r\n", "\xEF\xBB\xBF", "{}", "{\"clio\":1}\n"}) EXPECT_TRUE(native(text).empty()) << text;
}

TEST(NativeReader, TellsAnEmptyHeaderFromAnEmptyLineOfOperations) {
  EXPECT_EQ(native("{}\n{\"process\":0,\"op\":\"read\",\"value\":1}").size(), 1u);
  EXPECT_FALSE(test::read_padded(read_native, "{}\n{}\n"));
  EXPECT_FALSE(test::read_padded(read_native, "{\"process\":0,\"op\":\"read\",\"value\":1}\n{}\n"));
}

TEST(NativeReader, KnowsKeysAndProcessesByTypeAndValue) {
  const History h = native(R"({"process":1,"op":"read","key":1,"value":null}
{"process":"1","op":"read","key":"1","value":null}
{"process":1.0,"op":"read","key":1e0,"value":null}
{"process":18446744073709551615,"op":"read","key":-5,"value":null}
{"process":70000,"op":"read","key":70000,"value":null}
)");
  EXPECT_EQ(h.process_count(), 4u);
  EXPECT_EQ(h.key_count(), 4u);
  EXPECT_EQ(h.process(op(0)), h.process(op(2)));
  EXPECT_EQ(h.key(op(0)), h.key(op(2)));
}

TEST(NativeReader, TellsManyNamesApartHoweverLong) {
  std::vector<std::string> names{"", "\\\"", "a\\\\"};
  for (std::size_t length = 1; length < 40; ++length) names.push_back(std::string(length, 'a')), names.push_back(std::string(length - 1, 'a') + "b");
  for (int i = 0; i < 20000; ++i) names.push_back("k" + std::to_string(i));
  std::string text;
  for (int round = 0; round < 2; ++round) {
    for (const std::string& name : names) text += "{\"process\":\"" + name + "\",\"op\":\"delete\",\"key\":\"" + name + "\",\"node\":\"" + name + "\"}\n";
  }
  const History h = native(text);
  ASSERT_EQ(h.size(), 2 * names.size());
  EXPECT_EQ(h.key_count(), names.size());
  for (std::size_t i = 0; i < h.size(); ++i) {
    const std::string& name = names[i % names.size()];
    const Value expected = parse_json("\"" + name + "\"").value().scalar;
    ASSERT_EQ(h.key_name(h.key(op(i))), expected) << name;
    ASSERT_EQ(h.process_name(h.process(op(i))), expected) << name;
    ASSERT_EQ(h.node_name(h.node(op(i))), expected) << name;
  }
}

TEST(NativeReader, InfersTheStatusFromTheReturn) {
  struct Row {
    const char* fields;
    Status status;
  };
  const std::vector<Row> timed{
      {R"("call":1,"return":2)", Status::ok},
      {R"("call":1,"return":null)", Status::unknown},
      {R"("call":1)", Status::unknown},
      {R"("call":1,"return":2,"status":"fail")", Status::fail},
      {R"("call":1,"return":2,"status":"unknown")", Status::unknown},
      {R"("status":"ok")", Status::ok},
      {R"("status":"unknown")", Status::unknown},
      {R"("status":"fail")", Status::fail},
      {R"("return":null)", Status::unknown},
  };
  for (const Row& row : timed) {
    const History h = native(std::string(R"({"process":0,"op":"write","value":1,)") + row.fields + "}");
    ASSERT_EQ(h.size(), 1u);
    EXPECT_EQ(h.status(op(0)), row.status) << row.fields;
    if (!h.timed()) continue;
    EXPECT_EQ(h.response(op(0)), row.status == Status::unknown ? kNever : 2) << row.fields;
  }
}

TEST(NativeReader, AsksForNoResultOfWhatNobodyKnows) {
  const History h = native(R"({"process":0,"op":"read","key":"x","status":"unknown"}
{"process":0,"op":"read","key":"x","status":"fail"}
{"process":0,"op":"cas","key":"x","expected":1,"value":2,"status":"unknown"}
)");
  EXPECT_EQ(h.size(), 3u);
  EXPECT_TRUE(value_of(h, 0).is_null());
  EXPECT_EQ(native("{\"object\":\"queue\"}\n{\"process\":0,\"op\":\"dequeue\",\"call\":1}").size(), 1u);
  EXPECT_EQ(native("{\"object\":\"set\"}\n{\"process\":0,\"op\":\"contains\",\"value\":1,\"call\":1}").size(), 1u);
}

TEST(NativeReader, ReadsEveryOperationOfEveryObject) {
  struct Row {
    const char* object;
    std::vector<const char*> operations;
  };
  const std::vector<Row> table{
      {"register", {R"("op":"write","value":1)", R"("op":"delete")", R"("op":"read","value":null)", R"("op":"cas","expected":null,"value":1,"success":false)"}},
      {"counter", {R"("op":"add","value":-3)", R"("op":"read","value":-3)"}},
      {"set", {R"("op":"add","value":1)", R"("op":"remove","value":1)", R"("op":"contains","value":1,"success":false)", R"("op":"read","value":[])"}},
      {"queue", {R"("op":"enqueue","value":1)", R"("op":"dequeue","value":1)", R"("op":"dequeue","value":null)"}},
      {"stack", {R"("op":"push","value":1)", R"("op":"pop","value":1)", R"("op":"pop","value":null)"}},
      {"list", {R"("op":"append","value":1)", R"("op":"read","value":[1])"}},
      {"mutex", {R"("op":"acquire")", R"("op":"release")"}},
      {"text", {R"("op":"write","value":"a")", R"("op":"append","value":"b")", R"("op":"read","value":"ab")"}},
  };
  for (const Row& row : table) {
    std::string text = std::string("{\"object\":\"") + row.object + "\"}\n";
    for (const char* operation : row.operations) text += std::string("{\"process\":0,\"key\":\"k\",") + operation + "}\n";
    const History h = native(text);
    EXPECT_EQ(h.size(), row.operations.size()) << row.object;
    EXPECT_EQ(name_of(h.object()), row.object);
    EXPECT_EQ(test::difference(h, native(test::written_native(h))), "") << row.object;
  }
}

TEST(NativeReader, ReadsInitialValuesForAllKeysOrKeyByKey) {
  const History all = native("{\"initial\":[0]}\n{\"process\":0,\"op\":\"read\",\"key\":\"x\",\"value\":[0]}");
  EXPECT_EQ(all.value_at(all.initial(id_at<KeyId>(0))), Value(Value::Array{Value(0)}));
  const History each = native("{\"initial\":{\"x\":\"a\",\"7\":7}}\n{\"process\":0,\"op\":\"read\",\"key\":7,\"value\":7}\n"
                              "{\"process\":0,\"op\":\"read\",\"key\":\"y\",\"value\":null}\n{\"process\":0,\"op\":\"read\",\"key\":\"x\",\"value\":\"a\"}\n");
  EXPECT_EQ(each.value_at(each.initial(id_at<KeyId>(0))), Value(7));
  EXPECT_EQ(each.value_at(each.initial(id_at<KeyId>(1))), Value());
  EXPECT_EQ(each.value_at(each.initial(id_at<KeyId>(2))), Value("a"));
}

TEST(NativeReader, LetsAnOptionOverrideTheInitialValue) {
  const History h = native("{\"initial\":{\"x\":\"a\"}}\n{\"process\":0,\"op\":\"read\",\"key\":\"x\",\"value\":0}", {.initial = Value(0)});
  EXPECT_EQ(h.value_at(h.initial(id_at<KeyId>(0))), Value(0));
  const HistoryOrErrors queue = test::read_padded(read_native, "{\"object\":\"queue\"}", {.initial = Value(0)});
  ASSERT_FALSE(queue);
  EXPECT_EQ(queue.error().front().message, "the initial value that was asked for is 0; expected none, because a queue is empty before any operation");
}

TEST(NativeReader, ReadsTheClockUncertainty) {
  EXPECT_EQ(native(R"({"clock":{"uncertainty":25}})").header().clock_uncertainty, 25);
}

TEST(NativeReader, ReportsAsManyErrorsAsAreAskedFor) {
  const std::string bad = "{\"process\":0}\n[]\n{\"process\":0,\"op\":\"fly\"}\n";
  EXPECT_EQ(test::read_padded(read_native, bad, {.errors_max = 1}).error().size(), 1u);
  EXPECT_EQ(test::read_padded(read_native, bad, {.errors_max = 2}).error().size(), 2u);
  EXPECT_EQ(test::read_padded(read_native, bad, {.errors_max = 0}).error().size(), 3u);
}

TEST(NativeReader, FindsSessionErrorsBesideUnreadableLines) {
  const HistoryOrErrors h = test::read_padded(read_native,
                                              "{\"process\":0,\"op\":\"write\",\"key\":\"x\",\"value\":1,\"call\":9,\"return\":5}\n"
                                              "{\"process\":0,\"op\":\"write\"\n"
                                              "{\"process\":1,\"op\":\"write\",\"key\":\"x\",\"value\":1,\"call\":9,\"return\":5}\n",
                                              {.errors_max = 0});
  ASSERT_FALSE(h);
  ASSERT_EQ(h.error().size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(h.error()[i].line, i + 1);
}

TEST(NativeReader, ReadsLongLinesAndManyOfThem) {
  std::string text = "{\"process\":0,\"op\":\"write\",\"value\":\"" + std::string(3'000'000, 'a') + "\"}\n";
  text += "{\"process\":0,\"txn\":[";
  for (int i = 0; i < 20000; ++i) text += std::string(i == 0 ? "" : ",") + "{\"op\":\"write\",\"value\":" + std::to_string(i) + "}";
  text += "]}\n";
  for (int i = 0; i < 20000; ++i) text += "{\"process\":1,\"op\":\"read\",\"value\":" + std::to_string(i) + "}\n";
  const History h = native(text);
  EXPECT_EQ(h.size(), 40001u);
  EXPECT_EQ(h.value_at(h.value(op(0))).as_string()->size(), 3'000'000u);
}

TEST(NativeReader, GivesTheMessagesThatItsDocumentShows) {
  std::ifstream document(std::string(CLIO_SOURCE_DIR) + "/adapters/formats/native/README.md");
  std::size_t rows = 0;
  for (std::string row; std::getline(document, row);) {
    const std::size_t end = row.find("` | ");
    if (!row.starts_with("| `{\"") && !row.starts_with("| `# ")) continue;
    ASSERT_NE(end, std::string::npos) << row;
    const std::string line = row.substr(3, end - 3);
    const std::string message = row.substr(end + 4, row.size() - end - 4 - 2);
    const HistoryOrErrors h = test::read_padded(read_native, line);
    ASSERT_FALSE(h) << line;
    EXPECT_EQ(h.error().front().message, message) << line;
    ++rows;
  }
  EXPECT_GE(rows, 20u);
}

TEST(NativeReader, LooksForNothingBehindTheEndOfTheText) {
  // The padding would close the string, the number and the line.
  for (const std::string text : {"{\"process\":0,\"op\":\"write\",\"value\":\"abc", "{\"process\":0,\"op\":\"write\",\"value\":1", "{\"process\":0,\"op\":\"wri"}) {
    EXPECT_FALSE(test::read_padded(read_native, text)) << text;
    const std::string padded = text + "\"}\n" + std::string(kPaddingBytes, ' ');
    EXPECT_FALSE(read_native(std::string_view(padded).substr(0, text.size()), {})) << text;
  }
}

// The readers of a line, each alone. The plain and the fast one may decline; where they take a line, the careful one takes it with the same rows.
template <class Reader>
void expect_read_as_carefully(std::string padded) {
  const std::string text = padded;
  padded.append(kPaddingBytes, '}');
  HistoryBuilder builder, careful_builder;
  Reader reader;
  native::Line line, careful_line;
  ASSERT_TRUE(reader.read(std::string_view(padded).substr(0, text.size()), builder, line)) << text;
  const auto json = parse_json(text);
  ASSERT_TRUE(json);
  std::vector<std::string> errors;
  native::read_carefully(*json, careful_builder, careful_line, errors);
  ASSERT_TRUE(errors.empty()) << errors.front();
  EXPECT_EQ(line.rows, careful_line.rows) << text;
  EXPECT_EQ(line.row_seen, careful_line.row_seen) << text;
  EXPECT_EQ(line.seen, careful_line.seen) << text;
  EXPECT_EQ(line.return_given, careful_line.return_given) << text;
  EXPECT_EQ(line.transaction, careful_line.transaction) << text;
}

template <class Reader>
bool takes(std::string padded) {
  const std::size_t length = padded.size();
  padded.append(kPaddingBytes, ' ');
  HistoryBuilder builder;
  Reader reader;
  native::Line line;
  return reader.read(std::string_view(padded).substr(0, length), builder, line);
}

class PlainLines : public testing::TestWithParam<const char*> {};

TEST_P(PlainLines, AreReadAlikeByAllThreeReaders) {
  expect_read_as_carefully<native::PlainLineReader>(GetParam());
  expect_read_as_carefully<native::FastLineReader>(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Lines, PlainLines,
                         testing::Values(R"({"process":0,"op":"write","key":"x","value":1,"call":0,"return":5})",
                                         R"({"process":"P1","op":"read","key":7,"value":"seventeen letters","call":0,"return":5,"node":"n1","version":-3})",
                                         R"({"process":-1,"op":"cas","key":"","expected":null,"value":-999999999999999999,"success":false})",
                                         R"({"process":0,"op":"delete","key":"x","status":"fail"})",
                                         R"({"process":0,"op":"read","key":"x","call":3,"return":null})",
                                         R"({"status":"unknown","return":4,"call":3,"value":"","op":"append","process":"a name of 15 b"})",
                                         R"({"process":"a name of more than sixteen bytes","op":"write","key":"and such a key as well","value":1})",
                                         R"({"process":0,"op":"contains","key":"x","value":-5,"success":true,"call":3,"return":4,"status":"ok"})",
                                         R"({"txn":[{"op":"write","key":"x","value":4,"version":9},{"value":null,"op":"read","key":"y"}],"process":2,"node":3,"call":14,"return":20})",
                                         R"({"process":2,"txn":[{"op":"cas","key":"x","expected":1,"value":2,"success":true,"node":"n2"}],"status":"unknown"})",
                                         R"({"process":"P","status":"fail","txn":[{"op":"write","value":4},{"op":"read"}]})"));

class PlainReader : public testing::TestWithParam<const char*> {};

TEST_P(PlainReader, LeavesWhatIsNotPlainToTheFastOne) {
  EXPECT_FALSE(takes<native::PlainLineReader>(GetParam()));
  expect_read_as_carefully<native::FastLineReader>(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Lines, PlainReader,
    testing::Values(R"({"process": 0,"op":"write","value":1})", R"({ "process":0,"op":"write","value":1})", R"({"process":0,"op":"write","value":1} )",
                    R"({"process":0,"op":"write","value":1000000000000000000})", R"({"process":0,"op":"write","value":9223372036854775807})",
                    R"({"process":0,"op":"write","value":true})",
                    R"({"process":"P1","op":"read","key":7,"value":"a\n\"b","call":0,"return":5,"node":"n1","version":-3})",
                    R"({"process":"\t","op":"write","value":1})", "{\"process\":\"\u00e9\",\"op\":\"write\",\"value\":1}",
                    "{\"process\":0,\"op\":\"write\",\"value\":\"\u00e9\"}",
                    R"({"process":0,"op":"cas","key":"x","expected":[1,["a"],null],"value":false,"success":false})",
                    R"({"process":2,"txn":[{"op":"read","key":"x","value":[1,2]}]})", R"({"process":2,"txn":[{"op":"write","key":"x","value":1}, {"op":"read","key":"x","value":1}]})"));

// What simdjson reads more kindly than the format allows, or than we want to rely on.
class BulkReaders : public testing::TestWithParam<const char*> {};

TEST_P(BulkReaders, LeaveTheLineToTheCarefulOne) {
  EXPECT_FALSE(takes<native::PlainLineReader>(GetParam()));
  EXPECT_FALSE(takes<native::FastLineReader>(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    Lines, BulkReaders,
    testing::Values("", "{", "{}", "[]", "{\"clio\":1}", R"({"process":0,"op":"write","value":1)", R"({"process":0,"op":"write","value":1}})",
                    R"({"process":0,"op":"write","value":1} {})", R"({"process":0,"op":"write","value":1}x)", R"({"process":0,"op":"write","value":1,})",
                    R"({"process":0,"op":"write","value":01})", R"({"process":0,"op":"write","value":1"a"})", R"({"process":0,"op":"write","value":nul})",
                    R"({"process":0,"op":"write","value":nullnull})", R"({"process":0,"op":"write","value":"\ud83d"})",
                    R"({"process":0,"op":"write","value":1.5})", R"({"process":0,"op":"write","value":[1,]})", R"({"process":0,"op":"write","value":[1 2]})",
                    R"({"process":0,"op":"write","value":1,"value":1})", R"({"process":0,"op":"write","value":1,"call":9223372036854775807})",
                    R"({"process":0,"op":"write","value":1,"return":5})", R"({"process":0,"txn":[]})", R"({"process":0,"txn":[{}]})", R"({"process":0,"txn":[{"op":"write","value":1})", R"({"process":0,"txn":[{"op":"write","value":1},]})",
                    R"({"process":0,"txn":{"op":"write","value":1}})", R"({"process":0,"txn":[{"op":"write","value":1,"call":3}]})", R"({"process":0,"txn":[{"txn":[{"op":"write","value":1}]}]})",
                    R"({"process":0,"op":"write","txn":[{"op":"write","value":1}]})", R"({"process":0,"key":"x","txn":[{"op":"write","value":1}]})",
                    R"({"process":0,"txn":[{"op":"write","value":1}],"txn":[{"op":"write","value":1}]})", R"({"process":0,"process2":0})",
                    R"({"process":0,"op":"write"})", R"({"process":0,"op":"delete","value":null})", R"({"op":"write","value":1})",
                    R"({"process":0,"txn":[{"op":"write","value":1,"call":3}]})", R"({"process":0,"key":"x","txn":[{"op":"write","value":1}]})",
                    R"({"process":0,"op":"write","value":{}})", R"({"process":0,"op":"write","value":-01})",
                    R"({"process":0,"op":"write","value":-})", R"({"process":0,"op":"write","value":"a)", "{\"process\":\"\x01\",\"op\":\"write\",\"value\":1}",
                    "{\"process\":0,\"op\":\"write\",\"value\":\"\xff\"}"));

}  // namespace
}  // namespace clio
