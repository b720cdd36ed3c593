#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tests/benchmarks/random.hpp"

namespace clio::bench {

enum class KeyDistribution : std::uint8_t { uniform, zipf };  ///< zipf: the i-th key is 1/i times as likely as the first

/// Draws keys. The weights are sums of quotients, which are the same on every machine.
class KeyChoice {
 public:
  KeyChoice(std::uint32_t keys, KeyDistribution distribution) : keys_(keys) {
    if (distribution == KeyDistribution::uniform) return;
    double sum = 0;
    for (std::uint32_t i = 1; i <= keys_; ++i) up_to_.push_back(sum += 1.0 / i);
  }

  [[nodiscard]] std::uint32_t draw(Random& random) const {
    if (up_to_.empty()) return static_cast<std::uint32_t>(random.below(keys_));
    const double point = static_cast<double>(random.next() >> 11) * 0x1p-53 * up_to_.back();
    const auto found = std::upper_bound(up_to_.begin(), up_to_.end(), point);
    return static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(found - up_to_.begin(), keys_ - 1));
  }

 private:
  std::uint32_t keys_;
  std::vector<double> up_to_;
};

}  // namespace clio::bench
