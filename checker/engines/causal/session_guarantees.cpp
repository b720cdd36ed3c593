// The session guarantees: an order of the writes for each process that reads.

#include <algorithm>
#include <atomic>
#include <memory>

#include "checker/engines/causal/each_process.hpp"
#include "checker/engines/causal/held.hpp"
#include "checker/engines/causal/theory.hpp"
#include "checker/engines/causal/write_order.hpp"
#include "checker/engines/causal/workshop.hpp"

namespace clio::causal {

Ruling judge_session_guarantee(const Events& events, const Model& model, Budget& budget, Wanted wanted) {
  Held held(budget, SessionWrites::bytes(events));
  if (budget.spent_now()) return {.spent = true};
  const SessionWrites writes(events);
  held.add(std::min<std::size_t>(budget.jobs(), events.session_count()) * WriteOrder::bytes(writes));
  if (budget.spent_now()) return {.spent = true};
  std::vector<std::vector<OpId>> conflict_of(events.session_count());
  std::atomic<bool> spent{false};
  Workshop<WriteOrder> workshop([&] { return std::make_unique<WriteOrder>(writes, model.sees); });
  each_process(events.session_count(), budget.jobs(), wanted == Wanted::first, [&](std::uint32_t process) {
    auto order = workshop.borrow();
    const WriteOrder::Outcome outcome = order->run(process, budget);
    if (outcome == WriteOrder::Outcome::spent) spent = true;
    if (outcome == WriteOrder::Outcome::impossible) conflict_of[process] = order->why();
    workshop.give_back(std::move(order));
    return outcome == WriteOrder::Outcome::exists;
  });
  Ruling ruling;
  for (std::vector<OpId>& conflict : conflict_of) {
    if (!conflict.empty() && (ruling.conflicts.empty() || wanted == Wanted::several)) ruling.conflicts.push_back(std::move(conflict));
  }
  ruling.spent = ruling.conflicts.empty() && spent;
  return ruling;
}

}  // namespace clio::causal
