#pragma once

#include "adapters/format.hpp"

namespace clio {

/// Reads fastlin's intervals of a queue or a stack (adapters/formats/fastlin/README.md): `enq 2 0 1`, as method, value, start and end. The format names no processes: operations get as
/// few as make each process's follow each other in time, so that session order adds nothing to real time. `initial`, `read_nil` and `fail_cas` mean nothing here.
[[nodiscard]] HistoryOrErrors read_fastlin(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_fastlin(std::string_view beginning);

/// Reads fptlin's intervals of a register: `0 1 10 READ_MODIFY_WRITE 0 2`, as process, start, end, method and values. The register holds 0 before any write,
/// unless `initial` says otherwise.
[[nodiscard]] HistoryOrErrors read_fptlin(std::string_view text, const ReadOptions& options = {});
[[nodiscard]] bool recognises_fptlin(std::string_view beginning);

}  // namespace clio
