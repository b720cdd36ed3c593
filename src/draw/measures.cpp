// From a history to charts: staleness, latency, throughput, availability.
//
// Over time, the recording is cut into equal spans, as many as leave some dozen operations in each, 60 at most. A span without operations has no latency and no availability: the line then
// leaves it out rather than showing a 0 that nobody measured; its throughput is 0.
//
// Tested by tests/draw/plot_test.cpp.

#include "src/draw/measures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "src/report/statistics.hpp"
#include "src/report/words.hpp"

namespace clio::draw {
namespace {

constexpr std::size_t kSpansMax = 60, kOperationsASpan = 12, kVersionsMax = 12;
constexpr std::size_t kCurveMax = 200;  // points of a curve
constexpr double kHides = 20;           // a column so many times higher than the others together hides them
constexpr double kWide = 50;            // largest to smallest, from where on an axis is logarithmic

std::string with_unit(std::string what, const std::string& unit) { return what + (unit.empty() ? " (the recording's unit)" : " (" + unit + ")"); }

/// The least number that at least `share` of all are no greater than. Precondition: sorted, not empty.
double percentile(const std::vector<std::int64_t>& sorted, double share) {
  const double rank = std::ceil(share * static_cast<double>(sorted.size()) - 1e-9);
  return static_cast<double>(sorted[static_cast<std::size_t>(std::clamp(rank, 1.0, static_cast<double>(sorted.size()))) - 1]);
}

void add_staleness(const Staleness& staleness, const std::string& unit, std::vector<Chart>& charts) {
  Chart versions{.id = "staleness-versions", .title = "How many versions reads were behind, at least", .x = "versions behind", .y = "reads", .count = counted(staleness.reads, "read"), .bars = true};
  Series& bars = versions.series.emplace_back();
  const std::size_t shown = std::min<std::size_t>(staleness.versions_max, kVersionsMax);
  double rest = 0;
  std::vector<double> counts(shown + 1, 0);
  for (const auto& [behind, reads] : staleness.versions) {
    if (behind <= shown) counts[behind] += static_cast<double>(reads);
    else rest += static_cast<double>(reads);
  }
  const double others = std::accumulate(counts.begin() + 1, counts.end(), rest);
  const bool hides = others > 0 && counts[0] > kHides * others;
  if (hides) versions.count += ", " + std::to_string(static_cast<std::size_t>(counts[0])) + " of them 0 versions behind (not shown)";
  for (std::size_t v = hides ? 1 : 0; v < counts.size(); ++v) {
    bars.points.emplace_back(static_cast<double>(v), counts[v]);
    versions.x_ticks.emplace_back(static_cast<double>(v), std::to_string(v));
  }
  if (rest > 0) {
    bars.points.emplace_back(static_cast<double>(counts.size()), rest);
    versions.x_ticks.emplace_back(static_cast<double>(counts.size()), "more");
  }
  charts.push_back(std::move(versions));
  if (staleness.stale.empty()) return;
  std::vector<std::int64_t> ages;
  for (const StaleRead& read : staleness.stale) ages.push_back(read.time);
  std::sort(ages.begin(), ages.end());
  Chart age{.id = "staleness-time", .title = "How long what stale reads returned had been overwritten, at least", .x = with_unit("stale for at most", unit), .y = "stale reads (%)",
            .count = counted(ages.size(), "stale read"), .percent = true};
  Series& curve = age.series.emplace_back();
  curve.stepped = true;
  curve.points.emplace_back(0, 0);
  const std::size_t stride = (ages.size() + kCurveMax - 1) / kCurveMax;
  for (std::size_t i = stride - 1; i < ages.size(); i += stride) curve.points.emplace_back(static_cast<double>(ages[i]), 100.0 * static_cast<double>(i + 1) / static_cast<double>(ages.size()));
  if (ages.size() % stride != 0) curve.points.emplace_back(static_cast<double>(ages.back()), 100.0);
  charts.push_back(std::move(age));
}

void add_percentiles(const History& history, const std::string& unit, std::vector<Chart>& charts) {
  std::map<Kind, std::vector<std::int64_t>> latencies;
  std::size_t count = 0;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (history.status(op) != Status::ok || history.first_of(history.transaction(op)) != op) continue;
    latencies[history.transactional() ? Kind::read : history.kind(op)].push_back(latency_of(history, op));
    ++count;
  }
  if (count == 0) return;
  Chart chart{.id = "latency-percentiles", .title = "Latency", .x = "percentile", .y = with_unit("latency", unit), .count = counted(count, history.transactional() ? "answered transaction" : "answered operation"),
              .x_ticks = percentile_ticks(count)};
  for (auto& [kind, list] : latencies) {
    std::sort(list.begin(), list.end());
    chart.series.push_back(percentile_curve(history.transactional() ? "transactions" : std::string(name_of(kind)), list.size(), chart.x_ticks.back().first, [&sorted = list](double share) { return percentile(sorted, share); }));
  }
  choose_axis(chart);
  charts.push_back(std::move(chart));
}

/// What happened in a span of time.
struct Span {
  std::vector<std::int64_t> latencies;   ///< of what was called in it and answered
  std::size_t called = 0, answered = 0;  ///< of what was called in it
  std::map<Kind, std::size_t> done;      ///< answered in it; transactions as reads
};

void add_over_time(const History& history, const MeasureOptions& options, std::vector<Chart>& charts) {
  Time first = history.call(id_at<OpId>(0));
  for (std::size_t i = 0; i < history.size(); ++i) first = std::min(first, history.call(id_at<OpId>(i)));
  const Time last = end_of(history);
  if (last <= first) return;
  // Of a transaction all operations have the same times: it counts once, and as no kind of operation.
  const bool transactions = history.transactional();
  const std::string noun = transactions ? "transaction" : "operation";
  const std::size_t n = std::clamp<std::size_t>(history.transaction_count() / kOperationsASpan, 4, kSpansMax);
  const double whole = static_cast<double>(last) - static_cast<double>(first), width = whole / static_cast<double>(n);
  std::vector<Span> spans(n);
  const auto span_at = [&](Time t) -> Span& { return spans[std::min(n - 1, static_cast<std::size_t>((static_cast<double>(t) - static_cast<double>(first)) / width))]; };
  std::map<Kind, std::size_t> kinds;
  std::size_t answered = 0;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (history.first_of(history.transaction(op)) != op) continue;
    Span& called = span_at(history.call(op));
    ++called.called;
    if (history.status(op) != Status::ok) continue;
    ++called.answered, ++answered;
    called.latencies.push_back(latency_of(history, op));
    const Kind kind = transactions ? Kind::read : history.kind(op);
    ++span_at(history.response(op)).done[kind];
    ++kinds[kind];
  }
  const std::string time = with_unit("time since the first call", options.unit);
  std::vector<Shade> faults;
  for (const Shade& fault : options.faults) faults.push_back({fault.from - static_cast<double>(first), fault.to - static_cast<double>(first), fault.name});
  const auto middle = [&](std::size_t s) { return (static_cast<double>(s) + 0.5) * width; };

