#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/relations/base_relations.hpp"

namespace clio::sequential {

/// An operation of the problem: a dense position. Those that took effect come first, session by session in program order, so that an event's
/// successor in its session is the next event; the optional ones (unknown, each may have taken effect or not) come after all of them.
using Event = std::uint32_t;
inline constexpr Event kNoEvent = ~Event{0};
/// Stands for the initial value where a source is asked for.
inline constexpr Event kInitial = kNoEvent - 1;

/// A value of a key, dense within the problem; the cells of a key are adjacent, its initial value's first.
using Cell = std::uint32_t;
inline constexpr Cell kNoCell = ~Cell{0};

/// What has to be put into one order under session order: the register operations of some keys, by columns.
///
/// Unknown operations whose value nobody can want are left out: dropping them changes no answer (docs/semantics.md).
/// Cost: O(n) for all keys, O(n log n) for some of them. Memory: about 26 bytes an operation. Borrows nothing.
class Problem {
 public:
  explicit Problem(const BaseRelations& relations);                              ///< all keys
  Problem(const BaseRelations& relations, std::span<const KeyId> keys);          ///< precondition: `keys` is sorted

  [[nodiscard]] std::size_t size() const { return op_.size(); }
  [[nodiscard]] std::size_t certain_count() const { return session_begin_.back(); }  ///< events that took effect: 0 .. this
  [[nodiscard]] bool optional(Event e) const { return e >= session_begin_.back(); }
  [[nodiscard]] OpId op(Event e) const { return op_[e]; }

  // Session order.
  [[nodiscard]] std::size_t session_count() const { return session_begin_.size() - 1; }
  [[nodiscard]] Event session_begin(std::size_t session) const { return session_begin_[session]; }
  [[nodiscard]] Event session_end(std::size_t session) const { return session_begin_[session + 1]; }
  [[nodiscard]] std::uint32_t session(Event e) const { return wide_session_.empty() ? session_[e] : wide_session_[e]; }  ///< of an optional event, too
  /// The event just before it in its session (certain ones only precede), or kNoEvent.
  [[nodiscard]] Event predecessor(Event e) const {
    if (optional(e)) return after_[e - certain_count()];
    return e == session_begin_[session(e)] ? kNoEvent : e - 1;
  }

  // Values.
  [[nodiscard]] std::size_t key_count() const { return cell_begin_.size() - 1; }
  [[nodiscard]] std::uint32_t key(Event e) const { return key_[e]; }
  [[nodiscard]] std::size_t cell_count() const { return cell_begin_.back(); }
  [[nodiscard]] Cell initial(std::size_t key) const { return cell_begin_[key]; }
  [[nodiscard]] Cell cells_end(std::size_t key) const { return cell_begin_[key + 1]; }
  /// The cell that it read (an optional cas: has to read, if it takes effect), kNoCell if it reads none or any but one.
  [[nodiscard]] Cell needs(Event e) const { return need_[e] < kOther ? need_[e] : kNoCell; }
  /// The cell that it did not find: of a failed cas, else kNoCell.
  [[nodiscard]] Cell avoids(Event e) const { return need_[e] != kNoCell && need_[e] >= kOther ? need_[e] - kOther : kNoCell; }
  [[nodiscard]] Cell writes(Event e) const { return cell_[e]; }  ///< kNoCell: nothing
  /// Every event that writes the cell, certain ones first.
  [[nodiscard]] std::span<const Event> writers(Cell cell) const {
    return {writers_.data() + writers_begin_[cell], writers_.data() + writers_begin_[cell + 1]};
  }
  /// The optional events of a key.
  [[nodiscard]] std::span<const Event> optionals(std::size_t key) const {
    if (optional_begin_.empty()) return {};
    return {optionals_.data() + optional_begin_[key], optionals_.data() + optional_begin_[key + 1]};
  }
  [[nodiscard]] bool has_failed_cas(std::size_t key) const { return failed_cas_[key] != 0; }

  /// How many sources an event that needs a cell may have read from (the event itself is none).
  [[nodiscard]] std::size_t source_count(Event e) const;
  /// Calls `visit` with each event (or kInitial) that a reading event may have read from, of a failed cas too.
  template <class Visit>
  void each_source(Event e, Visit visit) const {
    const Cell need = needs(e);
    const Cell initial_cell = initial(key_[e]);
    if (need != kNoCell) {
      if (need == initial_cell) visit(kInitial);
      for (const Event w : writers(need)) {
        if (w != e) visit(w);
      }
      return;
    }
    const Cell avoided = avoids(e);
    if (avoided == kNoCell) return;
    if (avoided != initial_cell) visit(kInitial);
    for (Cell c = initial_cell; c < cells_end(key_[e]); ++c) {
      if (c == avoided) continue;
      for (const Event w : writers(c)) visit(w);
    }
  }

  /// The operations of the events and of everything that their reads may have read from, and so on: sorted, closed as Finding::core wants it.
  [[nodiscard]] std::vector<OpId> closed_core(std::span<const Event> events) const;
  /// All of the problem's operations, sorted.
  [[nodiscard]] std::vector<OpId> all_ops() const;
  [[nodiscard]] std::vector<OpId> ops_of(std::span<const Event> events) const;  ///< in the order given

 private:
  static constexpr std::uint32_t kOther = 0x80000000u;  // marks the avoided cell of a failed cas

  void build(const BaseRelations& relations, std::span<const KeyId> keys, bool all, std::vector<OpId> by_session);

  std::vector<OpId> op_;
  std::vector<std::uint32_t> key_, need_, cell_;
  std::vector<std::uint16_t> session_;         // empty where there are more sessions than it can name
  std::vector<std::uint32_t> wide_session_;    // then this
  std::vector<Event> after_;  // of optional events
  std::vector<Event> session_begin_;
  std::vector<Cell> cell_begin_;
  std::vector<std::uint32_t> writers_begin_;
  std::vector<Event> writers_;
  std::vector<std::uint8_t> failed_cas_;
  std::vector<std::uint32_t> optional_begin_;  // by key; empty where nothing is optional
  std::vector<Event> optionals_;
};

}  // namespace clio::sequential
