#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "checker/engines/sequential/saturation.hpp"

namespace clio::sequential {

/// Collects the events behind something that a saturation derived: for each edge the two signs and a path between them, whose edges have reasons in turn.
/// Only what was known when an edge was derived may explain it, so the reasons are not circular.
class Saturation::Reasons {
 public:
  explicit Reasons(const Saturation& saturation) : s_(saturation) {}

  void add(Event e);
  /// The reason of derived edge `edge`, used with the end `end` of its earlier cluster.
  void add_edge(std::uint32_t edge, Event end);
  /// That `from` (certain) precedes `to`, by a path of as few steps between sessions as possible and derived edges before `limit`.
  void add_path(Event from, Event to, std::uint32_t limit);
  /// Follows up what was added. All events, sorted; every event of the problem if a reason could not be found again.
  [[nodiscard]] std::vector<Event> collect();

 private:
  struct Path {
    Event from, to;
    std::uint32_t limit;
  };
  [[nodiscard]] bool find(const Path& path);
  [[nodiscard]] std::uint32_t known_since(Event e) const;

  const Saturation& s_;
  std::set<Event> events_;
  std::set<std::uint32_t> edges_;
  std::vector<Path> paths_;
};

}  // namespace clio::sequential
