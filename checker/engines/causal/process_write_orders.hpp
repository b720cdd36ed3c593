#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <vector>

#include "checker/engines/causal/write_order.hpp"
#include "checker/engines/held.hpp"
#include "checker/support/first_false.hpp"
#include "checker/support/workshop.hpp"

namespace clio::causal {

/// What a session guarantee says of all processes.
struct WriteOrders {
  bool spent = false;  ///< the budget ended first, and nothing was refuted
  std::vector<std::vector<OpId>> conflicts;  ///< of the first process without an order, or of all such processes
};

/// An order of the writes for each process that reads: the session guarantees, for operations and for transactions.
template <class Layout>
[[nodiscard]] WriteOrders process_write_orders(const Layout& events, Visibility sees, Budget& budget, bool all_conflicts) {
  Held held(budget, SessionWrites<Layout>::bytes(events));
  if (budget.spent_now()) return {.spent = true, .conflicts = {}};
  const SessionWrites<Layout> writes(events);
  using Order = WriteOrder<Layout>;
  held.add(std::min<std::size_t>(budget.jobs(), events.session_count()) * Order::bytes(writes));
  if (budget.spent_now()) return {.spent = true, .conflicts = {}};
  std::vector<std::vector<OpId>> conflict_of(events.session_count());
  std::atomic<bool> spent{false};
  Workshop<Order> workshop([&] { return std::make_unique<Order>(writes, sees); });
  const auto has_order = [&](std::size_t i) {
    const auto process = static_cast<std::uint32_t>(i);
    auto order = workshop.borrow();
    const typename Order::Outcome outcome = order->run(process, budget);
    if (outcome == Order::Outcome::spent) spent = true;
    if (outcome == Order::Outcome::impossible) conflict_of[process] = order->why();
    workshop.give_back(std::move(order));
    return outcome == Order::Outcome::exists;
  };
  first_false(events.session_count(), budget.jobs(), has_order, all_conflicts);
  WriteOrders orders;
  for (std::vector<OpId>& conflict : conflict_of) {
    if (!conflict.empty() && (orders.conflicts.empty() || all_conflicts)) orders.conflicts.push_back(std::move(conflict));
  }
  orders.spent = orders.conflicts.empty() && spent;
  return orders;
}

}  // namespace clio::causal
