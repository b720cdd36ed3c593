// What a gate measured, as plots: for each subject, latency and availability of its workloads and fault sets side by side.
//
// Everything comes from the result (result.hpp), so a result that was read back gives the same page.
//
// Tested by tests/gate/plots_test.cpp.

#include "src/gate/plots.hpp"

#include <algorithm>

#include "src/draw/measures.hpp"
#include "src/gate/evidence.hpp"
#include "src/report/words.hpp"

namespace clio::gate {
namespace {

/// What tells the cases of a subject apart.
std::string setting(const CaseResult& one) {
  std::string text = one.workload;
  if (!one.faults.empty()) text += (text.empty() ? "" : " / ") + one.faults;
  return printable(text.empty() ? one.name : text);
}

draw::Series latencies(const CaseResult& one, double end) {
  return draw::percentile_curve(setting(one), one.latency.count(), end, [&](double share) { return static_cast<double>(one.latency.percentile(share)) / 1000; });
}

}  // namespace

std::vector<draw::Chart> charts_of(const GateResult& result) {
  std::vector<draw::Chart> charts;
  std::vector<std::string> subjects;
  for (const CaseResult& one : result.cases) {
    if (std::find(subjects.begin(), subjects.end(), one.subject) == subjects.end()) subjects.push_back(one.subject);
  }
  for (const std::string& subject : subjects) {
    std::uint64_t answered = 0, runs = 0, most = 0;
    for (const CaseResult& one : result.cases) {
      if (one.subject == subject) answered += one.latency.count(), runs += one.runs, most = std::max(most, one.latency.count());
    }
    if (most > 0) {
      draw::Chart latency{.id = "latency-" + folder_name(subject), .title = printable(subject) + ": latency while faults could happen", .x = "percentile", .y = "latency (ms)",
                          .count = counted(answered, "answered operation") + " of " + counted(runs, "run"), .x_ticks = draw::percentile_ticks(most)};
      for (const CaseResult& one : result.cases) {
        if (one.subject == subject && one.latency.count() > 0) latency.series.push_back(latencies(one, latency.x_ticks.back().first));
      }
      draw::choose_axis(latency);
      charts.push_back(std::move(latency));
    }
    draw::Chart availability{.id = "availability-" + folder_name(subject), .title = printable(subject) + ": availability", .x = "", .y = "answered of those called (%)", .count = counted(runs, "run"),
                             .x_ticks = {{0, "all runs"}, {1, "the worst run"}}, .bars = true, .percent = true};
    for (const CaseResult& one : result.cases) {
      if (one.subject == subject && one.operations > 0) availability.series.push_back({.name = setting(one), .points = {{0, 100 * one.availability()}, {1, 100 * one.availability_least}}});
    }
    if (!availability.series.empty()) charts.push_back(std::move(availability));
  }
  return charts;
}

std::string plots_page(const GateResult& result) {
  return draw::page_of((result.name.empty() ? std::string("Gate") : result.name) + ": what was measured",
                       counted(result.runs, "run") + ". Latencies are of operations answered while faults could happen; simulated ones are in virtual time.", charts_of(result));
}

}  // namespace clio::gate
