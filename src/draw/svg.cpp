// A picture as SVG.
//
// Everything stands where the layout put it: intervals are boxes in their lanes, arrows the polylines of their cells with rounded corners, labels in cells that nothing
// else uses; so nothing overlaps, whatever the texts are. Monospaced texts are given their length, so that another font than the one in mind changes nothing. Text is escaped
// where it is written (svg_words.cpp); colours are attributes with classes beside them, for a page's style sheet to change.
//
// Tested by tests/draw/golden_test.cpp and tests/draw/hostile_test.cpp.

#include <algorithm>
#include <cmath>

#include "src/draw/renderers.hpp"
#include "src/draw/sheet.hpp"
#include "src/draw/svg_words.hpp"
#include "src/report/words.hpp"
#include "src/report/xml.hpp"

namespace clio::draw {
namespace {

constexpr Scale kScale{.column = 8.5, .lane = 26, .gutter = 16, .between = 8};
constexpr Scale kNumbered{.column = 8.5, .lane = 26, .gutter = 20, .between = 8};
constexpr double kMargin = 16, kMono = 14, kLabel = 11, kList = 12, kLine = 18, kCorner = 5, kListWidth = 640;

std::string xy(double x, double y) { return number_text(x) + "," + number_text(y); }

/// A polyline with rounded corners.
std::string rounded(const std::vector<Point>& points) {
  std::string path = "M" + xy(points.front().x, points.front().y);
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    const Point a = points[i - 1], b = points[i], c = points[i + 1];
    const auto towards = [&](Point from, Point to, double distance) {
      const double length = std::max(0.001, std::hypot(to.x - from.x, to.y - from.y));
      return Point{from.x + (to.x - from.x) * distance / length, from.y + (to.y - from.y) * distance / length};
    };
    const double radius = std::min({kCorner, std::hypot(b.x - a.x, b.y - a.y) / 2, std::hypot(c.x - b.x, c.y - b.y) / 2});
    const Point in = towards(b, a, radius), out = towards(b, c, radius);
    path += "L" + xy(in.x, in.y) + "Q" + xy(b.x, b.y) + " " + xy(out.x, out.y);
  }
  return path + "L" + xy(points.back().x, points.back().y);
}

class Figure {
 public:
  Figure(const Picture& picture, const Band& band, std::size_t name_columns)
      : picture_(picture), band_(band), sheet_(band, band.numbers.empty() ? kScale : kNumbered), left_(kMargin + static_cast<double>(name_columns) * kScale.column + 18) {
    width_ = std::max(left_ + sheet_.width() + kMargin + 6, has_list() ? kListWidth : 0.0);
    if (!picture.title.empty()) title_ = broken(picture.title, width_ - 2 * kMargin, 14);
    if (!picture.caption.empty()) caption_ = broken(picture.caption, width_ - 2 * kMargin, kList);
    top_ = kMargin + kLine * static_cast<double>(title_.size() + caption_.size());
    if (top_ > kMargin) top_ += 8;
  }

  std::string svg(bool standalone) {
    body();
    list();
    return svg_open(width_, y_ + kMargin - 4, picture_.title, !picture_.sentence.empty() ? picture_.sentence : picture_.caption, standalone) + text_ + std::string(kSvgClose);
  }

 private:
  [[nodiscard]] bool has_list() const { return !picture_.arrows.empty() || !picture_.steps.empty() || !picture_.notes.empty(); }
  [[nodiscard]] double x(double value) const { return left_ + value; }
  [[nodiscard]] double y(double value) const { return top_ + value; }

