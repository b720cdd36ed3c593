#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads Clio's own format, JSON Lines (adapters/formats/native/README.md): one operation or transaction a line, an optional header first. Of what is wrong it
/// reports all or the first `errors_max`, by line. `initial` overrides the header's; `read_nil` and `fail_cas` mean nothing here: the format says
/// both itself. Cost: O(size), some 100 ns a line. Memory: the history, and buffers as long as the longest line.
[[nodiscard]] HistoryOrErrors read_native(std::string_view text, const ReadOptions& options = {});

/// Writes canonical native text: reading it gives the same history in all but line numbers. The format cannot hold names of processes, keys and
/// nodes that are neither integers nor strings, nor keyless operations beside others; these are the answers. With `lossy` it writes regardless.
[[nodiscard]] std::vector<std::string> write_native(const History& history, std::ostream& out, const WriteOptions& options = {});

/// Whether the first line that is not blank begins like a JSON object.
[[nodiscard]] bool recognises_native(std::string_view beginning);

}  // namespace clio
