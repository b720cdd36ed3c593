#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Maelstrom's stored histories (adapters/formats/maelstrom/README.md): Jepsen's EDN, where an operation that is not a read, and failed with an error that leaves open
/// whether it happened (:net-timeout, :timeout, :crash; codes 0 and 13), is unknown.
[[nodiscard]] HistoryOrErrors read_maelstrom(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_maelstrom(std::string_view beginning);

}  // namespace clio
