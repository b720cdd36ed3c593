#include "src/report/words.hpp"

#include <gtest/gtest.h>

namespace clio {
namespace {

using namespace std::chrono_literals;

TEST(Words, CountThingsInProperPlural) {
  EXPECT_EQ(counted(0, "operation"), "0 operations");
  EXPECT_EQ(counted(1, "process"), "1 process");
  EXPECT_EQ(counted(2, "process"), "2 processes");
  EXPECT_EQ(counted(3, "history"), "3 histories");
  EXPECT_EQ(counted(2, "key"), "2 keys");
}

TEST(Words, ShowDurationsWithThreeDigits) {
  EXPECT_EQ(duration_text(0ns), "0 us");
  EXPECT_EQ(duration_text(312us), "312 us");
  EXPECT_EQ(duration_text(1234us), "1.23 ms");
  EXPECT_EQ(duration_text(12345us), "12.3 ms");
  EXPECT_EQ(duration_text(123456us), "123 ms");
  EXPECT_EQ(duration_text(3200ms), "3.20 s");
}

TEST(Words, ListThings) {
  EXPECT_EQ(listed({}), "");
  EXPECT_EQ(listed({"a"}), "a");
  EXPECT_EQ(listed({"a", "b"}), "a and b");
  EXPECT_EQ(listed({"a", "b", "c"}, "or"), "a, b or c");
}

TEST(Words, CountColumnsNotBytes) {
  EXPECT_EQ(columns("äöü"), 3u);
  EXPECT_EQ(padded("ä", 3), "ä  ");
  EXPECT_EQ(padded("long", 3), "long");
}

TEST(Words, ShowControlCharactersAsEscapes) {
  EXPECT_EQ(printable("plain äöü"), "plain äöü");
  EXPECT_EQ(printable("a\033[31m\nb\x7F"), "a\\u001b[31m\\u000ab\\u007f");
  EXPECT_EQ(printable("\xC2\x9B" "1m\xC2\xA0"), "\\u009b1m\xC2\xA0");
  // What turns the direction of text or is not seen, from three bytes and from four; what is no UTF-8 stays as it is.
  EXPECT_EQ(printable("a\u202Eb\u2066c\u200F\uFEFF\u2028"), "a\\u202eb\\u2066c\\u200f\\ufeff\\u2028");
  EXPECT_EQ(printable("\U000E0041"), "\\udb40\\udc41");
  EXPECT_EQ(printable("\xE2\x80 \xE2\x80"), "\xE2\x80 \xE2\x80");
  EXPECT_EQ(printable("\u05D0\u0627\U0001F600\u2014"), "\u05D0\u0627\U0001F600\u2014");
}

TEST(Words, BreakLinesAtBlanksOnly) {
  EXPECT_EQ(wrapped("one two three", 9, ""), "one two\nthree");
  EXPECT_EQ(wrapped("one two three", 9, "  "), "  one two\n  three");
  EXPECT_EQ(wrapped("averylongword x", 5, ""), "averylongword\nx");
  EXPECT_EQ(wrapped("", 5, "  "), "");
}

TEST(Words, IndentEveryLineThatHasText) {
  EXPECT_EQ(indented("a\n\nb\n\n", "  "), "  a\n\n  b");
  EXPECT_EQ(indented("", "  "), "");
}

}  // namespace
}  // namespace clio
