#include "adapters/formats/plume/plume_line.hpp"

#include <array>

#include "adapters/text/line_cursor.hpp"

namespace clio::plume {

Result<Line, std::string> read_line(std::string_view text) {
  static constexpr std::array<std::string_view, 4> kFields{"key", "value", "session", "transaction"};
  LineCursor cursor(text);
  const auto wrong = [&](const std::string& expected) { return Unexpected(cursor.wrong(expected + ", as in w(KEY,VALUE,SESSION,TRANSACTION)")); };
  Line line;
  if (!cursor.take('r')) {
    if (!cursor.take('w')) return wrong("r or w");
    line.kind = Kind::write;
  }
  if (!cursor.take('(')) return wrong("( after the operation");
  const std::array<std::int64_t*, 4> numbers{&line.key, &line.value, &line.session, &line.transaction};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = cursor.integer();
    if (!number) return wrong("the " + std::string(kFields[i]) + ", an integer of 64 bits");
    *numbers[i] = *number;
    const bool last = i + 1 == numbers.size();
    if (!cursor.take(last ? ')' : ',')) return wrong(last ? ") after the transaction" : ", after the " + std::string(kFields[i]));
  }
  if (!cursor.at_end()) return wrong("the end of the line");
  if (line.transaction < kAborted) {
    return Unexpected("found the transaction " + std::to_string(line.transaction) + "; expected a number from 0, or -1 for an aborted write");
  }
  return line;
}

}  // namespace clio::plume
