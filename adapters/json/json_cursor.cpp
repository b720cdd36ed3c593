#include "adapters/json/json_cursor.hpp"

#include <charconv>

#include "adapters/text/line_cursor.hpp"

namespace clio {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '+' || c == '-'; }

}  // namespace

bool JsonCursor::take_word(std::string_view word) {
  skip_space();
  if (!text_.substr(at_).starts_with(word)) return false;
  if (at_ + word.size() < text_.size() && is_word(text_[at_ + word.size()])) return false;
  at_ += word.size();
  return true;
}

std::optional<std::int64_t> JsonCursor::integer() {
  skip_space();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
  const auto length = static_cast<std::size_t>(end - text_.data()) - at_;
  if (error != std::errc() || (at_ + length < text_.size() && is_word(text_[at_ + length]))) return std::nullopt;
  const std::size_t first = at_ + (text_[at_] == '-' ? 1 : 0);
  if (text_[first] == '0' && at_ + length > first + 1) return std::nullopt;  // a leading zero is no JSON
  at_ += length;
  return number;
}

std::optional<std::string_view> JsonCursor::plain_string() {
  skip_space();
  if (at_ == text_.size() || text_[at_] != '"') return std::nullopt;
  std::size_t end = at_ + 1;
  while (end < text_.size() && text_[end] != '"' && text_[end] != '\\' && static_cast<unsigned char>(text_[end]) >= 0x20) ++end;
  if (end == text_.size() || text_[end] != '"' || end == at_ + 1) return std::nullopt;
  const std::string_view string = text_.substr(at_ + 1, end - at_ - 1);
  at_ = end + 1;
  return string;
}

bool JsonCursor::skip_string() {
  std::size_t end = at_ + 1;
  while (end < text_.size() && text_[end] != '"') {
    if (static_cast<unsigned char>(text_[end]) < 0x20) return false;
    end += text_[end] == '\\' ? 2 : 1;
  }
  if (end >= text_.size()) return false;
  at_ = end + 1;
  return true;
}

bool JsonCursor::skip_number() {
  std::size_t end = at_;
  while (end < text_.size() && is_word(text_[end])) ++end;
  double number = 0;
  const auto [stop, error] = std::from_chars(text_.data() + at_, text_.data() + end, number);
  if (error == std::errc::invalid_argument || stop != text_.data() + end) return false;
  at_ = end;
  return true;
}

bool JsonCursor::skip_value() { return skip_value(0); }

bool JsonCursor::skip_value(int depth) {
  if (depth > kDepthMax) return false;
  const char first = next();
  if (first == '"') return skip_string();
  if (first == '-' || is_digit(first)) return skip_number();
  if (first != '{' && first != '[') return take_word("true") || take_word("false") || take_word("null");
  const char close = first == '{' ? '}' : ']';
  take(first);
  if (take(close)) return true;
  do {
    if (first == '{' && (next() != '"' || !skip_string() || !take(':'))) return false;
    if (!skip_value(depth + 1)) return false;
  } while (take(','));
  return take(close);
}

InputError JsonCursor::wrong(std::string_view expected) {
  skip_space();
  const std::size_t end = text_.find('\n', at_);
  LineCursor here(text_.substr(line_begin_, (end == std::string_view::npos ? text_.size() : end) - line_begin_));
  here.go_to(at_ - line_begin_);
  std::string message = here.wrong(expected);
  if (at_ == text_.size()) message += " (was the file cut off?)";
  return {line_, std::move(message)};
}

}  // namespace clio
