#pragma once

#include <cstddef>

#include "src/cli/command.hpp"

namespace clio {

/// How many columns output may take: what COLUMNS says, else the terminal's width where output is one, else 100. At least 40.
[[nodiscard]] std::size_t terminal_width(const Console& console);

}  // namespace clio
