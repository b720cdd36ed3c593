#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace clio::linearizable {

/// A set of slots 0 .. 64 * kWords - 1.
template <std::size_t kWords>
struct Mask {
  std::array<std::uint64_t, kWords> words{};

  [[nodiscard]] bool has(std::uint32_t slot) const { return (words[slot >> 6] >> (slot & 63) & 1u) != 0; }
  void insert(std::uint32_t slot) { words[slot >> 6] |= std::uint64_t{1} << (slot & 63); }
  void erase(std::uint32_t slot) { words[slot >> 6] &= ~(std::uint64_t{1} << (slot & 63)); }
  [[nodiscard]] bool empty() const {
    std::uint64_t any = 0;
    for (const std::uint64_t word : words) any |= word;
    return any == 0;
  }
  [[nodiscard]] std::size_t size() const {
    std::size_t count = 0;
    for (const std::uint64_t word : words) count += static_cast<std::size_t>(std::popcount(word));
    return count;
  }
  [[nodiscard]] bool within(const Mask& other) const { return minus(other).empty(); }
  [[nodiscard]] bool meets(const Mask& other) const { return !both(other).empty(); }
  [[nodiscard]] Mask both(const Mask& other) const {
    Mask result;
    for (std::size_t w = 0; w < kWords; ++w) result.words[w] = words[w] & other.words[w];
    return result;
  }
  [[nodiscard]] Mask either(const Mask& other) const {
    Mask result;
    for (std::size_t w = 0; w < kWords; ++w) result.words[w] = words[w] | other.words[w];
    return result;
  }
  [[nodiscard]] Mask minus(const Mask& other) const {
    Mask result;
    for (std::size_t w = 0; w < kWords; ++w) result.words[w] = words[w] & ~other.words[w];
    return result;
  }
  /// Calls `visit(slot)` in ascending order.
  template <class Visit>
  void each(Visit&& visit) const {
    for (std::size_t w = 0; w < kWords; ++w) {
      for (std::uint64_t word = words[w]; word != 0; word &= word - 1) {
        visit(static_cast<std::uint32_t>(64 * w + static_cast<std::size_t>(std::countr_zero(word))));
      }
    }
  }
  [[nodiscard]] std::uint64_t hash(std::uint64_t seed) const {
    for (const std::uint64_t word : words) {
      seed = (seed ^ word) * 0x9e3779b97f4a7c15ULL;
      seed ^= seed >> 29;
    }
    return seed;
  }
  friend bool operator==(const Mask&, const Mask&) = default;
};

}  // namespace clio::linearizable
