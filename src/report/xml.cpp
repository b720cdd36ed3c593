// Text in XML documents. XML 1.0 has no way at all to write most control characters, not even escaped: they are replaced, as is what is no
// UTF-8.
//
// Tested by tests/report/graph_and_junit_test.cpp.

#include "src/report/xml.hpp"

namespace clio {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// How many bytes from the beginning are one character that XML 1.0 allows; 0: none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' ? 1 : 0;
  const std::size_t length = first >= 0xF0 && first <= 0xF4 ? 4 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xC2 && first < 0xE0 ? 2 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return 0;
  }
  if (first == 0xE0 && byte(1) < 0xA0) return 0;                                           // overlong
  if (first == 0xF0 && byte(1) < 0x90) return 0;                                           // overlong
  if (first == 0xED && byte(1) >= 0xA0) return 0;                                          // a surrogate
  if (first == 0xF4 && byte(1) >= 0x90) return 0;                                          // beyond Unicode
  if (first == 0xEF && byte(1) == 0xBF && (byte(2) == 0xBE || byte(2) == 0xBF)) return 0;  // U+FFFE, U+FFFF
  return length;
}

}  // namespace

std::string xml_escaped(std::string_view text, XmlPlace place) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) {
      result += kReplacement;
    } else if (length > 1) {
      result += text.substr(0, length);
    } else {
      switch (text.front()) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&quot;"; break;
        case '\n': result += place == XmlPlace::attribute ? "&#10;" : "\n"; break;
        case '\t': result += "&#9;"; break;
        default: result += text.front();
      }
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

}  // namespace clio
