// From a picture to columns and rows.
//
// Columns are those of lecture notation (adapters/formats/lecture/layout.hpp), stretched where no interval begins or ends, so that arrows find room between texts. Rows: a lane's line, and
// around every line some rows for arrows and labels; what is not used of these is taken out at the end. Where the picture is wider than allowed it is
// folded into bands, cut only where no text stands. An arrow between two bands leaves the one at the right and comes into the other at the left.
//
// Arrows are routed from the shortest to the longest (routes.hpp); where one finds no way, all begin again with more room. With as many free rows around each
// line, and as many free columns at each side, as there are arrows, there is always a way. Labels come last: on the arrow where it runs level for long enough, else
// beside it, else its number alone upon it.
//
// Cost: O(arrows * cells log cells). Tested by tests/draw/layout_test.cpp.

#include "src/draw/layout.hpp"

#include <algorithm>
#include <numeric>

#include "src/report/words.hpp"

namespace clio::draw {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kOpenLinesMax = 3;

/// Where a piece stands before anything is folded.
struct Placed {
  std::size_t first = 0, last = 0, text_end = 0, line = 0, tail = 0;
  bool open = false;
};

struct Placement {
  std::vector<Placed> pieces;
  std::vector<std::size_t> lines;  // by process
  std::size_t columns = 0;
};

/// Puts each piece on the first line of its lane that is free. What nobody knows the end of goes on to the end of the picture, beside what its process does next; where a lane would
/// need more than kOpenLinesMax lines for that, until the next piece on its line.
void choose_lines(const Picture& picture, Placement& placement) {
  if (std::any_of(placement.pieces.begin(), placement.pieces.end(), [](const Placed& p) { return p.open; })) placement.columns += 4;
  std::vector<std::size_t> order(picture.pieces.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return picture.blocks[a].call < picture.blocks[b].call; });
  std::vector<std::vector<std::size_t>> lines(picture.lanes.size());  // by process and line: the piece that stands last on it
  for (const std::size_t i : order) {
    Placed& placed = placement.pieces[i];
    auto& of_process = lines[index(picture.pieces[i].process)];
    const auto has_room = [&](std::size_t last) { return placement.pieces[last].last + 2 <= placed.first; };
    auto line = std::find_if(of_process.begin(), of_process.end(), [&](std::size_t last) { return has_room(last) && !placement.pieces[last].open; });
    if (line == of_process.end() && of_process.size() >= kOpenLinesMax) line = std::find_if(of_process.begin(), of_process.end(), has_room);
    placed.line = static_cast<std::size_t>(line - of_process.begin());
    placed.tail = placed.open ? placement.columns - 1 : placed.last;
    if (line == of_process.end()) {
      of_process.push_back(i);
      continue;
    }
    Placed& before = placement.pieces[*line];
    if (before.open) before.tail = std::max(before.last, placed.first - 2);
    *line = i;
  }
  for (const auto& of_process : lines) placement.lines.push_back(std::max<std::size_t>(1, of_process.size()));
}

Placement place(const Picture& picture, std::size_t gap) {
  const lecture::Layout layout = lecture::lay_out(picture.blocks, picture.lanes.size());
  Placement placement;
  const auto moved = [&](std::size_t column) {
    const auto before = std::lower_bound(layout.gaps.begin(), layout.gaps.end(), column);
    return column + gap * static_cast<std::size_t>(before - layout.gaps.begin());
  };
  for (std::size_t i = 0; i < picture.pieces.size(); ++i) {
    Placed placed{.first = moved(layout.places[i].first), .open = picture.blocks[i].response == kNever};
    placed.text_end = placed.first + picture.pieces[i].width - 1;
    placed.last = placed.open ? placed.text_end : moved(layout.places[i].last);
    placement.columns = std::max(placement.columns, placed.last + 1);
    placement.pieces.push_back(placed);
  }
  choose_lines(picture, placement);
  return placement;
}

