// Charts: round ticks, what is measured of a history, and figures that hold together.

#include "src/draw/plot.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "src/draw/measures.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

using draw::Chart;
using test::history_of;

using Ticks = std::vector<double>;

TEST(Ticks, AreRoundAndCoverTheRange) {
  EXPECT_EQ(draw::ticks(0, 100, 5), (Ticks{0, 20, 40, 60, 80, 100}));
  EXPECT_EQ(draw::ticks(0, 7, 5), (Ticks{0, 2, 4, 6, 8}));
  EXPECT_EQ(draw::ticks(3, 3, 5).front(), 3);
  for (const double high : {0.003, 0.7, 1.0, 12.0, 999.0, 1e7, 3.5e12}) {
    const Ticks all = draw::ticks(0, high, 6);
    EXPECT_LE(all.size(), 8u);
    EXPECT_GE(all.size(), 2u);
    EXPECT_GE(all.back(), high * 0.999);
  }
  EXPECT_EQ(draw::log_ticks(2, 900).front(), 1);
  EXPECT_GE(draw::log_ticks(2, 900).back(), 900);
}

TEST(Ticks, AreWrittenShortly) {
  EXPECT_EQ(draw::tick_text(0), "0");
  EXPECT_EQ(draw::tick_text(1500), "1500");
  EXPECT_EQ(draw::tick_text(20000), "20 k");
  EXPECT_EQ(draw::tick_text(2.5e6), "2.5 M");
  EXPECT_EQ(draw::tick_text(0.25), "0.25");
}

const Chart& chart_called(const std::vector<Chart>& charts, const std::string& id) {
  const auto found = std::find_if(charts.begin(), charts.end(), [&](const Chart& chart) { return chart.id == id; });
  if (found != charts.end()) return *found;
  ADD_FAILURE() << "no chart is called " << id;
  static const Chart none;
  return none;
}

std::vector<Chart> charts_of(const History& history, const draw::MeasureOptions& options = {}) { return draw::charts_of(history, measure_staleness(history), options); }

using Points = std::vector<std::pair<double, double>>;

TEST(Measures, CountReadsByHowManyVersionsTheyWereBehind) {
  const std::vector<Chart> charts = charts_of(history_of("P1: W(x)1 W(x)2 W(x)3\nP2:                   R(x)1 R(x)2 R(x)3 R(x)3"));
  const Chart& versions = chart_called(charts, "staleness-versions");
  EXPECT_EQ(versions.series.at(0).points, (Points{{0, 2}, {1, 1}, {2, 1}}));
  EXPECT_EQ(versions.count, "4 reads");
  const Chart& time = chart_called(charts, "staleness-time");
  EXPECT_EQ(time.series.at(0).points.back().second, 100);
  EXPECT_EQ(time.count, "2 stale reads");
}

TEST(Measures, TellLatencyAvailabilityAndThroughputOverTime) {
  HistoryBuilder builder;
  builder.set_timed(true);
  for (int i = 0; i < 48; ++i) {
    const bool lost = i >= 24 && i < 36;
    builder.add({.kind = Kind::write, .status = lost ? Status::unknown : Status::ok, .process = builder.process(i), .key = builder.key("x"), .value = builder.value(i), .call = 100 + 10 * i,
                 .response = lost ? kNever : 100 + 10 * i + 4});
  }
  const History history = *std::move(builder).build();
  const std::vector<Chart> charts = charts_of(history, {.unit = "us", .faults = {{340, 460, "link cut"}}});
  const Chart& availability = chart_called(charts, "availability-over-time");
  EXPECT_EQ(availability.count, "36 of 48 operations");
  EXPECT_EQ(std::min_element(availability.series[0].points.begin(), availability.series[0].points.end(), [](auto a, auto b) { return a.second < b.second; })->second, 0);
  EXPECT_EQ(availability.series[0].points.front(), (std::pair<double, double>{0, 100}));
  ASSERT_EQ(availability.shades.size(), 1u);
  EXPECT_EQ(availability.shades[0].from, 240) << "time counts from the first call";
  for (const draw::Series& series : chart_called(charts, "latency-over-time").series) {
    for (const auto& point : series.points) EXPECT_EQ(point.second, 4);
  }
  const Chart& throughput = chart_called(charts, "throughput-over-time");
  EXPECT_EQ(throughput.y, "answered operations a second");
  double done = 0;
  const Points& points = throughput.series.at(0).points;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) done += points[i].second * (points[i + 1].first - points[i].first) / 1e6;
  EXPECT_NEAR(done, 36, 1e-6) << "the area below the line is what was done";
}

TEST(Measures, AreThoseThatAHistoryHasTheDataFor) {
  EXPECT_TRUE(charts_of(history_of("# untimed\nP1: W(x)1 R(x)1")).empty());
  for (const Chart& chart : charts_of(history_of("# object: queue\nP1: E(q)1 Q(q)1"))) EXPECT_FALSE(chart.id.starts_with("staleness")) << chart.id;
}

