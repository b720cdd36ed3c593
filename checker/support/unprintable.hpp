#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace clio {

/// Characters that a terminal obeys or hides instead of showing them: controls (C0, DEL, C1), line and paragraph separators, and the format
/// characters that turn the direction of text, join or part it, or are invisible (Unicode category Cf).
[[nodiscard]] constexpr bool is_unprintable(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return true;
  return c == 0xAD || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
         c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

struct Unprintable {
  char32_t character = 0;
  std::size_t bytes = 0;  ///< of UTF-8; 0: what stands there can be printed, or is no UTF-8
};
/// The unprintable character that begins at a byte of the text.
[[nodiscard]] Unprintable unprintable_at(std::string_view text, std::size_t at);
[[nodiscard]] bool has_unprintable(std::string_view text);

/// As JSON has it: \u202e; beyond U+FFFF two of these.
void append_escape(std::string& out, char32_t character);

}  // namespace clio
