#pragma once

#include <string>

#include "checker/history/history.hpp"

namespace clio {

/// A value (or the name of a key or process) as lecture notation writes it: strings that are plain words stand bare, all else is JSON.
[[nodiscard]] std::string describe(const Value& value);

/// Who did it: the process's name where that is a word ("P2"), "process 7" where it is a number.
[[nodiscard]] std::string describe(const History& history, ProcessId process);

/// An operation as people write it, in lecture notation after its process: "P2 R(x)a", "process 0 C(x)1>2:no", "P1 W(x)b?". The marks ? and ! say
/// that it is unknown or failed; a read of the initial value is "R(x)-".
[[nodiscard]] std::string describe(const History& history, OpId op);

}  // namespace clio
