#pragma once

#include <vector>

#include "checker/history/history.hpp"

namespace clio::oracle {

/// What one key holds: a register's or counter's only entry; set, queue, stack and list hold their values, oldest first (a set's in order of value); a mutex
/// holds its holder's id, or nothing.
using Contents = std::vector<Value>;

[[nodiscard]] Contents initially_held(const History& history, KeyId key);

/// Does the operation, as it was answered; false if the object cannot answer so. An unknown operation takes any answer.
[[nodiscard]] bool perform(const History& history, OpId op, Contents& held);

/// What the operation writes, whatever it read. Precondition: of a register, set or list.
void write_only(const History& history, OpId op, Contents& held);

}  // namespace clio::oracle
