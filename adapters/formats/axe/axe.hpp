#pragma once

#include <vector>

#include "adapters/format.hpp"

namespace clio {

/// Reads a test of Axe (adapters/formats/axe/README.md): `0: M[1] := 1`, `1: M[1] == 1`, `final M[1] == 1`. Untimed; addresses hold 0 before any write, unless `initial` says
/// otherwise. A final value becomes a last read of each thread that writes the address: of any order of all operations, the last write is followed by its thread's
/// last read. A text with several tests is refused: see axe_tests(). `read_nil` and `fail_cas` mean nothing here.
[[nodiscard]] HistoryOrErrors read_axe(std::string_view text, const ReadOptions& options = {});
/// Whether the first line that is no comment is an operation or a final value.
[[nodiscard]] bool recognises_axe(std::string_view beginning);

/// The tests of a text, each up to its `check`; the last may have none.
[[nodiscard]] std::vector<std::string_view> axe_tests(std::string_view text);

}  // namespace clio
