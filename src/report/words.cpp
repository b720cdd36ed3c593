#include "src/report/words.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace clio {

namespace {

/// The character at the beginning where it changes the direction of what follows (U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069); 0: it does not.
unsigned turning_at(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xE2' || (text[1] != '\x80' && text[1] != '\x81')) return 0;
  const unsigned code = 0x2000u + (text[1] == '\x81' ? 0x40u : 0u) + (static_cast<unsigned char>(text[2]) & 0x3Fu);
  return code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) ? code : 0;
}

}  // namespace

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
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool second_of_control = byte == 0xC2u && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0u;  // U+0080 to U+009F
    const unsigned turning = turning_at(text.substr(i));
    if (byte >= 0x20 && byte != 0x7F && !second_of_control && turning == 0) {
      result += text[i];
      continue;
    }
    const unsigned code = turning != 0 ? turning : second_of_control ? static_cast<unsigned char>(text[i + 1]) : byte;
    i += turning != 0 ? 2 : second_of_control ? 1 : 0;
    char escape[8];
    std::snprintf(escape, sizeof escape, "\\u%04x", code);
    result += escape;
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
