#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/validate/definition.hpp"

namespace clio::validate {

/// Whether the operations alone (sorted, participants; of a transaction perhaps only some) satisfy a row over transactions. Undecided for more than kExplainedMax
/// transactions, for more than 10,000 lists that were read, or after `steps_max` steps, which it counts down. Cost: exponential in the transactions.
[[nodiscard]] Explained explained_by_transactions(const History& history, const Model& model, std::span<const OpId> operations, std::uint64_t& steps_max);

/// As not_closed(), for rows over transactions, of registers, sets and lists: operations may be left out of a transaction too. Cost: O(n log operations), and the
/// length of the transactions that hold a possible source.
[[nodiscard]] std::string part_not_closed(const History& history, const Model& model, std::span<const OpId> operations);

}  // namespace clio::validate
