#include "adapters/formats/csv/csv_rows.hpp"

#include <algorithm>

namespace clio::csv {

Rows::Rows(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

bool Rows::next(std::vector<std::string>& cells) {
  cells.clear();
  while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) {
    if (text_[at_++] == '\n') ++next_line_;
  }
  if (at_ >= text_.size()) return false;
  line_ = next_line_;
  while (true) {
    cells.emplace_back();
    if (!cell(cells.back())) return false;
    if (at_ < text_.size() && text_[at_] == ',') {
      ++at_;
      continue;
    }
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ == text_.size()) return true;
    if (text_[at_] != '\n') {
      fault_ = "found text behind the quotes of cell " + std::to_string(cells.size()) + "; expected a comma or the end of the row";
      return false;
    }
    ++at_;
    ++next_line_;
    return true;
  }
}

bool Rows::cell(std::string& cell) {
  if (at_ == text_.size() || text_[at_] != '"') {
    const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    cell.assign(text_.substr(at_, end - at_));
    at_ = end;
    return true;
  }
  ++at_;
  while (at_ < text_.size()) {
    const char c = text_[at_++];
    if (c == '"' && (at_ == text_.size() || text_[at_] != '"')) return true;
    if (c == '"') ++at_;
    if (c == '\n') ++next_line_;
    cell += c;
  }
  fault_ = "found a cell in quotes without an end; expected \" (was the file cut off?)";
  return false;
}

std::string quoted_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    cell += c;
    if (c == '"') cell += c;
  }
  return cell + '"';
}

}  // namespace clio::csv
