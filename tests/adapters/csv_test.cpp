#include "adapters/formats/csv/csv.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/adapters/native_text.hpp"
#include "tests/support/history_difference.hpp"

namespace clio {
namespace {

using test::native;
using test::written_native;

History csv(std::string_view text, const ReadOptions& options = {}) { return test::history_of(read_csv, text, options); }

std::string complaint_about(std::string_view text, const ReadOptions& options = {}) {
  const HistoryOrErrors history = test::read_padded(read_csv, text, options);
  return history ? "" : history.error().front().message;
}

std::string written(const History& history) {
  std::ostringstream out;
  for (const std::string& lost : write_csv(history, out)) ADD_FAILURE() << lost;
  return out.str();
}

std::string seed(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(std::string(CLIO_SOURCE_DIR) + "/tests/fuzz/corpus/csv/" + name, std::ios::binary).rdbuf();
  return text.str();
}

TEST(Csv, ReadsARowAnOperation) {
  EXPECT_EQ(written_native(csv(seed("documented.csv"))), R"({"clio":1}
{"process":0,"op":"write","key":"x","value":1,"call":0,"return":5,"node":"n1","version":4}
{"process":1,"op":"read","key":"x","value":[1,"a"],"call":6,"return":9}
{"process":1,"op":"cas","key":"a b","expected":null,"value":2,"success":true,"call":10,"return":12}
{"process":0,"op":"delete","key":"x","call":13,"return":null}
)");
}

TEST(Csv, ReadsTransactionsQuotesAndStringsThatLookLikeNumbers) {
  EXPECT_EQ(written_native(csv(seed("lists.csv"))), R"({"clio":1,"object":"list"}
{"process":"p1","txn":[{"op":"append","value":1},{"op":"read","value":[1]}]}
{"process":2,"txn":[{"op":"append","value":"two\nlines"}],"status":"fail"}
{"process":3,"txn":[{"op":"append","value":"007"}],"status":"unknown"}
)");
}

TEST(Csv, TakesOtherNamesOfColumns) {
  const ReadOptions options{.columns = {{"process", "client"}, {"op", "verb"}, {"value", "arg"}}};
  EXPECT_EQ(written_native(csv("when,verb,client,arg\n5,write,a,1\n", options)), "{\"clio\":1}\n{\"process\":\"a\",\"op\":\"write\",\"value\":1}\n");
  EXPECT_EQ(complaint_about("client,op\n0,read\n", options), "found no column 'verb'; expected it to hold the op");
  EXPECT_TRUE(complaint_about("process,op\n0,read\n", {.columns = {{"verb", "op"}}}).starts_with("found the field 'verb' in the mapping; expected process, op, "));
}

TEST(Csv, TellsTheObjectByItsOperations) {
  for (const auto& [rows, object] : {std::pair{"0,read,1\n", Object::register_}, {"0,add,1\n0,read,1\n", Object::counter}, {"0,add,1\n0,read,[1]\n", Object::set},
                                     {"0,remove,1\n", Object::set}, {"0,push,1\n", Object::stack}, {"0,dequeue,\n", Object::queue}, {"0,acquire,\n", Object::mutex}}) {
    EXPECT_EQ(csv(std::string("process,op,value\n") + rows).object(), object) << rows;
  }
}

TEST(Csv, WritesWhatItReadsBackTheSame) {
  for (const char* text : {R"({"process":0,"op":"write","key":"a,\"b","value":"null","call":-1,"return":5}
{"process":"7","op":"read","key":7,"value":null,"call":6,"return":null}
{"process":1,"op":"cas","key":"x","expected":null,"value":[1,[2.5,"c"]],"success":false,"call":10,"return":12,"status":"fail","node":3,"version":-4}
)",
                           "{\"process\":\"p\",\"txn\":[{\"op\":\"write\",\"key\":1,\"value\":\"two\\nlines\"},{\"op\":\"delete\",\"key\":1}]}\n{\"process\":\"p\",\"op\":\"read\",\"key\":1,\"value\":\"\"}\n",
                           "{\"object\":\"queue\"}\n{\"process\":0,\"op\":\"dequeue\",\"value\":null}\n{\"process\":0,\"op\":\"enqueue\",\"value\":\"true\",\"status\":\"unknown\"}\n"}) {
    const History h = native(text);
    EXPECT_EQ(test::difference(h, csv(written(h))), "") << written(h);
  }
}

TEST(Csv, NamesWhatItCannotHold) {
  std::ostringstream out;
  const History h = native("{\"name\":\"n\",\"object\":\"set\",\"clock\":{\"uncertainty\":2}}\n{\"process\":\"\",\"op\":\"add\",\"value\":1,\"call\":1,\"return\":2}\n");
  const std::vector<std::string> expected{"that the object is a set, which the operations do not show", "names of processes that are neither integers nor words",
                                          "the header's name, description and expectations", "the header's clock"};
  EXPECT_EQ(write_csv(h, out), expected);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(write_csv(native("{\"initial\":5}\n{\"process\":0,\"op\":\"read\",\"value\":5}\n"), out), std::vector<std::string>{"an initial value"});
  EXPECT_EQ(write_csv(h, out, {.lossy = true}), expected);
  EXPECT_EQ(out.str(), "process,op,value,call,return\n\"\"\"\"\"\",add,1,1,2\n");
}

TEST(Csv, TakesTheMappingOfColumnsFromAFile) {
  const std::string folder = std::string(CLIO_SOURCE_DIR) + "/tests/conformance/formats/csv/";
  const auto columns = read_columns(folder + "columns.json");
  ASSERT_TRUE(columns) << columns.error().message;
  EXPECT_EQ(*columns, (std::map<std::string, std::string>{{"process", "client"}, {"op", "verb"}, {"call", "start"}, {"return", "end"}}));
  const auto loaded = load(folder + "other_names.csv", nullptr, {.columns = *columns});
  ASSERT_TRUE(loaded) << loaded.error().front().message;
  EXPECT_EQ(loaded->format->id, "csv");
  EXPECT_EQ(loaded->history.size(), 2u);
}

TEST(Csv, RefusesAMappingThatIsNone) {
  const std::string path = testing::TempDir() + "/clio-columns.json";
  const auto message = [&](std::string_view text) {
    std::ofstream(path) << text;
    const auto columns = read_columns(path);
    return columns ? std::string("read") : std::to_string(columns.error().line) + ": " + columns.error().message;
  };
  EXPECT_EQ(message("[1]"), "0: found an array; expected an object of fields and their columns, such as {\"process\":\"client\"}");
  EXPECT_EQ(message("{\"process\":1}"), "0: the column of \"process\" is the number 1; expected a column's name");
  EXPECT_EQ(message("{\"op\":\"a\",\n\"op\":\"b\"}"), "1: column 1: found the field \"op\" more than once in one object; expected each field once");
  EXPECT_EQ(message("{\"op\":\"\xff\"}"), "1: column 8: found a byte that is not UTF-8; expected text in UTF-8");
  EXPECT_FALSE(read_columns(path + ".missing"));
  std::remove(path.c_str());
}

TEST(Csv, KnowsItsFormatByTheNamesOfItsColumns) {
  for (const char* text : {"process,op\n", "\nvalue,\"op\",process\r\n"}) EXPECT_EQ(recognise("", text), format_named("csv")) << text;
  for (const char* text : {"process;op\n", "client,op\n", "process", ""}) EXPECT_NE(recognise("", text), format_named("csv")) << text;
  EXPECT_EQ(recognise("a.csv", "client,verb\n"), format_named("csv"));
}

}  // namespace
}  // namespace clio
