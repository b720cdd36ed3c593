#pragma once

#include <string_view>
#include <vector>

#include "checker/history/history.hpp"

namespace clio::test {

/// An untimed history from a few words, for tables of verdicts. Words are sessions ("A:", "B:", ...; what follows is its, as far as the next), transactions ("[" ... "]", "]?" unknown, "]!" failed),
/// and in them operations, a letter each for what is done and for the key, then values:
///
///     wx1  rx1        write and read 1; 0 is the initial value, null
///     cx1:2  fx1:2    a cas from 1 to 2 that succeeded, and one that failed
///     ax1  lx1,2  lx  append 1 to a list; a list that was read
///     +x1  -x1  sx1,2  add to and remove from a set; a set that was read
///
/// The object is that of the first operation that belongs to one only. Fails the test where the text is wrong.
[[nodiscard]] History small_history(std::string_view text);

/// The history of these operations only (sorted): a transaction keeps those of its operations that are named.
[[nodiscard]] History part_of(const History& history, const std::vector<OpId>& operations);

}  // namespace clio::test