  void body() {
    double y_of_line = kMargin + 12;
    for (const std::string& line : title_) text_ += svg_text({.x = kMargin, .y = y_of_line, .text = line, .size = 14, .bold = true, .classes = "clio-title"}), y_of_line += kLine;
    for (const std::string& line : caption_) text_ += svg_text({.x = kMargin, .y = y_of_line, .text = line, .size = kList, .classes = "clio-caption"}), y_of_line += kLine;
    for (std::size_t r = 0; r < band_.rows.size(); ++r) {
      if (!band_.rows[r].lane) continue;
      const double middle = y(sheet_.middle(r));
      text_ += "<path class=\"clio-lane\" d=\"" + between_intervals(r) + "\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".2\"/>\n";
      text_ += svg_text({.x = left_ - 16, .y = middle + 4.8, .text = picture_.lanes[band_.rows[r].process], .size = kMono, .anchor = Anchor::end, .mono = true, .bold = true, .classes = "clio-process"});
    }
    for (const Stretch& stretch : band_.stretches) interval(stretch);
    for (const Route& route : band_.routes) arrow(route);
    for (const Label& label : band_.labels) name(label);
    for (const Label& number : band_.numbers) badge(number);
    y_ = y(sheet_.height()) + kLine;
    const std::string axis = picture_.timed ? "real time →" : "program order →";
    text_ += svg_text({.x = x(sheet_.width()) + 8, .y = y_, .text = axis, .size = kLabel, .anchor = Anchor::end, .classes = "clio-axis"});
    y_ += 6;
  }

  /// A lane's line, where no interval lies on it.
  std::string between_intervals(std::size_t row) {
    std::vector<std::pair<double, double>> taken;
    for (const Stretch& stretch : band_.stretches) {
      if (stretch.row == row) taken.emplace_back(x(sheet_.left(stretch.first)) - 6, x(sheet_.right(std::max(stretch.last, stretch.tail))) + 6);
    }
    std::sort(taken.begin(), taken.end());
    std::string path;
    double from = left_ - 8;
    const double end = x(sheet_.width()) + 8;
    for (const auto& [begin, finish] : taken) {
      if (begin > from) path += "M" + xy(from, y(sheet_.middle(row))) + "H" + number_text(begin);
      from = std::max(from, finish);
    }
    if (end > from) path += "M" + xy(from, y(sheet_.middle(row))) + "H" + number_text(end);
    return path;
  }

  void interval(const Stretch& stretch) {
    const Piece& piece = picture_.pieces[stretch.piece];
    const double top = y(sheet_.top(stretch.row)) + 2, height = kScale.lane - 4, left = x(sheet_.left(stretch.first)) - 6, right = x(sheet_.right(stretch.last)) + 6;
    text_ += "<g class=\"clio-interval" + std::string(piece.transaction ? " clio-transaction" : "") + (piece.faint ? " clio-beside" : "") +
             (piece.status == Status::ok ? "" : piece.status == Status::fail ? " clio-failed" : " clio-pending") + "\"" + (piece.faint ? " opacity=\".45\"" : "") + "><title>" +
             xml_escaped(picture_.lanes[index(piece.process)] + " " + (piece.whole.empty() ? piece.text : piece.whole) + ": " + piece.about) + "</title>\n";
    const std::string stroke = "stroke=\"currentColor\" stroke-opacity=\".75\"";
    if (stretch.ends) {
      text_ += "<rect x=\"" + number_text(left) + "\" y=\"" + number_text(top) + "\" width=\"" + number_text(right - left) + "\" height=\"" + number_text(height) +
               "\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".07\" " + stroke + (piece.status == Status::fail ? " stroke-dasharray=\"2 3\"" : "") + "/>\n";
    } else {  // open-ended: solid where the text stands, then dashed
      const double bottom = top + height, end = stretch.tail > stretch.last ? x(sheet_.right(stretch.tail)) + 6 : right;
      text_ += "<path d=\"M" + xy(right, top) + "H" + number_text(left + 5) + "Q" + xy(left, top) + " " + xy(left, top + 5) + "V" + number_text(bottom - 5) + "Q" + xy(left, bottom) + " " +
               xy(left + 5, bottom) + "H" + number_text(right) + "\" fill=\"currentColor\" fill-opacity=\".07\" " + stroke + "/>\n";
      if (end > right) {
        text_ += "<path d=\"M" + xy(right, top) + "H" + number_text(end) + "M" + xy(right, bottom) + "H" + number_text(end) + "\" fill=\"none\" " + stroke + " stroke-dasharray=\"4 4\"/>\n";
      }
    }
    if (stretch.begins) words(piece, x(sheet_.left(stretch.first)), top, height);
    text_ += "</g>\n";
  }

