#pragma once

#include <span>
#include <string>
#include <string_view>

#include "checker/support/result.hpp"
#include "tests/benchmarks/simulation.hpp"

namespace clio::bench {

/// What clio-generate was asked for.
struct Arguments {
  Settings settings;
  std::string shape = "linearizable";  ///< as it was named
  std::string output;                  ///< empty: only the usage is wanted
  bool timed = true;
  bool columnar = false;  ///< Clio's binary columns instead of JSON Lines
};

/// All options with their defaults.
[[nodiscard]] std::string_view usage();

/// The words of a command line, without the program's name. The error says what is wrong with one of them.
[[nodiscard]] Result<Arguments, std::string> arguments_of(std::span<const std::string> words);

}  // namespace clio::bench
