#pragma once

#include <span>
#include <string>

#include "src/cli/command.hpp"

namespace clio {

/// Runs the program on its arguments (without its name) and answers the exit status: DESIGN section 5's, whatever happens. Never throws.
[[nodiscard]] int run_program(std::span<const std::string> arguments, Console& console);

}  // namespace clio
