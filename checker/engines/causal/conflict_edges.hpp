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

/// A topological order of so ∪ wr ∪ edges, or one cycle after the other. Cost: O(events + edges). Precondition: so ∪ wr has no cycle.
class ArbitrationOrder {
 public:
  ArbitrationOrder(const Events& events, const std::vector<ConflictEdge>& edges);
  /// How many bytes the tables take at most, those for cycles included.
  [[nodiscard]] static std::size_t bytes(const Events& events, const std::vector<ConflictEdge>& edges) { return 20 * events.size() + 8 * edges.size(); }

  [[nodiscard]] bool exists() const { return taken_ == events_->size(); }
  /// The writes in order. Precondition: exists().
  [[nodiscard]] std::vector<OpId> writes() const;
  /// Operations that alone make a cycle. Precondition: not exists().
  [[nodiscard]] std::vector<OpId> cycle();
  /// Takes a conflict edge out of the cycle that was told last, and sorts on: whether that comes upon another one.
  [[nodiscard]] bool find_another();

 private:
  void count_predecessors();
  void link_successors();
  void sort();
  void lower(Event e) {
    if (--waits_[e] == 0) order_.push_back(e);
  }
  /// Why an event comes after another; by a conflict edge: because of which read.
  struct Step {
    Event earlier, later, read;
  };
  static constexpr std::uint32_t kTakenOut = 0xffffffffu;
  void list_conflicts_left();
  [[nodiscard]] Event first_left(std::uint32_t session);
  [[nodiscard]] Event foremost(Event e);
  [[nodiscard]] Step before(Event e) const;
  [[nodiscard]] Event later(const ConflictEdge& edge) const { return events_->source(edge.read); }
  [[nodiscard]] bool left(Event e) const { return waits_[e] != 0; }

  const Events* events_;
  const std::vector<ConflictEdge>* edges_;
  std::vector<std::uint32_t> waits_;       // by event: predecessors not yet taken
  std::vector<std::uint32_t> next_begin_;  // by event, into next_: readers, events that conflict edges lead to, side events
  std::vector<Event> next_;
  std::vector<Event> order_;
  std::size_t taken_ = 0;

  // Of cycles.
  std::vector<std::uint32_t> into_begin_;  // by event, into into_
  std::vector<std::uint32_t> into_;        // places in edges_ of those among what was left at first, by `later`; kTakenOut
  std::vector<Event> first_left_;          // by session: none before it is left
  std::vector<Event> cycle_;               // told last: each waits for what follows it in its session or is it, and that for the next (circularly)
};

}  // namespace clio::causal
