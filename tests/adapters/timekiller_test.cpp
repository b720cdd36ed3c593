#include "adapters/formats/timekiller/timekiller.hpp"

#include <gtest/gtest.h>

#include "adapters/format.hpp"
#include "tests/adapters/native_text.hpp"

namespace clio {
namespace {

std::string read(std::string_view text, const ReadOptions& options = {}) {
  const HistoryOrErrors history = test::read_padded(read_timekiller, text, options);
  return history ? test::written_native(*history) : std::to_string(history.error().front().line) + ": " + history.error().front().message;
}

TEST(TimeKiller, ReadsTransactionsOnRegisters) {
  EXPECT_EQ(read(R"([{"tid":67,"sid":19,"sts":{"p":1,"l":61},"cts":{"p":2,"l":18},"ops":[{"t":"w","k":7,"v":2},{"t":"R","k":8,"v":null}]},
 {"cts":{"p":"4","l":0},"sts":{"p":"3","l":0},"ops":[{"k":7,"v":2,"t":"read"},{"t":"WRITE","k":8}],"sid":"a","tid":"b"}])"),
            R"({"clio":1}
{"process":19,"txn":[{"op":"write","key":7,"value":2},{"op":"read","key":8,"value":null}]}
{"process":"a","txn":[{"op":"read","key":7,"value":2},{"op":"write","key":8,"value":null}]}
)");
}

TEST(TimeKiller, ReadsTransactionsOnListsWhoseFirstSignComesLate) {
  EXPECT_EQ(read(R"([{"tid":0,"sid":0,"ops":[{"t":"r","k":1},{"t":"r","k":2,"v":null}]},
{"tid":1,"sid":1,"ops":[{"t":"a","k":1,"v":5}]},{"tid":2,"sid":0,"ops":[{"t":"r","k":1,"v":[5]}]}])"),
            R"({"clio":1,"object":"list"}
{"process":0,"txn":[{"op":"read","key":1,"value":[]},{"op":"read","key":2,"value":[]}]}
{"process":1,"txn":[{"op":"append","key":1,"value":5}]}
{"process":0,"txn":[{"op":"read","key":1,"value":[5]}]}
)");
}

TEST(TimeKiller, ReadsNothingAsTheInitialValueThatIsGiven) {
  EXPECT_EQ(read(R"([{"sid":0,"ops":[{"t":"r","k":1},{"t":"r","k":2,"v":0},{"t":"w","k":1,"v":9}]}])", {.initial = Value(0)}), R"({"clio":1,"initial":0}
{"process":0,"txn":[{"op":"read","key":1,"value":0},{"op":"read","key":2,"value":0},{"op":"write","key":1,"value":9}]}
)");
}

TEST(TimeKiller, IsUntimedSinceItsTimestampsAreTheDatabases) {
  const HistoryOrErrors history = test::read_padded(read_timekiller, R"([{"tid":1,"sid":1,"sts":{"p":1,"l":0},"cts":{"p":2,"l":0},"ops":[{"t":"w","k":7,"v":2}]}])");
  ASSERT_TRUE(history);
  EXPECT_FALSE(history->timed());
  EXPECT_TRUE(history->transactional());
}

TEST(TimeKiller, RefusesAMixtureOfRegistersAndLists) {
  EXPECT_EQ(read(R"([{"sid":0,"ops":[{"t":"w","k":1,"v":1},{"t":"a","k":1,"v":2}]}])"),
            "1: column 60: found an append, but the file's keys are registers; expected reads and writes");
  EXPECT_EQ(read(R"([{"sid":0,"ops":[{"t":"a","k":1,"v":1},{"t":"w","k":1,"v":2}]}])"), "1: column 60: found a write, but the file's keys are lists; expected reads and appends");
}

TEST(TimeKiller, IsRecognisedByItsMembers) {
  EXPECT_EQ(recognise("", R"([{"tid":67,"sid":19,"sts":{"p":1,"l":61},"cts":{"p":2,"l":18},"ops":[)"), format_named("timekiller"));
  EXPECT_EQ(recognise("", "[\n {\n \"cts\": {\"l\": 0, \"p\": \"3\"}, \"ops\": [ {\"k\": 3"), format_named("timekiller"));
  EXPECT_FALSE(recognises_timekiller(R"([[{"events":[["r",0,1]],"committed":true}]])"));
}

}  // namespace
}  // namespace clio
