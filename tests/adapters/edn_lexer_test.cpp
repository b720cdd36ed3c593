#include <gtest/gtest.h>

#include <limits>

#include "adapters/edn/lexer.hpp"

namespace clio::edn {
namespace {

/// All tokens in words, or the fault with its place.
std::string tokens(std::string_view text, Syntax syntax = Syntax::edn) {
  Lexer lexer(text, syntax);
  std::string all;
  for (Token token = lexer.next(); token != Token::end; token = lexer.next()) {
    if (token == Token::fault) return all + std::to_string(lexer.fault().line) + ":" + std::to_string(lexer.fault().column) + " " + lexer.fault().message;
    all += lexer.description() + "\n";
  }
  return all;
}

std::string json(std::string_view text) { return tokens(text, Syntax::json); }

TEST(EdnLexer, HandsOutEveryFormOfEdn) {
  EXPECT_EQ(tokens("{:f :read, :value [1 nil -3]}\n(true \"a\\n\\u00e9\" #{x} \\newline)"),
            "a map\nthe keyword :f\nthe keyword :read\nthe keyword :value\na vector\nthe number 1\nnil\nthe number -3\n']'\n'}'\n"
            "a list\ntrue\nthe string \"a\\n\u00e9\"\na set\nthe symbol x\n'}'\nthe character \\newline\n')'\n");
}

TEST(EdnLexer, LeavesOutCommentsAndDiscardedForms) {
  EXPECT_EQ(tokens("; a comment with \"quotes\"\n1 #_ [2 {:a 3}] 4 #_#_ 5 6 7 ; the end"), "the number 1\nthe number 4\nthe number 7\n");
  EXPECT_EQ(tokens("{:a #_ :left-out 1}"), "a map\nthe keyword :a\nthe number 1\n'}'\n");
}

TEST(EdnLexer, HandsOutTagsBeforeTheirForms) {
  EXPECT_EQ(tokens("#jepsen.history.Op{:index 0} #inst \"2026\""),
            "the tag #jepsen.history.Op\na map\nthe keyword :index\nthe number 0\n'}'\nthe tag #inst\nthe string \"2026\"\n");
  EXPECT_EQ(tokens("[#inst]"), "a vector\nthe tag #inst\n1:7 found ']' after a tag or #_; expected the form that it is for");
}

TEST(EdnLexer, NumbersAreReadWhereAValueHoldsThem) {
  const auto integer = [](std::string_view text) {
    Lexer lexer(text, Syntax::edn);
    EXPECT_EQ(lexer.next(), Token::number) << text;
    return lexer.integer();
  };
  EXPECT_EQ(integer("12"), Value(12));
  EXPECT_EQ(integer("+12"), Value(12));
  EXPECT_EQ(integer("12N"), Value(12));
  EXPECT_EQ(integer("-9223372036854775808"), Value(std::numeric_limits<std::int64_t>::min()));
  EXPECT_EQ(integer("18446744073709551615"), Value(std::numeric_limits<std::uint64_t>::max()));
  EXPECT_EQ(integer("18446744073709551616N"), std::nullopt);
  EXPECT_EQ(integer("1/2"), std::nullopt);
  EXPECT_EQ(integer("1.5"), std::nullopt);
  const auto decimal = [](std::string_view text) {
    Lexer lexer(text, Syntax::edn);
    EXPECT_EQ(lexer.next(), Token::number) << text;
    return lexer.decimal();
  };
  EXPECT_EQ(decimal("1.5"), Value(1.5));
  EXPECT_EQ(decimal("-25e-1"), Value(-2.5));
  EXPECT_EQ(decimal("1.5M"), std::nullopt) << "exact decimals have no counterpart";
  EXPECT_EQ(decimal("1e999"), std::nullopt);
}

TEST(EdnLexer, SaysWhereAndWhyATextIsNotWellFormed) {
  EXPECT_EQ(tokens("[1)"), "a vector\nthe number 1\n1:3 found ')'; expected ']' of the vector that line 1 opens");
  EXPECT_EQ(tokens("}"), "1:1 found '}', which closes nothing");
  EXPECT_EQ(tokens("{:a}"), "a map\nthe keyword :a\n1:4 found the end of a map after a key; expected the key's value");
  EXPECT_EQ(tokens("\n [1 2"), "a vector\nthe number 1\nthe number 2\n2:6 found the end of the text within the vector that line 2 opens; expected ']' (was the file cut off?)");
  EXPECT_EQ(tokens("\"a\nb"), "2:2 found the end of the text within the string that line 1 opens; expected a quote (was the file cut off?)");
  EXPECT_EQ(tokens("\"a\\q\n\""), "1:3 found 'q' after a backslash in a string; expected one of \" \\ b f n r t u");
  EXPECT_EQ(tokens("\"\\ud800\""), "1:2 found half of a surrogate pair; expected both halves, \\uD8xx\\uDCxx");
  EXPECT_EQ(tokens("012"), "1:1 found '012'; expected a number such as 12, -3 or 1.5");
  EXPECT_EQ(tokens("12a"), "1:1 found '12a'; expected a number such as 12, -3 or 1.5");
  EXPECT_EQ(tokens(": x"), "1:1 found a colon without a name; expected a keyword such as :read");
  EXPECT_EQ(tokens("^a"), "1:1 found '^'; expected a form");
  EXPECT_EQ(tokens("#_"), "1:3 found the end of the text after a tag or #_; expected the form that it is for");
  EXPECT_EQ(tokens("#inst"), "the tag #inst\n1:6 found the end of the text after a tag or #_; expected the form that it is for");
}

TEST(EdnLexer, HasLimitsThatItSaysAloud) {
  const std::string deep(65, '[');
  Lexer lexer(deep, Syntax::edn);
  Token token = lexer.next();
  while (token == Token::open) token = lexer.next();
  EXPECT_EQ(token, Token::fault);
  EXPECT_EQ(lexer.fault().message, "nested deeper than 64 levels");
  std::string discards;
  for (int i = 0; i < 65; ++i) discards += "#_";
  EXPECT_EQ(tokens(discards), "1:129 found more than 64 #_ in a row");
  const std::string giant = '"' + std::string(kTokenBytesMax + 1, 'a') + '"';
  EXPECT_NE(tokens(giant).find("found a string of more than 16777216 bytes"), std::string::npos);
}

TEST(EdnLexer, SkipsWholeForms) {
  Lexer lexer("#tag {:a [1 2 {:b 3}]} :after", Syntax::edn);
  ASSERT_EQ(lexer.next(), Token::tag);
  ASSERT_TRUE(lexer.skip());
  ASSERT_EQ(lexer.next(), Token::keyword);
  EXPECT_EQ(lexer.text(), "after");
}

TEST(JsonLexer, HandsOutTheSameTokens) {
  EXPECT_EQ(json("[{\"f\":\"read\",\"value\":[1,null,-3.5]},\n{}]"),
            "an array\nan object\nthe string \"f\"\nthe string \"read\"\nthe string \"value\"\nan array\nthe number 1\nnull\nthe number -3.5\n']'\n'}'\nan object\n'}'\n']'\n");
}

TEST(JsonLexer, WantsCommasAndColonsWhereTheyHaveToStand) {
  EXPECT_EQ(json("[1 2]"), "an array\nthe number 1\n1:4 found '2'; expected ',' or ']'");
  EXPECT_EQ(json("[1,]"), "an array\nthe number 1\n1:4 found ']'; expected a JSON value");
  EXPECT_EQ(json("[,1]"), "an array\n1:2 found ','; expected a JSON value");
  EXPECT_EQ(json("{\"a\" 1}"), "an object\nthe string \"a\"\n1:6 found '1'; expected ':' after a field's name");
  EXPECT_EQ(json("{\"a\":}"), "an object\nthe string \"a\"\n1:6 found '}'; expected a JSON value");
  EXPECT_EQ(json("{1:2}"), "an object\n1:2 found '1'; expected a field's name in quotes");
  EXPECT_EQ(json("[nil]"), "an array\n1:2 found 'nil' without quotes; expected a JSON value");
  EXPECT_EQ(json("[01]"), "an array\n1:2 found '01'; expected a number such as 12, -3 or 1.5");
  EXPECT_EQ(json("[1.]"), "an array\n1:2 found '1.'; expected a number such as 12, -3 or 1.5");
  EXPECT_EQ(json("{\"a\""), "an object\nthe string \"a\"\n1:5 found the end of the text within the object that line 1 opens; expected '}' (was the file cut off?)");
  EXPECT_EQ(json("[\"a\tb\"]"), "an array\n1:4 found the control character U+0009 in a string; expected it as an escape");
}

}  // namespace
}  // namespace clio::edn
