#pragma once

#include "tests/oracle/dice.hpp"
#include "tests/oracle/plan.hpp"

namespace clio::oracle {

/// What a random transactional history looks like.
struct TransactionMixture {
  Object object = Object::register_;
  std::size_t transactions_min = 2, transactions_max = 5;
  std::size_t length_max = 3;  ///< operations of a transaction
  std::size_t processes_max = 4;
  int keys_max = 2;
};

/// A transactional history as a store may have answered it, with a few answers changed. Stores of four kinds: serial; with snapshots that lag behind; one in which each read
/// looks at a state of its own; replicas that take over each other's contents now and then. Transactions fail, time out (and some processes go on afterwards), values repeat,
/// intervals overlap and touch, or there are no times.
[[nodiscard]] Plan random_transactions(Dice& dice, const TransactionMixture& mixture);

}  // namespace clio::oracle
