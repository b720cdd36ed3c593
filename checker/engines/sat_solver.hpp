#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "checker/engines/held.hpp"
#include "checker/limits.hpp"

namespace clio {

/// CaDiCaL under a budget: it stops when the budget is spent, and its tables are on the budget's account before they grow. Where there is no memory left for them it takes
/// nothing more in, and solve() answers `spent` from then on.
///
/// Variables are numbered from 1 on; a literal is a variable, negative for "not". Lifetime: borrows the budget.
class SatSolver {
 public:
  enum class Answer : std::uint8_t { spent, possible, impossible };
  /// What is tried before the search proper.
  enum class First : std::uint8_t { preferences, all_alike };  ///< all_alike: all true and all false, before the preferences

  explicit SatSolver(Budget& budget, First first);
  ~SatSolver();
  SatSolver(const SatSolver&) = delete;
  SatSolver& operator=(const SatSolver&) = delete;

  [[nodiscard]] int new_variable();
  /// As many variables as the other solver has, for a second solver that is to speak of them.
  void take_variables_of(const SatSolver& other);
  /// Whether a second solver with the same variables and clauses, and a variable and a literal more for each of `clauses`, would have memory enough.
  [[nodiscard]] bool has_room_for_another(std::size_t clauses) const;
  [[nodiscard]] int variables() const { return variables_; }
  /// The value that the literal's variable is given first.
  void prefer(int literal);
  /// At least one of these.
  void add(std::span<const int> clause);
  /// For the next solve() alone.
  void assume(int literal);
  [[nodiscard]] Answer solve();
  /// Precondition: solve() answered possible, and since then nothing was added or assumed, and no variable made.
  [[nodiscard]] bool holds(int literal) const;
  /// Whether the refutation rests on the assumed literal. Precondition: as of holds(), with the answer impossible.
  [[nodiscard]] bool blames(int literal) const;

 private:
  struct Body;
  Budget* budget_;
  std::unique_ptr<Body> body_;
  int variables_ = 0;
  std::size_t slots_ = 0;  // of the solver's tables, a power of two
  Held held_;
  bool full_ = false;
};

}  // namespace clio
