#include "adapters/formats/dbcop/dbcop.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/adapters/native_text.hpp"
#include "tests/benchmarks/random.hpp"
#include "tests/support/history_difference.hpp"

namespace clio {
namespace {

using test::history_of;
using test::native;
using test::written_native;

std::string seed(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(std::string(CLIO_SOURCE_DIR) + "/tests/fuzz/corpus/" + name, std::ios::binary).rdbuf();
  return text.str();
}

TEST(DbcopJson, ReadsBothFormsOfEvents) {
  const History h = history_of(read_dbcop_json, seed("dbcop_json/documented.json"));
  EXPECT_EQ(written_native(h), R"({"clio":1}
{"process":0,"txn":[{"op":"write","key":0,"value":1},{"op":"read","key":0,"value":null}]}
{"process":1,"txn":[{"op":"read","key":0,"value":1},{"op":"write","key":1,"value":2}],"status":"fail"}
)");
  EXPECT_EQ(h.line(id_at<OpId>(2)), 2u);
}

TEST(DbcopJson, ReadsSessionsUnderDataAndSkipsTheRest) {
  EXPECT_EQ(written_native(history_of(read_dbcop_json, seed("dbcop_json/data.json"))), R"({"clio":1}
{"process":1,"txn":[{"op":"write","key":-1,"value":5}]}
)");
}

TEST(DbcopJson, ReadsNullAsTheInitialValueThatIsGiven) {
  const History h = history_of(read_dbcop_json, R"([[{"events":[["r",0,null]],"committed":true}]])", {.initial = Value(0)});
  EXPECT_EQ(h.value(OpId{}), h.initial(KeyId{}));
  EXPECT_EQ(h.value_at(h.value(OpId{})), Value(0));
}

TEST(DbcopText, ReadsTransactionsOfSessions) {
  EXPECT_EQ(written_native(history_of(read_dbcop_text, seed("dbcop_text/documented.hist"))), R"({"clio":1}
{"process":0,"txn":[{"op":"write","key":"x","value":1},{"op":"read","key":"y","value":null}]}
{"process":0,"txn":[{"op":"read","key":"x","value":1}]}
{"process":1,"txn":[{"op":"write","key":"x","value":2},{"op":"write","key":"y","value":3}],"status":"fail"}
)");
}

TEST(DbcopText, ReadsTransactionsThatGoOnOverLines) {
  EXPECT_EQ(written_native(history_of(read_dbcop_text, seed("dbcop_text/lines.hist"))), R"({"clio":1}
{"process":1,"txn":[{"op":"write","key":7,"value":1},{"op":"read","key":7,"value":1}]}
{"process":2,"txn":[{"op":"read","key":7,"value":-5}]}
)");
}

TEST(DbcopText, WritesWhatItReads) {
  const std::string text = "[x:=1 y==?]\n[x==1]\n---\n---\n[x:=-2 7:=3]!\n";
  std::ostringstream out;
  EXPECT_TRUE(write_dbcop_text(history_of(read_dbcop_text, text), out).empty());
  EXPECT_EQ(out.str(), text);
}

TEST(DbcopText, WritesRandomHistoriesSoThatTheyReadBackTheSame) {
  bench::Random random(7);
  for (int i = 0; i < 300; ++i) {
    HistoryBuilder builder;
    for (std::int64_t session = 0; session < 4; ++session) {
      for (std::uint64_t t = random.below(4); t > 0; --t) {
        std::vector<Operation> rows;
        for (std::uint64_t n = 1 + random.below(4); n > 0; --n) {
          rows.push_back({.kind = random.chance(0.5) ? Kind::read : Kind::write, .status = random.chance(0.1) ? Status::fail : Status::ok,
                          .process = builder.process(session), .key = random.chance(0.5) ? builder.key("k_1") : builder.key(random.between(-2, 9)),
                          .value = builder.value(static_cast<std::int64_t>(random.next()))});
          if (rows.back().kind == Kind::read && random.chance(0.3)) rows.back().value = kNull;
        }
        builder.add_transaction(rows);
      }
    }
    const History h = std::move(builder).build().value();
    std::ostringstream out;
    EXPECT_TRUE(write_dbcop_text(h, out).empty());
    EXPECT_EQ(test::difference(h, history_of(read_dbcop_text, out.str())), "") << out.str();
  }
}

TEST(DbcopText, NamesAllThatItCannotHoldAndNumbersWhatItMay) {
  const History h = native(R"({"name":"all","initial":0}
{"process":"p","op":"write","key":"a b","value":"v","call":5,"return":9,"node":1}
{"process":7,"op":"read","key":"x","value":0,"call":1,"return":2}
{"process":7,"op":"cas","key":"x","expected":0,"value":5,"success":true,"call":11,"return":12}
{"process":7,"op":"delete","key":"x","call":15,"return":16}
{"process":"p","op":"read","key":"x","value":1,"call":10,"return":null}
)");
  const std::vector<std::string> expected{"times", "cas", "delete", "unknown operations", "nodes and versions", "an initial value other than null",
                                          "values that are no integers", "names of processes that are no numbers below 1000000",
                                          "names of keys that are neither integers nor words", "the header's name, description and expectations"};
  std::ostringstream out;
  EXPECT_EQ(write_dbcop_text(h, out), expected);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(write_dbcop_text(h, out, {.lossy = true}), expected);
  EXPECT_EQ(out.str(), "[1:=6]\n---\n[x==?]\n[x==? x:=5]\n[x:=7]\n");
}

TEST(DbcopBincode, ReadsTransactionsOfSessions) {
  EXPECT_EQ(written_native(history_of(read_dbcop_bincode, seed("dbcop_bincode/small.bincode"))), R"({"clio":1,"initial":0}
{"process":0,"txn":[{"op":"write","key":0,"value":7},{"op":"read","key":1,"value":0}]}
{"process":0,"txn":[{"op":"read","key":0,"value":7}]}
{"process":1,"txn":[{"op":"write","key":1,"value":9}],"status":"fail"}
{"process":1,"txn":[{"op":"read","key":0,"value":7}]}
{"process":1,"txn":[{"op":"write","key":0,"value":8}],"status":"fail"}
)");
}

TEST(Dbcop, IsRecognisedByItsContent) {
  for (const char* name : {"dbcop_json/documented.json", "dbcop_json/data.json"}) EXPECT_EQ(recognise("", seed(name)), format_named("dbcop-json")) << name;
  for (const char* name : {"dbcop_text/documented.hist", "dbcop_text/lines.hist"}) EXPECT_EQ(recognise("", seed(name)), format_named("dbcop-text")) << name;
  EXPECT_EQ(recognise("", seed("dbcop_bincode/small.bincode")), format_named("dbcop-bincode"));
  EXPECT_NE(recognise("", "[1,2]"), format_named("dbcop-text"));
}

}  // namespace
}  // namespace clio
