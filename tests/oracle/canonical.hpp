#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <functional>
#include <vector>

#include "tests/oracle/plan.hpp"

namespace clio::oracle {

/// Names of keys, and of the values of each key, in order of first appearance.
class Names {
 public:
  /// Whether the step uses names in order, given those that came before; remembers them.
  bool admit(const Step& step, bool values_alike) {
    if (!admit(step.key, keys_)) return false;
    if (!values_alike) return true;
    int& values = values_[static_cast<std::size_t>(step.key)];
    if (step.kind == Kind::cas && !admit(step.expected - 1, values)) return false;
    if (!admit(step.value - 1, values)) return false;
    return std::all_of(step.values.begin(), step.values.end(), [&](int value) { return admit(value - 1, values); });
  }

 private:
  static bool admit(int name, int& used) {
    if (name > used) return false;
    used = std::max(used, name + 1);
    return true;
  }
  int keys_ = 0;
  std::array<int, 3> values_{};  // by key
};

/// Where an operation's interval lies in a canonical drawing of an interval order (enumerate.cpp says which).
struct Interval {
  int left, right;
  auto operator<=>(const Interval&) const = default;
};

/// Calls `visit` with the last point of each canonical drawing of `steps` intervals, which is in `drawing` then, sorted. Precondition: `drawing` is empty.
void each_interval_order(std::size_t steps, std::vector<Interval>& drawing, const std::function<void(int last)>& visit);

}  // namespace clio::oracle
