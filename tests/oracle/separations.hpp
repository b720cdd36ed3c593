#pragma once

#include <string>
#include <vector>

#include "checker/models/catalogue.hpp"
#include "tests/oracle/plan.hpp"
#include "tests/oracle/reference_evaluator.hpp"

namespace clio::oracle {

/// An ordered pair of models that the lattice does not order: some history should satisfy the first and violate the second.
struct Pair {
  const Model* holds;
  const Model* fails;

  friend bool operator==(const Pair&, const Pair&) = default;
};

/// Every ordered pair outside the lattice's transitive closure, in table order. Implications that need gaps do not count: where the operations of a
/// process touch, linearizable separates from every other row.
[[nodiscard]] std::vector<Pair> pairs_outside_the_lattice();
/// "separates_cache_from_causal.history".
[[nodiscard]] std::string file_name(const Pair& pair);

/// Which pairs some history seen so far separates, and which claims of the lattice some history refutes.
class Separations {
 public:
  /// Judges the history by every row that applies.
  void see(const Reference& reference);
  [[nodiscard]] bool separated(const Pair& pair) const;
  /// The first claim of implies() that the history seen last refutes, or nothing.
  [[nodiscard]] std::string refuted_claim() const { return refuted_; }

 private:
  static constexpr std::size_t kModels = 11;
  bool seen_[kModels][kModels] = {};
  std::string refuted_;
};

/// Histories for the pairs that no history of the sizes that are searched completely separates; found by hand, as short as dropping operations makes them.
[[nodiscard]] std::vector<Plan> longer_separations();

/// An untimed history with times (a timed one stays as it is): as early as session order and what reads may return allow, so that its picture is narrow and goes forward.
[[nodiscard]] Plan drawn(Plan plan);

}  // namespace clio::oracle
