#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clio::csv {

/// The rows of a text (RFC 4180): cells between commas, in quotes where they hold commas, quotes (doubled) or line breaks. Empty lines are no rows.
class Rows {
 public:
  explicit Rows(std::string_view text);

  /// Reads the next row into `cells`; false at the end, and where the row is wrong: then `fault` says how.
  bool next(std::vector<std::string>& cells);
  /// 1-based, of the row's first line.
  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  bool cell(std::string& cell);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
  std::size_t next_line_ = 1;
  std::string fault_;
};

/// A cell as it stands in a row: in quotes where it has to be.
[[nodiscard]] std::string quoted_cell(std::string_view text);

}  // namespace clio::csv
