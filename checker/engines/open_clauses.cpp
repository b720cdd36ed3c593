#include "checker/engines/open_clauses.hpp"

#include <algorithm>

namespace clio {

std::vector<int> OpenClauses::show(std::size_t number, std::span<const int> literals, bool more) {
  std::vector<int> clause(literals.begin(), literals.end());
  if (first_[number] != 0) clause.push_back(first_[number]);
  first_[number] = 0;
  if (more) {
    const int others = solver_.new_variable();
    solver_.prefer(-others);
    clause.push_back(others);
    first_[number] = -others;
    partly_shown_.push_back(number);
  }
  solver_.add(clause);
  return clause;
}

/// The clauses whose hidden literals the refutation rests on; they count as wholly shown until show() says otherwise.
std::vector<std::size_t> OpenClauses::take_blamed() {
  const auto blamed = std::stable_partition(partly_shown_.begin(), partly_shown_.end(), [&](std::size_t number) { return !solver_.blames(first_[number]); });
  std::vector<std::size_t> taken(blamed, partly_shown_.end());
  partly_shown_.erase(blamed, partly_shown_.end());
  return taken;
}

}  // namespace clio
