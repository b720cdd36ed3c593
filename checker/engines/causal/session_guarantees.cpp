// The session guarantees: an order of the writes for each process that reads. Tested by: tests/causal/session_guarantees_test.cpp.

#include "checker/engines/causal/process_write_orders.hpp"
#include "checker/engines/causal/theory.hpp"

namespace clio::causal {

Ruling judge_session_guarantee(const Events& events, const Model& model, Budget& budget, Wanted wanted) {
  WriteOrders orders = process_write_orders(events, model.sees, budget, wanted == Wanted::several);
  return {.spent = orders.spent, .conflicts = std::move(orders.conflicts), .order = {}};
}

}  // namespace clio::causal
