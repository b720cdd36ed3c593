#pragma once

#include <cstdint>

#include "adapters/edn/lexer.hpp"
#include "adapters/format.hpp"

namespace clio::jepsen {

/// Who wrote a history in Jepsen's maps, where that changes what they mean.
enum class Dialect : std::uint8_t {
  jepsen,     ///< Jepsen, Knossos, Elle
  maelstrom,  ///< a :fail with an indefinite error is unknown, but of a read
  porcupine,  ///< texts under :key, with :get, :put and :append
};

/// Reads a history of maps, in either notation and any dialect. What the formats' own readers are.
[[nodiscard]] HistoryOrErrors read_history(std::string_view text, edn::Syntax syntax, Dialect dialect, const ReadOptions& options);

}  // namespace clio::jepsen
