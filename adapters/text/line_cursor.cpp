#include "adapters/text/line_cursor.hpp"

#include <algorithm>
#include <utility>
#include <charconv>
#include <limits>

#include "adapters/text/utf8.hpp"

namespace clio {
namespace {

constexpr std::size_t kShownCharacters = 24;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

template <class Number>
std::optional<Number> number_at(std::string_view line, std::size_t& at) {
  Number number{};
  const auto [end, error] = std::from_chars(line.data() + at, line.data() + line.size(), number);
  if (error != std::errc()) return std::nullopt;
  at = static_cast<std::size_t>(end - line.data());
  return number;
}

}  // namespace

std::optional<std::int64_t> LineCursor::integer() {
  skip_blanks();
  return number_at<std::int64_t>(line_, at_);
}

std::optional<std::uint64_t> LineCursor::natural() {
  skip_blanks();
  return number_at<std::uint64_t>(line_, at_);
}

std::string_view LineCursor::word(std::string_view stops) {
  skip_blanks();
  std::size_t end = at_;
  while (end < line_.size() && !is_blank(line_[end]) && stops.find(line_[end]) == std::string_view::npos) ++end;
  return line_.substr(std::exchange(at_, end), end - at_);
}

bool LineCursor::is_utf8() {
  const auto invalid = first_invalid_utf8(line_);
  if (invalid) at_ = *invalid;
  return !invalid;
}

std::string LineCursor::wrong(std::string_view expected) {
  skip_blanks();
  std::string found = "the end of the line";
  std::string shown = at_ < line_.size() ? shortened(line_.substr(at_), kShownCharacters) : std::string();
  if (const auto invalid = first_invalid_utf8(line_); invalid && (*invalid <= at_ || first_invalid_utf8(shown))) {
    found = "a byte that is not UTF-8";
    at_ = *invalid;
  } else if (at_ < line_.size()) {
    found = std::move(shown);
    std::replace_if(found.begin(), found.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    found = "'" + found + "'";
  }
  return "column " + std::to_string(column_of(line_, at_)) + ": found " + found + "; expected " + std::string(expected);
}

Lines::Lines(std::string_view text, const ReadOptions& options) : options_(options), text_(text) {
  if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
}

std::optional<std::string_view> Lines::next() {
  if (at_ >= text_.size() || full()) return std::nullopt;
  const std::size_t newline = text_.find('\n', at_);
  ended_ = newline != std::string_view::npos;
  const std::size_t end = ended_ ? newline : text_.size();
  const std::string_view line = text_.substr(at_, end - at_);
  at_ = end + 1;
  ++number_;
  return line;
}

std::uint32_t Lines::short_number() const {
  return static_cast<std::uint32_t>(std::min<std::size_t>(number_, std::numeric_limits<std::uint32_t>::max()));
}

double Lines::fraction_read() const { return text_.empty() ? 1 : static_cast<double>(std::min(at_, text_.size())) / static_cast<double>(text_.size()); }

HistoryOrErrors Lines::finish(HistoryBuilder&& builder) {
  if (!errors_.empty()) {
    std::stable_sort(errors_.begin(), errors_.end(), [](const InputError& a, const InputError& b) { return a.line < b.line; });
    if (options_.errors_max != 0 && errors_.size() > options_.errors_max) errors_.resize(options_.errors_max);
    return Unexpected(std::move(errors_));
  }
  return std::move(builder).build(options_.errors_max);
}

std::string_view first_line_of(std::string_view beginning) {
  if (beginning.starts_with(kByteOrderMark)) beginning.remove_prefix(kByteOrderMark.size());
  const std::size_t first = beginning.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  beginning.remove_prefix(first);
  return beginning.substr(0, beginning.find('\n'));
}

}  // namespace clio
