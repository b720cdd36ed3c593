#pragma once

#include "checker/history/history.hpp"
#include "tests/benchmarks/arguments.hpp"

namespace clio::bench {

/// The history that write_history would write as text. Frees the run's rows before it is built.
[[nodiscard]] History history_of(const Arguments& arguments, Run run);

}  // namespace clio::bench
