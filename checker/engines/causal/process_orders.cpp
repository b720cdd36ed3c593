// Causal memory and PRAM: an order for each process that reads, one process after the other or several at once.

#include <algorithm>
#include <atomic>
#include <memory>

#include "checker/engines/causal/process_order.hpp"
#include "checker/engines/causal/theory.hpp"
#include "checker/engines/held.hpp"
#include "checker/support/first_false.hpp"
#include "checker/support/workshop.hpp"

namespace clio::causal {
namespace {

bool process_reads(const Events& events, std::uint32_t session) {
  for (Event e = events.begin(session); e < events.end(session); ++e) {
    if (events.reads(e)) return true;
  }
  return false;
}

/// Where the base is cyclic every process is without an order, so one is enough to find that; processes that only write are never alone in failing.
std::vector<std::uint32_t> processes_that_read(const Events& events) {
  std::vector<std::uint32_t> processes;
  for (std::uint32_t s = 0; s < events.session_count(); ++s) {
    if (process_reads(events, s)) processes.push_back(s);
  }
  return processes;
}

}  // namespace

Ruling judge_process_orders(const Events& events, const Model& model, Budget& budget, Wanted wanted) {
  const Ground ground = model.extends == Base::causal ? Ground::causal : Ground::session;
  const std::vector<std::uint32_t> processes = processes_that_read(events);
  std::vector<std::uint8_t> failed(processes.size());
  std::atomic<bool> spent{false};

  const Held held(budget, OrderStart::bytes(events) + std::min<std::size_t>(budget.jobs(), processes.size()) * ProcessOrder::bytes(events));
  if (budget.spent_now()) return {.spent = true};
  const OrderStart start(events, ground);
  if (budget.spent_now()) return {.spent = true};
  Workshop<ProcessOrder> workshop([&] { return std::make_unique<ProcessOrder>(events, start); });
  const auto has_order = [&](std::size_t i) {
    auto order = workshop.borrow();
    const ProcessOrder::Outcome outcome = order->run(processes[i], budget);
    if (outcome == ProcessOrder::Outcome::spent) spent = true;
    failed[i] = outcome == ProcessOrder::Outcome::impossible;
    workshop.give_back(std::move(order));
    return outcome == ProcessOrder::Outcome::exists;
  };
  first_false(processes.size(), budget.jobs(), has_order, wanted != Wanted::first);

  Ruling ruling;
  for (std::size_t i = 0; i < processes.size(); ++i) {
    if (!failed[i]) continue;
    ruling.conflicts.push_back(why_no_order(events, ground, processes[i], budget));
    if (wanted == Wanted::first || budget.spent_now()) break;
  }
  ruling.spent = ruling.conflicts.empty() && spent;
  return ruling;
}

}  // namespace clio::causal
