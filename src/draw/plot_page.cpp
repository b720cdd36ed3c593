// Charts as data and as a page of their own: what is plotted can always be read as numbers too.
//
// Tested by tests/draw/plot_test.cpp.

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "src/draw/plot.hpp"
#include "src/report/words.hpp"
#include "src/report/xml.hpp"

namespace clio::draw {
namespace {

constexpr std::string_view kStyle =
    "body{font:15px/1.5 'DejaVu Sans',Verdana,Arial,sans-serif;margin:2rem auto;max-width:48rem;padding:0 1rem;color:#1b1f24;background:#fff}\n"
    "h1{font-size:1.3rem;overflow-wrap:anywhere}figure{margin:2rem 0}svg{max-width:100%;height:auto}\n"
    "details{margin-top:.3rem;font-size:.85rem}table{border-collapse:collapse;margin-top:.5rem}th,td{text-align:right;padding:.1rem .8rem;border-bottom:1px solid #8884;font-variant-numeric:tabular-nums}\n"
    "@media (prefers-color-scheme:dark){body{color:#e6e8eb;background:#15181c}}\n@media print{details{display:none}}\n";

/// To the millionth: more digits are noise.
double rounded(double value) { return std::round(value * 1e6) / 1e6; }

std::string html(std::string_view text) { return xml_escaped(printable(text), XmlPlace::element); }

}  // namespace

std::string json_of(const std::vector<Chart>& charts) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const Chart& chart : charts) {
    Json one{{"id", chart.id}, {"title", chart.title}, {"x", chart.x}, {"y", chart.y}, {"count", chart.count}, {"series", Json::array()}};
    for (const Series& series : chart.series) {
      Json points = Json::array();
      for (const auto& [x, y] : series.points) points.push_back({rounded(x), rounded(y)});
      one["series"].push_back({{"name", series.name}, {"points", std::move(points)}});
    }
    one["shades"] = Json::array();
    for (const Shade& shade : chart.shades) one["shades"].push_back({{"from", shade.from}, {"to", shade.to}, {"name", shade.name}});
    list.push_back(std::move(one));
  }
  return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string table_of(const Chart& chart) {
  std::set<double> rows;
  for (const Series& series : chart.series) {
    for (const auto& point : series.points) rows.insert(point.first);
  }
  std::string text = "<table><thead><tr><th scope=\"col\">" + html(chart.x) + "</th>";
  for (const Series& series : chart.series) text += "<th scope=\"col\">" + html(series.name.empty() ? chart.y : series.name) + "</th>";
  text += "</tr></thead><tbody>\n";
  const auto named = [&](double x) {
    for (const auto& [tick, name] : chart.x_ticks) {
      if (tick == x) return name;
    }
    return tick_text(x);
  };
  for (const double x : rows) {
    text += "<tr><th scope=\"row\">" + html(named(x)) + "</th>";
    for (const Series& series : chart.series) {
      std::string cell;
      for (const auto& point : series.points) {
        if (point.first == x) cell = tick_text(point.second);
      }
      text += "<td>" + cell + "</td>";
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table>\n";
}

std::string page_of(std::string_view title, std::string_view about, const std::vector<Chart>& charts) {
  std::string text = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><meta name=\"viewport\" content=\"width=device-width\"><title>" +
                     html(title) + "</title><style>\n" + std::string(kStyle) + "</style></head><body>\n<h1>" + html(title) + "</h1>\n";
  if (!about.empty()) text += "<p>" + html(about) + "</p>\n";
  for (const Chart& chart : charts) {
    text += "<figure id=\"" + xml_escaped(chart.id) + "\">\n" + svg_of(chart, false) + "<details><summary>The numbers</summary>\n" + table_of(chart) + "</details></figure>\n";
  }
  return text + "</body></html>\n";
}

}  // namespace clio::draw
