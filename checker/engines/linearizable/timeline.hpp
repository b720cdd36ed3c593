#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/history/ids.hpp"

namespace clio::linearizable {

/// When an item of a search comes, and when it goes: by its settling, or when it has become of no use. kNever: it stays.
struct Stay {
  Time from, to;
};

/// The layers of a search over time: one for each item that leaves, in the order of leaving.
///
/// Layer l is the moment just before item leaving[l] leaves: the items by_call[0 .. arrived[l]) have come, leaving[0 .. l) have gone. What comes at
/// the very time at which another leaves comes first: intervals are closed. While it is present an item has a slot of its own.
struct Timeline {
  std::vector<std::uint32_t> by_call;  ///< items in order of coming
  std::vector<std::uint32_t> leaving;  ///< items that leave, in order
  std::vector<std::uint32_t> arrived;  ///< by layer
  std::vector<std::uint32_t> slot;     ///< by item
  std::uint32_t slots = 0;             ///< how many slots are in use at once at most

  /// O(n log n) at most, O(n) where the stays are nearly in order. Precondition: from <= to.
  explicit Timeline(std::span<const Stay> stays);

  [[nodiscard]] std::uint32_t layers() const { return static_cast<std::uint32_t>(leaving.size()); }
  [[nodiscard]] std::size_t bytes() const { return (by_call.size() + leaving.size() + arrived.size() + slot.size()) * sizeof(std::uint32_t); }
};

}  // namespace clio::linearizable
