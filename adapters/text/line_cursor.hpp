#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/format.hpp"

namespace clio {

/// A place in one line of a text format; blanks (spaces, tabs, carriage returns) separate what it takes and mean nothing else.
class LineCursor {
 public:
  explicit LineCursor(std::string_view line) : line_(line) {}

  /// Whether nothing but blanks is left.
  [[nodiscard]] bool at_end() {
    skip_blanks();
    return at_ == line_.size();
  }
  /// The next character that is no blank, NUL at the end.
  [[nodiscard]] char next() {
    skip_blanks();
    return at_ < line_.size() ? line_[at_] : '\0';
  }
  bool take(char c) {
    if (at_end() || line_[at_] != c) return false;
    ++at_;
    return true;
  }
  /// Takes a word where it stands, also as the beginning of a longer one.
  bool take(std::string_view word) {
    skip_blanks();
    if (!line_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  /// An integer of 64 bits in decimal digits, with a minus where it is negative; stays where there is none.
  std::optional<std::int64_t> integer();
  /// A number of 64 bits without a sign.
  std::optional<std::uint64_t> natural();
  /// Everything up to the next blank or one of `stops`; may be empty.
  std::string_view word(std::string_view stops = {});
  /// What is left.
  [[nodiscard]] std::string_view rest() {
    skip_blanks();
    return line_.substr(at_);
  }
  /// Where it is not, wrong() shows the place. For formats whose names are words of any kind.
  [[nodiscard]] bool is_utf8();
  [[nodiscard]] std::size_t position() const { return at_; }
  void go_to(std::size_t position) { at_ = position; }

  /// "column 5: found 'x'; expected ...": what stands here instead of what was expected. Where the line is not UTF-8 near here, it says so.
  [[nodiscard]] std::string wrong(std::string_view expected);

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
  void skip_blanks() {
    while (at_ < line_.size() && is_blank(line_[at_])) ++at_;
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

/// The lines of a text, one after the other, and what is wrong with them.
class Lines {
 public:
  Lines(std::string_view text, const ReadOptions& options);

  /// The next line without its line break; nothing at the end, or where as many errors are there as were asked for.
  std::optional<std::string_view> next();
  /// 1-based, of the line that next() answered last.
  [[nodiscard]] std::size_t number() const { return number_; }
  [[nodiscard]] std::uint32_t short_number() const;
  /// Whether that line has a line break.
  [[nodiscard]] bool ended() const { return ended_; }
  /// How much of the text was read, as a fraction of it.
  [[nodiscard]] double fraction_read() const;

  void error(std::string message) { error_at(number_, std::move(message)); }
  void error_at(std::size_t line, std::string message) { errors_.push_back({line, std::move(message)}); }
  [[nodiscard]] bool full() const { return options_.errors_max != 0 && errors_.size() >= options_.errors_max; }
  [[nodiscard]] bool failed() const { return !errors_.empty(); }

  /// The errors, or the history that `builder` makes.
  [[nodiscard]] HistoryOrErrors finish(HistoryBuilder&& builder);

 private:
  const ReadOptions& options_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t number_ = 0;
  bool ended_ = false;
  std::vector<InputError> errors_;
};

[[nodiscard]] inline bool is_blank_line(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

/// The first line of a text's beginning that is not blank.
[[nodiscard]] std::string_view first_line_of(std::string_view beginning);

}  // namespace clio
