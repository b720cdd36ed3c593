#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "src/store/core/types.hpp"

namespace clio::store {

/// The simulator's only source of chance: SplitMix64 (Steele, Lea, Flood 2014). The same seed gives the same numbers on every machine and
/// with every library; std:: distributions do not, so it brings its own. Forks are independent streams: what one part of a run draws
/// does not move what another part draws, so that leaving out one fault or one message leaves the rest of a run as it was.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  /// The stream named `name` below this one; does not depend on what has been drawn from this one only if it is forked first.
  [[nodiscard]] Random fork(std::uint64_t name) const { return Random(mix(state_ ^ mix(name + 0x9E3779B97F4A7C15u))); }

  std::uint64_t next() { return mix(state_ += 0x9E3779B97F4A7C15u); }
  /// Uniform in [0, n). Precondition: n > 0. (Multiply and shift: the bias is below n / 2^64.)
  std::uint64_t below(std::uint64_t n) { return static_cast<std::uint64_t>((static_cast<Wide>(next()) * n) >> 64); }
  /// Uniform in [0, 1).
  double fraction() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  bool chance(double ratio) { return ratio > 0 && fraction() < ratio; }
  /// Uniform in [from, to]. Precondition: from <= to.
  Time between(Time from, Time to) { return from + static_cast<Time>(below(static_cast<std::uint64_t>(to - from) + 1)); }
  /// Geometric, the discrete sibling of the exponential distribution, by halving: exact in integers, and so alike everywhere. Mean about
  /// `mean`, at least 0, at most 12 times `mean`.
  Time waiting(Time mean);

 private:
  __extension__ using Wide = unsigned __int128;
  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

inline Time Random::waiting(Time mean) {
  if (mean <= 0) return 0;
  // The half-life of an exponential distribution is mean * ln 2: whole half-lives by coin flips, the rest uniformly within one.
  const Time half_life = (mean * 6931 + 9999) / 10000;
  std::uint64_t coins = next();
  Time halves = 0;
  while ((coins & 1u) != 0 && halves < 16) ++halves, coins >>= 1;
  return halves * half_life + between(0, half_life);
}

/// Numbers from 0 to n - 1, the i-th as likely as 1 / (i + 1)^skew; skew 0 is uniform.
class Zipf {
 public:
  Zipf(std::size_t n, double skew) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) upto_.push_back(sum += 1.0 / std::pow(static_cast<double>(i + 1), skew));
  }
  std::size_t draw(Random& random) const {
    const double point = random.fraction() * upto_.back();
    std::size_t low = 0, high = upto_.size() - 1;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (upto_[middle] > point) high = middle;
      else low = middle + 1;
    }
    return low;
  }

 private:
  std::vector<double> upto_;
};

}  // namespace clio::store
