#include "adapters/formats/plume/plume.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/adapters/native_text.hpp"
#include "tests/benchmarks/random.hpp"
#include "tests/support/history_difference.hpp"

namespace clio {
namespace {

using test::difference;
using test::native;
using test::written_native;

History plume(std::string_view text, const ReadOptions& options = {}) {
  HistoryOrErrors history = test::read_padded(read_plume, text, options);
  if (history) return std::move(history).value();
  ADD_FAILURE() << "line " << history.error().front().line << ": " << history.error().front().message << "\n" << text;
  return {};
}

std::string written(const History& history) {
  std::ostringstream out;
  for (const std::string& lost : write_plume(history, out)) ADD_FAILURE() << lost;
  return out.str();
}

TEST(PlumeReader, ReadsTransactionsOfSessions) {
  const History h = plume("w(1,7,0,0)\nr(2,0,0,0)\nr(1,7,1,1)\n");
  EXPECT_EQ(written_native(h), R"({"clio":1,"initial":0}
{"process":0,"txn":[{"op":"write","key":1,"value":7},{"op":"read","key":2,"value":0}]}
{"process":1,"txn":[{"op":"read","key":1,"value":7}]}
)");
  EXPECT_FALSE(h.timed());
  EXPECT_EQ(h.line(id_at<OpId>(2)), 3u);
}

TEST(PlumeReader, TakesAnAbortedWriteForAFailedTransactionOfItsOwn) {
  EXPECT_EQ(written_native(plume("w(1,7,4,-1)\nw(1,8,4,-1)\nr(1,0,0,0)\n")), R"({"clio":1,"initial":0}
{"process":4,"txn":[{"op":"write","key":1,"value":7}],"status":"fail"}
{"process":4,"txn":[{"op":"write","key":1,"value":8}],"status":"fail"}
{"process":0,"txn":[{"op":"read","key":1,"value":0}]}
)");
}

TEST(PlumeReader, PutsTransactionsTogetherWhoseLinesAreMixed) {
  const History h = plume("w(1,1,0,5)\nw(1,2,1,3)\nw(2,3,0,5)\nw(1,9,1,-1)\nr(1,1,1,3)\nr(2,3,0,6)\nw(2,4,0,5)\n");
  EXPECT_EQ(written_native(h), R"({"clio":1,"initial":0}
{"process":0,"txn":[{"op":"write","key":1,"value":1},{"op":"write","key":2,"value":3},{"op":"write","key":2,"value":4}]}
{"process":1,"txn":[{"op":"write","key":1,"value":2},{"op":"read","key":1,"value":1}]}
{"process":1,"txn":[{"op":"write","key":1,"value":9}],"status":"fail"}
{"process":0,"txn":[{"op":"read","key":2,"value":3}]}
)");
  const std::vector<std::size_t> expected{0, 2, 6, 1, 4, 3, 5};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(index(h.id_in_file(id_at<OpId>(i))), expected[i]);
    EXPECT_EQ(h.line(id_at<OpId>(i)), expected[i] + 1);
  }
}

TEST(PlumeReader, ReadsNumbersOfEveryLength) {
  std::string text, expected = "{\"clio\":1,\"initial\":0}\n";
  for (const std::string number : {"0", "7", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "123456789012345",
                                   "1234567890123456", "2147483647", "2147483648", "9223372036854775807", "-1", "-9223372036854775808"}) {
    const std::string transaction = number.front() == '-' ? number.substr(1, 4) : number;
    text += "w(" + number + "," + number + "," + number + "," + transaction + ")\n";
    expected += "{\"process\":" + number + ",\"txn\":[{\"op\":\"write\",\"key\":" + number + ",\"value\":" + number + "}]}\n";
  }
  // Two of the transactions have names that others have in another session, so they get ends of their own.
  const History h = plume(text.substr(0, text.find("w(-1,")));
  EXPECT_EQ(written_native(h), expected.substr(0, expected.find("{\"process\":-1,")));
  EXPECT_EQ(written_native(plume(text.substr(text.find("w(-1,")))), "{\"clio\":1,\"initial\":0}\n" + expected.substr(expected.find("{\"process\":-1,")));
}

TEST(PlumeReader, ReadsBlanksEmptyLinesAndLineEndsOfEveryKind) {
  const std::string expected = written_native(plume("w(1,7,0,0)\nr(1,7,0,0)\nr(1,7,0,1)\n"));
  for (const char* text : {"w(1,7,0,0)\r\nr(1,7,0,0)\r\nr(1,7,0,1)\r\n", "w(1,7,0,0)\nr(1,7,0,0)\nr(1,7,0,1)", "\n w( 1 ,7, 0 , 0 )\n\nr(1,7,0,0) \n\tr (1,7,0,1)\n  \n",
                           "w(01,7,0,0)\nr(1,007,0,0)\nr(1,7,00,01)\n"}) {
    EXPECT_EQ(written_native(plume(text)), expected) << text;
  }
}

TEST(PlumeReader, StopsAtTheTextsEndWhateverStandsBehindIt) {
  for (const std::string_view text : {"w(1,7,0,0)\nr(1,7,0,0)", "w(1,7,0,0)\nr(1,7,0,1"}) {
    for (std::size_t cut = 12; cut <= text.size(); ++cut) {
      std::string padded(text.substr(0, cut));
      padded += std::string("r(1,7,0,0)\n").substr(std::min<std::size_t>(cut - 11, 11));
      padded.append(kPaddingBytes, '1');
      const HistoryOrErrors read = read_plume(std::string_view(padded).substr(0, cut));
      const bool whole = text.substr(0, cut).ends_with(")");
      EXPECT_EQ(read.has_value(), whole) << text.substr(0, cut);
      if (read) {
        EXPECT_EQ(read->size(), 2u);
      }
    }
  }
}

TEST(PlumeReader, TakesAnotherInitialValue) {
  const History h = plume("r(1,5,0,0)\n", {.initial = Value(5)});
  EXPECT_EQ(h.value_at(h.initial(KeyId{})), Value(5));
}

TEST(PlumeReader, KnowsItsFormatByAnOperation) {
  for (const char* text : {"w(1,7,0,0)\n", "\n\n r(1,7,0,-1)", "w(1,7,0,0)\nrubbish"}) EXPECT_EQ(recognise("", text), format_named("plume")) << text;
  for (const char* text : {"w 1 7", "W(x)1", "r(1,7)", "", "w(1,7,0,0);"}) EXPECT_NE(recognise("", text), format_named("plume")) << text;
}

std::vector<std::string> lost_of(const std::string& native_text) {
  std::ostringstream out;
  std::vector<std::string> lost = write_plume(native(native_text), out);
  EXPECT_EQ(out.str().empty(), !lost.empty());
  return lost;
}

std::string lossy(const std::string& native_text) {
  std::ostringstream out;
  EXPECT_FALSE(write_plume(native(native_text), out, {.lossy = true}).empty());
  return out.str();
}

TEST(PlumeWriter, WritesWhatItReads) {
  const std::string text = "w(1,7,0,0)\nr(2,0,0,0)\nw(-4,9223372036854775807,3,-1)\nr(1,7,1,1)\nw(1,-8,-1,2)\n";
  EXPECT_EQ(written(plume(text)), text);
}

TEST(PlumeWriter, WritesRandomHistoriesSoThatTheyReadBackTheSame) {
  bench::Random random(5);
  for (int i = 0; i < 300; ++i) {
    HistoryBuilder builder({.initial = Value(0)});
    for (std::uint64_t t = random.below(20); t > 0; --t) {
      std::vector<Operation> rows;
      const bool failed = random.chance(0.1);
      const ProcessId process = builder.process(random.between(-2, 60));
      for (std::uint64_t n = failed ? 1 : 1 + random.below(4); n > 0; --n) {
        const auto number = static_cast<std::int64_t>(random.next() >> random.below(64));
        rows.push_back({.kind = random.chance(0.5) ? Kind::read : Kind::write, .status = failed ? Status::fail : Status::ok, .process = process,
                        .key = builder.key(random.between(-1, 100000)), .value = builder.value(number)});
        if (rows.back().value == builder.value(0)) rows.back().kind = Kind::read;
      }
      builder.add_transaction(rows);
    }
    const History h = std::move(builder).build().value();
    EXPECT_EQ(difference(h, plume(written(h))), "") << written(h);
  }
}

TEST(PlumeWriter, NamesAllThatTheFormatCannotHold) {
  EXPECT_EQ(lost_of("{\"initial\":0}\n{\"process\":0,\"op\":\"write\",\"key\":1,\"value\":1}\n"), std::vector<std::string>());
  const std::vector<std::string> expected{"times", "cas", "delete", "unknown operations", "which aborted operations made one transaction", "nodes and versions",
                                          "an initial value other than 0", "the value 0, which means the initial value there", "values that are no integers",
                                          "names of processes that are no integers", "names of keys that are no integers",
                                          "the header's name, description and expectations"};
  EXPECT_EQ(lost_of(R"({"name":"all"}
{"process":"p","txn":[{"op":"write","key":"x","value":0},{"op":"cas","key":1,"expected":0,"value":"a","success":true,"node":1}],"call":1,"return":2}
{"process":1,"txn":[{"op":"write","key":"x","value":1},{"op":"write","key":"x","value":2}],"call":1,"return":2,"status":"fail"}
{"process":"p","op":"delete","key":"x","call":3,"return":null}
)"),
            expected);
  EXPECT_EQ(lost_of("{\"object\":\"list\"}\n{\"process\":0,\"op\":\"append\",\"key\":1,\"value\":1}\n"),
            (std::vector<std::string>{"a list", "an initial value other than 0"}));
}

TEST(PlumeWriter, NumbersAndLeavesOutWhereItMay) {
  EXPECT_EQ(lossy(R"({"process":"p","op":"write","key":"x","value":"a","call":5,"return":9}
{"process":7,"op":"write","key":3,"value":0,"call":1,"return":2}
{"process":7,"op":"read","key":3,"value":null,"call":3,"return":4}
{"process":"p","op":"read","key":"x","value":"a","call":10,"return":null}
{"process":7,"op":"cas","key":"x","expected":"a","value":5,"success":true,"call":11,"return":12}
{"process":7,"op":"cas","key":"x","expected":"b","value":6,"success":false,"call":13,"return":14}
{"process":7,"op":"delete","key":"x","call":15,"return":16}
)"),
            "w(3,7,7,0)\nr(3,0,7,1)\nw(4,8,8,2)\nr(4,8,7,3)\nw(4,5,7,3)\nw(4,0,7,4)\n");
}

}  // namespace
}  // namespace clio
