// Charts as SVG.
//
// Margins are measured before anything is drawn: the widest tick text makes the left one, the legend its own rows above the plot, the names of shaded spans a row at its top, so that no
// text lies on another. Colours as in the pictures (svg_words.hpp); series also differ in their dashes, for those who see no colours and for print.
//
// Tested by tests/draw/plot_test.cpp.

#include "src/draw/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "src/draw/sheet.hpp"
#include "src/draw/svg_words.hpp"
#include "src/report/words.hpp"
#include "src/report/xml.hpp"

namespace clio::draw {
namespace {

constexpr double kWidth = 720, kPlotHeight = 240, kMargin = 16, kTitle = 14, kText = 11, kLine = 18;
constexpr std::size_t kNamedShadesMax = 6;

std::string xy(double x, double y) { return number_text(x) + "," + number_text(y); }

class Plot {
 public:
  explicit Plot(const Chart& chart) : chart_(chart) {
    for (const Series& series : chart.series) {
      for (const auto& [x, y] : series.points) {
        x_low_ = std::min(x_low_, x), x_high_ = std::max(x_high_, x);
        if (!chart.log_y || y > 0) y_low_ = std::min(y_low_, y), y_high_ = std::max(y_high_, y);
      }
    }
    empty_ = !(x_low_ <= x_high_) || !(y_low_ <= y_high_);
    if (empty_) return;
    y_ticks_ = chart.percent ? ticks(0, 100, 5) : chart.log_y ? log_ticks(y_low_, std::max(y_high_, chart.y_max)) : ticks(std::min(0.0, y_low_), std::max({y_high_, chart.y_max, 1e-9}), 5);
    if (chart.x_ticks.empty()) {
      for (const double tick : ticks(x_low_, x_high_, 8)) x_ticks_.emplace_back(tick, tick_text(tick));
      if (!chart.bars && x_low_ > 0 && x_low_ < x_high_ / 4) x_low_ = 0;
    } else {
      x_ticks_ = chart.x_ticks;
    }
    if (chart.bars) x_low_ -= 0.5, x_high_ += 0.5;
    if (x_high_ <= x_low_) x_high_ = x_low_ + 1;
    double widest = 0;
    for (const double tick : y_ticks_) widest = std::max(widest, text_width(tick_text(tick), kText));
    left_ = kMargin + kLine + widest + 10;
    right_ = kWidth - kMargin - 10;
    count_below_ = text_width(chart.title, kTitle) + text_width(chart.count, kText) + kLine > right_ - kMargin;
    head_ = kMargin + (count_below_ ? 2 : 1) * kLine;
    top_ = head_ + 8 + (chart.bars ? kText : 0);  // columns have their values above them
    if (chart.series.size() > 1) top_ += legend_rows() * kLine;
    if (!chart.shades.empty()) top_ += kLine;
    bottom_ = top_ + kPlotHeight;
    height_ = bottom_ + 2 * kLine + kMargin + 4;
  }

  std::string svg(bool standalone) {
    if (empty_) {
      return svg_open(kWidth, 64, chart_.title, "no data", standalone) + svg_text({.x = kMargin, .y = 28, .text = chart_.title, .size = kTitle, .bold = true}) +
             svg_text({.x = kMargin, .y = 48, .text = "nothing to plot", .size = kText}) + std::string(kSvgClose);
    }
    text_ += svg_text({.x = kMargin, .y = kMargin + 12, .text = chart_.title, .size = kTitle, .bold = true, .classes = "clio-title"});
    text_ += count_below_ ? svg_text({.x = kMargin, .y = kMargin + 12 + kLine, .text = chart_.count, .size = kText, .classes = "clio-count"})
                          : svg_text({.x = right_, .y = kMargin + 12, .text = chart_.count, .size = kText, .anchor = Anchor::end, .classes = "clio-count"});
    shades();
    axes();
    for (std::size_t s = 0; s < chart_.series.size(); ++s) chart_.bars ? columns_of(s) : line(s);
    if (chart_.series.size() > 1) legend();
    return svg_open(kWidth, height_, chart_.title, about(), standalone) + text_ + std::string(kSvgClose);
  }

 private:
  [[nodiscard]] double x(double value) const { return left_ + (value - x_low_) / (x_high_ - x_low_) * (right_ - left_); }
  [[nodiscard]] double y(double value) const {
    const double low = y_ticks_.front(), high = y_ticks_.back();
    const double share = chart_.log_y ? (std::log10(std::max(value, low)) - std::log10(low)) / (std::log10(high) - std::log10(low)) : (value - low) / (high - low);
    return bottom_ - share * (bottom_ - top_);
  }

