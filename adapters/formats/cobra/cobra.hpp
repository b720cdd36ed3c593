#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads Cobra's binary logs (adapters/formats/cobra/README.md): records of transactions with reads and writes, big-endian numbers of 64 bits; a file a session. A read names
/// the write that it observed, so values are writes' ids. Untimed; what is in a log is committed.
[[nodiscard]] HistoryOrErrors read_cobra_folder(std::span<const SessionFile> files, const ReadOptions& options = {});
/// One of the files, as process 0.
[[nodiscard]] HistoryOrErrors read_cobra(std::string_view bytes, const ReadOptions& options = {});
[[nodiscard]] bool recognises_cobra(std::string_view beginning);
[[nodiscard]] bool is_cobra_log(std::string_view name);  ///< T0.log, T1.log and so on

}  // namespace clio
