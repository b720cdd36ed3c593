#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "checker/history/history.hpp"

namespace clio {

/// A place in a JSON text, for readers of whole documents that take what they know and never hold the rest. After each method the place is behind what
/// was taken, or where it was if nothing was. Memory: none beyond the text.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : text_(text) {}

  /// 1-based line of the next token.
  [[nodiscard]] std::size_t line() {
    skip_space();
    return line_;
  }
  [[nodiscard]] bool at_end() {
    skip_space();
    return at_ == text_.size();
  }
  /// The first character of the next token, NUL at the end.
  [[nodiscard]] char next() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char token) {
    if (next() != token || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  /// true, false or null, as a whole word.
  bool take_word(std::string_view word);
  /// An integer of 64 bits, without point and exponent.
  std::optional<std::int64_t> integer();
  /// A string without escapes, as names of members are; empty ones are none.
  std::optional<std::string_view> plain_string();
  /// Any value, at most kDepthMax arrays and objects deep. False where it is no JSON; the place is then where that is seen.
  bool skip_value();

  /// What stands here instead of what was expected, with its line and column.
  [[nodiscard]] InputError wrong(std::string_view expected);

  static constexpr int kDepthMax = 64;

 private:
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) {
      if (text_[at_++] == '\n') {
        ++line_;
        line_begin_ = at_;
      }
    }
  }
  bool skip_string();
  bool skip_number();
  bool skip_value(int depth);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_begin_ = 0;
};

}  // namespace clio
