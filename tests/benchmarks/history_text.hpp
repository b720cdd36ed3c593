#pragma once

#include <ostream>

#include "checker/history/history.hpp"
#include "tests/benchmarks/arguments.hpp"
#include "tests/benchmarks/simulation.hpp"

namespace clio::bench {

/// What the histories of these arguments are called, and what is known of them: what a shape satisfies or a planted violation breaks, one model.
[[nodiscard]] Header header_of(const Arguments& arguments);

/// Writes a run as native JSON Lines, with a header that says what it is known to satisfy or to violate. The same bytes on every machine.
void write_history(const Arguments& arguments, const Run& run, std::ostream& out);

}  // namespace clio::bench
