// Contradictions: which cycle is told, and what happens where readings have several possible sources.

#include "checker/explain/contradiction.hpp"

#include <gtest/gtest.h>

#include "tests/evidence/random_evidence.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

std::optional<Contradiction> contradiction_of(const History& history, const Model& model) {
  Budget budget{Limits{}};
  return find_contradiction(SmallCore(history, model, participants_of(history)), budget);
}

/// "0 -session-order-> 1 ...", the cycle by event numbers.
std::string cycle_text(const std::optional<Contradiction>& found) {
  if (!found) return "none";
  std::string text;
  for (const std::size_t i : found->cycle) {
    const Link& link = found->links[i];
    text += (text.empty() ? "" : ", ") + std::to_string(link.from) + " " + std::string(name_of(link.relation)) + " " + std::to_string(link.to);
  }
  return text;
}

TEST(Contradictions, AreTheShortestWayToSayIt) {
  EXPECT_EQ(cycle_text(contradiction_of(history_of("P1: W(x)1 W(x)2\nP2:             R(x)2 R(x)1"), kSequential)), "0 session-order 1, 1 write-order 0");
  EXPECT_EQ(cycle_text(contradiction_of(history_of("P1: W(x)1 R(y)-\nP2: W(y)1 R(x)-"), kSequential)),
            "0 session-order 1, 1 anti-dependency 2, 2 session-order 3, 3 anti-dependency 0");
  EXPECT_EQ(cycle_text(contradiction_of(history_of("P1: W(x)1 W(x)2\nP2:             R(x)1"), kLinearizable)), "0 real-time 1, 1 write-order 0");
  // The fewest steps of thought, not the fewest edges: that 1 comes before 0 would take the way through y to see.
  EXPECT_EQ(cycle_text(contradiction_of(history_of("P1: W(x)1 W(x)2 W(y)1\nP2:                   R(y)1 R(x)1\nP3:                   R(x)2 R(x)1"), kSequential)),
            "1 reads-from 5, 5 session-order 6, 6 anti-dependency 1");
}

TEST(Contradictions, GoRoundAndComeBackToTheirStart) {
  for (const char* picture : {"P1: W(x)1\nP2:       R(x)1 W(y)1\nP3:                   R(y)1 R(x)-", "P1: W(x)1 W(y)2\nP2: W(y)1 W(x)2\nP3:             R(x)2 R(x)1\nP4:             R(y)2 R(y)1",
                              "P1: C(x)null>1\nP2: C(x)null>2"}) {
    const std::optional<Contradiction> found = contradiction_of(history_of(picture), kCausalConvergent);
    ASSERT_TRUE(found || std::string_view(picture).find("C(x)") != std::string_view::npos) << picture;
    for (std::size_t i = 0; found && i < found->cycle.size(); ++i) {
      EXPECT_EQ(found->links[found->cycle[i]].to, found->links[found->cycle[(i + 1) % found->cycle.size()]].from) << picture;
    }
  }
}

TEST(Contradictions, AreLookedForInEveryWayToMatchReadsWithWrites) {
  const History two = history_of("P1: W(x)1 W(x)2 W(x)1\nP2:                   R(x)2 R(x)1 R(x)2");
  const std::optional<Contradiction> found = contradiction_of(two, kSequential);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->cases, 2u);
  ASSERT_EQ(found->others.size(), 1u);
  EXPECT_NE(found->sources, found->others.front().sources);

  const History four = history_of("P1: W(x)1 W(x)2 W(x)1 W(x)1 W(x)1\nP2:                               R(x)2 R(x)1 R(x)2");
  const std::optional<Contradiction> many = contradiction_of(four, kSequential);
  ASSERT_TRUE(many);
  EXPECT_EQ(many->cases, 4u);
  EXPECT_TRUE(many->others.empty()) << "nobody reads four cases";

  EXPECT_EQ(cycle_text(contradiction_of(history_of("P1: W(x)1 W(x)2 W(x)1\nP2: R(x)2 R(x)1"), kSequential)), "none") << "one way works";
}

TEST(Contradictions, OfRowsAgreedByEachProcessAreSomebodys) {
  const History history = history_of("P1: W(x)1 W(x)2\nP2:             R(x)2 R(x)1\nP3:             R(x)1");
  const std::optional<Contradiction> found = contradiction_of(history, kPram);
  ASSERT_TRUE(found && found->viewer);
  EXPECT_EQ(history.process_name(*found->viewer), Value("P2"));
}

TEST(Contradictions, EndWithTheBudget) {
  Budget budget(Limits{}, std::chrono::nanoseconds(0));
  const History history = history_of("P1: W(x)1 R(x)-");
  EXPECT_FALSE(find_contradiction(SmallCore(history, kSequential, participants_of(history)), budget));
}

}  // namespace
}  // namespace clio::test
