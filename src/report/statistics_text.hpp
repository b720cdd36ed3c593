#pragma once

#include <optional>
#include <string>

#include "checker/measures/staleness.hpp"
#include "src/report/palette.hpp"
#include "src/report/statistics.hpp"

namespace clio {

/// One block for one history: sizes, who did how much, concurrency, latency, which replicas answered, how stale the reads are. Ends with a
/// newline.
[[nodiscard]] std::string statistics_text(const std::string& path, const History& history, const Statistics& statistics,
                                          const std::optional<Staleness>& staleness, const Atomicity& atomicity, const Palette& palette);

}  // namespace clio
