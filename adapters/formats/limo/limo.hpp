#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads LiMo's histories of queues and stacks (adapters/formats/limo/README.md): `[1] call push 1`, `[1] return`, in order of time. Times are line numbers; a call without a
/// return is unknown, also where its process calls again. `initial`, `read_nil` and `fail_cas` mean nothing here.
[[nodiscard]] HistoryOrErrors read_limo(std::string_view text, const ReadOptions& options = {});
/// Whether a line `# @object` or a call comes first.
[[nodiscard]] bool recognises_limo(std::string_view beginning);

}  // namespace clio
