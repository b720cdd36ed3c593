#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "checker/history/history.hpp"
#include "checker/support/result.hpp"

namespace clio::lecture {

/// The letter of an operation: W R C D for registers, A R for counters, A X H R for sets, E Q for queues, U O for stacks, A R for
/// lists, L F for mutexes, W A R for texts. Empty where the object has no such operation.
[[nodiscard]] std::optional<char> letter_of(Object object, Kind kind);
[[nodiscard]] std::optional<Kind> kind_of(Object object, char letter);
/// How one reads the letters of an object in a message: "W (write), R (read), C (cas) or D (delete)".
[[nodiscard]] std::string letters_of(Object object);

/// What an operation carries after its key.
enum class Operand { none, given, result, expected_and_new, asked };
[[nodiscard]] Operand operand_of(Kind kind);

/// Columns of a text: its code points, whatever their width on a screen. Precondition: valid UTF-8.
[[nodiscard]] std::size_t columns_of(std::string_view text);

/// A character and its length in bytes.
struct CodePoint {
  char32_t value;
  std::size_t bytes;
};
/// Precondition: valid UTF-8, of which a character starts at `at`.
[[nodiscard]] CodePoint code_point_at(std::string_view text, std::size_t at);

/// Whether a character may start, or go on, a bare word. Dashes may not: they stretch intervals.
[[nodiscard]] bool starts_word(char32_t c);
[[nodiscard]] bool continues_word(char32_t c);

/// A value (also a key's or a process's name) as it stands in the notation: a bare word where that reads back as the same string,
/// otherwise JSON; within arrays likewise.
[[nodiscard]] std::string text_of(const Value& value);

/// A position in one line, in bytes and in columns (1-based, of code points).
class Cursor {
 public:
  explicit Cursor(std::string_view line) : line_(line) {}

  [[nodiscard]] bool at_end() const { return byte_ >= line_.size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const { return byte_ + ahead < line_.size() ? line_[byte_ + ahead] : '\0'; }
  [[nodiscard]] bool at_digit(std::size_t ahead = 0) const { return peek(ahead) >= '0' && peek(ahead) <= '9'; }
  [[nodiscard]] std::size_t byte() const { return byte_; }
  [[nodiscard]] std::size_t column() const { return column_; }
  [[nodiscard]] std::string_view rest() const { return line_.substr(byte_); }
  /// Goes over one code point. Precondition: !at_end(), valid UTF-8.
  void advance();
  /// Goes over `c` if it is next.
  bool take(char c);
  void skip_blanks();

 private:
  std::string_view line_;
  std::size_t byte_ = 0;
  std::size_t column_ = 1;
};

/// What stands at the cursor, quoted, for messages: "'a>'" or "the end of the line".
[[nodiscard]] std::string found_at(const Cursor& cursor);

/// Reads a value: a bare word, an integer or any other JSON literal (bare words also inside arrays). The error says what was found and
/// what was expected; the cursor then stands where that is. Arrays nest at most kNestingMax deep.
inline constexpr std::size_t kNestingMax = 16;
[[nodiscard]] Result<Value, std::string> read_value(Cursor& cursor);

}  // namespace clio::lecture
