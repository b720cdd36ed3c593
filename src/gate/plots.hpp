#pragma once

#include <string>
#include <vector>

#include "src/draw/plot.hpp"
#include "src/gate/result.hpp"

namespace clio::gate {

/// What a gate measured, for each subject: latency by percentile and availability, of its workloads and fault sets side by side.
[[nodiscard]] std::vector<draw::Chart> charts_of(const GateResult& result);
/// These as a self-contained HTML page, with their numbers.
[[nodiscard]] std::string plots_page(const GateResult& result);

}  // namespace clio::gate
