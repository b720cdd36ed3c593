#pragma once

#include <ostream>

#include "tests/benchmarks/arguments.hpp"
#include "tests/benchmarks/simulation.hpp"

namespace clio::bench {

/// Writes a run as native JSON Lines, with a header that says what it is known to satisfy or to violate. The same bytes on every machine.
void write_history(const Arguments& arguments, const Run& run, std::ostream& out);

}  // namespace clio::bench
