#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clio::draw {

/// A line (or, of bars, a column for each x) of a chart.
struct Series {
  std::string name;
  std::vector<std::pair<double, double>> points;  ///< by x, ascending
  bool stepped = false;                           ///< the value holds until the next point; otherwise points are joined straight
};

/// A span of x during which something was wrong, as a band behind the lines.
struct Shade {
  double from = 0, to = 0;
  std::string name;
};

/// What is plotted: data and words, no geometry. The same data is what tables and JSON hold.
struct Chart {
  std::string id;      ///< "latency-over-time": letters, digits and hyphens
  std::string title;   ///< "Latency over time"
  std::string x, y;    ///< what the axes measure, with the unit: "latency (us)"
  std::string count;   ///< "400 reads": how much the chart rests on
  std::vector<Series> series;
  std::vector<Shade> shades;
  std::vector<std::pair<double, std::string>> x_ticks;  ///< where the axis has names and not numbers; empty: round numbers
  bool bars = false;     ///< columns instead of lines
  bool log_y = false;    ///< a logarithmic axis; needs values above 0
  double y_max = 0;      ///< the axis goes at least so far
  bool percent = false;  ///< y goes from 0 to 100
};

/// Round values that cover [low, high], about `count` of them; ascending, at least two. Precondition: low <= high, both finite.
[[nodiscard]] std::vector<double> ticks(double low, double high, std::size_t count);
/// Powers of ten (and 2 and 5 times these where they are few) that cover [low, high]. Precondition: 0 < low <= high.
[[nodiscard]] std::vector<double> log_ticks(double low, double high);
/// "1,500", "2.5", "3 M": as short as the axis allows.
[[nodiscard]] std::string tick_text(double value);

/// A figure of the chart: axes with units, ticks at round values, legend, count. Pure and self-contained, as every figure of ours (renderers.hpp). A chart without any point says so.
[[nodiscard]] std::string svg_of(const Chart& chart, bool standalone = true);
/// Several below each other, as one file.
[[nodiscard]] std::string svg_of(const std::vector<Chart>& charts);
/// The charts' data: [{"id":...,"title":...,"x":...,"y":...,"count":...,"series":[{"name":...,"points":[[x,y],...]}],"shades":[...]}].
[[nodiscard]] std::string json_of(const std::vector<Chart>& charts);
/// A self-contained page: each chart with its data as a table below it, folded away. No scripts, nothing from elsewhere; light and dark.
[[nodiscard]] std::string page_of(std::string_view title, std::string_view about, const std::vector<Chart>& charts);
/// The chart's data as an HTML table.
[[nodiscard]] std::string table_of(const Chart& chart);

}  // namespace clio::draw
