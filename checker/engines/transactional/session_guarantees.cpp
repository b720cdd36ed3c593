// The session guarantees over transactions: an order of the transactions that write, for each process that reads.
//
// Terry et al. (PDIS 1994) over transactions: what a read sees by its session is the whole of a transaction, and all reads of a transaction see the same. So a transaction counts as one event that writes many
// places and reads many times, and the method is that for operations (checker/engines/causal/write_order.hpp): the order is built from the back, and a transaction may be taken once no place that it writes
// forbids it. Version orders of lists are further constraints, the same for every process.
//
// Cost: O(n) for a process. Tested by: tests/transactional/theories_test.cpp.

#include "checker/engines/causal/process_write_orders.hpp"
#include "checker/engines/transactional/theory.hpp"

namespace clio::transactional {

Ruling judge_session_guarantee(const Transactions& transactions, const Model& model, Budget& budget, Wanted wanted) {
  causal::WriteOrders orders = causal::process_write_orders(transactions, model.sees, budget, wanted == Wanted::several);
  return {.spent = orders.spent, .reason = {}, .conflicts = std::move(orders.conflicts), .order = {}};
}

}  // namespace clio::transactional
