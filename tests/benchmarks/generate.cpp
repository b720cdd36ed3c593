// clio-generate: writes histories of simulated stores as native JSON Lines, the same for the same arguments on every machine.
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "tests/benchmarks/history_text.hpp"

namespace clio::bench {
namespace {

int run(const std::vector<std::string>& words) {
  const Result<Arguments, std::string> arguments = arguments_of(words);
  if (!arguments) {
    std::cerr << "clio-generate: " << arguments.error() << "\n" << usage();
    return 2;
  }
  if (arguments->output.empty()) {
    std::cout << usage();
    return 0;
  }
  const Run run = simulate(arguments->settings);
  if (!run.planted) {
    std::cerr << "clio-generate: found no place for the violation; expected more operations, fewer keys, or an earlier place\n";
    return 1;
  }
  std::ofstream file;
  if (arguments->output != "-") file.open(arguments->output, std::ios::binary);
  std::ostream& out = arguments->output == "-" ? std::cout : file;
  write_history(*arguments, run, out);
  out.flush();
  if (out) return 0;
  std::cerr << "clio-generate: " << arguments->output << " cannot be written\n";
  return 1;
}

}  // namespace
}  // namespace clio::bench

int main(int count, char** words) { return clio::bench::run({words + 1, words + count}); }
