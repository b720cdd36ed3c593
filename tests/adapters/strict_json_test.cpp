#include <gtest/gtest.h>

#include "adapters/json/strict_json.hpp"
#include "adapters/text/utf8.hpp"

namespace clio {
namespace {

TEST(StrictJson, ReadsATree) {
  const auto json = parse_json(R"( {"a":[1,-2.5,{"b":"c"}], "d":{}, "e":[] , "f":true} )");
  ASSERT_TRUE(json) << json.error().message;
  ASSERT_EQ(json->members.size(), 4u);
  EXPECT_EQ(json->find("a")->items.size(), 3u);
  EXPECT_EQ(json->find("a")->items[1].scalar, Value(-2.5));
  EXPECT_EQ(json->find("a")->items[2].find("b")->description(), "the string \"c\"");
  EXPECT_EQ(json->find("missing"), nullptr);
}

TEST(StrictJson, PointsAtTheFault) {
  struct Row {
    const char* text;
    std::size_t position;
    const char* message;
  };
  const std::vector<Row> table{
      {"", 0, "found the end of the line; expected a JSON value"},
      {"{\"a\":1", 6, "found the end of the line; expected \",\" or \"}\" after a field"},
      {"{\"a\":1]", 6, "found \"]\"; expected \",\" or \"}\" after a field"},
      {"[1,2", 4, "found the end of the line; expected \",\" or \"]\" after an element"},
      {"{\"a\"}", 4, "found \"}\"; expected \":\" after a field's name"},
      {"{1:2}", 1, "found \"1\"; expected a field's name in quotes"},
      {"[tru]", 1, "found \"tru\" without quotes; expected a JSON value"},
      {"[1] 2", 4, "found \"2\" after the end of the value; expected the end of the line"},
      {"\"a", 0, "found a string without an end; expected a closing quote on the same line"},
      {"\"a\\", 3, "found the end of the line; expected the rest of an escape"},
      {"{\"a\":1,\"b\":2,\"a\":3}", 0, "found the field \"a\" more than once in one object; expected each field once"},
      {"\u00e9", 0, "found \"\u00e9\"; expected a JSON value"},
      {"-", 1, "found the end of the line; expected a digit"},
  };
  for (const Row& row : table) {
    const auto json = parse_json(row.text);
    ASSERT_FALSE(json) << row.text;
    EXPECT_EQ(json.error().message, row.message) << row.text;
    EXPECT_EQ(json.error().position, row.position) << row.text;
  }
}

TEST(StrictJson, BoundsTheDepth) {
  EXPECT_TRUE(parse_json(std::string(kJsonDepthMax, '[') + std::string(kJsonDepthMax, ']')));
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
}

TEST(Utf8, FindsTheFirstByteThatIsNotWellFormed) {
  struct Row {
    const char* text;
    std::optional<std::size_t> position;
  };
  const std::vector<Row> table{
      {"", std::nullopt},
      {"plain text of more than eight bytes", std::nullopt},
      {"\u00e9\u20ac\U0001F600\U0010FFFF\uD7FF\uE000", std::nullopt},
      {"12345678\xff", 8},
      {"\x80", 0},
      {"\xc0\xaf", 0},
      {"\xc1\xbf", 0},
      {"a\xe0\x9f\xbf", 1},
      {"\xed\xa0\x80", 0},
      {"\xf0\x8f\xbf\xbf", 0},
      {"\xf4\x90\x80\x80", 0},
      {"\xf5\x80\x80\x80", 0},
      {"\xe2\x82", 0},
      {"\xf0\x9f\x98", 0},
      {"\xc3", 0},
  };
  for (const Row& row : table) EXPECT_EQ(first_invalid_utf8(row.text), row.position) << row.text;
}

TEST(Utf8, CountsColumnsInCharactersAndShortensBetweenThem) {
  EXPECT_EQ(column_of("\u00e9\u00e9x", 4), 3u);
  EXPECT_EQ(shortened("\u00e9\u00e9\u00e9", 2), "\u00e9\u00e9...");
  EXPECT_EQ(shortened("\u00e9\u00e9", 2), "\u00e9\u00e9");
}

}  // namespace
}  // namespace clio
