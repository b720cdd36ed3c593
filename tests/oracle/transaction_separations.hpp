#pragma once

#include <vector>

#include "tests/oracle/enumerate_transactions.hpp"
#include "tests/oracle/plan.hpp"

namespace clio::oracle {

/// Histories in which rows over transactions separate: plain reads and distinct writes, by number of transactions.
[[nodiscard]] std::vector<TransactionBound> separating_bounds();

/// Histories for the pairs that these do not separate; found by hand, as short as dropping operations makes them.
[[nodiscard]] std::vector<Plan> longer_transaction_separations();

}  // namespace clio::oracle
