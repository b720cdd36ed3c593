#pragma once

#include <vector>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"
#include "tests/oracle/dice.hpp"

namespace clio::test {

/// docs/semantics.md, "Transactions", read literally, for a handful of transactions: every choice is tried.
class NaiveTransactions {
 public:
  explicit NaiveTransactions(const History& history) : history_(history) {}

  /// Whether these transactions (by their first operations), and no others, took effect in an order that some sources make fit the row. Precondition: the row is
  /// agreed by everyone. `sources`, if not null, gets them, as Finding::sources (of registers).
  [[nodiscard]] bool proves(const Model& model, const std::vector<OpId>& order, std::vector<OpId>* sources = nullptr) const;
  /// Whether the history satisfies the row; any row over transactions.
  [[nodiscard]] bool satisfies(const Model& model) const;

  /// Every arrangement of ok and some unknown transactions, each by its first operation.
  [[nodiscard]] std::vector<std::vector<OpId>> arrangements() const;

 private:
  const History& history_;
};

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

/// The history of some of the operations only, parts of transactions included.
[[nodiscard]] History part_of(const History& history, const std::vector<OpId>& operations);

}  // namespace clio::test
