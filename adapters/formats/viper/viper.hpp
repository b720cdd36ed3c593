#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads Viper's JSON (adapters/formats/viper/README.md): {"value":[["w",1,1,true],["r",1,1,true]]}, a transaction an object, one after the other or in an array; a file a
/// session. Untimed; what is in a file is committed.
[[nodiscard]] HistoryOrErrors read_viper_folder(std::span<const SessionFile> files, const ReadOptions& options = {});
/// One of the files, as process 0.
[[nodiscard]] HistoryOrErrors read_viper(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_viper(std::string_view beginning);
[[nodiscard]] bool is_viper_log(std::string_view name);  ///< by its extension: .log, .json, .jsonl

}  // namespace clio
