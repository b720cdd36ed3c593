#include "adapters/formats/viper/viper.hpp"

#include <gtest/gtest.h>

#include "adapters/format.hpp"
#include "tests/adapters/native_text.hpp"

namespace clio {
namespace {

std::string read_alone(std::string_view text, const ReadOptions& options = {}) {
  const HistoryOrErrors history = test::read_padded(read_viper, text, options);
  return history ? test::written_native(*history) : std::to_string(history.error().front().line) + ": " + history.error().front().message;
}

constexpr std::string_view kTwo = R"({"clio":1}
{"process":0,"txn":[{"op":"write","key":1,"value":1},{"op":"read","key":1,"value":1}]}
{"process":0,"txn":[{"op":"read","key":2,"value":null},{"op":"read","key":3,"value":null}]}
)";

TEST(Viper, ReadsTransactionsLineByLine) {
  EXPECT_EQ(read_alone("{\"value\": [[\"w\", 1, 1, true], [\"r\", 1, 1, true]]}\n{\"value\": [[\"r\", 2, \"nil\", false], [\"r\", 3, null]]}\n"), kTwo);
}

TEST(Viper, ReadsThemInAnArrayToo) {
  EXPECT_EQ(read_alone("[{\"id\":4,\"value\":[[\"w\",1,1,true],[\"r\",1,1,true]]},\n {\"value\":[[\"r\",2,\"nil\",false],[\"r\",3,null]],\"more\":{\"a\":[1,{}]}}]"), kTwo);
}

TEST(Viper, TakesTheInitialTransactionForWhatKeysHoldFirst) {
  EXPECT_EQ(read_alone("{\"isInitial\":true,\"value\":[[\"w\",1,5,true],[\"w\",\"x\",\"a\",true]]}\n{\"value\":[[\"r\",1,5,true],[\"r\",\"x\",\"a\",true]]}\n"), R"({"clio":1,"initial":{"1":5,"x":"a"}}
{"process":0,"txn":[{"op":"read","key":1,"value":5},{"op":"read","key":"x","value":"a"}]}
)");
}

TEST(Viper, KeepsAWriteThatDidNotSucceedAsFailed) {
  EXPECT_EQ(read_alone("{\"value\":[[\"w\",1,1,false],[\"w\",2,2,true]]}"), R"({"clio":1}
{"process":0,"txn":[{"op":"write","key":2,"value":2}]}
{"process":0,"txn":[{"op":"write","key":1,"value":1}],"status":"fail"}
)");
}

TEST(Viper, ReadsAFolderWithASessionAFile) {
  const std::vector<SessionFile> files{{Value(3), "J3.log", "{\"value\":[[\"w\",1,1,true]]}"}, {Value(12), "J12.log", "{\"value\":[[\"r\",1,1,true]]}"}};
  const HistoryOrErrors history = read_viper_folder(files);
  ASSERT_TRUE(history);
  EXPECT_EQ(test::written_native(*history), R"({"clio":1}
{"process":3,"txn":[{"op":"write","key":1,"value":1}]}
{"process":12,"txn":[{"op":"read","key":1,"value":1}]}
)");
  const std::vector<SessionFile> broken{files[0], {Value(4), "J4.log", "\n{\"value\":7}"}};
  const HistoryOrErrors refused = read_viper_folder(broken);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().front().message, "J4.log: line 2: column 10: found the number 7; expected an array of operations");
}

TEST(Viper, IsRecognisedByItsFirstOperation) {
  EXPECT_EQ(recognise("", "{\"value\": [[\"w\", 1, 1, true]]}"), format_named("viper"));
  EXPECT_EQ(recognise("", "[{\"id\": 1, \"value\": [[\"r\", 1, 1, true]]}]"), format_named("viper"));
  EXPECT_EQ(recognise("", "[{\"f\":\"txn\",\"value\":[[\"r\",1,[1]]],\"type\":\"ok\"}]"), format_named("jepsen-json"));
  EXPECT_EQ(recognise("", "{\"type\":\"ok\",\"f\":\"txn\",\"value\":[[\"r\",1,1]]}"), format_named("jepsen-json"));
  EXPECT_EQ(recognise("", "{\"process\":0,\"op\":\"write\",\"key\":1,\"value\":[[\"w\"]]}"), format_named("native"));
}

}  // namespace
}  // namespace clio
