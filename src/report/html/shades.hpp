#pragma once

#include <optional>
#include <vector>

#include "src/draw/plot.hpp"
#include "src/report/html/trace.hpp"

namespace clio {

/// The spans of a trace in which something was wrong (docs/formats/trace.md): faults until they are healed, nodes that are down. What is not healed lasts to the history's end, or is an instant after it. By begin.
/// Precondition: the history is timed. Cost: O(faults and notes, times the logarithm).
[[nodiscard]] std::vector<draw::Shade> shades_of(const Trace& trace, const History& history);

/// All that is known to have been wrong: what the history's annotations say, and what its trace does. By begin; of an untimed history nothing.
[[nodiscard]] std::vector<draw::Shade> shades_of(const std::optional<Trace>& trace, const History& history);

}  // namespace clio
