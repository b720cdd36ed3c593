#pragma once

#include "tests/oracle/dice.hpp"
#include "tests/oracle/plan.hpp"

namespace clio::oracle {

/// What a random history looks like.
struct Mixture {
  Object object = Object::register_;
  std::size_t steps_min = 5, steps_max = 8;
  std::size_t processes_max = 4;
  int keys_max = 2;
};

/// A history as a store may have answered it, with a few answers changed: half of the histories are or nearly are linearizable, the others come from replicas
/// that lag behind. Intervals overlap, touch and nest; operations fail, time out (and some processes go on afterwards), values repeat, some histories have a
/// clock uncertainty, another initial value, or no times.
[[nodiscard]] Plan random_plan(Dice& dice, const Mixture& mixture);

}  // namespace clio::oracle
