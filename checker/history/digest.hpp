#pragma once

#include <string>

#include "checker/history/history.hpp"

namespace clio {

/// 16 hexadecimal digits that depend on all that a verdict depends on. A guard against mixed-up files, not against forgers. Cost: linear.
[[nodiscard]] std::string digest(const History& history);

}  // namespace clio
