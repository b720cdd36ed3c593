#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Clio's own format, JSON Lines (docs/formats/native.md): one operation or transaction a line, an optional header first.
[[nodiscard]] HistoryOrErrors read_native(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] std::vector<std::string> write_native(const History& history, std::ostream& out, const WriteOptions& options = {});
[[nodiscard]] bool recognises_native(std::string_view beginning);

}  // namespace clio
