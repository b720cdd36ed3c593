#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/cli/command_line.hpp"

namespace clio {

/// The manual page clio(1) in man's macros, from the program's own commands.
[[nodiscard]] std::string manual_page(const std::vector<CommandView>& commands, std::string_view version);

}  // namespace clio
