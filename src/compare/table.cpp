#include "src/compare/table.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "checker/support/assert.hpp"
#include "src/report/words.hpp"

namespace clio {
namespace {

/// The two lines of a column's head.
std::array<std::string, 2> head_lines(const Column& column) {
  const std::size_t end = column.head.find('\n');
  if (end == std::string::npos) return {column.head, ""};
  return {column.head.substr(0, end), column.head.substr(end + 1)};
}

std::string aligned(const std::string& text, std::size_t width, bool right) {
  return right ? std::string(width - columns(text), ' ') + text : padded(text, width);
}

/// One line, without blanks at its end.
void add_line(std::string& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + '\n';
}

}  // namespace

Cell Cell::number(double value, int digits) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
  return {buffer, Kind::number};
}

double Cell::value() const {
  CLIO_ASSERT(kind_ == Kind::number);
  return std::strtod(text_.c_str(), nullptr);
}

const Cell& Table::at(std::size_t row, std::string_view column) const {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& one) { return one.name == column; });
  CLIO_ASSERT(row < rows.size() && found != columns.end());
  return rows[row][static_cast<std::size_t>(found - columns.begin())];
}

std::string text_of(const Table& table) {
  std::string out = table.title + "\n";
  for (const std::string& line : table.settings) out += wrapped(line, 120, "  ") + "\n";
  std::vector<std::size_t> width;
  std::vector<bool> right;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto [first, second] = head_lines(table.columns[i]);
    width.push_back(std::max(columns(first), columns(second)));
    right.push_back(false);
    for (const std::vector<Cell>& row : table.rows) {
      width.back() = std::max(width.back(), columns(row[i].text()));
      right.back() = right.back() || row[i].kind() == Cell::Kind::number;
    }
  }
  const auto line = [&](const auto& text_at) {
    std::string text;
    for (std::size_t i = 0; i < table.columns.size(); ++i) text += (i == 0 ? "  " : "   ") + aligned(text_at(i), width[i], right[i]);
    add_line(out, std::move(text));
  };
  out += '\n';
  for (const std::size_t part : {std::size_t{0}, std::size_t{1}}) line([&](std::size_t i) { return head_lines(table.columns[i])[part]; });
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (table.group > 0 && row > 0 && row % table.group == 0) out += '\n';
    line([&](std::size_t i) { return table.rows[row][i].text(); });
  }
  out += '\n';
  std::size_t widest = 0;
  for (const Column& column : table.columns) widest = std::max(widest, columns(column.name));
  for (const Column& column : table.columns) {
    std::string about = wrapped(column.about, 120, std::string(widest + 4, ' '));
    about.replace(2, columns(column.name), column.name);
    out += about + "\n";
  }
  return out;
}

std::string json_of(const Table& table) {
  using Json = nlohmann::ordered_json;
  const auto json = [](const Cell& cell) -> Json {
    switch (cell.kind()) {
      case Cell::Kind::word: return cell.text();
      case Cell::Kind::number: return Json::parse(cell.text());
      case Cell::Kind::nothing: break;
    }
    return nullptr;
  };
  Json columns = Json::array(), rows = Json::array();
  for (const Column& column : table.columns) columns.push_back({{"name", column.name}, {"about", column.about}});
  for (const std::vector<Cell>& row : table.rows) {
    Json object = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) object[table.columns[i].name] = json(row[i]);
    rows.push_back(std::move(object));
  }
  return Json{{"schema", 1}, {"comparison", table.id}, {"title", table.title}, {"settings", table.settings}, {"columns", columns}, {"rows", rows}}.dump();
}

}  // namespace clio
