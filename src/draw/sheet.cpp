#include "src/draw/sheet.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace clio::draw {

Sheet::Sheet(const Band& band, Scale scale) : band_(&band), scale_(scale) {
  double y = 0;
  for (std::size_t r = 0; r < band.rows.size(); ++r) {
    if (r > 0 && band.rows[r].lane && band.rows[r - 1].lane) y += scale.between;
    top_.push_back(y);
    y += height(r);
  }
  top_.push_back(y);
}

std::vector<std::vector<Point>> Sheet::lines(const Route& route, const Label* label, double gap, double inset) const {
  std::vector<Point> points;
  const auto centre = [&](Cell cell) { return Point{left(cell.column) + scale_.column / 2, middle(cell.row)}; };
  const auto edge = [&](Cell cell, bool above) { return above ? top(cell.row) - inset : bottom(cell.row) + inset; };
  const Cell first = route.cells.front(), last = route.cells.back();
  points.push_back({centre(first).x, edge(first, route.begin == Direction::down)});
  for (const Cell cell : route.cells) points.push_back(centre(cell));
  points.push_back({centre(last).x, edge(last, route.end == Direction::up)});
  std::vector<Point> bends;
  for (const Point p : points) {
    while (bends.size() > 1) {
      const Point a = bends[bends.size() - 2], b = bends.back();
      if (!((a.x == b.x && b.x == p.x) || (a.y == b.y && b.y == p.y))) break;
      bends.pop_back();
    }
    bends.push_back(p);
  }
  if (label == nullptr || !upon(*label, route)) return {bends};
  const Point at = middle(*label);
  const bool level = label->width > 1 || std::any_of(route.cells.begin(), route.cells.end(), [&](const Cell& c) { return c.row == label->cell.row && c.column != label->cell.column; });
  std::vector<std::vector<Point>> lines{{}};
  for (std::size_t i = 0; i < bends.size(); ++i) {
    lines.back().push_back(bends[i]);
    if (i + 1 == bends.size()) break;
    const Point a = bends[i], b = bends[i + 1];
    if (level ? a.y == b.y && a.y == at.y && at.x > std::min(a.x, b.x) && at.x < std::max(a.x, b.x)
              : a.x == b.x && std::abs(a.x - at.x) < 0.01 && at.y > std::min(a.y, b.y) && at.y < std::max(a.y, b.y)) {
      const double dx = level ? (b.x > a.x ? gap / 2 : -gap / 2) : 0, half = std::min(7.0, gap / 2), dy = level ? 0 : (b.y > a.y ? half : -half);
      lines.back().push_back({at.x - dx, at.y - dy});
      lines.push_back({{at.x + dx, at.y + dy}});
    }
  }
  return lines;
}

const Label* label_of(const Band& band, const Route& route) {
  const auto found = std::find_if(band.labels.begin(), band.labels.end(), [&](const Label& label) { return label.of == route.arrow; });
  return found == band.labels.end() ? nullptr : &*found;
}

bool upon(const Label& label, const Route& route) { return std::find(route.cells.begin(), route.cells.end(), label.cell) != route.cells.end(); }

std::string number_text(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", std::round(number * 10) / 10);
  std::string result = text;
  if (result.ends_with(".0")) result.resize(result.size() - 2);
  return result == "-0" ? "0" : result;
}

}  // namespace clio::draw
