#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Jepsen's console log: "INFO  jepsen.util - 3<TAB>:invoke<TAB>:cas<TAB>[1 3]", one register. Time is the order of the lines.
[[nodiscard]] HistoryOrErrors read_jepsen_log(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_jepsen_log(std::string_view beginning);

}  // namespace clio
