#pragma once

#include "adapters/formats/recording/recorder.hpp"
#include "checker/history/history.hpp"
#include "src/store/run/run.hpp"

namespace clio {

/// What a history calls an operation of the store.
[[nodiscard]] Kind kind_of(store::Operation operation);
/// The history that the clients of a simulated run recorded: processes are sessions 0, 1, ..., keys "k0", "k1", ..., nodes "n0", "n1", ...,
/// times virtual microseconds. `header` is its header; ids are the positions in `run.operations`.
[[nodiscard]] History history_of(const store::RunResult& run, const store::RunConfig& config, const Header& header);
/// A header that names the run and says how it is had again.
[[nodiscard]] Header header_of(const store::RunConfig& config);


/// The same of one operation, as it happens: its invocation, and what became of it.
[[nodiscard]] Recorder::Operation record_invocation(Recorder& recorder, const store::Recorded& recorded);
void record_completion(Recorder& recorder, Recorder::Operation& operation, const store::Recorded& recorded);

}  // namespace clio
