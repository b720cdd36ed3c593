#pragma once

#include <cstdint>

namespace clio::sequential {

/// What a search that can be interrupted says when it stops.
enum class Search : std::uint8_t {
  found,      ///< there is an order
  exhausted,  ///< there is none
  paused,     ///< the steps allowed are used up; it can go on
  spent,      ///< a limit of the budget is reached
};

}  // namespace clio::sequential
