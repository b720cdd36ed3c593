#pragma once

#include <span>
#include <string>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::validate {

/// Why leaving out everything but `operations` (sorted, participants) could make a violation of a history that satisfies the model; nothing if it
/// cannot, so that a violation by these operations alone is one of the history. Cost: O(n log operations), O(n * operations) for objects other than registers.
[[nodiscard]] std::string not_closed(const History& history, const Model& model, std::span<const OpId> operations);

/// An operation's cell in a register: the key and a value.
[[nodiscard]] bool writes_register(const History& history, OpId op);
/// Whether it observes the register: ok reads and cas; an unknown cas only where the row is agreed by everyone.
[[nodiscard]] bool reads_register(const History& history, const Model& model, OpId op);
/// Whether a reading event may return `value`. Precondition: reads_register.
[[nodiscard]] bool may_return(const History& history, OpId reading, ValueId value);

/// Session order and real time, straight from the history.
[[nodiscard]] bool session_ordered(const History& history, OpId a, OpId b);
[[nodiscard]] bool before_in_real_time(const History& history, OpId a, OpId b);

}  // namespace clio::validate
