#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/measures/staleness.hpp"
#include "checker/support/result.hpp"
#include "src/draw/plot.hpp"

namespace clio::draw {

/// What the plots of a history are told beside it.
struct MeasureOptions {
  std::string unit;            ///< of its times: "us"; empty: not known
  std::vector<Shade> faults;   ///< in the recording's times
};

/// What can be measured of a history as charts, those only for which it has the data:
/// - "staleness-versions": how many reads were certainly so many versions behind; "staleness-time": how long certainly stale reads had been;
/// - "latency-percentiles" by kind of operation; "latency-over-time", "throughput-over-time", "availability-over-time", with faults shaded. Time counts from the first call.
/// Availability is the share of the operations called in a span that were answered ok; latency is of these, by call, throughput by response.
/// Cost: O(n log n).
[[nodiscard]] std::vector<Chart> charts_of(const History& history, const std::optional<Staleness>& staleness, const MeasureOptions& options = {});

/// The spans of a trace in which something was wrong (docs/formats/trace.md): faults until they are healed, nodes that are down. What is not healed lasts to the trace's end.
/// The error names the line that is no event.
[[nodiscard]] Result<std::vector<Shade>, std::string> faults_of_trace(std::string_view json_lines);

/// What a history's own annotations say was wrong, for how long; what has no end lasts to the history's.
[[nodiscard]] std::vector<Shade> faults_of_annotations(const History& history);
/// When the last operation was answered or, if none answered, called; 0 without operations. Precondition: the history is timed.
[[nodiscard]] Time end_of(const History& history);

/// Makes a chart's y axis logarithmic where its values, all above 0, differ by orders of magnitude, as latencies do where something is lost.
void choose_axis(Chart& chart);

/// The percentile axis: equal steps for 0, 50, 90, 99, 99.9 per cent, as tails want it.
[[nodiscard]] double percentile_position(double share);
[[nodiscard]] std::vector<std::pair<double, std::string>> percentile_ticks(std::size_t count);

}  // namespace clio::draw
