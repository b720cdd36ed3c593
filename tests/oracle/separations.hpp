#pragma once

#include <span>
#include <string>
#include <vector>

#include "checker/models/catalogue.hpp"
#include "tests/oracle/plan.hpp"
#include "tests/oracle/reference_evaluator.hpp"
#include "tests/oracle/reference_transactions.hpp"

namespace clio::oracle {

/// An ordered pair of models that the lattice does not order: some history should satisfy the first and violate the second.
struct Pair {
  const Model* holds;
  const Model* fails;

  friend bool operator==(const Pair&, const Pair&) = default;
};

/// Every ordered pair of the rows outside the lattice's transitive closure, in table order. Implications that need gaps do not count: where the operations of a
/// process touch, linearizable separates from every other row.
[[nodiscard]] std::vector<Pair> pairs_outside_the_lattice(std::span<const Model* const> rows = operation_models());
/// Those of the rows over transactions that no pair of rows over operations is: for the others a history of plain operations says the same.
[[nodiscard]] std::vector<Pair> pairs_of_transactions();
/// "separates_cache_from_causal.history".
[[nodiscard]] std::string file_name(const Pair& pair);

/// Which pairs some history seen so far separates, and which claims of the lattice some history refutes.
class Separations {
 public:
  explicit Separations(std::span<const Model* const> rows = operation_models());
  /// Judges the history by every row that applies. Precondition: the reference judges the rows.
  void see(const Reference& reference);
  void see(const TransactionReference& reference);
  [[nodiscard]] bool separated(const Pair& pair) const;
  /// The first claim of implies() that the history seen last refutes, or nothing.
  [[nodiscard]] std::string refuted_claim() const { return refuted_; }

 private:
  void see(const std::vector<bool>& applies, const std::vector<bool>& holds, bool gaps);
  [[nodiscard]] std::size_t row_of(const Model& model) const;

  std::span<const Model* const> rows_;
  std::vector<std::vector<bool>> seen_;  // by the row that holds, then by the one that fails
  std::string refuted_;
};

/// Histories for the pairs that no history of the sizes that are searched completely separates; found by hand, as short as dropping operations makes them.
[[nodiscard]] std::vector<Plan> longer_separations();

/// An untimed history with times (a timed one stays as it is): as early as session order and what reads may return allow, so that its picture is narrow and goes forward.
[[nodiscard]] Plan drawn(Plan plan);

}  // namespace clio::oracle
