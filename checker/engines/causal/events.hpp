#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "checker/engines/causal/sources.hpp"

namespace clio::causal {

/// An operation that took effect under one choice of sources: a dense number. The events of a session are adjacent and in session order.
using Event = std::uint32_t;

inline constexpr Event kNoEvent = std::numeric_limits<Event>::max();  ///< reads nothing; no such event
inline constexpr Event kFromInitial = kNoEvent - 1;                   ///< reads the initial value
inline constexpr Event kUndecided = kNoEvent - 2;                     ///< reads, nobody knows from where: no constraint

/// The operations that take effect under one choice of sources, laid out for the theories: what each does, where it reads from, and the chains of session
/// order.
///
/// An unknown operation takes effect exactly when somebody reads from it (docs/semantics.md: one that nobody reads may be dropped). One that was read and whose
/// process went on precedes nothing of its session: it is a *side event*, after all chains, with a predecessor but no successor.
/// Memory: 12 bytes an event and 4 bytes an operation. Cost: O(n). Lifetime: borrows `relations`.
class Events {
 public:
  Events(const BaseRelations& relations, const Sources& sources);
  /// The events of some operations only (sorted), as if the others had not been. A read whose source is not among them is undecided.
  Events(const BaseRelations& relations, const Sources& sources, std::vector<OpId> only);

  /// How many bytes the events of a whole history take at most.
  [[nodiscard]] static std::size_t bytes(const BaseRelations& relations) {
    return 12 * relations.participant_count() + 4 * relations.history().size() + 4 * relations.session_count();
  }

  [[nodiscard]] const BaseRelations& relations() const { return *relations_; }
  [[nodiscard]] std::size_t size() const { return op_.size(); }
  [[nodiscard]] std::size_t key_count() const { return relations_->history().key_count(); }
  // The operations in the order of the file, those without effect included.
  [[nodiscard]] std::size_t operation_count() const { return restricted_ ? only_.size() : event_of_.size(); }
  [[nodiscard]] OpId operation(std::size_t i) const { return restricted_ ? only_[i] : id_at<OpId>(i); }

  // Sessions and side events.
  [[nodiscard]] std::uint32_t session_count() const { return static_cast<std::uint32_t>(begin_.size() - 1); }
  [[nodiscard]] Event begin(std::uint32_t session) const { return begin_[session]; }
  [[nodiscard]] Event end(std::uint32_t session) const { return begin_[session + 1]; }
  [[nodiscard]] std::uint32_t session_of(Event e) const { return static_cast<std::uint32_t>(relations_->history().process(op_[e])); }
  [[nodiscard]] Event first_side() const { return begin_.back(); }
  /// The same without a look at the operation: sooner where events come in no order, as their sessions' bounds stay in the cache. O(log sessions).
  /// Precondition: not is_side(e).
  [[nodiscard]] std::uint32_t session_holding(Event e) const {
    return static_cast<std::uint32_t>(std::upper_bound(begin_.begin(), begin_.end(), e) - begin_.begin()) - 1;
  }
  [[nodiscard]] bool is_side(Event e) const { return e >= first_side(); }
  [[nodiscard]] bool has_sides() const { return first_side() != size(); }
  /// The last event of its session that precedes a side event, or kNoEvent. Precondition: is_side(e).
  [[nodiscard]] Event before_side(Event e) const { return before_side_[e - first_side()]; }
  /// The end of what precedes the event in its session: the events of session_of(e) from begin() up to this precede it.
  [[nodiscard]] Event past_end(Event e) const {
    if (!is_side(e)) return e;
    return before_side(e) == kNoEvent ? begin(session_of(e)) : before_side(e) + 1;
  }

  // What an event does.
  [[nodiscard]] OpId op(Event e) const { return op_[e]; }
  [[nodiscard]] Event event_of(OpId op) const { return event_of_[index(op)]; }  ///< kNoEvent: it takes no effect
  [[nodiscard]] std::uint32_t key(Event e) const { return key_[e] & ~kWrites; }
  [[nodiscard]] bool writes(Event e) const { return (key_[e] & kWrites) != 0; }
  [[nodiscard]] bool reads(Event e) const { return source_[e] != kNoEvent; }
  /// Where it reads from: an event or one of the marks.
  [[nodiscard]] Event source(Event e) const { return source_[e]; }
  [[nodiscard]] bool has_source(Event e) const { return source_[e] < kUndecided; }

  // The same as a layout (CausalWalk, KeyWriters, SessionWrites), where an event may have any number of sources, reads and writes. Reads are numbered; here as the events that do them.
  static constexpr bool kManyWrites = false, kHasVersions = false;
  [[nodiscard]] std::size_t arrival_count() const { return operation_count(); }
  [[nodiscard]] Event arrival(std::size_t i) const { return event_of(operation(i)); }
  [[nodiscard]] std::uint32_t source_count(Event) const { return 1; }
  [[nodiscard]] Event source_at(Event e, std::uint32_t) const { return source_[e]; }
  /// Calls visit(key, slot) for each write; slots number all writes of chains before those of side events.
  template <class Visit>
  void each_write(Event e, Visit visit) const {
    if (writes(e)) visit(key(e), e);
  }
  /// The end of the slots of what is in chains.
  [[nodiscard]] std::uint32_t slot_count() const { return first_side(); }
  [[nodiscard]] bool writes_any(Event e) const { return writes(e); }
  [[nodiscard]] std::uint32_t one_key(Event e) const { return key(e); }  ///< where an event writes one key at most
  [[nodiscard]] OpId write_op(Event e, std::uint32_t) const { return op(e); }
  /// Calls visit(read, source) for each read whose source is decided.
  template <class Visit>
  void each_read(Event e, Visit visit) const {
    if (source_[e] != kNoEvent && source_[e] != kUndecided) visit(e, source_[e]);
  }
  [[nodiscard]] std::size_t read_slots() const { return size(); }
  /// The reads of an event are first_read(e) up to first_read(e + 1).
  [[nodiscard]] std::uint32_t first_read(Event e) const { return e; }
  [[nodiscard]] std::uint32_t read_key(std::uint32_t read) const { return key(read); }
  [[nodiscard]] OpId read_op(std::uint32_t read) const { return op(read); }

  /// How many events read from each event.
  [[nodiscard]] std::vector<std::uint32_t> reader_counts() const;

 private:
  static constexpr std::uint32_t kWrites = 0x80000000u;

  void place_all(const std::vector<bool>& effective);
  void place_only(const std::vector<bool>& effective);
  void place(OpId op, const std::vector<bool>& effective);
  void place_sides();
  void describe(const Sources& sources);

  const BaseRelations* relations_;
  bool restricted_ = false;
  std::vector<OpId> only_, sides_;
  std::vector<Event> begin_;
  std::vector<OpId> op_;
  std::vector<std::uint32_t> key_;
  std::vector<Event> source_, event_of_, before_side_;
};

}  // namespace clio::causal
