// What the text says of counterexamples that are not drawn with arrows.

#include "src/report/text.hpp"

#include <gtest/gtest.h>

#include "tests/report/made_judgement.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

constexpr const char* kHint = "--picture draws this with its cycle's arrows";

/// A judgement whose counterexample has more operations than a picture shows.
Judgement large_judgement() {
  Judgement judgement = test::made_judgement();
  std::string lane = "P1:";
  for (int i = 0; i < 201; ++i) lane += " W(x)" + std::to_string(i);
  judgement.owned = std::make_unique<const History>(test::history_of(lane + "\n"));
  judgement.subject = judgement.owned.get();
  Counterexample& why = *judgement.verdicts.front().counterexample;
  why.operations.clear();
  for (std::size_t i = 0; i < 201; ++i) why.operations.push_back(id_at<OpId>(i));
  return judgement;
}

TEST(Pictures, ThatAreLeftOutForTheirSizeCanBeAskedFor) {
  const std::string text = judgement_text(test::made_judgement(), {.palette = Palette(false), .picture = true, .picture_operations_max = 2});
  EXPECT_NE(text.find(kHint), std::string::npos) << text;
  EXPECT_EQ(text.find("not drawn"), std::string::npos) << text;
}

TEST(Pictures, ThatWereAskedForAndCannotBeDrawnSayWhy) {
  const std::string text = judgement_text(large_judgement(), {.palette = Palette(false), .picture = true});
  EXPECT_NE(text.find("not drawn: 201 operations to draw, and a picture shows 200 at most\n"), std::string::npos) << text;
  EXPECT_EQ(text.find(kHint), std::string::npos) << text;
}

TEST(Pictures, ThatAreDrawnOrWereNotAskedForSayNothing) {
  for (const bool picture : {false, true}) {
    const std::string text = judgement_text(test::made_judgement(), {.palette = Palette(false), .picture = picture});
    EXPECT_EQ(text.find(kHint), std::string::npos) << text;
    EXPECT_EQ(text.find("not drawn"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace clio