/// The first columns of the bands, and the end of the last.
std::vector<std::size_t> folds(const Placement& placement, std::size_t columns_max) {
  std::vector<std::size_t> cuts{0};
  if (columns_max > 0) {
    std::vector<bool> inside(placement.columns + 1, false);  // a cut before this column would go through a text
    for (const Placed& p : placement.pieces) {
      for (std::size_t c = p.first + 1; c <= p.text_end; ++c) inside[c] = true;
    }
    while (placement.columns - cuts.back() > columns_max) {
      std::size_t cut = cuts.back() + columns_max;
      while (cut > cuts.back() && inside[cut]) --cut;
      if (cut == cuts.back()) {
        cut = cuts.back() + columns_max;
        while (cut < placement.columns && inside[cut]) ++cut;
      }
      if (cut >= placement.columns) break;
      cuts.push_back(cut);
    }
  }
  cuts.push_back(placement.columns);
  return cuts;
}

/// One band while it is being made.
class Builder {
 public:
  Builder(const Picture& picture, const Placement& placement, std::size_t begin, std::size_t end, std::size_t gutter, std::size_t margin)
      : picture_(picture), margin_(margin), row_of_(picture.pieces.size(), kNone), grid_(0, 0) {
    std::vector<std::vector<std::size_t>> line_rows(picture.lanes.size());
    const auto add_gutter = [&] { band_.rows.insert(band_.rows.end(), gutter, Row{}); };
    for (std::size_t p = 0; p < picture.lanes.size(); ++p) {
      for (std::size_t l = 0; l < placement.lines[p]; ++l) {
        const bool used = l == 0 || std::any_of(placement.pieces.begin(), placement.pieces.end(), [&](const Placed& placed) {
          const std::size_t i = static_cast<std::size_t>(&placed - placement.pieces.data());
          return index(picture.pieces[i].process) == p && placed.line == l && placed.first < end && std::max(placed.last, placed.tail) >= begin;
        });
        line_rows[p].push_back(kNone);
        if (!used) continue;
        add_gutter();
        line_rows[p].back() = band_.rows.size();
        band_.rows.push_back({.lane = true, .process = p});
      }
    }
    add_gutter();
    band_.columns = end - begin + 2 * margin;
    grid_ = RouteGrid(band_.rows.size(), band_.columns);
    for (std::size_t r = 0; r < band_.rows.size(); ++r) {
      if (band_.rows[r].lane) grid_.set_lane(r);
    }
    for (std::size_t i = 0; i < picture.pieces.size(); ++i) {
      const Placed& placed = placement.pieces[i];
      const std::size_t last = std::max(placed.last, placed.tail);
      if (placed.first >= end || last < begin) continue;
      const std::size_t row = line_rows[index(picture.pieces[i].process)][placed.line];
      const std::size_t shift = begin - margin;  // may wrap around: only differences count
      Stretch stretch{.piece = i, .row = row, .first = std::max(placed.first, begin) - shift, .last = std::min(std::max(placed.last, begin), end - 1) - shift,
                      .begins = placed.first >= begin, .ends = !placed.open && placed.last < end};
      if (placed.open && placed.tail > placed.last) stretch.tail = std::min(placed.tail, end - 1) - shift;
      for (std::size_t c = stretch.first; c <= stretch.last; ++c) grid_.block({row, c});
      for (std::size_t c = stretch.last + 1; c <= stretch.tail; ++c) grid_.discourage({row, c});
      if (stretch.begins) row_of_[i] = row, first_of_.emplace_back(i, stretch.first);
      band_.stretches.push_back(stretch);
    }
  }

  [[nodiscard]] bool holds(std::size_t piece) const { return row_of_[piece] != kNone; }

  void add_number(std::size_t step) {
    const Step& s = picture_.steps[step];
    const auto [begin, end] = columns_of(s.piece, s.part);
    const std::string text = std::to_string(step + 1);
    const std::size_t row = row_of_[s.piece] + 1;
    std::size_t column = (begin + end + 1 - text.size()) / 2 + ((begin + end + 1 - text.size()) % 2);
    column = std::max(column, begin);
    band_.numbers.push_back({.of = step, .cell = {row, column}, .width = text.size(), .text = text});
    for (std::size_t c = column; c < column + text.size() && c < band_.columns; ++c) grid_.take({row, c});
  }

