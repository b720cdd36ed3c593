#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/footprints.hpp"
#include "src/verify/verify.hpp"

namespace clio::verify {

using Index = Footprints::Index;
using Unit = Footprints::Unit;
using Reading = Footprints::Reading;
using Cell = Footprints::Cell;
inline constexpr Index kNone = Footprints::kNone;  // as a source: the initial value

/// What stops the verifier is thrown, as its answer; verify() catches it and adds the line.
inline void require(bool condition, std::string_view why) {
  if (!condition) throw Answer{Outcome::refused, 0, std::string(why)};
}
/// Work left; whoever works takes it from there.
struct Steps {
  std::uint64_t left;
  void take(std::uint64_t count = 1) {
    require(count <= left, "it takes more steps than allowed");
    left -= count;
  }
};

/// Takes the text up to the separator, and the separator.
inline std::string_view take(std::string_view& rest, char separator) {
  const std::string_view taken = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(rest.size(), taken.size() + 1));
  return taken;
}

/// A row of the tables of docs/semantics.md. `sees`: by what paths a read sees a write, a letter a step: s session order, r reads-from,
/// a arbitrated before, w arbitrated before and both write one key, e read by an earlier operation of the transaction; "+": by any of s
/// and r. `base`: the steps that arb extends; t is real time.
struct Row {
  std::string_view id, sees, base;
  enum { everyone, each_process, each_read } agreed = everyone;
  enum { operations, register_operations, either, transactions } judges = transactions;
  bool per_key = false;
  /// Whether the row judges transactions, of this history.
  [[nodiscard]] bool over_transactions(const History& history) const { return judges == transactions || (judges == either && history.transactional()); }
};
[[nodiscard]] const Row* row_named(std::string_view id);

/// What the history says by itself. Orders come in views: 0 for everyone, or one for each process, or for each reading.
struct Facts : Footprints {
  /// Throws an Answer for a history that cannot be certified. Lifetime: borrows all.
  Facts(const History& history, const Row& row, Steps& steps);

  /// Whether the view's order holds the unit; whether it has to explain the reading.
  [[nodiscard]] bool ordered(Index view, Index unit) const;
  [[nodiscard]] bool constrains(Index view, Index reading) const;
  [[nodiscard]] bool extends(char step) const { return row.base.find(step) != row.base.npos; }
  /// Session order and real time, as far as the row's order extends them.
  [[nodiscard]] bool precedes(Index a, Index b) const;
  /// Whether an order explains the history by what the objects answer along it, not by sources.
  [[nodiscard]] bool replayed() const { return !sourceless.empty(); }

  const Row& row;
};

/// What a certificate says that happened: sources by reading, orders of units by view. An unknown unit took effect where it stands in an order.
struct Execution {
  std::map<Index, Index> source;
  std::map<Index, std::vector<Index>> orders;
};
/// Throws an Answer if the execution does not show that the history satisfies the row.
void require_satisfied(const Facts& facts, const Execution& execution, Steps& steps);

// Of what is replayed. Each throws an Answer if not so.
/// The operations of the units, in this order, have the answers that their objects give.
void require_replay(const Facts& facts, const std::vector<Index>& order, Steps& steps);
/// No order explains the operations, so that none explains the history.
void require_unexplained(const Facts& facts, const std::set<OpId>& operations, Steps& steps);
/// Whether an operation can be taken out of every order that explains the history, and what is kept of its key has the same answers.
[[nodiscard]] bool may_go(const Facts& facts, OpId gone, const std::set<OpId>& kept);

}  // namespace clio::verify
