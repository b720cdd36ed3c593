#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/history/history.hpp"

namespace clio {

/// What each transaction read from outside of itself, and what it left behind: its external reads and final writes (Cerone, Bernardi and
/// Gotsman 2015), of registers, sets and lists; of other objects only the transactions and sessions. Nothing is said of which write a read returned, nor
/// of what came before what but in a session.
/// Engines have faster forms of their own; this one is for who checks them. Cost: O(n log n) for n operations; of sets, each read counts
/// as many readings as there are elements.
struct Footprints {
  using Index = std::uint32_t;
  static constexpr Index kNone = 0xffffffff;

  /// A transaction, or an operation that is none's; failed ones are no units.
  struct Unit {
    OpId first;
    bool ok;                               // otherwise nobody knows whether it took effect
    Index rank = 0, previous = kNone;      // in its process, by calls; the last ok one before it
    std::vector<Index> readings = {};      // in its order
    std::map<Index, ValueId> writes = {};  // by cell: the final value; lists: the last element appended
  };
  /// A value that came from outside of its unit. A set's read is one for each element.
  struct Reading {
    OpId op;
    Index unit, cell;
    ValueId element = kNull, wanted = kNull;  // element: of a set; wanted: the value read, of lists the last element from outside
    bool other = false, initial = false;      // any value but `wanted`; the initial value is right
    std::string wrong = {};                   // why nothing can explain it
    std::vector<OpId> shown = {};             // of a list: the appends that came from outside
  };
  /// A register, a list, or an element of a set.
  struct Cell {
    std::vector<Index> writers = {}, version = {};  // units; lists: those of the longest list that was read, oldest first
  };
  struct Options {
    bool unknown_cas_read = false;      ///< a cas of unknown outcome has read what it expected, if it took effect
    bool sessions_of_keys = false;      ///< `previous` is the last one on the same key
    std::uint64_t readings_max = 1u << 30;
  };

  /// Lifetime: borrows the history.
  Footprints(const History& history, Options options);

  /// Session order and real time; the first unit has to be ok.
  [[nodiscard]] bool session_ordered(Index a, Index b) const;
  [[nodiscard]] bool real_time_ordered(Index a, Index b) const;
  /// Whether both append to a list whose longest read shows a, and b later or not at all.
  [[nodiscard]] bool shown_before(Index a, Index b) const;
  [[nodiscard]] bool writes(Index unit, Index cell) const { return units[unit].writes.contains(cell); }
  [[nodiscard]] bool write_together(Index a, Index b) const;
  /// Whether the unit (kNone: the initial value) holds what the reading returned.
  [[nodiscard]] bool may_read(Index reading, Index source) const;
  [[nodiscard]] std::vector<OpId> operations(Index unit) const;
  [[nodiscard]] KeyId key(Index unit) const { return history.key(units[unit].first); }
  [[nodiscard]] Index process(Index unit) const { return static_cast<Index>(history.process(units[unit].first)); }

  std::string unusable;    ///< why nothing can be said: too many readings
  std::string sourceless;  ///< why there are no readings and writes: another object, a list that was read and shows a value that was appended twice
  const History& history;
  std::vector<Unit> units;
  std::vector<Index> unit_of;  // by operation
  std::vector<Reading> readings;
  std::map<std::pair<OpId, ValueId>, Index> reading_of;  // by operation and element
  std::vector<Cell> cells;

 private:
  void order_sessions();
  void read(OpId op);
  void observe(OpId op, ValueId element, ValueId wanted, bool other = false);
  void observe_set(OpId op, const Value::Array* elements);
  void observe_list(OpId op, const Value::Array* list);
  void forget();
  void compare_lists(Index cell, const std::vector<Index>& reads);
  void add(Reading reading);
  Index cell(KeyId key, ValueId element = kNull);

  Options options_;
  std::map<std::pair<KeyId, ValueId>, Index> cell_of_;
  std::map<KeyId, std::set<ValueId>> elements_;                     // sets: all that were added, removed or asked for
  std::map<std::pair<KeyId, ValueId>, std::vector<OpId>> appends_;  // lists
  std::map<std::pair<Index, Index>, std::vector<OpId>> appended_;   // lists: by unit and cell
};

}  // namespace clio
