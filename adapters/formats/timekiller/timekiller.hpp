#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads TimeKiller's JSON (adapters/formats/timekiller/README.md): an array of transactions {"tid":67,"sid":19,"sts":{...},"cts":{...},"ops":[{"t":"w","k":7,"v":2}]} on registers
/// or lists. Their timestamps are the database's and not those of clients, so the history is untimed.
[[nodiscard]] HistoryOrErrors read_timekiller(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_timekiller(std::string_view beginning);

}  // namespace clio