  /// The piece of an arrow that lies here; false where there is no way.
  bool add_route(std::size_t arrow) {
    const Arrow& a = picture_.arrows[arrow];
    Route route{.arrow = arrow, .from_border = !holds(a.from), .to_border = !holds(a.to)};
    // An arrow that goes back to an earlier band, or back within its own from the right border, still leaves at the right and comes in at the left.
    const std::vector<Port> from = route.from_border ? border(0) : ports(a.from, a.from_part, false);
    const std::vector<Port> to = route.to_border ? border(band_.columns - 1) : ports(a.to, a.to_part, true);
    std::optional<std::vector<Cell>> cells = grid_.route(from, to);
    if (!cells) return false;
    route.cells = std::move(*cells);
    const auto direction = [&](const std::vector<Port>& ends, Cell cell) {
      return std::find_if(ends.begin(), ends.end(), [&](const Port& p) { return p.cell == cell; })->direction;
    };
    route.begin = direction(from, route.cells.front());
    route.end = direction(to, route.cells.back());
    band_.routes.push_back(std::move(route));
    return true;
  }

  void add_labels(bool relations) {
    for (const Route& route : band_.routes) add_label(route, relations);
  }

  [[nodiscard]] Band finished() {
    remove_rows();
    remove_columns();
    return std::move(band_);
  }

 private:
  [[nodiscard]] std::pair<std::size_t, std::size_t> columns_of(std::size_t piece, std::optional<std::size_t> part) const {
    const std::size_t first = std::find_if(first_of_.begin(), first_of_.end(), [&](const auto& f) { return f.first == piece; })->second;
    if (!part) return {first, first + picture_.pieces[piece].width - 1};
    const Part& p = picture_.pieces[piece].parts[*part];
    return {first + p.offset, first + p.offset + p.width - 1};
  }

  [[nodiscard]] std::vector<Port> border(std::size_t column) const {
    std::vector<Port> ports;
    for (std::size_t r = 0; r < band_.rows.size(); ++r) {
      if (!band_.rows[r].lane) ports.push_back({{r, column}, Direction::right, 0});
    }
    return ports;
  }

  [[nodiscard]] std::vector<Port> ports(std::size_t piece, std::size_t part, bool into) const {
    const auto [begin, end] = columns_of(piece, part);
    const std::size_t row = row_of_[piece];
    std::vector<Port> ports;
    for (std::size_t c = begin; c <= end; ++c) {
      const std::size_t off_centre = 2 * c > begin + end ? 2 * c - begin - end : begin + end - 2 * c;
      const auto cost = static_cast<std::uint32_t>(off_centre);
      if (row > 0) ports.push_back({{row - 1, c}, into ? Direction::down : Direction::up, cost});
      if (row + 1 < band_.rows.size()) ports.push_back({{row + 1, c}, into ? Direction::up : Direction::down, cost});
    }
    return ports;
  }

  /// Whether a label may stand in these columns: nothing there, and a blank on either side.
  [[nodiscard]] bool has_room(std::size_t row, std::size_t column, std::size_t width) const {
    if (column + width > band_.columns) return false;
    for (std::size_t c = column; c < column + width; ++c) {
      if (!grid_.free({row, c})) return false;
    }
    return true;
  }

  [[nodiscard]] bool used(std::size_t row) const {
    return std::any_of(band_.routes.begin(), band_.routes.end(), [&](const Route& route) {
      for (std::size_t i = 0; i < route.cells.size(); ++i) {
        if (route.cells[i].row == row && bends_or_runs_level(route, i)) return true;
      }
      return false;
    }) || std::any_of(band_.labels.begin(), band_.labels.end(), [&](const Label& label) { return label.cell.row == row; });
  }

  /// Whether a cell of a route needs its row: all but straight ups and downs, and the head.
  [[nodiscard]] static bool bends_or_runs_level(const Route& route, std::size_t i) {
    const std::vector<Cell>& cells = route.cells;
    if (i + 1 == cells.size()) return true;
    const bool level_in = i == 0 ? route.begin == Direction::right : cells[i - 1].row == cells[i].row;
    return level_in || cells[i + 1].row == cells[i].row;
  }

