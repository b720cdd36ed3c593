#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checker/limits.hpp"

namespace clio::certificate {

using Clause = std::vector<int>;  ///< literals: n or -n for variable n, from 1 on

/// A propositional solver to which clauses are added between answers. The only part that knows CaDiCaL.
class Solver {
 public:
  explicit Solver(Budget& budget);
  ~Solver();
  Solver(const Solver&) = delete;
  Solver& operator=(const Solver&) = delete;

  void add(const Clause& clause);
  /// What to try first.
  void prefer(int literal);
  /// Whether all clauses can be true together; nothing once the budget is spent.
  [[nodiscard]] std::optional<bool> solve();
  /// After solve() said yes: whether the variable is true.
  [[nodiscard]] bool is_true(int variable) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Which of the clauses, by position, contradict each other already (not always a smallest choice). Precondition: they do together. Nothing once the budget is spent.
[[nodiscard]] std::optional<std::vector<std::size_t>> contradicting(const std::vector<Clause>& clauses, int variables, Budget& budget);

/// A proof in DRAT's text form that the clauses contradict each other, every step of which follows by unit propagation. Precondition: they do. Nothing once the budget is spent.
[[nodiscard]] std::optional<std::string> proof_of(const std::vector<Clause>& clauses, Budget& budget);

}  // namespace clio::certificate
