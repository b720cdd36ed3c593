#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clio {

/// A number, a word, or nothing.
class Cell {
 public:
  static Cell word(std::string text) { return {std::move(text), Kind::word}; }
  static Cell count(std::uint64_t value) { return {std::to_string(value), Kind::number}; }
  /// With so many digits behind the point, in text and JSON alike.
  static Cell number(double value, int digits);
  static Cell nothing() { return {"-", Kind::nothing}; }

  enum class Kind : std::uint8_t { word, number, nothing };
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] Kind kind() const { return kind_; }
  /// Precondition: a number.
  [[nodiscard]] double value() const;

 private:
  Cell(std::string text, Kind kind) : text_(std::move(text)), kind_(kind) {}
  std::string text_;
  Kind kind_;
};

struct Column {
  std::string name;   ///< as JSON names it, unique in its table
  std::string head;   ///< above the column, up to two lines, the unit in the second
  std::string about;  ///< what it means, with its unit
};

/// What a comparison came to: measured rows, and what they were measured with.
struct Table {
  std::string id;
  std::string title;
  std::vector<std::string> settings;  ///< what was run, so that it can be had again
  std::vector<Column> columns;        ///< the first ones, words, name the rows
  std::vector<std::vector<Cell>> rows;
  std::size_t group = 0;              ///< in text, a line is left free after so many rows; 0: never

  /// Precondition: there are such a row and column.
  [[nodiscard]] const Cell& at(std::size_t row, std::string_view column) const;
};

/// For people: title, settings, the rows, and what each column means.
[[nodiscard]] std::string text_of(const Table& table);
/// One JSON object without a line end; rows are objects by column name.
[[nodiscard]] std::string json_of(const Table& table);

}  // namespace clio
