#pragma once

#include <cstdint>
#include <vector>

#include "checker/engines/sequential/clocks.hpp"
#include "checker/engines/sequential/problem.hpp"
#include "checker/history/history.hpp"

namespace clio::sequential {

/// A guess at the order in which events took effect.
enum class Guess : std::uint8_t {
  call,      ///< by time of call; without times by place in the file
  response,  ///< by time of response (an unknown one's is its call); without times likewise by place in the file
  progress,  ///< sessions side by side: by the share of its session that comes before it
};

/// A place for each event, different for different events. Cost: O(n) where the file is in that order, O(n log n) otherwise.
[[nodiscard]] std::vector<std::uint32_t> ranked(const Problem& problem, const History& history, Guess guess);

/// By how much is known to precede each event: after a saturation that is near the place it has in any explanation.
[[nodiscard]] std::vector<std::uint32_t> ranked_by_past(const Problem& problem, const Clocks& known);

/// Guesses worth trying, the best first: whether the file of a history without times tells more than its sessions is told by how often it changes session.
[[nodiscard]] std::vector<Guess> guesses(const Problem& problem, const History& history);

}  // namespace clio::sequential
