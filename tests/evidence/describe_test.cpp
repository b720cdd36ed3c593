// Names of operations, as sentences, pictures and reports show them.

#include "checker/explain/describe.hpp"

#include <gtest/gtest.h>

#include "checker/explain/object_story.hpp"
#include "tests/evidence/random_evidence.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

std::string all_of(const History& history) {
  std::string text;
  for (std::size_t i = 0; i < history.size(); ++i) text += (i == 0 ? "" : "; ") + describe(history, id_at<OpId>(i));
  return text;
}

TEST(Descriptions, AreLectureNotationAfterTheProcess) {
  EXPECT_EQ(all_of(history_of("P1: W(x)a R(x)a R(y)- C(x)a>b C(x)a>c:no D(x) W(x)\"a b\" R(x)-3")),
            "P1 W(x)a; P1 R(x)a; P1 R(y)-; P1 C(x)a>b; P1 C(x)a>c:no; P1 D(x); P1 W(x)\"a b\"; P1 R(x)-3");
}

TEST(Descriptions, MarkWhatIsUnknownOrFailed) {
  EXPECT_EQ(all_of(history_of("P1: W(x)1? \nP2: W(x)2! R(x)!")), "P1 W(x)1?; P2 W(x)2!; P2 R(x)!");
}

TEST(Descriptions, HaveLettersForEveryObject) {
  EXPECT_EQ(all_of(history_of("# object: counter\nP1: A(c)5 R(c)5")), "P1 A(c)5; P1 R(c)5");
  EXPECT_EQ(all_of(history_of("# object: set\nP1: A(s)1 X(s)1 H(s)1:no H(s)2 R(s)[1,b]")), "P1 A(s)1; P1 X(s)1; P1 H(s)1:no; P1 H(s)2; P1 R(s)[1,b]");
  EXPECT_EQ(all_of(history_of("# object: queue\nP1: E(q)1 Q(q)1 Q(q)null")), "P1 E(q)1; P1 Q(q)1; P1 Q(q)null");
  EXPECT_EQ(all_of(history_of("# object: stack\nP1: U(s)1 O(s)1")), "P1 U(s)1; P1 O(s)1");
  EXPECT_EQ(all_of(history_of("# object: list\nP1: A(l)1 R(l)[1]")), "P1 A(l)1; P1 R(l)[1]");
  EXPECT_EQ(all_of(history_of("# object: mutex\nP1: L(m) F(m)")), "P1 L(m); P1 F(m)");
}

TEST(Descriptions, SpellOutProcessesThatAreNumbers) {
  EXPECT_EQ(all_of(history_of("0: W()1 R()1")), "process 0 W()1; process 0 R()1");
}

TEST(ObjectStories, NumberOperationsAsTheirFileDoes) {
  const struct {
    const char* picture;
    const char* words;
  } cases[] = {
      {"# object: list\nP1: A(k)9  A(l)1\nP2:                 A(l)2\nP3:                       R(l)[2,1]", "P3 read [2,1] (op 3), with 2 before 1"},
      {"# object: queue\nP1: E(k)9  E(q)1 E(q)2\nP2:                        Q(q)2", "P2 dequeued 2 (op 3) while 1"},
      {"# object: counter\nP1: A(k)9  A(c)1\nP2:        A(c)2\nP3:        R(c)1\nP4:        R(c)2", "P3 read 1 (op 3), which takes P1 A(c)1"},
      {"# object: mutex\nP1: L(k)  L(m)       F(m)\nP2:           L(m)", "released it (op 2) only later"},
  };
  for (const auto& [picture, words] : cases) {
    const History history = history_of(picture);
    std::vector<OpId> later = participants_of(history);
    later.erase(later.begin());
    const SubHistory part = sub_history(history, later);
    const std::vector<OpId> all = participants_of(part.history);
    const std::optional<Story> story = story_of_object(part.history, kLinearizable, all, Words(part.history, all));
    ASSERT_TRUE(story) << picture;
    EXPECT_NE(story->sentence.find(words), std::string::npos) << story->sentence;
  }
}

}  // namespace
}  // namespace clio::test
