#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/support/result.hpp"

namespace clio {

/// The part of a history that somebody wants judged. Removing operations can hide a violation and, where a read loses its source, invent
/// one.
struct Slice {
  std::vector<std::string> keys, processes;  ///< names as the file writes them, an integer by its digits; empty: all
  std::optional<Time> from, to;              ///< operations called within [from, to]

  [[nodiscard]] bool everything() const { return keys.empty() && processes.empty() && !from && !to; }
};

/// The operations of the slice, by whole transactions, or what is wrong with the question: a key or process that the history does not know,
/// or times asked of a history without. Cost: O(n).
[[nodiscard]] Result<SubHistory, std::string> slice_of(const History& history, const Slice& slice);

/// "key x, process P1, from 10, to 20".
[[nodiscard]] std::string describe(const Slice& slice);

}  // namespace clio
