#pragma once

#include <string>
#include <vector>

#include "src/cli/command_line.hpp"

namespace clio {

/// Scripts that complete commands, options, models, formats and file names. They hold the words themselves: completing runs nothing.
[[nodiscard]] std::string bash_completion(const std::vector<CommandView>& commands);
[[nodiscard]] std::string zsh_completion(const std::vector<CommandView>& commands);
[[nodiscard]] std::string fish_completion(const std::vector<CommandView>& commands);

}  // namespace clio
