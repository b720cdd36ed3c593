#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/engines/held.hpp"
#include "checker/engines/sequential/clocks.hpp"
#include "checker/engines/sequential/problem.hpp"
#include "checker/engines/sequential/touches.hpp"
#include "checker/limits.hpp"

namespace clio::sequential {

/// Everything that session order and reads-from force in every explanation, or the contradiction in it.
///
/// The writes of a key come in some order, each followed by its readers before the next: so if anything about one value comes before anything about
/// another value of the same key, all about the one comes before all about the other. That rule is applied to a fixpoint; a read with several possible
/// sources takes part once all but one are ruled out. Sound: contradictions are real. Not complete: no contradiction may be left although no order exists.
/// Cost: O(n * sessions) for each round; rounds are few in practice. Memory: clocks of 4 bytes for each event and session, 60 bytes an event beside them.
/// Lifetime: borrows its arguments.
class Saturation {
 public:
  enum class Outcome : std::uint8_t { consistent, contradiction, spent };

  /// `rank`: the order in which events are preferably looked at, by event; only speed depends on it.
  Saturation(const Problem& problem, std::span<const std::uint32_t> rank, Budget& budget);
  Saturation(const Saturation&) = delete;
  Saturation& operator=(const Saturation&) = delete;

  /// Once.
  [[nodiscard]] Outcome run();

  /// Valid after run() answered consistent. Of optional events that are not known to have taken effect: as if they had.
  [[nodiscard]] const Clocks& clocks() const { return clocks_; }
  /// What a reading event must have read from: an event, kInitial, or kNoEvent while there are several possibilities.
  [[nodiscard]] Event source(Event e) const { return source_[e]; }
  /// Whether an optional event must have taken effect.
  [[nodiscard]] bool effective(Event u) const { return effective_[u - certain_]; }
  /// The last that only read the write's value, of each session.
  [[nodiscard]] std::span<const Event> readers_of(Event write) const { return last_readers(write); }
  /// The compare-and-set that replaced the write's value, or kNoEvent.
  [[nodiscard]] Event consumer_of(Event write) const { return consumer(write); }
  [[nodiscard]] std::size_t rounds() const { return rounds_; }
  [[nodiscard]] std::size_t derived_edges() const { return edges_.size(); }

  /// Valid after run() answered contradiction: events that contradict each other, once everything their reads may have read is added.
  [[nodiscard]] std::vector<Event> contradiction() const { return core_; }

  /// Valid after run() answered consistent: the events and all that is behind them and behind facts "first before second" that the clocks tell.
  [[nodiscard]] std::vector<Event> reasons(std::span<const Event> events, std::span<const std::pair<Event, Event>> facts) const;

  /// Calls `visit` with writes that were derived to come just before the write.
  template <class Visit>
  void each_derived_before(Event write, Visit visit) const {
    if (source_[write] < kInitial) visit(source_[write]);
    for (std::uint32_t i = edges_into_[write]; i != kNothing; i = edges_[i].next) {
      if (!is_initial(edges_[i].earlier)) visit(edges_[i].earlier);
    }
  }

  /// What one takes, roughly.
  [[nodiscard]] static std::size_t bytes(const Problem& problem);

 private:
  /// A value of a key and what read it: named by its write, or, of an initial value, by the number of events plus the key.
  using Cluster = std::uint32_t;
  static constexpr std::uint32_t kNothing = ~std::uint32_t{0};

  /// Cluster `earlier` comes before the write `later`, because `sign` of the one came before `seen_by` of the other (kNoEvent: initial values come first).
  struct Derived {
    Cluster earlier;
    Event later, sign, seen_by;
    std::uint32_t next;  // edge into the same write
  };
  /// Why a read has but one source left: facts "first before second", known when the first `edges` edges were.
  struct Resolved {
    std::uint32_t edges = 0;
    std::vector<std::pair<Event, Event>> because;
  };
  struct Wait {
    std::uint32_t next = kNothing;  // who waits for the same session or optional event
    Event event = kNoEvent;         // for what
    std::uint32_t edge = kNothing;  // by which derived edge
  };

  // Clusters.
  [[nodiscard]] Cluster initial_cluster(std::uint32_t key) const { return static_cast<Cluster>(problem_->size() + key); }
  [[nodiscard]] bool is_initial(Cluster c) const { return c >= problem_->size(); }
  [[nodiscard]] Cluster cluster_of_source(Event e) const { return source_[e] == kInitial ? initial_cluster(problem_->key(e)) : source_[e]; }
  [[nodiscard]] Cluster leaves(Event e) const;
  [[nodiscard]] Event consumer(Cluster c) const { return consumer_.empty() ? kNoEvent : consumer_[c]; }
  [[nodiscard]] std::span<const Event> last_readers(Cluster c) const {
    return {readers_.data() + readers_begin_[c], readers_.data() + readers_begin_[c + 1]};
  }
  template <class Visit>
  void each_end(Cluster c, Visit visit) const;  ///< what comes last of a cluster: visit(event) false stops
  [[nodiscard]] bool settle_sources();
  [[nodiscard]] bool assign(Event reader, Event source);
  [[nodiscard]] bool gather_clusters();
  void order_initial_values();

