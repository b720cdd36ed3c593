#pragma once

#include <cstdint>
#include <vector>

#include "checker/engines/causal/events.hpp"

namespace clio::causal {

/// `earlier` must come before the source of `read` in arbitration, because the read has `earlier` in its past. For a read of the initial
/// value that is a violation at once.
struct ConflictEdge {
  Event earlier, read;
};

/// A topological order of so ∪ wr ∪ edges, or a way into its cycles. Cost: O(events + edges).
class ArbitrationOrder {
 public:
  ArbitrationOrder(const Events& events, const std::vector<ConflictEdge>& edges);
  /// How many bytes the tables take at most.
  [[nodiscard]] static std::size_t bytes(const Events& events, const std::vector<ConflictEdge>& edges) { return 16 * events.size() + 4 * edges.size(); }

  [[nodiscard]] bool exists() const { return taken_ == events_->size(); }
  /// The writes in order. Precondition: exists().
  [[nodiscard]] std::vector<OpId> writes() const;
  /// Operations that alone make a cycle. Precondition: not exists().
  [[nodiscard]] std::vector<OpId> cycle() const;

 private:
  void count_predecessors();
  void link_successors();
  void sort();
  [[nodiscard]] Event later(const ConflictEdge& edge) const { return events_->source(edge.read); }
  [[nodiscard]] bool left(Event e) const { return waits_[e] != 0; }

  const Events* events_;
  const std::vector<ConflictEdge>* edges_;
  std::vector<std::uint32_t> waits_;       // by event: predecessors not yet taken
  std::vector<std::uint32_t> next_begin_;  // by event, into next_: readers, events that conflict edges lead to, side events
  std::vector<Event> next_;
  std::vector<Event> order_;
  std::size_t taken_ = 0;
};

}  // namespace clio::causal
