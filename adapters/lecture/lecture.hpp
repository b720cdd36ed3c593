#pragma once

#include "adapters/format.hpp"

namespace clio {

/// The lecture's notation (docs/formats/lecture.md): a line for each process, columns are time.
[[nodiscard]] HistoryOrErrors read_lecture(std::string_view text, const ReadOptions& options = {});
/// A round trip keeps the order relations, values and statuses. What the notation cannot hold is named in the answer.
[[nodiscard]] std::vector<std::string> write_lecture(const History& history, std::ostream& out, const WriteOptions& options = {});
[[nodiscard]] bool recognises_lecture(std::string_view beginning);

/// The lines of a small history without headers, as they are shown to people; operations are placed so that all order relations are kept.
[[nodiscard]] std::string draw_lecture(const History& history);

}  // namespace clio
