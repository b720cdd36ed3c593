#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "checker/history/ids.hpp"

namespace clio::lecture {

/// What is drawn as one piece: an operation, or a transaction.
struct Block {
  ProcessId process{};
  Time call = 0;
  Time response = kNever;  ///< kNever: unknown
  std::size_t width = 1;   ///< of its text, in columns; at least 1
};

/// Where a block stands: columns `first` to `last` (0-based; its text and then dashes) on a line of its process. Of an unknown block only
/// `first` has a meaning.
struct Place {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t line = 0;
};

struct Layout {
  std::vector<Place> places;               ///< by block
  std::vector<std::size_t> lines;          ///< how many lines each process needs
  std::vector<std::size_t> gaps;           ///< ascending: blank columns at which no interval begins or ends, so that a picture may be stretched there
  std::optional<std::size_t> separated;    ///< a block that touches both its neighbours at one instant: the picture pulls them apart
};

/// Places blocks in few columns so that the picture has their order relations: a block stands clear to the left of another exactly when its
/// response is before the other's call, and the blocks of a process begin in the order of their calls (ties: of their positions).
/// Preconditions: processes are dense; no block is called before a response of an earlier block of its process. Cost: O(n log n).
[[nodiscard]] Layout lay_out(std::span<const Block> blocks, std::size_t processes);

}  // namespace clio::lecture
