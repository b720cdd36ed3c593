// Clauses shown a few literals at a time answer as if they were shown whole.

#include "checker/engines/open_clauses.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "random_histories.hpp"

namespace clio::test {
namespace {

using Answer = SatSolver::Answer;

/// Clauses of `hidden`, shown `step` at a time, over variables 1 ... of which pairs are forbidden.
class Shown {
 public:
  Shown(Budget& budget, std::vector<std::vector<int>> clauses, int variables, std::size_t step) : solver(budget, SatSolver::First::preferences), open(solver), clauses_(std::move(clauses)), step_(step) {
    while (solver.variables() < variables) (void)solver.new_variable();
    for (std::size_t i = 0; i < clauses_.size(); ++i) {
      EXPECT_EQ(open.open(0), i);
      shown_.push_back(0);
      show(i);
    }
  }
  Answer solve() {
    return open.solve([&](std::size_t number) { show(number); });
  }
  SatSolver solver;
  OpenClauses open;
  std::size_t times = 0;

 private:
  void show(std::size_t number) {
    const std::size_t to = std::min(shown_[number] + step_, clauses_[number].size());
    open.show(number, std::span(clauses_[number]).subspan(shown_[number], to - shown_[number]), to < clauses_[number].size());
    shown_[number] = to;
    ++times;
  }
  std::vector<std::vector<int>> clauses_;
  std::vector<std::size_t> shown_;
  std::size_t step_;
};

TEST(OpenClauses, ShowNoMoreThanASolutionNeeds) {
  Budget budget{Limits{}};
  Shown shown(budget, {{1, 2, 3, 4, 5, 6}}, 6, 2);
  ASSERT_EQ(shown.solve(), Answer::possible);
  EXPECT_EQ(shown.times, 1u);
  shown.solver.add(std::array{-1});
  shown.solver.add(std::array{-2});
  ASSERT_EQ(shown.solve(), Answer::possible);
  EXPECT_EQ(shown.times, 2u);
  EXPECT_TRUE(shown.solver.holds(3) || shown.solver.holds(4));
}

TEST(OpenClauses, HoldWhereTheirExceptionDoes) {
  Budget budget{Limits{}};
  SatSolver solver(budget, SatSolver::First::preferences);
  OpenClauses open(solver);
  const int literal = solver.new_variable(), unless = solver.new_variable();
  const std::size_t number = open.open(unless);
  open.show(number, std::array{literal}, false);
  solver.add(std::array{-literal});
  ASSERT_EQ(open.solve([](std::size_t) {}), Answer::possible);
  EXPECT_TRUE(solver.holds(unless));
  solver.add(std::array{-unless});
  EXPECT_EQ(open.solve([](std::size_t) {}), Answer::impossible);
}

TEST(OpenClauses, AnswerAsIfTheyWereShownWhole) {
  int possible = 0, impossible = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Dice dice(seed);
    constexpr int kVariables = 12;
    std::vector<std::vector<int>> clauses(2 + dice.below(4));
    for (std::vector<int>& clause : clauses) {
      for (int v = 1; v <= kVariables; ++v) {
        if (dice.one_in(3)) clause.push_back(v);
      }
    }
    std::vector<std::array<int, 2>> forbidden;
    for (std::uint64_t i = 0; i < 30 + dice.below(120); ++i) forbidden.push_back({-1 - static_cast<int>(dice.below(kVariables)), -1 - static_cast<int>(dice.below(kVariables))});
    std::vector<Answer> answers;
    for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{kVariables}}) {
      Budget budget{Limits{}};
      Shown shown(budget, clauses, kVariables, step);
      for (const auto& pair : forbidden) shown.solver.add(pair);
      answers.push_back(shown.solve());
      if (answers.back() != Answer::possible) continue;
      for (const std::vector<int>& clause : clauses) {
        EXPECT_TRUE(std::any_of(clause.begin(), clause.end(), [&](int literal) { return shown.solver.holds(literal); })) << "seed " << seed << ", step " << step;
      }
    }
    EXPECT_EQ(answers[0], answers[2]) << "seed " << seed;
    EXPECT_EQ(answers[1], answers[2]) << "seed " << seed;
    ++(answers[2] == Answer::possible ? possible : impossible);
  }
  EXPECT_GT(possible, 200);
  EXPECT_GT(impossible, 200);
}

}  // namespace
}  // namespace clio::test
