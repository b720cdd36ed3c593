#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads lecture notation (adapters/formats/lecture/README.md): a line for each process, columns are time.
///
///     P1: W(x)a     W(x)b
///     P2:      R(x)a------ R(x)b
///
/// The interval of an operation is the columns that it occupies, 1-based and counted in code points; they become its times. A transaction stands in
/// brackets and has one interval: "[W(x)1 R(y)2]---". Operations are numbered line by line. A process may have several lines, so that its operations can touch, or go on during an unknown one.
/// Cost: O(n log n) in the length of the text.
[[nodiscard]] HistoryOrErrors read_lecture(std::string_view text, const ReadOptions& options = {});

/// Writes a history in lecture notation. Reading it again gives the same processes, keys, values, statuses, session order and real-time
/// order; times themselves are replaced by columns, as few as the order relations allow, and operations are renumbered line by line.
/// What the notation cannot hold is named in the answer. Cost: O(n log n) and the size of the picture: processes times columns.
[[nodiscard]] std::vector<std::string> write_lecture(const History& history, std::ostream& out, const WriteOptions& options = {});

[[nodiscard]] bool recognises_lecture(std::string_view beginning);

/// The lines of a small history without headers, as they are shown to people; operations are placed so that all order relations are kept.
/// Transactions stand in brackets: "[W(x)1 R(y)2]".
[[nodiscard]] std::string draw_lecture(const History& history);

}  // namespace clio
