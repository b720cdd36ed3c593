// clio-generate: writes histories of simulated stores as native JSON Lines or binary columns, of transactional stores also as Plume text; the same for the same arguments
// on every machine.
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "adapters/formats/columnar/columnar.hpp"
#include "tests/benchmarks/history_text.hpp"
#include "tests/benchmarks/run_history.hpp"
#include "tests/benchmarks/transaction_text.hpp"

namespace clio::bench {
namespace {

/// Has `write` write to the file of that name; - is standard output.
template <class Write>
int write_to(const std::string& name, Write&& write) {
  std::ofstream file;
  if (name != "-") file.open(name, std::ios::binary);
  std::ostream& out = name == "-" ? std::cout : file;
  write(out);
  out.flush();
  if (out) return 0;
  std::cerr << "clio-generate: " << name << " cannot be written\n";
  return 1;
}

int run_transactions(const std::vector<std::string>& words) {
  const Result<TransactionArguments, std::string> arguments = transaction_arguments_of(words);
  if (!arguments) {
    std::cerr << "clio-generate: " << arguments.error() << "\n" << transaction_usage();
    return 2;
  }
  const TransactionRun run = simulate_transactions(arguments->settings);
  return write_to(arguments->output, [&](std::ostream& out) { write_transactions(*arguments, run, out); });
}

int run(const std::vector<std::string>& words) {
  if (asks_for_transactions(words)) return run_transactions(words);
  const Result<Arguments, std::string> arguments = arguments_of(words);
  if (!arguments) {
    std::cerr << "clio-generate: " << arguments.error() << "\n" << usage();
    return 2;
  }
  if (arguments->output.empty()) {
    std::cout << usage() << transaction_usage();
    return 0;
  }
  Run run = simulate(arguments->settings);
  if (!run.planted) {
    std::cerr << "clio-generate: found no place for the violation; expected more operations, fewer keys, or an earlier place\n";
    return 1;
  }
  if (!arguments->columnar) return write_to(arguments->output, [&](std::ostream& out) { write_history(*arguments, run, out); });
  const History history = history_of(std::move(run.rows), arguments->timed, header_of(*arguments));
  return write_to(arguments->output, [&](std::ostream& out) { (void)write_columnar(history, out); });
}

}  // namespace
}  // namespace clio::bench

int main(int count, char** words) { return clio::bench::run({words + 1, words + count}); }
