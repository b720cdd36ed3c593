#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Porcupine's logs of a key-value store (adapters/formats/porcupine/README.md): one map a line, {:process 0, :type :ok, :f :get, :key "4", :value "x"}. Keys are
/// texts, first the empty one: a put replaces, an append extends.
[[nodiscard]] HistoryOrErrors read_porcupine_kv(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_porcupine_kv(std::string_view beginning);

}  // namespace clio
