#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/report/html/trace.hpp"
#include "src/report/judgement.hpp"

namespace clio {

/// Of the data that a page embeds, its documents and its index: raised where a member changes its meaning.
inline constexpr int kPageSchema = 1;

/// A picture that the page shows beside the verdicts: a plot of staleness, latency, throughput.
struct Figure {
  std::string title;
  std::string svg;  ///< a whole <svg> element; shown as an image, so that nothing in it can run or be fetched
};

/// What a page shows of one history beyond its judgement.
struct PageExtras {
  std::string title;             ///< instead of the name that the history has itself
  std::optional<Trace> trace;    ///< what happened between the nodes
  std::string trace_problem;     ///< why a trace that was there is not shown
  std::vector<Figure> figures;
  std::vector<std::string> account;  ///< what led to the violation, event by event, where somebody has found that out
};

/// Plots of what can be measured of the history: staleness, latency, throughput, availability, with the faults of its trace and the spans of its annotations shaded. Of few operations (fewer than kFiguresFrom) there
/// are none: a timeline says more.
[[nodiscard]] std::vector<Figure> figures_of(const Judgement& judgement, const std::optional<Trace>& trace = std::nullopt);
inline constexpr std::size_t kFiguresFrom = 30;

/// All that the page shows of a history, as one JSON object: columns instead of rows, names once, times as differences. What docs/formats/report.md describes.
/// Cost: linear, at most about 150 bytes an operation. Precondition: judgement.judged().
[[nodiscard]] std::string page_document(const Judgement& judgement, const PageExtras& extras = {});

/// What the index says of a history: path, sizes, a letter for each model (y n ? for satisfied, violated, unknown, - for not asked). For any judgement.
[[nodiscard]] std::string index_entry(const Judgement& judgement, const PageExtras& extras = {});

/// JSON as it may stand inside a script element: no '<', so nothing in it can end the element, and none of the two line ends that are JSON but were not JavaScript.
[[nodiscard]] std::string embeddable(std::string_view json);

}  // namespace clio