  Chart latency{.id = "latency-over-time", .title = "Latency over time", .x = time, .y = with_unit("latency", options.unit), .count = counted(answered, "answered " + noun), .shades = faults};
  for (const auto& [name, share] : {std::pair("p50", 0.5), std::pair("p90", 0.9), std::pair("p99", 0.99)}) {
    Series series{.name = name};
    for (std::size_t s = 0; s < n; ++s) {
      if (spans[s].latencies.empty()) continue;
      std::sort(spans[s].latencies.begin(), spans[s].latencies.end());
      series.points.emplace_back(middle(s), percentile(spans[s].latencies, share));
    }
    latency.series.push_back(std::move(series));
  }
  choose_axis(latency);
  charts.push_back(std::move(latency));

  // Microseconds and milliseconds give a rate a second; of another unit the span itself is the only measure.
  const double a_second = options.unit == "us" ? 1e6 : options.unit == "ms" ? 1e3 : options.unit == "ns" ? 1e9 : options.unit == "s" ? 1 : 0;
  Chart throughput{.id = "throughput-over-time", .title = "Throughput over time", .x = time, .y = a_second > 0 ? "answered " + noun + "s a second" : "answered " + noun + "s in 1/" + std::to_string(n) + " of the time",
                   .count = counted(answered, "answered " + noun), .shades = faults};
  for (const auto& [kind, unused] : kinds) {
    Series series{.name = transactions ? "transactions" : std::string(name_of(kind)), .stepped = true};
    for (std::size_t s = 0; s < n; ++s) {
      const auto done = spans[s].done.find(kind);
      const double count = done == spans[s].done.end() ? 0 : static_cast<double>(done->second);
      series.points.emplace_back(static_cast<double>(s) * width, a_second > 0 ? count / width * a_second : count);
    }
    series.points.emplace_back(whole, series.points.back().second);
    throughput.series.push_back(std::move(series));
  }
  charts.push_back(std::move(throughput));

