#pragma once

#include "checker/history/history.hpp"
#include "src/store/run/run.hpp"

namespace clio {

/// The history that the clients of a simulated run recorded: processes are sessions 0, 1, ..., keys "k0", "k1", ..., nodes "n0", "n1", ...,
/// times virtual microseconds. The header says how the run is had again. Its ids are the positions in `run.operations`.
[[nodiscard]] History history_of(const store::RunResult& run, const store::RunConfig& config);

}  // namespace clio
