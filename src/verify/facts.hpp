#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/history/history.hpp"

namespace clio::verify {

using Index = std::uint32_t;
inline constexpr Index kNone = 0xffffffff;  // as a source: the initial value

/// Work left; whoever works takes it from there.
struct Steps {
  std::uint64_t left;
  bool take(std::uint64_t count = 1) { return left -= std::min(left, count), left != 0; }
};

/// A row of the tables of docs/semantics.md. `sees`: by what paths a read sees a write, a letter a step: s session order, r reads-from, a arbitrated before, w arbitrated before and both write one
/// key, e read by an earlier operation of the transaction; "+": by any of s and r. `base`: the steps that arb extends; t is real time.
struct Row {
  std::string_view id, sees, base;
  enum { everyone, each_process, each_read } agreed;
  bool per_key;
  enum { operations, transactions, either } between;
  enum { registers, versioned_transactions, versioned, any } objects;
};
[[nodiscard]] const Row* row_named(std::string_view id);

/// A transaction, or an operation that is none's; failed ones are no units.
struct Unit {
  OpId first;
  bool ok;                                             // otherwise nobody knows whether it took effect
  Index rank = 0, previous = kNone;                    // in its process; the last ok one before it (per key where the row is)
  std::vector<Index> readings = {};                    // in its order
  std::vector<std::pair<Index, ValueId>> writes = {};  // cell and final value; lists: the last element appended
};
/// A value that came from outside of its unit, from some source. A set's read is one for each element.
struct Reading {
  OpId op;
  Index unit, cell;
  ValueId element = kNull, wanted = kNull;  // element: of a set
  bool other = false, initial = false;  // any value but `wanted`; the initial value is right
  std::string wrong = {};               // why nothing can explain it, whatever the row
};
/// A register, a list, or an element of a set.
struct Cell {
  std::vector<Index> writers = {}, version = {};  // units; lists: those of the longest list that was read, oldest first
};

/// What the history says by itself. Orders come in views: 0 for everyone, or one for each process, or for each reading.
struct Facts {
  Facts(const History& history, const Row& row, Steps& steps);

  [[nodiscard]] bool session_ordered(Index a, Index b) const { return units[a].ok && process(a) == process(b) && units[a].rank < units[b].rank; }
  [[nodiscard]] bool real_time_ordered(Index a, Index b) const {
    const Time response = history.timed() ? history.response(units[a].first) : kNever, uncertainty = history.header().clock_uncertainty;
    return units[a].ok && response <= kNever - uncertainty && response + uncertainty < history.call(units[b].first);
  }
  [[nodiscard]] const ValueId* written(Index unit, Index cell) const {
    const auto found = std::find_if(units[unit].writes.begin(), units[unit].writes.end(), [&](const auto& write) { return write.first == cell; });
    return found == units[unit].writes.end() ? nullptr : &found->second;
  }
  [[nodiscard]] bool may_read(Index r, Index source) const {
    const Reading& reading = readings[r];
    if (source == kNone) return reading.initial;
    const ValueId* const value = written(source, reading.cell);
    return value != nullptr && source != reading.unit && (history.object() != Object::list || !reading.initial) && (*value == reading.wanted) != reading.other;
  }
  [[nodiscard]] KeyId key(Index unit) const { return history.key(units[unit].first); }
  [[nodiscard]] Index process(Index unit) const { return static_cast<Index>(history.process(units[unit].first)); }
  /// Whether the view's order holds the unit; whether it has to explain the reading.
  [[nodiscard]] bool ordered(Index view, Index unit) const {
    if (row.agreed == Row::everyone && (transactions || row.sees == "a")) return true;
    return !units[unit].writes.empty() || (row.sees == "a" && process(unit) == view && !units[unit].readings.empty());
  }
  [[nodiscard]] bool constrains(Index view, Index r) const { return row.agreed == Row::everyone || view == (row.agreed == Row::each_read ? r : process(readings[r].unit)); }
  [[nodiscard]] bool extends(char step) const { return row.base.find(step) != row.base.npos; }

  const History& history;
  const Row& row;
  bool transactions;  // whether units are transactions
  std::vector<Unit> units;
  std::vector<Index> unit_of;  // by operation
  std::vector<Reading> readings;
  std::map<std::pair<OpId, ValueId>, Index> reading_of;  // by operation and element
  std::vector<Cell> cells;
  std::string unusable;  // why nothing can be certified

 private:
  void read(Index unit, Steps& steps);
  void read_list(Reading reading, const std::vector<ValueId>& own);
  [[nodiscard]] std::size_t shown(OpId read) const;
  void add(Reading reading) {
    units[reading.unit].readings.push_back(static_cast<Index>(readings.size()));
    reading_of.try_emplace({reading.op, reading.element}, static_cast<Index>(readings.size()));
    readings.push_back(std::move(reading));
  }
  Index cell(KeyId key, ValueId element) {
    const Index cell = cell_of_.try_emplace({key, element}, static_cast<Index>(cells.size())).first->second;
    return cells.resize(cell_of_.size()), cell;
  }

  std::map<std::pair<KeyId, ValueId>, Index> cell_of_;
  std::map<KeyId, std::set<ValueId>> elements_;  // sets: all that are named
  std::map<KeyId, OpId> longest_;                   // lists: the read
  std::map<std::pair<KeyId, ValueId>, std::vector<OpId>> appends_;
};

/// What a certificate says that happened: sources by reading, orders of units by view. An unknown unit took effect where it stands in an order.
struct Execution {
  std::map<Index, Index> source;
  std::map<Index, std::vector<Index>> orders;
};
/// Why the execution does not show that the history satisfies the row; empty: it does.
[[nodiscard]] std::string not_satisfied(const Facts& facts, const Execution& execution, Steps& steps);

}  // namespace clio::verify