  void add_label(const Route& route, bool relations) {
    const std::string number = std::to_string(route.arrow + 1);
    const std::string full = relations ? number + " " + picture_.arrows[route.arrow].label : number;
    const std::size_t width = columns(full);
    Label best{.of = route.arrow, .cell = {}, .width = width, .text = full};
    std::size_t best_score = kNone;
    const auto consider = [&](std::size_t row, std::size_t column, std::size_t score) {
      if (!band_.rows[row].lane && score < best_score) best_score = score, best.cell = {row, column};
    };
    const std::vector<Cell>& cells = route.cells;
    for (std::size_t i = 0; i < cells.size();) {  // on a level run, its bends left alone
      std::size_t j = i;
      while (j + 1 < cells.size() && cells[j + 1].row == cells[i].row) ++j;
      if (j > i) {
        const std::size_t left = std::min(cells[i].column, cells[j].column) + 1, right = std::max(cells[i].column, cells[j].column);
        for (std::size_t c = left + 1; c + width + 1 <= right; ++c) {
          bool clear = true;
          for (std::size_t k = c; k < c + width; ++k) clear = clear && !grid_.crossed({cells[i].row, k});
          const std::size_t middle = 2 * c + width, centre = left + right;
          if (clear) consider(cells[i].row, c, (middle > centre ? middle - centre : centre - middle));
        }
      }
      i = j + 1;
    }
    for (std::size_t i = 0; i + 1 < cells.size(); ++i) {  // beside a way up or down
      const auto [row, column] = cells[i];
      if (band_.rows[row].lane) continue;
      const std::size_t score = 200 + (used(row) ? 0 : 60) + (i == 0 ? 30 : 0);
      if (column + 2 < band_.columns && has_room(row, column + 1, width + 1)) consider(row, column + 1 + 0, score);
      if (column >= width + 1 && has_room(row, column - width - 1, width + 1)) consider(row, column - width, score + 10);
    }
    for (std::size_t i = 0; i < cells.size();) {  // above or below the middle of a level run
      std::size_t j = i;
      while (j + 1 < cells.size() && cells[j + 1].row == cells[i].row) ++j;
      const std::size_t row = cells[i].row, left = std::min(cells[i].column, cells[j].column), right = std::max(cells[i].column, cells[j].column);
      for (const bool above : {true, false}) {
        if (j == i || (above ? row == 0 : row + 1 >= band_.rows.size())) continue;
        const std::size_t r = above ? row - 1 : row + 1, middle = (left + right + 1) / 2;
        if (band_.rows[r].lane || middle < width / 2 + 1) continue;
        const std::size_t column = middle - width / 2;
        if (has_room(r, column - 1, width + 2)) consider(r, column, 300 + (used(r) ? 0 : 60) + (right - left + 1 < width ? 20 : 0));
      }
      i = j + 1;
    }
    if (best_score == kNone && relations) return add_label(route, false);
    if (best_score == kNone) {  // upon the arrow itself
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool ends = i == 0 || i + 1 == cells.size();
        if (!grid_.crossed(cells[i]) && !band_.rows[cells[i].row].lane && number.size() == 1) consider(cells[i].row, cells[i].column, 400 + (ends ? 50 : 0) + (i + 1 == cells.size() ? 100 : 0));
      }
      if (best_score == kNone || best_score >= 500) return;  // the list below the picture has it
    }
    for (std::size_t c = best.cell.column; c < best.cell.column + best.width; ++c) grid_.take({best.cell.row, c});
    band_.labels.push_back(best);
  }

  /// Takes out the rows that nothing needs: blank, or passed straight up and down.
  void remove_rows() {
    std::vector<bool> kept(band_.rows.size(), false);
    for (std::size_t r = 0; r < kept.size(); ++r) kept[r] = band_.rows[r].lane;
    for (const Route& route : band_.routes) {
      for (std::size_t i = 0; i < route.cells.size(); ++i) {
        if (bends_or_runs_level(route, i)) kept[route.cells[i].row] = true;
      }
    }
    for (const Label& label : band_.labels) kept[label.cell.row] = true;
    for (const Label& number : band_.numbers) kept[number.cell.row] = true;
    std::vector<std::size_t> moved(kept.size(), 0);
    std::vector<Row> rows;
    for (std::size_t r = 0; r < kept.size(); ++r) {
      moved[r] = rows.size();
      if (kept[r]) rows.push_back(band_.rows[r]);
    }
    const std::vector<bool>& keep = kept;
    for (Route& route : band_.routes) {
      std::erase_if(route.cells, [&](const Cell& cell) { return !keep[cell.row]; });
      for (Cell& cell : route.cells) cell.row = moved[cell.row];
    }
    for (Stretch& stretch : band_.stretches) stretch.row = moved[stretch.row];
    for (Label& label : band_.labels) label.cell.row = moved[label.cell.row];
    for (Label& number : band_.numbers) number.cell.row = moved[number.cell.row];
    band_.rows = std::move(rows);
  }

  /// Takes out the columns at both sides that nothing stands in.
  void remove_columns() {
    std::size_t first = margin_, end = band_.columns - margin_;
    for (const Route& route : band_.routes) {
      for (const Cell& cell : route.cells) first = std::min(first, cell.column), end = std::max(end, cell.column + 1);
    }
    for (const Label& label : band_.labels) first = std::min(first, label.cell.column), end = std::max(end, label.cell.column + label.width);
    for (const Label& number : band_.numbers) end = std::max(end, number.cell.column + number.width);
    for (Stretch& stretch : band_.stretches) {
      stretch.first -= first, stretch.last -= first;
      if (stretch.tail != 0) stretch.tail -= first;
    }
    for (Route& route : band_.routes) {
      for (Cell& cell : route.cells) cell.column -= first;
    }
    for (Label& label : band_.labels) label.cell.column -= first;
    for (Label& number : band_.numbers) number.cell.column -= first;
    band_.columns = end - first;
  }

  const Picture& picture_;
  std::size_t margin_;
  std::vector<std::size_t> row_of_;                                  // by piece: of its text; kNone: in another band
  std::vector<std::pair<std::size_t, std::size_t>> first_of_;  // piece and the first column of its text
  RouteGrid grid_;
  Band band_;
};

}  // namespace