TEST(Measures, CountATransactionOnce) {
  HistoryBuilder builder;
  builder.set_timed(true);
  for (int i = 0; i < 48; ++i) {
    std::vector<Operation> writes;
    for (const char* key : {"x", "y", "z"}) {
      writes.push_back({.kind = Kind::write, .status = i < 24 ? Status::ok : Status::unknown, .process = builder.process(i), .key = builder.key(key), .value = builder.value(i), .call = 10 * i, .response = i < 24 ? 10 * i + 4 : kNever});
    }
    builder.add_transaction(writes);
  }
  const History history = *std::move(builder).build();
  const std::vector<Chart> charts = charts_of(history);
  EXPECT_EQ(chart_called(charts, "latency-percentiles").count, "24 answered transactions");
  EXPECT_EQ(chart_called(charts, "latency-over-time").count, "24 answered transactions");
  EXPECT_EQ(chart_called(charts, "availability-over-time").count, "24 of 48 transactions");
  const Chart& throughput = chart_called(charts, "throughput-over-time");
  EXPECT_EQ(throughput.y, "answered transactions in 1/4 of the time");
  ASSERT_EQ(throughput.series.size(), 1u);
  EXPECT_EQ(throughput.series[0].name, "transactions");
  double done = 0;
  for (std::size_t i = 0; i < 4; ++i) done += throughput.series[0].points[i].second;
  EXPECT_EQ(done, 24);
}

TEST(Measures, CutALatencyThatNoNumberHolds) {
  HistoryBuilder builder;
  builder.set_timed(true);
  const Time far = Time{1} << 62;
  builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(1), .call = -far - 10, .response = far + 10});
  const History history = *std::move(builder).build();
  EXPECT_EQ(chart_called(charts_of(history), "latency-percentiles").series.at(0).points.back().second, static_cast<double>(std::numeric_limits<std::int64_t>::max()));
}

TEST(Measures, EndAPercentileCurveWhereItsValuesEnd) {
  const double end = draw::percentile_ticks(100'000).back().first;
  for (const std::size_t count : {std::size_t{1}, std::size_t{2}, std::size_t{10}, std::size_t{777}, std::size_t{100'000}}) {
    const draw::Series curve = draw::percentile_curve("s", count, end, [](double share) { return share; });
    EXPECT_DOUBLE_EQ(curve.points.back().first, std::min(end, draw::percentile_position(1 - 0.5 / static_cast<double>(count)))) << count;
    EXPECT_EQ(curve.points.back().second, 1) << "the largest";
    for (std::size_t i = 1; i < curve.points.size(); ++i) EXPECT_LT(curve.points[i - 1].first, curve.points[i].first);
  }
}

Chart hostile_chart() {
  return {.id = "evil", .title = "<script>alert(1)</script>", .x = "\"&", .y = "</svg>", .count = "'", .series = {{.name = "<b>", .points = {{0, 1}, {1, 2}}}, {.name = "]]>", .points = {{0, 2}}}},
          .shades = {{0.2, 0.4, "<img src=x>"}}};
}

TEST(Plots, ShowHostileTextAsText) {
  for (const std::string& text : {draw::svg_of(hostile_chart()), draw::page_of("<script>", "<b>", {hostile_chart()}), draw::svg_of(std::vector<Chart>{hostile_chart()})}) {
    EXPECT_EQ(text.find("<script"), std::string::npos);
    EXPECT_EQ(text.find("<img"), std::string::npos);
    EXPECT_EQ(text.find("<b>"), std::string::npos);
    EXPECT_NE(text.find("&lt;script&gt;"), std::string::npos);
  }
}

TEST(Plots, SayWhereThereIsNothing) { EXPECT_NE(draw::svg_of(Chart{.title = "Latency"}).find("nothing to plot"), std::string::npos); }

TEST(Plots, KeepEveryPointInsideTheFigure) {
  Chart chart{.id = "c", .title = "t", .x = "x", .y = "y", .count = "n"};
  draw::Series series{.name = "s"};
  for (int i = 0; i < 50; ++i) series.points.emplace_back(i * 13.7, std::abs(std::sin(i)) * 1e6);
  chart.series.push_back(series);
  const std::string svg = draw::svg_of(chart);
  const std::size_t path = svg.find("d=\"M", svg.find("clio-series"));
  double x = 0, y = 0;
  std::size_t points = 0;
  for (std::size_t at = path + 3; svg[at] != '"'; ++points) {
    ++at;
    std::size_t used = 0;
    x = std::stod(svg.substr(at), &used), at += used + 1;
    y = std::stod(svg.substr(at), &used), at += used;
    EXPECT_GE(x, 0);
    EXPECT_LE(x, 720);
    EXPECT_GE(y, 20);
    EXPECT_LE(y, 330);
  }
  EXPECT_EQ(points, 50u);
}

TEST(Plots, AreTheSameNumbersAsJsonAndTable) {
  const std::vector<Chart> charts = charts_of(history_of("P1: W(x)1 W(x)2 W(x)3\nP2:                   R(x)1 R(x)2 R(x)3 R(x)3"));
  const nlohmann::json json = nlohmann::json::parse(draw::json_of(charts));
  ASSERT_EQ(json.size(), charts.size());
  EXPECT_EQ(json[0]["id"], "staleness-versions");
  EXPECT_EQ(json[0]["series"][0]["points"], nlohmann::json::parse("[[0.0,2.0],[1.0,1.0],[2.0,1.0]]"));
  const std::string table = draw::table_of(charts[0]);
  EXPECT_NE(table.find("<tr><th scope=\"row\">2</th><td>1</td></tr>"), std::string::npos) << table;
}

}  // namespace
}  // namespace clio
