#pragma once

#include <cstddef>
#include <cstdint>

namespace clio::oracle {

/// A seeded generator of our own, so that a seed names the same histories everywhere (std:: distributions differ between libraries).
/// SplitMix64: Steele, Lea and Flood, OOPSLA 2014.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// 0 .. sides-1. Precondition: sides > 0.
  std::size_t below(std::size_t sides) { return static_cast<std::size_t>(next() % sides); }
  std::int64_t between(std::int64_t low, std::int64_t high) { return low + static_cast<std::int64_t>(below(static_cast<std::size_t>(high - low + 1))); }
  bool chance(unsigned percent) { return below(100) < percent; }

 private:
  std::uint64_t state_;
};

}  // namespace clio::oracle