Drawing lay_out(const Picture& picture, const LayoutOptions& options) {
  Drawing drawing;
  for (const std::string& lane : picture.lanes) drawing.name_columns = std::max(drawing.name_columns, columns(lane));
  if (picture.pieces.empty()) return drawing;
  const Placement placement = place(picture, options.gap);

  std::vector<std::size_t> order(picture.arrows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto distance = [&](std::size_t a) {
    const Arrow& arrow = picture.arrows[a];
    const std::size_t x = placement.pieces[arrow.from].first, y = placement.pieces[arrow.to].first;
    const std::size_t p = index(picture.pieces[arrow.from].process), q = index(picture.pieces[arrow.to].process);
    return (x > y ? x - y : y - x) + 4 * (p > q ? p - q : q - p);
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return distance(a) < distance(b); });

  const std::size_t arrows = picture.arrows.size();
  for (std::size_t extra = 0;; ++extra) {
    const std::size_t gutter = arrows == 0 ? (picture.steps.empty() ? 0 : 1) : 5 + extra;
    const std::size_t margin = arrows == 0 ? 0 : 2 + extra;
    const std::vector<std::size_t> cuts = folds(placement, options.columns_max > 2 * margin ? options.columns_max - 2 * margin : options.columns_max);
    std::vector<Builder> builders;
    for (std::size_t b = 0; b + 1 < cuts.size(); ++b) builders.emplace_back(picture, placement, cuts[b], cuts[b + 1], gutter, margin);
    bool routed = true;
    for (Builder& builder : builders) {
      for (std::size_t s = 0; s < picture.steps.size(); ++s) {
        if (builder.holds(picture.steps[s].piece)) builder.add_number(s);
      }
      for (const std::size_t a : order) {
        if (builder.holds(picture.arrows[a].from) || builder.holds(picture.arrows[a].to)) routed = routed && builder.add_route(a);
      }
    }
    if (!routed && extra <= 2 * arrows + 2) continue;  // beyond, the list below the picture tells of what found no way
    for (Builder& builder : builders) {
      builder.add_labels(options.relations);
      drawing.bands.push_back(builder.finished());
    }
    return drawing;
  }
}

}  // namespace clio::draw
