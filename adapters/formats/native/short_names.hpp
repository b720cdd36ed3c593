#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace clio::native {

/// Remembers the ids of short names by their bytes, so that a name that was met before is found without being unescaped and hashed as a string.
/// A slot holds the last name that fell on it; there are few slots until names get in each other's way.
template <class Id>
class ShortNames {
 public:
  struct Found {
    Id id;
    std::size_t length;  ///< of the name
  };

  /// The id of the name whose text, with the closing quote, stands at `text`; by `intern(name)` where it is new here. Nothing where the name is
  /// long or has an escape, or where `intern` gives nothing. Precondition: 16 bytes can be read.
  template <class Intern>
  [[nodiscard]] std::optional<Found> find(const char* text, Intern&& intern) {
    if constexpr (std::endian::native != std::endian::little) return std::nullopt;
    std::array<std::uint64_t, 2> bytes;
    std::memcpy(bytes.data(), text, sizeof bytes);
    std::size_t end = first_quote_or_backslash(bytes[0]);
    if (end < 8) {
      bytes = {bytes[0] & below(end), 0};
    } else {
      const std::size_t rest = first_quote_or_backslash(bytes[1]);
      if (rest == 8) return std::nullopt;
      bytes[1] &= below(rest);
      end = 8 + rest;
    }
    if (text[end] == '\\') return std::nullopt;
    const std::uint64_t hash = (bytes[0] ^ (bytes[1] * 0x9e3779b97f4a7c15u)) * 0xff51afd7ed558ccdu;
    Slot& slot = slots_[hash >> (64 - bits_)];
    if (slot.length == end && slot.bytes == bytes) return Found{slot.id, end};
    const std::optional<Id> id = intern(std::string_view(text, end));
    if (!id) return std::nullopt;
    slot = {bytes, static_cast<std::uint32_t>(end), *id};
    if (++misses_ > 2 * slots_.size() && bits_ < kBitsMax) grow();
    return Found{*id, end};
  }

 private:
  static constexpr int kBitsMax = 14;
  struct Slot {
    std::array<std::uint64_t, 2> bytes{};
    std::uint32_t length = std::numeric_limits<std::uint32_t>::max();  // no name so far
    Id id{};
  };

  static std::uint64_t below(std::size_t bytes) { return (std::uint64_t{1} << (8 * bytes)) - 1; }  // for 0 .. 7

  /// Position of the first byte that is one, 8 where there is none.
  static std::size_t first_quote_or_backslash(std::uint64_t bytes) {
    // Sets the top bit of each zero byte; above the first of them it may set others.
    const auto zeros = [](std::uint64_t x) { return (x - 0x0101010101010101u) & ~x & 0x8080808080808080u; };
    const std::uint64_t found = zeros(bytes ^ 0x2222222222222222u) | zeros(bytes ^ 0x5c5c5c5c5c5c5c5cu);
    return static_cast<std::size_t>(std::countr_zero(found)) / 8;
  }

  void grow() {
    bits_ += 2;
    misses_ = 0;
    slots_.assign(std::size_t{1} << bits_, Slot{});
  }

  int bits_ = 4;
  std::size_t misses_ = 0;
  std::vector<Slot> slots_ = std::vector<Slot>(std::size_t{1} << bits_);
};

}  // namespace clio::native
