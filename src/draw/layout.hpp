#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "src/draw/picture.hpp"
#include "src/draw/routes.hpp"

namespace clio::draw {

/// The part of a piece's interval that lies in one band: columns `first` to `last` of a row.
struct Stretch {
  std::size_t piece = 0, row = 0, first = 0, last = 0;
  bool begins = false;    ///< the interval begins here, and its text stands here, from `first`
  bool ends = false;      ///< the interval ends here
  std::size_t tail = 0;   ///< of an unknown piece: the last column of the dotted line behind its text; not greater than `last`: there is no room for one
};

/// The way of an arrow, or of the piece of it that lies in one band: adjacent cells. It begins below or above its operation and ends likewise, unless it goes on over a border.
struct Route {
  std::size_t arrow = 0;
  std::vector<Cell> cells;
  Direction begin{}, end{};                ///< how it moves in its first and last cell
  bool from_border = false;                ///< comes in from the band where it began, at the left
  bool to_border = false;                  ///< goes on in another band, out at the right
};

/// A few characters that belong to an arrow or a step: "1 reads-from", "3". It starts in a cell and takes `width` columns.
struct Label {
  std::size_t of = 0;  ///< the arrow or step
  Cell cell;
  std::size_t width = 0;
  std::string text;
};

struct Row {
  bool lane = false;        ///< holds intervals; otherwise arrows and labels
  std::size_t process = 0;  ///< of a lane
};

/// A part of the picture from left to right, as wide as there is room.
struct Band {
  std::vector<Row> rows;
  std::size_t columns = 0;
  std::vector<Stretch> stretches;
  std::vector<Route> routes;
  std::vector<Label> labels;   ///< of arrows
  std::vector<Label> numbers;  ///< of steps, below what they number
};

struct Drawing {
  std::vector<Band> bands;
  std::size_t name_columns = 0;  ///< of the longest lane's name
};

struct LayoutOptions {
  std::size_t columns_max = 0;  ///< fold where the picture would be wider, names not included; 0: never
  std::size_t gap = 0;          ///< extra blank columns wherever no interval begins or ends
  bool relations = true;        ///< labels have the relation's name where there is room for it, not only the number
};

/// Where everything stands. Intervals keep their order relations: one stands clear to the left of another exactly when it came before; of an untimed history the same holds
/// within each lane. A text is never cut by a fold, so one that is too wide, or
/// texts of several lanes that follow each other without a gap, make their band wider. No arrow touches a text, and no two arrows share a stretch.
[[nodiscard]] Drawing lay_out(const Picture& picture, const LayoutOptions& options = {});

}  // namespace clio::draw
