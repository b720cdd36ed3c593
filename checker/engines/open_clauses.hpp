#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "checker/engines/sat_solver.hpp"

namespace clio {

/// Clauses "one of these literals", of which the solver is shown a few at a time: what is shown ends with a literal "one of the others", which is assumed false until a refutation
/// rests on that. One read may have as many possible sources as its key has writes; hardly any matter.
///
/// Lifetime: borrows the solver. Tested by tests/sequential/open_clauses_test.cpp.
class OpenClauses {
 public:
  static constexpr std::size_t kShownAtFirst = 4;  ///< a usual first number of literals

  explicit OpenClauses(SatSolver& solver) : solver_(solver) {}

  /// Another clause, of which nothing is shown yet; it holds if `unless` does (0: never for that reason). Answers its number: 0, 1, 2 ...
  std::size_t open(int unless) {
    first_.push_back(unless);
    return first_.size() - 1;
  }
  /// Shows these literals of the clause to the solver, the last ones unless `more` are to come. Answers what was added.
  std::vector<int> show(std::size_t number, std::span<const int> literals, bool more);

  /// As SatSolver::solve(), with all literals of all clauses as far as they matter: where those that are shown of a clause are used up, show_more(number) is asked to show() more of it.
  template <class ShowMore>
  [[nodiscard]] SatSolver::Answer solve(ShowMore show_more) {
    for (;;) {
      for (const std::size_t number : partly_shown_) solver_.assume(first_[number]);
      const SatSolver::Answer answer = solver_.solve();
      if (answer != SatSolver::Answer::impossible) return answer;
      const std::vector<std::size_t> blamed = take_blamed();
      if (blamed.empty()) return answer;
      for (const std::size_t number : blamed) show_more(number);
    }
  }

 private:
  [[nodiscard]] std::vector<std::size_t> take_blamed();

  SatSolver& solver_;
  std::vector<int> first_;                  // by clause, what its next part starts with: `unless`, or that it is none of the others after all
  std::vector<std::size_t> partly_shown_;
};

}  // namespace clio