  void words(const Piece& piece, double left, double top, double height) {
    const double baseline = top + height / 2 + 4.8;
    if (piece.transaction) {
      for (std::size_t i = 0; i < piece.parts.size(); ++i) {
        const Part& part = piece.parts[i];
        if (i >= kPartsMax) break;
        const double from = left + static_cast<double>(part.offset) * kScale.column, width = static_cast<double>(part.width) * kScale.column;
        text_ += "<rect class=\"clio-operation\" x=\"" + number_text(from - 2.5) + "\" y=\"" + number_text(top + 3) + "\" width=\"" + number_text(width + 5) + "\" height=\"" +
                 number_text(height - 6) + "\" rx=\"3\" fill=\"currentColor\" fill-opacity=\".08\"/>\n";
      }
    }
    text_ += svg_text({.x = left, .y = baseline, .text = piece.text, .size = kMono, .mono = true, .length = static_cast<double>(piece.width) * kScale.column});
  }

  void arrow(const Route& route) {
    const Arrow& arrow = picture_.arrows[route.arrow];
    const Label* label = label_of(band_, route);
    const std::string colour(colour_of(arrow.relation));
    text_ += "<g class=\"clio-arrow clio-" + arrow.label + "\" stroke=\"" + colour + "\" fill=\"none\" stroke-width=\"1.6\"><title>" +
             xml_escaped(std::to_string(route.arrow + 1) + ": " + arrow.story) + "</title>\n";
    std::vector<std::vector<Point>> lines = sheet_.lines(route, label, label == nullptr ? 0 : text_width(label->text, kLabel) + 8, 2);
    Point tip = lines.back().back();
    const double sign = route.end == Direction::down ? -1 : 1;  // towards where it comes from
    lines.back().back().y += sign * 6;
    for (std::vector<Point>& line : lines) {
      for (Point& point : line) point = {x(point.x), y(point.y)};
      text_ += "<path d=\"" + rounded(line) + "\"/>\n";
    }
    tip = {x(tip.x), y(tip.y)};
    text_ += "<path d=\"M" + xy(tip.x, tip.y) + "L" + xy(tip.x - 4.2, tip.y + sign * 8) + "H" + number_text(tip.x + 4.2) + "Z\" fill=\"" + colour + "\" stroke=\"none\"/>\n</g>\n";
  }

  void name(const Label& label) {
    const Arrow& arrow = picture_.arrows[label.of];
    const auto route = std::find_if(band_.routes.begin(), band_.routes.end(), [&](const Route& r) { return r.arrow == label.of; });
    const bool on_line = route != band_.routes.end() && upon(label, *route);
    Point at = sheet_.middle(label);
    SvgText text{.x = x(at.x), .y = y(at.y) + 4, .text = label.text, .size = kLabel, .anchor = Anchor::middle, .bold = true, .colour = colour_of(arrow.relation), .classes = "clio-relation"};
    if (!on_line && route != band_.routes.end()) {  // beside a line: as near to it as the cells say
      for (const Cell cell : route->cells) {
        if (cell.row == label.cell.row && cell.column + 1 == label.cell.column) text.anchor = Anchor::start, text.x = x(sheet_.left(label.cell.column)) + 2;
        if (cell.row == label.cell.row && cell.column == label.cell.column + label.width) text.anchor = Anchor::end, text.x = x(sheet_.left(cell.column)) - 2;
      }
    }
    text_ += svg_text(text);
  }