  [[nodiscard]] std::string about() const {
    std::string text = chart_.y + " by " + chart_.x + ", from " + chart_.count;
    for (const Series& series : chart_.series) text += "; " + (series.name.empty() ? "values" : series.name) + ": " + counted(series.points.size(), "point");
    return text;
  }

  void shades() {
    double named_until = 0;
    std::size_t unnamed = 0;
    for (const Shade& shade : chart_.shades) {
      const double from = std::clamp(x(shade.from), left_, right_), to = std::clamp(x(shade.to), left_, right_);
      if (x(shade.from) > right_ || x(shade.to) < left_) continue;
      text_ += "<g class=\"clio-fault\"><title>" + xml_escaped(shade.name + ", from " + tick_text(shade.from) + " to " + tick_text(shade.to)) + "</title><rect x=\"" + number_text(from) + "\" y=\"" + number_text(top_) +
               "\" width=\"" + number_text(std::max(1.0, to - from)) + "\" height=\"" + number_text(bottom_ - top_) + "\" fill=\"#d55e00\" fill-opacity=\".13\"/></g>\n";
      const double width = text_width(shade.name, kText - 1);
      const double start = std::min(std::max(from, named_until), right_ - width);
      if (start >= named_until && start <= from + 40 && chart_.shades.size() <= kNamedShadesMax * 4) {
        text_ += svg_text({.x = start, .y = top_ - 5, .text = shade.name, .size = kText - 1, .colour = "#d55e00", .classes = "clio-fault-name"});
        named_until = start + width + 10;
      } else {
        ++unnamed;
      }
    }
    if (unnamed > 0 && named_until == 0) text_ += svg_text({.x = left_, .y = top_ - 5, .text = counted(chart_.shades.size(), "fault") + ", shaded", .size = kText - 1, .colour = "#d55e00", .classes = "clio-fault-name"});
  }

  void axes() {
    for (const double tick : y_ticks_) {
      text_ += "<path class=\"clio-grid\" d=\"M" + xy(left_, y(tick)) + "H" + number_text(right_) + "\" stroke=\"currentColor\" stroke-opacity=\".14\"/>\n";
      text_ += svg_text({.x = left_ - 7, .y = y(tick) + 4, .text = tick_text(tick), .size = kText, .anchor = Anchor::end, .classes = "clio-tick"});
    }
    double named_until = -1e9;
    for (const auto& [tick, name] : x_ticks_) {
      if (tick < x_low_ - 1e-9 || tick > x_high_ + 1e-9) continue;
      text_ += "<path class=\"clio-axis\" d=\"M" + xy(x(tick), bottom_) + "v4\" stroke=\"currentColor\" stroke-opacity=\".6\"/>\n";
      const double half = text_width(name, kText) / 2;
      if (x(tick) - half < named_until) continue;
      named_until = x(tick) + half + 8;
      text_ += svg_text({.x = x(tick), .y = bottom_ + 16, .text = name, .size = kText, .anchor = Anchor::middle, .classes = "clio-tick"});
    }
    text_ += "<path class=\"clio-axis\" d=\"M" + xy(left_, top_) + "V" + number_text(bottom_) + "H" + number_text(right_) + "\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".6\"/>\n";
    text_ += svg_text({.x = right_, .y = bottom_ + 2 * kLine, .text = chart_.x, .size = kText, .anchor = Anchor::end, .classes = "clio-axis-name"});
    text_ += "<g transform=\"translate(" + xy(kMargin + 10, top_) + ") rotate(-90)\">" + svg_text({.x = 0, .y = 0, .text = chart_.y, .size = kText, .anchor = Anchor::end, .classes = "clio-axis-name"}) + "</g>\n";
  }

  static std::string dashes(std::size_t s) {
    static constexpr std::array<std::string_view, 4> kDashes{"", " stroke-dasharray=\"7 3\"", " stroke-dasharray=\"2 3\"", " stroke-dasharray=\"9 3 2 3\""};
    return std::string(kDashes[s % kDashes.size()]);
  }

