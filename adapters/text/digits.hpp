#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace clio {

/// A number in decimal digits, read eight bytes at a time.
struct Digits {
  std::uint64_t number = 0;
  std::size_t count = 0;  ///< of digits; 0: there is none, or more than kDigitsMax
};

inline constexpr std::size_t kDigitsMax = 15;

/// The digits that stand at `text`. A digit takes no branch and no step of its own: of eight bytes at once it is known where the first stands that is none,
/// and eight digits are summed by three multiplications. Precondition: 16 bytes can be read.
[[nodiscard]] inline Digits digits_at(const char* text) {
  if constexpr (std::endian::native != std::endian::little) {
    Digits digits;
    while (digits.count <= kDigitsMax && text[digits.count] >= '0' && text[digits.count] <= '9') {
      digits.number = digits.number * 10 + static_cast<std::uint64_t>(text[digits.count++] - '0');
    }
    return digits.count > kDigitsMax ? Digits{} : digits;
  }
  struct Word {
    std::uint64_t bytes;  // a digit's byte is its number
    std::size_t count;    // of the digits at the beginning
  };
  const auto word_at = [](const char* at) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, sizeof bytes);
    bytes ^= 0x3030303030303030u;
    // Marks each byte above 9. A sum may carry into the byte above only from a marked one, so the lowest mark is right.
    const std::uint64_t others = ((bytes + 0x7676767676767676u) | bytes) & 0x8080808080808080u;
    return Word{bytes, static_cast<std::size_t>(std::countr_zero(others)) / 8};
  };
  const auto number_of = [](Word word) -> std::uint64_t {  // precondition: count > 0
    std::uint64_t x = word.bytes << (64 - 8 * word.count);  // zeros in front
    x = x * 10 + (x >> 8);                                  // pairs of digits, in every second byte
    constexpr std::uint64_t kPairs = 0x000000ff000000ffu;
    return ((x & kPairs) * (100 + (std::uint64_t{1'000'000} << 32)) + ((x >> 16) & kPairs) * (1 + (std::uint64_t{10'000} << 32))) >> 32;
  };
  const Word first = word_at(text);
  if (first.count == 0) return {};
  if (first.count < 8) [[likely]] return {number_of(first), first.count};
  const Word second = word_at(text + 8);
  if (second.count == 0) return {number_of(first), 8};
  if (second.count == 8) return {};
  constexpr std::uint64_t kPowers[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000};
  return {number_of(first) * kPowers[second.count] + number_of(second), 8 + second.count};
}

}  // namespace clio
