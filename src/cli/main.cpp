#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "src/cli/program.hpp"

namespace {

/// A broken assertion has said what is wrong and aborts: for whoever reads exit codes that is an internal error like every other.
extern "C" void leave_with_internal_error(int) { _exit(4); }

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGABRT, leave_with_internal_error);
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  clio::Console console{
      .out = std::cout, .err = std::cerr, .out_is_terminal = isatty(STDOUT_FILENO) != 0, .err_is_terminal = isatty(STDERR_FILENO) != 0};
  return clio::run_program(arguments, console);
}
