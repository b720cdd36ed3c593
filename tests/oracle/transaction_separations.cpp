// Tested by: transaction_lattice_test.cpp

#include "tests/oracle/transaction_separations.hpp"

#include <string>

#include "tests/oracle/short_notation.hpp"

namespace clio::oracle {

std::vector<TransactionBound> separating_bounds() {
  const std::vector<Step> plain = contents_of(RegisterContents{.keys = 2, .rewrites_initial = false, .unknown = false, .failed = false});
  const auto bound = [&](std::size_t transactions, std::size_t longest, Timing timing) {
    return TransactionBound{.name = std::to_string(transactions) + " transactions of up to " + std::to_string(longest) + " operations, 2 keys, reads and distinct writes",
                            .timing = timing, .transactions = transactions, .processes = 4, .distinct = true, .sourced = true,
                            .contents = transactions_of(plain, longest, {.unknown = false, .failed = false})};
  };
  return {bound(1, 2, Timing::none), bound(2, 2, Timing::spread), bound(2, 2, Timing::none), bound(3, 2, Timing::none), bound(2, 3, Timing::none), bound(4, 1, Timing::none)};
}

std::vector<Plan> longer_transaction_separations() {
  // What P3 reads in one transaction shows it neither P1's write nor P2's reading of it, which came before the write of y in P2's session only.
  return {plan_of("P1: [Wx1]\nP2: [Rx1] [Wy1]\nP3: [Ry1 Rx-]")};
}

}  // namespace clio::oracle
