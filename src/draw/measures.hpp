#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/measures/staleness.hpp"
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
/// Availability is the share of the operations called in a span that were answered ok; latency is of these, by call, throughput by response. A transaction counts once in all of these.
/// Cost: O(n log n).
[[nodiscard]] std::vector<Chart> charts_of(const History& history, const std::optional<Staleness>& staleness, const MeasureOptions& options = {});

/// What a history's own annotations say was wrong, for how long; what has no end lasts to the history's.
[[nodiscard]] std::vector<Shade> faults_of_annotations(const History& history);
/// When the last operation was answered or, if none answered, called; 0 without operations. Precondition: the history is timed.
[[nodiscard]] Time end_of(const History& history);

/// Makes a chart's y axis logarithmic where its values, all above 0, differ by orders of magnitude, as latencies do where something is lost.
void choose_axis(Chart& chart);

/// The percentile axis: equal steps for 0, 50, 90, 99, 99.9 per cent, as tails want it.
[[nodiscard]] double percentile_position(double share);
[[nodiscard]] std::vector<std::pair<double, std::string>> percentile_ticks(std::size_t count);
/// The curve over this axis of `count` values, which `value_at` answers by share (1: the largest), till `end` at most. It stops where a share is finer than there are values: a tail that nobody
/// measured is not drawn. Precondition: count > 0.
[[nodiscard]] Series percentile_curve(std::string name, std::size_t count, double end, const std::function<double(double)>& value_at);

}  // namespace clio::draw
