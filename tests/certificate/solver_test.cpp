// The door to the propositional solver: answers, the clauses that a contradiction needs, and proofs by unit propagation.
#include "src/certificate/solver.hpp"

#include <gtest/gtest.h>

namespace clio::certificate {
namespace {

TEST(Solver, AnswersWhileClausesComeIn) {
  Budget budget({});
  Solver solver(budget);
  solver.add({1, 2});
  solver.add({-1});
  EXPECT_EQ(solver.solve(), true);
  EXPECT_FALSE(solver.is_true(1));
  EXPECT_TRUE(solver.is_true(2));
  solver.add({-2});
  EXPECT_EQ(solver.solve(), false);
}

TEST(Solver, NamesTheClausesThatAContradictionNeeds) {
  Budget budget({});
  EXPECT_EQ(contradicting({{1, 2}, {3}, {-1}, {4, 5}, {-2}}, 5, budget), (std::vector<std::size_t>{0, 2, 4}));
  EXPECT_FALSE(contradicting({{1}}, 1, budget));
}

TEST(Solver, ProvesThatFourPigeonsDoNotFitIntoThreeHoles) {
  std::vector<Clause> clauses;
  const auto in = [](int pigeon, int hole) { return 3 * pigeon + hole + 1; };
  for (int pigeon = 0; pigeon < 4; ++pigeon) clauses.push_back({in(pigeon, 0), in(pigeon, 1), in(pigeon, 2)});
  for (int hole = 0; hole < 3; ++hole) {
    for (int a = 0; a < 4; ++a) {
      for (int b = a + 1; b < 4; ++b) clauses.push_back({-in(a, hole), -in(b, hole)});
    }
  }
  Budget budget({});
  const auto proof = proof_of(clauses, budget);
  ASSERT_TRUE(proof);
  EXPECT_NE(proof->find(" 0\n"), std::string::npos);
}


}  // namespace
}  // namespace clio::certificate
