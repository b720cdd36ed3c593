// From constraints to a ruling. A read of the initial value that sees a write of its place is a conflict by itself.
// Tested by tests/transactional/theories_test.cpp.

#include "checker/engines/transactional/constraints.hpp"

namespace clio::transactional {

/// `constraint.earlier` is seen by the read.
void Constraints::add(const Constraint& constraint, const Explain& explain, Evidence& evidence) const {
  evidence.add_write(constraint.earlier, transactions_->read(constraint.read).place);
  evidence.add_reading(constraint.read);
  explain(constraint.earlier, constraint.read, evidence);
}

Ruling Constraints::settle(Base base, const Explain& explain) {
  Ruling ruling;
  for (const Constraint& constraint : of_initial_) {
    Evidence evidence(*transactions_);
    add(constraint, explain, evidence);
    ruling.conflicts.push_back(evidence.take());
    if (budget_->spent_now()) return ruling;  // one is enough
  }
  if (!ruling.conflicts.empty()) return ruling;
  const Held held(*budget_, OrderGraph::bytes(*transactions_, list_.size()));
  if (budget_->spent_now()) return {.spent = true};
  OrderGraph graph(*transactions_, base, list_);
  if (graph.exists()) {
    ruling.order = graph.take_order();
    return ruling;
  }
  do {
    Evidence evidence(*transactions_);
    for (const OrderGraph::Step& step : graph.cycle()) {
      switch (step.why) {
        case OrderGraph::Why::session: break;
        case OrderGraph::Why::reading: evidence.add_reading(step.detail); break;
        case OrderGraph::Why::constraint: add(list_[step.detail], explain, evidence); break;
        case OrderGraph::Why::version:
          evidence.add_write(step.earlier, step.detail);
          evidence.add_write(step.later, step.detail);
          evidence.add_showing(step.earlier, step.detail);
          break;
      }
    }
    ruling.conflicts.push_back(evidence.take());
  } while (ruling.conflicts.size() < conflicts_max_ && !budget_->spent_now() && graph.find_another());
  return ruling;
}

}  // namespace clio::transactional
