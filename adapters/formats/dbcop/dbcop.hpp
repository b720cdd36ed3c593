#pragma once

#include "adapters/format.hpp"

namespace clio {

// The three formats of dbcop (adapters/formats/dbcop/README.md). All hold transactions of sessions, which read and write registers, without times. A transaction that is
// not committed is a failed one. `initial` overrides what keys hold before any write; `read_nil` and `fail_cas` mean nothing here.

/// Reads the JSON of today's version, events as objects or in the compact form. The first error ends the reading. Cost: O(size), some 5 ns a byte.
[[nodiscard]] HistoryOrErrors read_dbcop_json(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_dbcop_json(std::string_view beginning);

/// Reads the text of today's version: `[x:=1 y==2]`.
[[nodiscard]] HistoryOrErrors read_dbcop_text(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_dbcop_text(std::string_view beginning);
/// Writes that text. It holds reads and writes of integers on keys whose names are words, nothing unknown, and keys hold null before any write; the answer
/// names what else there is. With `lossy`, other names and values become integers, a successful cas its read and its write, and the rest is left out.
[[nodiscard]] std::vector<std::string> write_dbcop_text(const History& history, std::ostream& out, const WriteOptions& options = {});

/// Reads the binary history of the version of 2019 (bincode). The first error ends the reading; it names the byte.
[[nodiscard]] HistoryOrErrors read_dbcop_bincode(std::string_view bytes, const ReadOptions& options = {});
[[nodiscard]] bool recognises_dbcop_bincode(std::string_view beginning);

}  // namespace clio
