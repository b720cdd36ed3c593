#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads AWDIT's test text (adapters/formats/awdit/README.md): `r KEY VALUE` and `w KEY VALUE` lines, `-----` between the transactions of a session, `=====` between
/// sessions. Untimed. Keys hold nothing that could be read before a write (null, which is no value of the format), unless `initial` says otherwise:
/// a read of a value that nobody wrote comes out of thin air. `read_nil` and `fail_cas` mean nothing here.
[[nodiscard]] HistoryOrErrors read_awdit(std::string_view text, const ReadOptions& options = {});

/// Whether the first line that is not blank is an operation or a separator.
[[nodiscard]] bool recognises_awdit(std::string_view beginning);

}  // namespace clio
