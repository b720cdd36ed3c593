#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/draw/layout.hpp"

namespace clio::draw {

/// A point of a sheet: to the right and down, in the sheet's unit.
struct Point {
  double x = 0, y = 0;
};

/// How large cells are.
struct Scale {
  double column, lane, gutter;  ///< a column's width; the height of a row of a lane, and of one between them
  double between;               ///< between two lanes that touch
};

/// The picture's one band as coordinates, for formats that have lines and not characters. The origin is the top left corner of the first row's first column.
class Sheet {
 public:
  Sheet(const Band& band, Scale scale);

  [[nodiscard]] double left(std::size_t column) const { return static_cast<double>(column) * scale_.column; }
  [[nodiscard]] double right(std::size_t column) const { return left(column + 1); }
  [[nodiscard]] double top(std::size_t row) const { return top_[row]; }
  [[nodiscard]] double bottom(std::size_t row) const { return top_[row] + height(row); }
  [[nodiscard]] double middle(std::size_t row) const { return top_[row] + height(row) / 2; }
  [[nodiscard]] double width() const { return left(band_->columns); }
  [[nodiscard]] double height() const { return top_.back(); }
  [[nodiscard]] const Scale& scale() const { return scale_; }

  /// An arrow's line, from the edge of what it begins at to the edge of what it ends at, in as few points as its bends need; where a label stands upon the line there is a gap of
  /// `gap` around the label's middle, so that it is two lines.
  [[nodiscard]] std::vector<std::vector<Point>> lines(const Route& route, const Label* label, double gap, double inset) const;
  /// The middle of a label.
  [[nodiscard]] Point middle(const Label& label) const { return {(left(label.cell.column) + left(label.cell.column + label.width)) / 2, middle(label.cell.row)}; }

 private:
  [[nodiscard]] double height(std::size_t row) const { return band_->rows[row].lane ? scale_.lane : scale_.gutter; }

  const Band* band_;
  Scale scale_;
  std::vector<double> top_;
};

/// The label of a route in its band; null: it has none.
[[nodiscard]] const Label* label_of(const Band& band, const Route& route);
/// Whether it stands upon the route's line, not beside it.
[[nodiscard]] bool upon(const Label& label, const Route& route);

/// "12.5": one digit at most.
[[nodiscard]] std::string number_text(double number);

}  // namespace clio::draw