  // One round (saturation.cpp).
  [[nodiscard]] bool done(Event e) const {
    return e < certain_ ? e < next_[problem_->session(e)] : optional_done_[e - certain_];
  }
  [[nodiscard]] std::uint32_t place_of(Event e) const { return e < certain_ ? problem_->session(e) : session_count_ + (e - certain_); }
  [[nodiscard]] Event front(std::uint32_t who) const { return who < session_count_ ? next_[who] : certain_ + (who - session_count_); }
  [[nodiscard]] bool finished(std::uint32_t who) const;
  template <class Visit>
  void each_input(Event e, Visit visit) const;  ///< what must be done before, session order aside: visit(event, edge) false stops
  [[nodiscard]] bool ready(Event e, Wait& wait) const;
  [[nodiscard]] bool round(bool everything);
  void fetch_ahead(Event e) const;
  void make_ready(std::uint32_t who);
  void wake(std::uint32_t place, Event e);
  bool look_at(Event e, bool everything);
  bool grow_row(Event e);
  bool join(std::span<std::uint32_t> row, Event from) const;
  [[nodiscard]] bool apply_to_read(Event e);
  [[nodiscard]] bool apply_to_write(Event e);
  void gather_signs(Event e, const std::uint32_t* floor);
  [[nodiscard]] bool knows(Event later, Event e) const;
  [[nodiscard]] bool implied(Cluster earlier, Event later) const;
  [[nodiscard]] bool add_edge(Cluster earlier, Event later, Event sign, Event seen_by);
  void blame_stuck();
  void free_rounds();

  // Reads with several possible sources (saturation_sources.cpp).
  enum class Narrowed : std::uint8_t { nothing, some, contradiction };
  [[nodiscard]] Narrowed narrow_sources();
  [[nodiscard]] bool ruled_out(Event reader, Event source, std::vector<std::pair<Event, Event>>& because) const;
  [[nodiscard]] Event last_write_before(std::uint32_t strand, Event limit) const;

  // Reasons (saturation_reasons.cpp).
  class Reasons;

  const Problem* problem_;
  std::span<const std::uint32_t> rank_;
  Budget* budget_;
  Held held_;
  Event certain_;
  std::uint32_t session_count_;
  Touches touches_;
  Clocks clocks_;

  std::vector<Event> source_;                 // by event
  std::vector<Event> open_;                   // reading events with several possible sources
  std::vector<bool> effective_;               // by optional event
  std::unordered_map<Event, Resolved> resolved_;
  std::unordered_map<Event, Event> forced_by_;  // of an effective optional event: a read that has no other source
  std::vector<std::uint32_t> readers_begin_;  // by cluster
  std::vector<Event> readers_;                // the last that only reads, of each session
  std::vector<Event> consumer_;               // by cluster: the compare-and-set that replaced it; empty without any
  std::vector<std::uint32_t> edges_into_;     // by event: its first edge
  std::vector<Derived> edges_;

  // Of the round under way.
  std::vector<Event> next_;            // by session
  std::vector<bool> optional_done_;
  std::vector<bool> grew_, fresh_;     // by event: its row grew in this round; it has edges that it has not seen
  std::vector<Wait> waits_;            // by who waits: session, or number of sessions plus optional event
  std::vector<std::uint32_t> waiting_;  // by what is waited for, likewise: the first who does
  std::vector<Event> soonest_;          // by session: the least event that somebody waits for
  std::vector<std::pair<std::uint32_t, std::uint32_t>> heap_;  // rank, who
  bool fresh_edges_ = false;
  std::size_t edges_at_round_ = 0;

  /// How far the past of a strand's latest event reaches into another strand of the same key.
  struct Reach {
    std::uint32_t count = 0;   // events of the other strand in the past
    Event next = 0;            // the first that is not
    Event last = kNoEvent;     // the last that is
  };
  std::vector<std::uint32_t> reach_begin_;  // by strand; empty where there would be too many pairs of strands
  std::vector<Reach> reach_;                // used in rounds that look at everything
  bool use_reach_ = false;
  std::vector<Cluster> leaves_;             // by place in touches_.all(): leaves() of the event
  struct Sign {
    Event event;
    Cluster cluster;
    std::uint32_t session;
  };
  std::vector<Sign> signs_;

  std::vector<Event> core_;
  std::size_t rounds_ = 0;
};

template <class Visit>
void Saturation::each_end(Cluster c, Visit visit) const {
  if (const Event x = consumer(c); x != kNoEvent) {
    visit(x);
    return;
  }
  const std::span<const Event> readers = last_readers(c);
  if (readers.empty() && !is_initial(c)) {
    visit(c);
    return;
  }
  for (const Event r : readers) {
    if (!visit(r)) return;
  }
}

template <class Visit>
void Saturation::each_input(Event e, Visit visit) const {
  const Event from = source_[e];
  if (from < kInitial && !visit(from, kNothing)) return;
  if (problem_->writes(e) == kNoCell) return;
  bool go_on = true;
  if (from != kNoEvent) {
    for (const Event r : last_readers(cluster_of_source(e))) {
      if (!(go_on = visit(r, kNothing))) return;
    }
  }
  for (std::uint32_t i = edges_into_[e]; i != kNothing && go_on; i = edges_[i].next) {
    // An edge may be older than the knowledge that e itself replaced that cluster.
    each_end(edges_[i].earlier, [&](Event m) { return go_on = m == e || visit(m, i); });
  }
}

}  // namespace clio::sequential
