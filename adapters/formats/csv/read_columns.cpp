// The mapping of columns as a small JSON file.
// Tested by tests/adapters/csv_test.cpp and tests/cli/transcripts_test.cpp.
#include "adapters/formats/csv/csv.hpp"

#include <algorithm>

#include "adapters/input/input_text.hpp"
#include "adapters/json/strict_json.hpp"
#include "adapters/text/utf8.hpp"

namespace clio {

Result<std::map<std::string, std::string>, InputError> read_columns(const std::string& path) {
  const Result<InputText, InputError> input = InputText::file(path);
  if (!input) return Unexpected(input.error());
  if (const std::optional<InputError> error = not_utf8(input->text())) return Unexpected(*error);
  const Result<Json, JsonFault> json = parse_json(input->text());
  const auto at = [&](std::size_t position, std::string message) {
    const std::string_view before = input->text().substr(0, position);
    const std::size_t begin = before.rfind('\n') + 1;  // npos + 1 is 0
    return InputError{static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
                      "column " + std::to_string(column_of(input->text().substr(begin), position - begin)) + ": " + std::move(message)};
  };
  if (!json) return Unexpected(at(json.error().position, json.error().message));
  if (json->type != Json::Type::object) return Unexpected(InputError{0, "found " + json->description() + "; expected an object of fields and their columns, such as {\"process\":\"client\"}"});
  std::map<std::string, std::string> columns;
  for (const auto& [field, column] : json->members) {
    if (!column.scalar.as_string()) {
      return Unexpected(InputError{0, "the column of " + Value(shortened(field, 40)).to_json() + " is " + column.description() + "; expected a column's name"});
    }
    columns.emplace(field, *column.scalar.as_string());
  }
  return columns;
}

}  // namespace clio
