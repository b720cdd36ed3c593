#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "checker/history/history.hpp"
#include "tests/oracle/dice.hpp"

namespace clio::test {

/// A history of transactions, one a line: "P: rx0 wy1 @3-7", where P is the session, r and w (a: append) a read and a write of a key of one letter, 0 the initial value, @ the call and the return
/// (on all lines or none; "@3-?" is unknown). A list is read as rx[1,2]; then all keys hold lists.
[[nodiscard]] History transactions_of(std::string_view lines);

/// What random histories may hold.
struct OrderShape {
  Object object = Object::register_;
  std::size_t sessions_max = 3, transactions_max = 5, operations_max = 3, keys = 2;
  unsigned unknown_percent = 10, timed_percent = 50, lies_percent = 15;  ///< lies: reads of any value instead of a store's
  bool snapshots = false;  ///< reads from a snapshot some transactions back
};
/// A random history; every value is written once. Some are wrong by themselves: ask Accesses.
[[nodiscard]] History random_transactions(oracle::Dice& dice, const OrderShape& shape);

/// The history of exactly these operations: transactions lose those that are not among them. Precondition: sorted.
[[nodiscard]] History only(const History& history, std::span<const OpId> operations);

}  // namespace clio::test
