#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace clio {

/// What completes an argument in a shell.
struct Completion {
  std::vector<std::string> words;
  bool files = false;  ///< file names; neither words nor these: nothing can be foreseen
};

/// One option of a command as the completion scripts and the manual show it; read from CLI11, so that they cannot drift from the program.
struct OptionView {
  std::vector<std::string> names;  ///< "-m", "--model"; of a positional argument: its name
  std::string type;                ///< "" for flags
  std::string description;
  std::string group;
  bool positional = false;
  bool required = false;
  bool repeatable = false;
  Completion completion;
};

struct CommandView {
  std::string name;  ///< empty: the program itself
  std::string description;
  std::string footer;
  std::vector<OptionView> options;
};

/// The program first, then its commands in the order of their definition; hidden ones are left out.
[[nodiscard]] std::vector<CommandView> view_of(const CLI::App& program);

}  // namespace clio
