#include "adapters/text/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace clio {
namespace {

bool continues(unsigned char byte) { return (byte & 0xC0u) == 0x80u; }

/// Length of the well-formed sequence at `at`, 0 if there is none.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : static_cast<unsigned char>(0); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return continues(byte(1)) ? 2 : 0;
  // The second byte's range rules out overlong forms, surrogates and what lies above U+10FFFF.
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  if (byte(1) < low || byte(1) > high || !continues(byte(2))) return 0;
  if (lead < 0xF0) return 3;
  return lead <= 0xF4 && continues(byte(3)) ? 4 : 0;
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint64_t eight = 0;
    if (text.size() - at >= sizeof eight) {
      std::memcpy(&eight, text.data() + at, sizeof eight);
      if ((eight & 0x8080808080808080u) == 0) {
        at += sizeof eight;
        continue;
      }
    }
    const std::size_t length = sequence_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::optional<InputError> not_utf8(std::string_view text) {
  const std::optional<std::size_t> invalid = first_invalid_utf8(text);
  if (!invalid) return std::nullopt;
  const std::string_view before = text.substr(0, *invalid);
  const std::size_t begin = before.rfind('\n') + 1;  // npos + 1 is 0
  return InputError{static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
                    "column " + std::to_string(column_of(text.substr(begin), *invalid - begin)) + ": found a byte that is not UTF-8; expected text in UTF-8"};
}

std::size_t column_of(std::string_view line, std::size_t position) {
  const std::string_view before = line.substr(0, position);
  return 1 + static_cast<std::size_t>(std::count_if(before.begin(), before.end(), [](char c) { return !continues(static_cast<unsigned char>(c)); }));
}

std::string shortened(std::string_view text, std::size_t characters) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (continues(static_cast<unsigned char>(text[i]))) continue;
    if (seen++ == characters) return std::string(text.substr(0, i)) + "...";
  }
  return std::string(text);
}

}  // namespace clio
