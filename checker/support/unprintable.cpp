// What a name or value may hold and no terminal should get raw: right-to-left overrides make a report say something else than it says.
// Tested by: tests/report/words_test.cpp, tests/history/value_test.cpp.
#include "checker/support/unprintable.hpp"

namespace clio {

Unprintable unprintable_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(at);
  if (first < 0x80) return is_unprintable(first) ? Unprintable{first, 1} : Unprintable{};
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  char32_t character = first & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(at + i) & 0xC0u) != 0x80u) return {};
    character = character << 6 | (byte(at + i) & 0x3Fu);
  }
  return first >= 0xC2 && is_unprintable(character) ? Unprintable{character, bytes} : Unprintable{};
}

bool has_unprintable(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (unprintable_at(text, i).bytes != 0) return true;
  }
  return false;
}

void append_escape(std::string& out, char32_t character) {
  static constexpr char kHex[] = "0123456789abcdef";
  if (character > 0xFFFF) {  // a pair of surrogates
    append_escape(out, 0xD800 + ((character - 0x10000) >> 10));
    character = 0xDC00 + ((character - 0x10000) & 0x3FF);
  }
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[(character >> shift) & 15];
}

}  // namespace clio
