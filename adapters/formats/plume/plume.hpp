#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads the text of Plume and PolySI (adapters/formats/plume/README.md): `w(1,7,0,0)`, one read or write of a register a line, as key, value, session and
/// transaction. A session's transactions are ordered by their first lines; lines of a transaction need not be adjacent. Untimed; keys hold 0 before any
/// write, unless `initial` says otherwise. Transaction -1 is an aborted write: failed, a transaction of its own. `read_nil` and `fail_cas` mean nothing here.
/// Cost: O(size), some 10 ns a line. Memory beyond the text: 23 bytes an operation, 36 where lines of transactions are mixed, and 4 to 16 a transaction
/// and key.
[[nodiscard]] HistoryOrErrors read_plume(std::string_view text, const ReadOptions& options = {});

/// Writes Plume text. The format holds reads and writes of integers, with integers as names, without times, and nothing unknown; the answer names what else
/// there is. With `lossy`, other names and values become integers, a successful cas becomes its read and its write, and the rest is left out.
[[nodiscard]] std::vector<std::string> write_plume(const History& history, std::ostream& out, const WriteOptions& options = {});

/// Whether the first line that is not blank is an operation.
[[nodiscard]] bool recognises_plume(std::string_view beginning);

}  // namespace clio
