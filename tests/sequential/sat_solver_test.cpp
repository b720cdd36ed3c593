// The solver behind its door: answers, preferences, blame, and what happens when the budget ends.

#include "checker/engines/sat_solver.hpp"

#include <gtest/gtest.h>

#include <array>

namespace clio::test {
namespace {

using Answer = SatSolver::Answer;

/// Makes `count` variables of which every one is preferred true, and neighbours are never true together.
void add_chain(SatSolver& solver, int count) {
  for (int i = 0; i < count; ++i) solver.prefer(solver.new_variable());
  for (int v = 1; v < count; ++v) solver.add(std::array{-v, -(v + 1)});
}

TEST(SatSolver, GivesAFreeVariableTheValueItPrefers) {
  const Limits limits;
  Budget budget(limits);
  SatSolver solver(budget, SatSolver::First::preferences);
  const int yes = solver.new_variable(), no = solver.new_variable();
  solver.prefer(yes);
  solver.prefer(-no);
  ASSERT_EQ(solver.solve(), Answer::possible);
  EXPECT_TRUE(solver.holds(yes));
  EXPECT_FALSE(solver.holds(no));
}

TEST(SatSolver, KeepsItsClausesWhateverIsPreferred) {
  const Limits limits;
  Budget budget(limits);
  SatSolver solver(budget, SatSolver::First::all_alike);
  add_chain(solver, 100);
  ASSERT_EQ(solver.solve(), Answer::possible);
  for (int v = 1; v < 100; ++v) EXPECT_FALSE(solver.holds(v) && solver.holds(v + 1)) << v;
}

TEST(SatSolver, BlamesTheAssumptionsThatARefutationNeeds) {
  const Limits limits;
  Budget budget(limits);
  SatSolver solver(budget, SatSolver::First::all_alike);
  const int a = solver.new_variable(), b = solver.new_variable(), c = solver.new_variable();
  solver.add(std::array{-a, -b});
  for (const int literal : {a, b, c}) solver.assume(literal);
  ASSERT_EQ(solver.solve(), Answer::impossible);
  EXPECT_TRUE(solver.blames(a));
  EXPECT_TRUE(solver.blames(b));
  EXPECT_FALSE(solver.blames(c));
  EXPECT_EQ(solver.solve(), Answer::possible) << "assumptions hold for one solve()";
}

TEST(SatSolver, TakesNothingMoreInOnceTheMemoryIsSpent) {
  Limits limits;
  limits.memory_bytes = 1 << 20;
  Budget budget(limits);
  SatSolver solver(budget, SatSolver::First::preferences);
  add_chain(solver, 100'000);
  EXPECT_TRUE(budget.spent());
  EXPECT_EQ(budget.reason(), "the memory limit of 1 MiB was reached");
  solver.assume(1);
  EXPECT_EQ(solver.solve(), Answer::spent);
  EXPECT_EQ(solver.variables(), 100'000) << "they have numbers all the same";
}

TEST(SatSolver, GivesItsMemoryBackToTheBudget) {
  Limits limits;
  limits.memory_bytes = std::size_t{1} << 30;
  Budget budget(limits);
  {
    SatSolver solver(budget, SatSolver::First::preferences);
    add_chain(solver, 10'000);
    EXPECT_LT(budget.memory_left(), limits.memory_bytes - 10'000 * 100);
  }
  EXPECT_EQ(budget.memory_left(), limits.memory_bytes);
}

TEST(SatSolver, AnswersNothingOnceTheBudgetWasStopped) {
  const Limits limits;
  Budget budget(limits);
  SatSolver solver(budget, SatSolver::First::preferences);
  budget.stop();
  add_chain(solver, 10);
  EXPECT_EQ(solver.solve(), Answer::spent);
}

}  // namespace
}  // namespace clio::test
