#pragma once

#include <cadical.hpp>

#include "checker/limits.hpp"

namespace clio {

/// Lets a budget end a run of the solver. To be disconnected before either of the two goes. Lifetime: borrows the budget.
class BudgetTerminator final : public CaDiCaL::Terminator {
 public:
  explicit BudgetTerminator(Budget& budget) : budget_(&budget) {}
  bool terminate() override { return budget_->spent(); }

 private:
  Budget* budget_;
};

}  // namespace clio
