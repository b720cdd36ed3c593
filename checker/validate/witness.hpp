#pragma once

#include <span>
#include <string>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::validate {

// The three ways to check a witness. Each answers what is wrong, or nothing.

/// Linearizable and cache: key by key, every key's operations replayed in the order given. O(n) for registers.
[[nodiscard]] std::string wrong_order_of_keys(const History& history, const Model& model, std::span<const OpId> witness);
/// Sequential: one order of everything, replayed on all keys. O(n) for registers.
[[nodiscard]] std::string wrong_order_of_all(const History& history, std::span<const OpId> witness);
/// Causal-convergent: an order of the writes that took effect, for which sources of the reads are found. O(n * sessions) where values are distinct.
[[nodiscard]] std::string wrong_arbitration(const History& history, std::span<const OpId> witness);

/// "operation 7", for messages.
[[nodiscard]] inline std::string named(OpId op) { return "operation " + std::to_string(index(op)); }

}  // namespace clio::validate
