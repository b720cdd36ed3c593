// Round numbers for axes.
//
// Steps of 1, 2 or 5 times a power of ten, the smallest that needs no more ticks than asked (Heckbert, "Nice Numbers for Graph Labels", Graphics Gems 1990, has the idea).
//
// Tested by tests/draw/plot_test.cpp.

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "src/draw/plot.hpp"

namespace clio::draw {

std::vector<double> ticks(double low, double high, std::size_t count) {
  if (high <= low) high = low + (low == 0 ? 1 : std::abs(low));
  const double raw = (high - low) / static_cast<double>(std::max<std::size_t>(count, 2));
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  double step = power;
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    step = factor * power;
    if (step >= raw * 0.999) break;
  }
  std::vector<double> values;
  const double first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
  for (double i = first; i <= last; ++i) values.push_back(i * step);
  return values;
}

std::vector<double> log_ticks(double low, double high) {
  const int first = static_cast<int>(std::floor(std::log10(low) + 1e-9)), last = std::max(first + 1, static_cast<int>(std::ceil(std::log10(high) - 1e-9)));
  std::vector<double> values;
  for (int e = first; e <= last; ++e) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor > 1 && (last - first > 2 || e == last)) continue;
      values.push_back(factor * std::pow(10.0, e));
    }
  }
  return values;
}

std::string tick_text(double value) {
  char text[40];
  const double size = std::abs(value);
  if (size >= 1e9) {
    std::snprintf(text, sizeof text, "%.4g G", value / 1e9);
  } else if (size >= 1e6) {
    std::snprintf(text, sizeof text, "%.4g M", value / 1e6);
  } else if (size >= 1e4) {
    std::snprintf(text, sizeof text, "%.4g k", value / 1e3);
  } else {
    std::snprintf(text, sizeof text, "%.4g", size < 1e-12 ? 0.0 : value);
  }
  return text;
}

}  // namespace clio::draw
