#include "adapters/formats/awdit/awdit.hpp"

#include <gtest/gtest.h>

#include "tests/adapters/native_text.hpp"

namespace clio {
namespace {

using test::written_native;

History awdit(std::string_view text, const ReadOptions& options = {}) { return test::history_of(read_awdit, text, options); }

TEST(AwditReader, ReadsTransactionsOfSessionsBetweenSeparators) {
  const History h = awdit("w 0 1\nr 1 7\n-----\nw 1 2\n=====\nr 1 2\n");
  EXPECT_EQ(written_native(h), R"({"clio":1}
{"process":0,"txn":[{"op":"write","key":0,"value":1},{"op":"read","key":1,"value":7}]}
{"process":0,"txn":[{"op":"write","key":1,"value":2}]}
{"process":1,"txn":[{"op":"read","key":1,"value":2}]}
)");
  EXPECT_EQ(h.line(id_at<OpId>(2)), 4u);
}

TEST(AwditReader, LetsEmptyTransactionsSayNothingAndEmptySessionsKeepTheirNumber) {
  EXPECT_EQ(written_native(awdit("=====\n\n r  -1\t5 \r\n-----\n-----\nw 1 2")), R"({"clio":1}
{"process":1,"txn":[{"op":"read","key":-1,"value":5}]}
{"process":1,"txn":[{"op":"write","key":1,"value":2}]}
)");
}

TEST(AwditReader, KnowsNoInitialValueUnlessOneIsGiven) {
  const auto reads_initial = [](const History& h) { return h.value(OpId{}) == h.initial(h.key(OpId{})); };
  EXPECT_FALSE(reads_initial(awdit("r 0 0\n")));
  EXPECT_TRUE(reads_initial(awdit("r 0 0\n", {.initial = Value(0)})));
}

TEST(AwditReader, KnowsItsFormatByAnOperationOrASeparator) {
  for (const char* text : {"w 0 1\n", "\n-----\n", "=====", "r -1 5\nrubbish"}) EXPECT_EQ(recognise("", text), format_named("awdit")) << text;
  for (const char* text : {"w(0,1,0,0)", "w 0", "----", "r 0 1 2", ""}) EXPECT_NE(recognise("", text), format_named("awdit")) << text;
}

}  // namespace
}  // namespace clio
