#include "checker/history/value.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace clio {
namespace {

TEST(Values, AreEqualByJsonTypeAndValue) {
  EXPECT_EQ(Value(1), Value(1.0));
  EXPECT_EQ(Value(0), Value(-0.0));
  EXPECT_FALSE(Value(1) == Value("1"));
  EXPECT_FALSE(Value(1) == Value(true));
  EXPECT_FALSE(Value(0) == Value());
  EXPECT_EQ(Value(Value::Array{1, "a", nullptr}), Value(Value::Array{1.0, "a", Value()}));
  EXPECT_FALSE(Value(Value::Array{1}) == Value(Value::Array{1, 1}));
}

TEST(Values, KeepIntegersExactTo64Bits) {
  constexpr std::int64_t big = 9007199254740993;  // 2^53 + 1: no double holds it
  EXPECT_FALSE(Value(big) == Value(big - 1));
  EXPECT_FALSE(Value(big) == Value(9007199254740992.0));
  constexpr std::uint64_t huge = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(Value(huge).to_json(), "18446744073709551615");
  EXPECT_EQ(Value(std::uint64_t{7}), Value(7));
  EXPECT_EQ(Value(9223372036854775808.0), Value(std::uint64_t{1} << 63));
}

TEST(Values, OfNestedArraysCompareAtTheCostOfWhatTheyHold) {
  Value one(1), two(2);
  for (int level = 0; level < 1000; ++level) one = Value(Value::Array{one}), two = Value(Value::Array{two});  // twice the work a level would never end
  EXPECT_TRUE(one < two);
  EXPECT_FALSE(two < one);
  EXPECT_TRUE(one == Value(one));
}

TEST(Values, PrintAsJsonThatReadsBack) {
  EXPECT_EQ(Value().to_json(), "null");
  EXPECT_EQ(Value(-3).to_json(), "-3");
  EXPECT_EQ(Value(0.1).to_json(), "0.1");
  EXPECT_EQ(Value("a\"b\\\n\x01").to_json(), "\"a\\\"b\\\\\\n\\u0001\"");
  EXPECT_EQ(Value("\u202Ea\u009B\U000E0041\u00E9").to_json(), "\"\\u202ea\\u009b\\udb40\\udc41\u00E9\"");
  EXPECT_EQ(Value(Value::Array{1, true, Value::Array{}}).to_json(), "[1,true,[]]");
}

TEST(ValueTable, GivesEqualValuesEqualIdsAndOthersOthers) {
  ValueTable table;
  EXPECT_EQ(table.intern(Value()), kNull);
  EXPECT_EQ(table.intern(5), table.intern_int(5));
  EXPECT_EQ(index(table.intern_int(5)), 5u);
  EXPECT_EQ(table.intern(-5), table.intern_int(-5));
  EXPECT_EQ(table.intern("x"), table.intern_string("x"));
  EXPECT_EQ(table.intern(1.0), table.intern_int(1));
  EXPECT_NE(table.intern("1"), table.intern_int(1));
  EXPECT_NE(table.intern(std::int64_t{1} << 31), table.intern_int(1));
  EXPECT_EQ(table.at(table.intern(std::int64_t{1} << 31)), Value(std::int64_t{1} << 31));
  EXPECT_EQ(table.at(table.intern(2.5)), Value(2.5));
}

TEST(ValueTable, FindsOnlyWhatItHolds) {
  ValueTable table;
  ValueId id{};
  EXPECT_FALSE(table.find("x", id));
  const ValueId x = table.intern("x");
  ASSERT_TRUE(table.find("x", id));
  EXPECT_EQ(id, x);
  ASSERT_TRUE(table.find(12, id));
  EXPECT_EQ(index(id), 12u);
}

TEST(ValueTable, KeepsItsEntriesWhenMoved) {
  ValueTable table;
  std::vector<ValueId> ids;
  for (int i = 0; i < 1000; ++i) ids.push_back(table.intern("value " + std::to_string(i)));
  const ValueTable moved = std::move(table);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(moved.at(ids[static_cast<std::size_t>(i)]), Value("value " + std::to_string(i)));
}

}  // namespace
}  // namespace clio
