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
  /// Names as one types them: an integer by its digits, a string with or without its JSON quotes ("1" in quotes is the string alone). Empty: all.
  std::vector<std::string> keys, processes;
  std::optional<Time> from, to;              ///< operations called within [from, to]

  [[nodiscard]] bool everything() const { return keys.empty() && processes.empty() && !from && !to; }
};

/// The operations of the slice, by whole transactions, or what is wrong with the question: a key or process that the history does not know,
/// times asked of a history without, or a slice that no operation is in. Cost: O(n).
[[nodiscard]] Result<SubHistory, std::string> slice_of(const History& history, const Slice& slice);

/// "key x, process P1, from 10, to 20".
[[nodiscard]] std::string describe(const Slice& slice);

}  // namespace clio