  Chart availability{.id = "availability-over-time", .title = "Availability over time", .x = time, .y = "answered of those called (%)", .count = std::to_string(answered) + " of " + counted(history.transaction_count(), noun), .shades = faults, .percent = true};
  Series share{.stepped = true};
  for (std::size_t s = 0; s < n; ++s) {
    if (spans[s].called > 0) share.points.emplace_back(static_cast<double>(s) * width, 100.0 * static_cast<double>(spans[s].answered) / static_cast<double>(spans[s].called));
  }
  share.points.emplace_back(whole, share.points.back().second);
  availability.series.push_back(std::move(share));
  charts.push_back(std::move(availability));
}

}  // namespace

void choose_axis(Chart& chart) {
  double least = std::numeric_limits<double>::infinity(), most = 0;
  for (const Series& series : chart.series) {
    for (const auto& point : series.points) least = std::min(least, point.second), most = std::max(most, point.second);
  }
  chart.log_y = least > 0 && most > kWide * least;
}

double percentile_position(double share) { return -std::log10(1 - share); }

std::vector<std::pair<double, std::string>> percentile_ticks(std::size_t count) {
  std::vector<std::pair<double, std::string>> ticks{{0, "0"}, {percentile_position(0.5), "50"}, {1, "90"}, {2, "99"}};
  const std::array<const char*, 3> more{"99.9", "99.99", "99.999"};
  for (std::size_t nines = 0; nines < more.size() && static_cast<double>(count) >= std::pow(10.0, static_cast<double>(nines) + 3); ++nines) ticks.emplace_back(static_cast<double>(nines) + 3, more[nines]);
  return ticks;
}

Series percentile_curve(std::string name, std::size_t count, double end, const std::function<double(double)>& value_at) {
  constexpr int kPoints = 60;
  Series series{.name = std::move(name)};
  const double measured = std::min(end, percentile_position(1 - 0.5 / static_cast<double>(count)));
  for (int step = 0; step <= kPoints; ++step) {
    const double position = end * step / kPoints;
    if (position >= measured) break;
    series.points.emplace_back(position, value_at(1 - std::pow(10.0, -position)));
  }
  series.points.emplace_back(measured, value_at(1));
  return series;
}

std::vector<Chart> charts_of(const History& history, const std::optional<Staleness>& staleness, const MeasureOptions& options) {
  std::vector<Chart> charts;
  if (staleness && staleness->reads > 0) add_staleness(*staleness, options.unit, charts);
  if (!history.timed() || history.empty()) return charts;
  add_percentiles(history, options.unit, charts);
  add_over_time(history, options, charts);
  return charts;
}

Time end_of(const History& history) {
  Time end = history.empty() ? 0 : history.call(OpId{0});
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    end = std::max(end, history.status(op) == Status::unknown ? history.call(op) : history.response(op));
  }
  return end;
}

std::vector<Shade> faults_of_annotations(const History& history) {
  if (!history.timed() || history.annotations().empty()) return {};
  const Time last = end_of(history);
  std::vector<Shade> faults;
  for (const Annotation& annotation : history.annotations()) {
    const Time end = annotation.end == kNever ? std::max(last, annotation.begin) : annotation.end;
    faults.push_back({static_cast<double>(annotation.begin), static_cast<double>(end), annotation.text});
  }
  return faults;
}

}  // namespace clio::draw