  void line(std::size_t s) {
    const Series& series = chart_.series[s];
    if (series.points.empty()) return;
    std::string path;
    double last = 0;
    for (const auto& [px, py] : series.points) {
      path += path.empty() ? "M" + xy(x(px), y(py)) : series.stepped ? "L" + xy(x(px), last) + "L" + xy(x(px), y(py)) : "L" + xy(x(px), y(py));
      last = y(py);
    }
    const std::string colour(series_colour(s));
    text_ += "<path class=\"clio-series clio-series-" + std::to_string(s) + "\" d=\"" + path + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"1.8\" stroke-linejoin=\"round\"" + dashes(s) + "/>\n";
    if (series.points.size() <= 20 && !series.stepped) {
      for (const auto& [px, py] : series.points) {
        text_ += "<circle cx=\"" + number_text(x(px)) + "\" cy=\"" + number_text(y(py)) + "\" r=\"2.6\" fill=\"" + colour + "\"><title>" + xml_escaped(series.name + (series.name.empty() ? "" : ": ") + tick_text(py)) + "</title></circle>\n";
      }
    }
  }

  void columns_of(std::size_t s) {
    const double slot = (right_ - left_) / (x_high_ - x_low_), share = 0.72 / static_cast<double>(chart_.series.size());
    for (const auto& [px, py] : chart_.series[s].points) {
      const double width = std::min(slot * share, 64.0), all = width * static_cast<double>(chart_.series.size());
      const double from = x(px) - all / 2 + width * static_cast<double>(s), height = y(y_ticks_.front()) - y(py);
      text_ += "<rect class=\"clio-series clio-series-" + std::to_string(s) + "\" x=\"" + number_text(from) + "\" y=\"" + number_text(y(py)) + "\" width=\"" + number_text(width) + "\" height=\"" + number_text(std::max(0.0, height)) +
               "\" fill=\"" + std::string(series_colour(s)) + "\" fill-opacity=\".85\"/>\n";
      const std::string value = tick_text(py);
      if (text_width(value, kText - 1) <= std::max(width, slot * 0.95 / static_cast<double>(chart_.series.size()))) {
        text_ += svg_text({.x = from + width / 2, .y = y(py) - 4, .text = value, .size = kText - 1, .anchor = Anchor::middle, .classes = "clio-value"});
      }
    }
  }

  /// Calls `put(series, x, row)` for each entry of the legend; answers how many rows there are.
  template <class Put>
  double each_entry(const Put& put) const {
    double at = kMargin, row = 0;
    for (std::size_t s = 0; s < chart_.series.size(); ++s) {
      const double width = 34 + text_width(chart_.series[s].name, kText);
      if (at > kMargin && at + width > kWidth - kMargin) at = kMargin, row += 1;
      put(s, at, row);
      at += width + 12;
    }
    return row + 1;
  }
  [[nodiscard]] double legend_rows() const {
    return each_entry([](std::size_t, double, double) {});
  }
  void legend() {
    each_entry([&](std::size_t s, double at, double row) {
      const double baseline = head_ + 14 + row * kLine;
      const std::string colour(series_colour(s));
      text_ += chart_.bars ? "<rect x=\"" + number_text(at + 6) + "\" y=\"" + number_text(baseline - 10) + "\" width=\"12\" height=\"12\" fill=\"" + colour + "\" fill-opacity=\".85\"/>\n"
                           : "<path d=\"M" + xy(at, baseline - 4) + "h24\" stroke=\"" + colour + "\" stroke-width=\"2\" fill=\"none\"" + dashes(s) + "/>\n";
      text_ += svg_text({.x = at + 29, .y = baseline, .text = chart_.series[s].name, .size = kText, .classes = "clio-legend"});
    });
  }

  const Chart& chart_;
  bool empty_ = false, count_below_ = false;
  double head_ = 0;  ///< below the title and the count
  double x_low_ = std::numeric_limits<double>::infinity(), x_high_ = -x_low_, y_low_ = x_low_, y_high_ = -x_low_;
  std::vector<double> y_ticks_;
  std::vector<std::pair<double, std::string>> x_ticks_;
  double left_ = 0, right_ = 0, top_ = 0, bottom_ = 0, height_ = 0;
  std::string text_;
};

}  // namespace

std::string svg_of(const Chart& chart, bool standalone) { return Plot(chart).svg(standalone); }

std::string svg_of(const std::vector<Chart>& charts) {
  std::string inside;
  double height = 0;
  for (const Chart& chart : charts) {
    std::string svg = svg_of(chart, false);
    const std::size_t at = svg.find("height=\"") + 8;
    const double own = std::stod(svg.substr(at));
    svg.insert(5, "x=\"0\" y=\"" + number_text(height) + "\" ");
    inside += svg;
    height += own + 8;
  }
  return svg_open(kWidth, std::max(height, 40.0), "", "", true) + inside + std::string(kSvgClose);
}

}  // namespace clio::draw
