#pragma once

#include <cstdint>

#include "checker/history/history.hpp"

namespace clio::test {

/// What a random history may contain. Shares are in hundredths.
struct Recipe {
  Object object = Object::register_;
  int operations_min = 1, operations_max = 7;
  int processes_max = 4;
  int keys = 1;
  int values = 2;           ///< written values are 0 .. values-1, or each another one where 0
  int time_max = 12;        ///< times are drawn from 0 .. time_max, so that many touch
  int cas = 0;              ///< of the operations
  int failed_cas = 0;       ///< of the cas
  int unknown = 0;          ///< of the operations
  int failed = 0;
  int uncertainty_max = 0;
  int plausible = 50;       ///< of the histories: recorded from an object that is atomic, then one operation in eight is changed
};

/// A well-formed history, the same for the same recipe and seed everywhere.
[[nodiscard]] History random_history(const Recipe& recipe, std::uint64_t seed);

}  // namespace clio::test
