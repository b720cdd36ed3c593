#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tests/oracle/canonical.hpp"
#include "tests/oracle/enumerate.hpp"

namespace clio::oracle {

// The walk over all histories of a bound, whether operations or transactions are placed: enumerate.cpp says which are left out and why. A Walk has
// - the bound, the plan, `chosen`, the content of each that is placed, and `visited`, how many plans there were;
// - bool place(content, process, times, names): places it, unless that uses names out of order or repeats what it must not; take_back();
// - Status status(content); and leave(), which is called with each whole plan.

template <class Walk>
void fill_untimed(Walk& walk, const std::vector<std::size_t>& lengths, std::size_t process, std::size_t place, const Names& names) {
  if (process == lengths.size()) return walk.leave();
  if (place == lengths[process]) {
    const std::size_t length = lengths[process];
    if (process > 0 && lengths[process - 1] == length) {
      const auto mine = walk.chosen.end() - static_cast<std::ptrdiff_t>(length);
      const auto theirs = mine - static_cast<std::ptrdiff_t>(length);
      if (std::lexicographical_compare(mine, walk.chosen.end(), theirs, mine)) return;
    }
    return fill_untimed(walk, lengths, process + 1, 0, names);
  }
  for (std::size_t content = 0; content < walk.bound.contents.size(); ++content) {
    Names now = names;
    if (!walk.place(content, static_cast<int>(process), {0, 0}, now)) continue;
    fill_untimed(walk, lengths, process, place + 1, now);
    walk.take_back();
  }
}

template <class Walk>
void each_shape(Walk& walk, std::vector<std::size_t>& lengths, std::size_t left, std::size_t longest) {
  if (left == 0) return fill_untimed(walk, lengths, 0, 0, Names());
  if (lengths.size() == walk.bound.processes) return;
  for (std::size_t length = std::min(left, longest); length > 0; --length) {
    lengths.push_back(length);
    each_shape(walk, lengths, left - length, length);
    lengths.pop_back();
  }
}

template <class Walk>
void fill_timed(Walk& walk, const std::vector<Interval>& drawing, int last, int processes_used, const Names& names) {
  const std::size_t place = walk.chosen.size();
  if (place == drawing.size()) {
    if (well_formed(walk.plan)) walk.leave();
    return;
  }
  const bool as_before = place > 0 && drawing[place] == drawing[place - 1];
  const bool spread = walk.bound.timing == Timing::spread;
  const Interval times = spread ? Interval{drawing[place].left * 3, drawing[place].right * 3 + 1} : drawing[place];
  const int highest = std::min(processes_used, static_cast<int>(walk.bound.processes) - 1);
  for (std::size_t content = 0; content < walk.bound.contents.size(); ++content) {
    if (walk.status(content) == Status::unknown && drawing[place].right != last) continue;
    if (walk.bound.one_each && as_before && content < walk.chosen.back()) continue;
    for (int process = walk.bound.one_each ? highest : 0; process <= highest; ++process) {
      Names now = names;
      if (!walk.place(content, process, times, now)) break;  // the process makes no difference
      fill_timed(walk, drawing, last, std::max(processes_used, process + 1), now);
      walk.take_back();
    }
  }
}

/// Visits all plans of the walk. Answers how many these were.
template <class Walk>
std::uint64_t visit_all(Walk& walk, std::size_t steps) {
  walk.plan.object = walk.bound.object;
  walk.plan.timed = walk.bound.timing != Timing::none;
  if (walk.plan.timed) {
    std::vector<Interval> drawing;
    each_interval_order(steps, drawing, [&](int last) { fill_timed(walk, drawing, last, 0, Names()); });
  } else {
    std::vector<std::size_t> lengths;
    each_shape(walk, lengths, steps, steps);
  }
  return walk.visited;
}

}  // namespace clio::oracle
