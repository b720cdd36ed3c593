#pragma once

#include <vector>

#include "checker/history/history.hpp"
#include "tests/benchmarks/simulation.hpp"

namespace clio::bench {

/// The history of a run's rows, with the names that write_history gives. Frees the rows before it is built.
[[nodiscard]] History history_of(std::vector<Row> rows, bool timed = true, Header header = {});

}  // namespace clio::bench
