#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checker/engines/transactional/transactions.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::test {

/// Why an order of all transactions is no arbitration for the row, by the words of docs/semantics.md; empty: it is one. O(n^4).
[[nodiscard]] std::string against(const transactional::Transactions& transactions, const Model& model, const std::vector<transactional::Node>& order);

/// An arbitration for the row, found by trying all orders. For up to about 7 transactions.
[[nodiscard]] std::optional<std::vector<transactional::Node>> any_arbitration(const transactional::Transactions& transactions, const Model& model);

}  // namespace clio::test
