#pragma once

#include <span>
#include <string>
#include <vector>

#include "checker/explain/explain.hpp"
#include "checker/history/history.hpp"
#include "checker/limits.hpp"
#include "checker/models/catalogue.hpp"

namespace clio {

/// A violating set of operations, as small as time allowed.
struct Shrunk {
  std::vector<OpId> operations;  ///< sorted, closed (see Removal), never empty if the core was not
  bool minimal = false;          ///< leaving out any operation, and what depends on it, satisfies the model
  std::string degraded;          ///< why it is not minimal
};

/// Shrinks a violating core by leaving out whatever `decide` says is not needed, within `budget`; every single decision gets a part of what is left.
/// Precondition: the core violates the model. Cost: about 2 m log n decisions for a core of n operations of which m are needed.
[[nodiscard]] Shrunk shrink(const History& history, const Model& model, std::span<const OpId> core, const Decide& decide, Budget& budget);

}  // namespace clio
