#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads a recording (adapters/formats/recording/README.md): JSON Lines with an operation's invocation and its completion on lines of their own, as a
/// recorder writes them while operations run. An invocation without a completion is unknown. Operations stand in the order of their invocations;
/// an operation's line is that of its invocation. A last line that is torn (unfinished, without a line break: what a killed recorder leaves) is left
/// out and told in the header's `cut_off`. Everything else that is not as it should be is an error with its line.
/// `initial` overrides the header's. Cost: O(size), some microseconds a line. Memory: the history, its rows, and the ids of all operations.
[[nodiscard]] HistoryOrErrors read_recording(std::string_view text, const ReadOptions& options = {});

/// Whether the first line that is not blank begins with a recording's header.
[[nodiscard]] bool recognises_recording(std::string_view beginning);

}  // namespace clio
