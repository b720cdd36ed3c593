// What there is to see, before anything is placed; and how many columns text takes.

#include <gtest/gtest.h>

#include "src/report/words.hpp"
#include "tests/draw/drawn.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

using test::drawn;
using test::history_of;

TEST(Columns, AreTwoForWideCharactersAndNoneForThoseThatCombine) {
  EXPECT_EQ(columns("abc"), 3u);
  EXPECT_EQ(columns("é"), 1u);             // one code point
  EXPECT_EQ(columns("e\xCC\x81"), 1u);     // e and a combining accent
  EXPECT_EQ(columns("漢字"), 4u);
  EXPECT_EQ(columns("ｶﾅ"), 2u);            // half-width katakana
  EXPECT_EQ(columns("한"), 2u);
  EXPECT_EQ(columns("한"), 2u);           // the same, conjoining
  EXPECT_EQ(columns("😀"), 2u);
  EXPECT_EQ(columns("a\xE2\x80\x8D" "b"), 2u);  // a zero-width joiner
  EXPECT_EQ(columns("✓✗…"), 3u);
}

TEST(Printable, ShowsWhatWouldTurnTheDirectionOfText) {
  EXPECT_EQ(printable("a\xE2\x80\xAE" "b"), "a\\u202eb");
  EXPECT_EQ(printable("\xE2\x81\xA6x\xE2\x81\xA9"), "\\u2066x\\u2069");
  EXPECT_EQ(printable("\xE2\x80\xA6 \xE2\x81\x80"), "\xE2\x80\xA6 \xE2\x81\x80");  // neighbours that do not
}

std::vector<std::string> states(const draw::Picture& picture) {
  std::vector<std::string> states;
  for (const draw::Step& step : picture.steps) states.push_back(step.state);
  return states;
}

TEST(States, FollowRegistersThroughWritesCasAndDelete) {
  const History history = history_of("P1: W(x)1 C(x)1>2 C(x)1>3:no D(x) R(x)null");
  EXPECT_EQ(states(drawn(history, "witness", "linearizable")), (std::vector<std::string>{"x = 1", "x = 2", "x = 2", "x = nothing", "x = nothing"}));
}

TEST(States, FollowEveryObject) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(states(drawn(history_of("# object: counter\nP1: A(c)5 A(c)-2 R(c)3"), "witness", "linearizable")), (Texts{"c = 5", "c = 3", "c = 3"}));
  EXPECT_EQ(states(drawn(history_of("# object: set\nP1: A(s)2 A(s)1 A(s)2 X(s)1 H(s)2"), "witness", "linearizable")), (Texts{"s = [2]", "s = [1,2]", "s = [1,2]", "s = [2]", "s = [2]"}));
  EXPECT_EQ(states(drawn(history_of("# object: queue\nP1: E(q)1 E(q)2 Q(q)1 Q(q)2 Q(q)null"), "witness", "linearizable")), (Texts{"q = [1]", "q = [1,2]", "q = [2]", "q = empty", "q = empty"}));
  EXPECT_EQ(states(drawn(history_of("# object: stack\nP1: U(s)1 U(s)2 O(s)2"), "witness", "linearizable")), (Texts{"s = [1]", "s = [1,2]", "s = [1]"}));
  EXPECT_EQ(states(drawn(history_of("# object: list\nP1: A(l)a A(l)b R(l)[a,b]"), "witness", "linearizable")), (Texts{"l = [a]", "l = [a,b]", "l = [a,b]"}));
  EXPECT_EQ(states(drawn(history_of("# object: mutex\nP1: L(m) F(m)"), "witness", "linearizable")), (Texts{"m = held", "m = free"}));
  EXPECT_EQ(states(drawn(history_of("# object: text\nP1: W(t)a A(t)b R(t)ab"), "witness", "linearizable")), (Texts{"t = a", "t = ab", "t = ab"}));
}

TEST(States, OfATransactionAreOfAllItTouched) {
  const draw::Picture picture = drawn(history_of("P1: [W(x)1 W(y)2]\nP2: [R(x)1 W(x)3]"), "witness", "serializable");
  EXPECT_EQ(states(picture), (std::vector<std::string>{"x = 1, y = 2", "x = 3"}));
  EXPECT_FALSE(picture.steps.front().part.has_value());
}

TEST(Pictures, HoldTheCounterexampleAloneOrTheOthersBesideIt) {
  const History history = history_of("P1: W(x)1 W(x)2\nP2:             R(x)1\nP3: R(y)-");
  const draw::Picture alone = drawn(history, "counterexample", "linearizable");
  EXPECT_EQ(alone.pieces.size(), 3u);
  EXPECT_EQ(alone.lanes.size(), 2u);
  EXPECT_EQ(alone.arrows.size(), 2u);
  const draw::Picture whole = drawn(history, "whole", "linearizable");
  ASSERT_EQ(whole.pieces.size(), 4u);
  EXPECT_TRUE(whole.pieces[3].faint);
  EXPECT_FALSE(whole.pieces[0].faint);
}

TEST(Pictures, SayWhereAnOperationStandsAndWhenItRan) {
  const draw::Picture picture = drawn(history_of("P1: W(x)1 W(x)2?"), "history");
  EXPECT_EQ(picture.pieces[0].about, "operation 0 (line 1), called at 5, returned at 9");
  EXPECT_EQ(picture.pieces[1].about, "operation 1 (line 1), called at 11, no response");
}

TEST(Pictures, ShortenLongTextsAndKeepTheWhole) {
  const draw::Picture picture = drawn(history_of("P1: W(x)" + std::string(100, 'a')), "history");
  EXPECT_EQ(columns(picture.pieces[0].text), draw::kOperationColumnsMax);
  EXPECT_TRUE(picture.pieces[0].text.ends_with("…"));
  EXPECT_EQ(picture.pieces[0].whole, "W(x)" + std::string(100, 'a'));
  ASSERT_EQ(picture.notes.size(), 1u);
  for (const char* form : {"text", "ascii", "tikz", "dot"}) EXPECT_NE(test::rendered(picture, form).find(std::string(100, 'a')), std::string::npos) << form;
  const draw::Picture named = drawn(history_of(std::string(50, 'p') + ": W(x)1"), "history");
  EXPECT_EQ(columns(named.lanes[0]), draw::kOperationColumnsMax);
  EXPECT_EQ(named.notes.at(0), named.lanes[0] + " is " + std::string(50, 'p'));
}

TEST(Pictures, AreRefusedWhereThereIsTooMuch) {
  std::string line = "P1:";
  for (std::size_t i = 0; i <= draw::kPiecesMax; ++i) line += " W(x)" + std::to_string(i);
  const Result<draw::Picture, std::string> picture = draw::picture_of(history_of(line));
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error(), "201 operations to draw, and a picture shows 200 at most; draw a part of it with --key, --process, --from or --to, or its counterexample with -m MODEL");
  std::string lanes;
  for (std::size_t p = 0; p <= draw::kLanesMax; ++p) lanes += "P" + std::to_string(p) + ": W(x)1\n";
  const Result<draw::Picture, std::string> many = draw::picture_of(history_of(lanes));
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error(), "61 processes to draw, and a picture shows 60 at most; draw some of them with --process, or its counterexample with -m MODEL");
}

}  // namespace
}  // namespace clio
