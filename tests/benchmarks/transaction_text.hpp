#pragma once

#include <ostream>

#include "tests/benchmarks/transaction_arguments.hpp"

namespace clio::bench {

/// Writes a run as Plume text, or as native JSON Lines with a header that names what was asked for. The same bytes on every machine.
void write_transactions(const TransactionArguments& arguments, const TransactionRun& run, std::ostream& out);

}  // namespace clio::bench