  void badge(const Label& number) {
    const Point at = sheet_.middle(number);
    const double cx = x(at.x), cy = y(at.y) + 1;
    const double radius = 5.5 + 2.2 * static_cast<double>(number.text.size());
    text_ += "<g class=\"clio-position\"><path d=\"M" + xy(cx, y(sheet_.top(number.cell.row)) - 2) + "V" + number_text(cy - 8) + "\" stroke=\"currentColor\"/><rect x=\"" + number_text(cx - radius) +
             "\" y=\"" + number_text(cy - 8) + "\" width=\"" + number_text(2 * radius) + "\" height=\"15\" rx=\"7.5\" fill=\"none\" stroke=\"" + std::string(colour_of(Relation::reads_from)) +
             "\" stroke-width=\"1.4\"/>\n" +
             svg_text({.x = cx, .y = cy + 3.6, .text = number.text, .size = kLabel, .anchor = Anchor::middle, .bold = true}) + "</g>\n";
  }

  void list() {
    if (!has_list()) return;
    y_ += 6;
    const double indent = kMargin + 26;
    for (std::size_t a = 0; a < picture_.arrows.size(); ++a) {
      const std::string_view colour = colour_of(picture_.arrows[a].relation);
      bool first = true;
      for (const std::string& line : broken(picture_.arrows[a].story, width_ - indent - kMargin, kList)) {
        y_ += kLine;
        if (first) text_ += svg_text({.x = kMargin + 16, .y = y_, .text = std::to_string(a + 1), .size = kList, .anchor = Anchor::end, .bold = true, .colour = colour});
        text_ += svg_text({.x = indent, .y = y_, .text = line, .size = kList, .classes = "clio-reason"});
        first = false;
      }
    }
    std::size_t story = 0;
    for (const Step& step : picture_.steps) story = std::max(story, columns(step.story));
    for (std::size_t s = 0; s < picture_.steps.size(); ++s) {
      const Step& step = picture_.steps[s];
      y_ += kLine;
      text_ += svg_text({.x = kMargin + 16, .y = y_, .text = std::to_string(s + 1), .size = kList, .anchor = Anchor::end, .bold = true, .colour = colour_of(Relation::reads_from)});
      text_ += svg_text({.x = indent, .y = y_, .text = step.story, .size = kList, .mono = true});
      std::string state = step.state;
      if (step.snapshot) state += *step.snapshot == 0 ? ", from an empty snapshot" : ", from the snapshot after " + std::to_string(*step.snapshot);
      text_ += svg_text({.x = indent + static_cast<double>(story + 3) * kList * 0.61, .y = y_, .text = state, .size = kList, .mono = true, .classes = "clio-state"});
      width_ = std::max(width_, indent + static_cast<double>(story + 3 + columns(state)) * kList * 0.61 + kMargin);
    }
    for (const std::string& note : picture_.notes) {
      for (const std::string& line : broken(note, width_ - indent - kMargin, kList)) y_ += kLine, text_ += svg_text({.x = indent, .y = y_, .text = line, .size = kList, .classes = "clio-note"});
    }
    y_ += 6;
  }

  const Picture& picture_;
  const Band& band_;
  Sheet sheet_;
  double left_, top_ = 0, width_ = 0, y_ = 0;
  std::vector<std::string> title_, caption_;
  std::string text_;
};

}  // namespace

std::string svg_of(const Picture& picture, bool standalone) {
  const Drawing drawing = lay_out(picture, {.gap = picture.arrows.empty() ? 1u : 4u});
  if (drawing.bands.empty()) {
    return svg_open(320, 48, picture.title, "", standalone) + svg_text({.x = kMargin, .y = 28, .text = "no operations"}) + std::string(kSvgClose);
  }
  return Figure(picture, drawing.bands.front(), drawing.name_columns).svg(standalone);
}

}  // namespace clio::draw
