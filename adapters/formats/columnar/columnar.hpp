#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads the binary format (README.md beside this file): the columns of a history as they lie in memory. They are used where they are if `options.text_owner` keeps the text, and
/// copied otherwise. Everything is checked: checksums, ranges, and what every history must be. Cost: O(operations), some 10 ns each. Memory: the names and the values that are no
/// small integers; 4 bytes an operation with transactions; the whole history where it is copied.
[[nodiscard]] HistoryOrErrors read_columnar(std::string_view text, const ReadOptions& options = {});

/// Writes a history: reading it gives the same in everything that a format can hold, line numbers included (what its reader noted of a torn end and of missing times no format holds). It
/// cannot hold values nested deeper than kColumnarDepthMax arrays; with `lossy` words stand for what is below, and what was two values stays two. Cost: one pass. Memory: the values that are no small integers.
[[nodiscard]] std::vector<std::string> write_columnar(const History& history, std::ostream& out, const WriteOptions& options = {});

/// Whether it begins with the format's mark.
[[nodiscard]] bool recognises_columnar(std::string_view beginning);

inline constexpr int kColumnarDepthMax = 64;

}  // namespace clio
