#include "src/report/words.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "checker/support/unprintable.hpp"

namespace clio {

std::string counted(std::uint64_t count, std::string_view noun) {
  std::string text = std::to_string(count) + " ";
  if (count == 1) return text.append(noun);
  if (noun.ends_with("y") && !noun.ends_with("ey")) return text.append(noun.substr(0, noun.size() - 1)).append("ies");
  return text.append(noun).append(noun.ends_with("s") ? "es" : "s");
}

std::string duration_text(std::chrono::nanoseconds time) {
  char text[32];
  const double us = std::chrono::duration<double, std::micro>(time).count();
  const auto [shown, unit] = us < 1e3 ? std::pair(us, "us") : us < 1e6 ? std::pair(us / 1e3, "ms") : std::pair(us / 1e6, "s");
  std::snprintf(text, sizeof text, "%.*f %s", us < 1e3 || shown >= 100 ? 0 : shown < 10 ? 2 : 1, shown, unit);
  return text;
}

std::string listed(const std::vector<std::string>& items, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text.append(i + 1 == items.size() ? " " + std::string(last) + " " : ", ");
    text += items[i];
  }
  return text;
}

std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const Unprintable escaped = unprintable_at(text, i); escaped.bytes != 0) {
      append_escape(result, escaped.character);
      i += escaped.bytes - 1;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t used = columns(text);
  return std::string(text) + std::string(width > used ? width - used : 0, ' ');
}

std::string indented(std::string_view text, std::string_view indent) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!result.empty()) result += '\n';
    if (end > 0) result.append(indent).append(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

std::string wrapped(std::string_view text, std::size_t width, std::string_view indent) {
  std::string result, line;
  const auto finish = [&] {
    if (!result.empty()) result += '\n';
    result.append(indent).append(line);
    line.clear();
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (!line.empty() && columns(line) + 1 + columns(word) + columns(indent) > width) finish();
    if (!line.empty() && !word.empty()) line += ' ';
    line.append(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!line.empty()) finish();
  return result;
}

}  // namespace clio
