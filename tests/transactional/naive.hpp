#pragma once

#include <vector>

#include "checker/engines/transactional/transactions.hpp"
#include "checker/models/catalogue.hpp"
#include "tests/oracle/dice.hpp"

namespace clio::test {

/// Whether one choice of sources satisfies a row whose reads see something that does not depend on arb, by matrices and the definition alone.
[[nodiscard]] bool naively_satisfied(const transactional::Transactions& transactions, const Model& model);
/// Whether some choice does.
[[nodiscard]] bool naively_satisfied(const transactional::Accesses& accesses, const Model& model);
/// How many choices there are.
[[nodiscard]] std::size_t choice_count(const transactional::Accesses& accesses);

/// The rows that this folder's theories decide in polynomial time, given sources.
[[nodiscard]] std::vector<const Model*> polynomial_rows();

struct RandomShape {
  Object object = Object::register_;
  int transactions_max = 7;
  int operations_max = 3;  ///< of a transaction
  int processes = 3;
  int keys = 2;
  int values = 0;          ///< how many are written again and again; 0: each value once
  int unknown_percent = 10;
};
[[nodiscard]] History random_transactions(oracle::Dice& dice, const RandomShape& shape);

}  // namespace clio::test
