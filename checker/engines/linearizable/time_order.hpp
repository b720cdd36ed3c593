#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/history/ids.hpp"

namespace clio::linearizable {

/// Something that is to be put into the order of time.
struct AtTime {
  Time at;
  std::uint32_t what;
};

/// Sorts by `at`, keeping the order of equals. Recordings are nearly in order, so this first inserts each entry a few places back; where that does not get
/// far, it sorts by radix. O(n) on nearly sorted input, otherwise O(n) for each 11 bits of the range of times. Uses `scratch` as room.
void sort_by_time(std::vector<AtTime>& entries, std::vector<AtTime>& scratch);

}  // namespace clio::linearizable
