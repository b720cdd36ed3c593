#include "adapters/plume/plume_line.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "adapters/text/utf8.hpp"

namespace clio::plume {
namespace {

constexpr std::array<std::string_view, 4> kFields{"key", "value", "session", "transaction"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text) {}

  Result<Line, std::string> read() {
    Line line;
    skip_blanks();
    if (!take('r')) {
      if (!take('w')) return wrong("r or w");
      line.kind = Kind::write;
    }
    if (!take('(')) return wrong("( after the operation");
    const std::array<std::int64_t*, 4> numbers{&line.key, &line.value, &line.session, &line.transaction};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      skip_blanks();
      const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), *numbers[i]);
      if (error != std::errc()) return wrong("the " + std::string(kFields[i]) + ", an integer of 64 bits");
      at_ = static_cast<std::size_t>(end - text_.data());
      const bool last = i + 1 == numbers.size();
      if (!take(last ? ')' : ',')) return wrong(last ? ") after the transaction" : ", after the " + std::string(kFields[i]));
    }
    skip_blanks();
    if (at_ != text_.size()) return wrong("the end of the line");
    if (line.transaction < kAborted) {
      return Unexpected("found the transaction " + std::to_string(line.transaction) + "; expected a number from 0, or -1 for an aborted write");
    }
    return line;
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  bool take(char c) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Unexpected<std::string> wrong(const std::string& expected) {
    skip_blanks();
    constexpr std::size_t kShown = 24;
    std::string found = "the end of the line";
    if (const auto invalid = first_invalid_utf8(text_); invalid && *invalid <= at_ + kShown) {
      found = "a byte that is not UTF-8";
      at_ = *invalid;
    } else if (at_ < text_.size()) {
      found = shortened(text_.substr(at_), kShown);
      std::replace_if(found.begin(), found.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
      found = "'" + found + "'";
    }
    return Unexpected("column " + std::to_string(column_of(text_, at_)) + ": found " + found + "; expected " + expected +
                      ", as in w(KEY,VALUE,SESSION,TRANSACTION)");
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Line, std::string> read_line(std::string_view text) { return LineReader(text).read(); }

}  // namespace clio::plume
