#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>

#include "checker/history/value.hpp"

namespace clio {

/// Integers for names or values that are none, where a format holds integers only: above all integers that are in use, in order of first appearance.
class Integers {
 public:
  /// An integer that keeps its own number; everything else is no matter here. To be called for all before the first number_of().
  void take(const Value& value) {
    if (const std::int64_t* i = value.as_int()) next_ = std::max(next_, *i == std::numeric_limits<std::int64_t>::max() ? *i : *i + 1);
  }
  [[nodiscard]] std::int64_t number_of(const Value& value) {
    const std::int64_t* i = value.as_int();
    return i ? *i : made_for(value);
  }
  /// A number other than an integer's own.
  [[nodiscard]] std::int64_t made_for(const Value& value) {
    const auto [entry, added] = made_.try_emplace(value, next_);
    if (added) ++next_;
    return entry->second;
  }

 private:
  std::map<Value, std::int64_t> made_;
  std::int64_t next_ = 1;
};

}  // namespace clio
