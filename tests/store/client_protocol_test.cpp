// What clients are asked, and what of their answers is understood.
#include "src/record/client_protocol.hpp"

#include <gtest/gtest.h>

namespace clio {
namespace {

const ClientRequestLine kRead{.id = 1, .kind = Kind::read, .key = "k0"};
const ClientRequestLine kWrite{.id = 2, .kind = Kind::write, .key = "k0", .value = 5};
const ClientRequestLine kCas{.id = 3, .kind = Kind::cas, .key = "k0", .value = 6, .expected = Value("five")};

TEST(ClientProtocol, AsksInOneLine) {
  EXPECT_EQ(text_of(kRead), "{\"id\":1,\"op\":\"read\",\"key\":\"k0\"}\n");
  EXPECT_EQ(text_of(kWrite), "{\"id\":2,\"op\":\"write\",\"key\":\"k0\",\"value\":5}\n");
  EXPECT_EQ(text_of(kCas), "{\"id\":3,\"op\":\"cas\",\"key\":\"k0\",\"expected\":\"five\",\"value\":6}\n");
  EXPECT_EQ(described(kRead), "read k0");
  EXPECT_EQ(described(kCas), "cas k0 \"five\" -> 6");
}

TEST(ClientProtocol, TakesAnswers) {
  const auto read = read_answer("{\"id\":1,\"status\":\"ok\",\"value\":[1,null],\"node\":\"n2\",\"version\":7}\r", kRead);
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(read->status, Status::ok);
  EXPECT_EQ(read->value, Value(Value::Array{1, nullptr}));
  EXPECT_EQ(read->node, Value("n2"));
  EXPECT_EQ(read->version, 7);

  EXPECT_TRUE(read_answer("{\"status\":\"ok\",\"id\":2}", kWrite).has_value());
  const auto mismatch = read_answer("{\"id\":3,\"status\":\"ok\",\"success\":false}", kCas);
  ASSERT_TRUE(mismatch.has_value()) << mismatch.error();
  EXPECT_FALSE(mismatch->success);
}

TEST(ClientProtocol, TellsDefiniteErrorsFromIndefiniteOnes) {
  const auto refused = read_answer("{\"id\":2,\"status\":\"fail\",\"why\":\"read only\"}", kWrite);
  ASSERT_TRUE(refused.has_value()) << refused.error();
  EXPECT_EQ(refused->status, Status::fail);
  EXPECT_EQ(refused->why, "read only");
  const auto lost = read_answer("{\"id\":1,\"status\":\"unknown\"}", kRead);
  ASSERT_TRUE(lost.has_value()) << lost.error();
  EXPECT_EQ(lost->status, Status::unknown);
}

TEST(ClientProtocol, SaysWhatCannotBeUnderstood) {
  const auto error = [](std::string_view line, const ClientRequestLine& request) {
    const auto answer = read_answer(line, request);
    return answer ? std::string("understood") : answer.error();
  };
  EXPECT_EQ(error("hello", kWrite), "found \"hello\"; expected a JSON object (column 1: found \"hello\" without quotes; expected a JSON value)");
  EXPECT_EQ(error("\xff", kWrite), "found a line that is not UTF-8; expected JSON");
  EXPECT_EQ(error("[]", kWrite), "found an array; expected an object like {\"id\":1,\"status\":\"ok\"}");
  EXPECT_EQ(error("{\"status\":\"ok\"}", kWrite), "\"id\" is missing; expected 2");
  EXPECT_EQ(error("{\"id\":1,\"status\":\"ok\"}", kWrite), "\"id\" is the number 1; expected 2");
  EXPECT_EQ(error("{\"id\":\"2\",\"status\":\"ok\"}", kWrite), "\"id\" is the string \"2\"; expected 2");
  EXPECT_EQ(error("{\"id\":2}", kWrite), "\"status\" is missing; expected \"ok\", \"fail\" or \"unknown\"");
  EXPECT_EQ(error("{\"id\":2,\"status\":\"error\"}", kWrite), "\"status\" is the string \"error\"; expected \"ok\", \"fail\" or \"unknown\"");
  EXPECT_EQ(error("{\"id\":2,\"status\":\"ok\",\"value\":5}", kWrite), "found \"value\" in the answer to a write, which has none");
  EXPECT_EQ(error("{\"id\":1,\"status\":\"ok\"}", kRead), "\"value\" is missing; expected what was read, null where there was nothing");
  EXPECT_EQ(error("{\"id\":1,\"status\":\"ok\",\"value\":{}}", kRead), "\"value\" is an object; expected null, a boolean, a number, a string or an array of these");
  EXPECT_EQ(error("{\"id\":3,\"status\":\"ok\"}", kCas), "\"success\" is missing; expected true or false");
  EXPECT_EQ(error("{\"id\":3,\"status\":\"ok\",\"success\":1}", kCas), "\"success\" is the number 1; expected true or false");
  EXPECT_EQ(error("{\"id\":2,\"status\":\"ok\",\"took\":3}", kWrite), "found the unknown field \"took\"; expected id, status, value, success, node, version or why");
  EXPECT_EQ(error("{\"id\":2,\"status\":\"ok\",\"version\":3}", kWrite), "found \"version\" without \"node\"; expected the node that had applied it");
  EXPECT_EQ(error("{\"id\":2,\"status\":\"ok\",\"node\":1.5,\"version\":3}", kWrite), "\"node\" is the number 1.5; expected an integer or a string");
  EXPECT_EQ(error("{\"id\":2,\"status\":\"fail\",\"why\":3}", kWrite), "\"why\" is the number 3; expected a string");
}

}  // namespace
}  // namespace clio
