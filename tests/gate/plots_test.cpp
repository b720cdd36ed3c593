// The page of plots: what it shows is what the result says.

#include "src/gate/plots.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/gate/made_result.hpp"

namespace clio::gate {
namespace {

using test::made_result;

TEST(GatePlots, ShowEachSubjectsAvailability) {
  const GateResult result = made_result();
  const std::vector<draw::Chart> charts = charts_of(result);
  for (const CaseResult& one : result.cases) {
    if (one.operations == 0) continue;
    const auto of_subject = [&](const draw::Chart& chart) { return chart.title == one.subject + ": availability"; };
    const auto chart = std::find_if(charts.begin(), charts.end(), of_subject);
    ASSERT_NE(chart, charts.end()) << one.subject;
    const bool shown = std::any_of(chart->series.begin(), chart->series.end(), [&](const draw::Series& s) {
      return s.points[0].second == 100 * one.availability() && s.points[1].second == 100 * one.availability_least;
    });
    EXPECT_TRUE(shown) << one.name;
  }
}

TEST(GatePlots, ShowLatenciesThatOnlyRiseUpToTheLargest) {
  GateResult result;
  CaseResult one{.name = "store / writes", .subject = "store", .workload = "writes"};
  for (int i = 1; i <= 1000; ++i) one.latency.add(i * 100);
  one.operations = one.answered = 1000;
  one.runs = 10;
  result.cases.push_back(one);
  const std::vector<draw::Chart> charts = charts_of(result);
  ASSERT_EQ(charts.size(), 2u);
  const auto& points = charts[0].series.at(0).points;
  for (std::size_t i = 1; i < points.size(); ++i) EXPECT_GE(points[i].second, points[i - 1].second);
  EXPECT_NEAR(points.back().second, 100, 7) << "milliseconds, within a bucket's width";
  EXPECT_EQ(charts[0].count, "1000 answered operations of 10 runs");
}

TEST(GatePlots, DrawNoTailThatNobodyMeasured) {
  GateResult result;
  CaseResult many{.name = "store / many", .subject = "store", .workload = "many"}, few{.name = "store / few", .subject = "store", .workload = "few"};
  for (int i = 1; i <= 100'000; ++i) many.latency.add(i);
  for (int i = 1; i <= 5; ++i) few.latency.add(i * 1000);
  result.cases = {many, few};
  const draw::Chart latency = charts_of(result).at(0);
  ASSERT_EQ(latency.series.size(), 2u);
  EXPECT_EQ(latency.series[0].points.back().first, latency.x_ticks.back().first);
  EXPECT_DOUBLE_EQ(latency.series[1].points.back().first, 1) << "of five values the last half of the last one begins at 90 per cent";
  EXPECT_NEAR(latency.series[1].points.back().second, 5, 0.4);
}

TEST(GatePlots, StandOnAPageThatAsksForNothing) {
  const std::string page = plots_page(made_result());
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("href="), std::string::npos);
  EXPECT_EQ(page.find("src="), std::string::npos);
  EXPECT_NE(page.find("<table>"), std::string::npos);
}

}  // namespace
}  // namespace clio::gate
