#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads Jepsen's console log of one register (adapters/formats/jepsen_log/README.md): lines "INFO  jepsen.util - 3<TAB>:invoke<TAB>:cas<TAB>[1 3]".
/// The register has no key name; times are line numbers. Lines without "jepsen.util" are skipped; those of the nemesis become annotations.
///
/// `:info` and a missing completion make an operation unknown. A failed cas is an observed mismatch, unless `fail_cas` says that it did
/// not happen; any other `:fail` did not happen. An ok read of nil returned the initial value, which is null unless `initial` says
/// otherwise; with `read_nil` unknown it says nothing.
[[nodiscard]] HistoryOrErrors read_jepsen_log(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_jepsen_log(std::string_view beginning);

}  // namespace clio
