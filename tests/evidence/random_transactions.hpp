#pragma once

#include <string>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"
#include "tests/oracle/dice.hpp"

namespace clio::test {

/// What a random transactional history looks like.
struct TransactionMixture {
  Object object = Object::register_;
  std::size_t transactions_max = 4;
  std::size_t length_max = 3;
  int keys_max = 2;
};
[[nodiscard]] History random_transactions(oracle::Dice& dice, const TransactionMixture& mixture);

/// One transaction a line, for messages.
[[nodiscard]] std::string show_transactions(const History& history);

/// Whether the row is judged over transactions on this history.
[[nodiscard]] bool judged(const History& history, const Model& model);

/// Every arrangement of ok and some unknown transactions, each by its first operation: the witnesses that there may be.
[[nodiscard]] std::vector<std::vector<OpId>> arrangements_of(const History& history);

}  // namespace clio::test
