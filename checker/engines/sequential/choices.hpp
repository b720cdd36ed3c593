#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/engines/held.hpp"
#include "checker/engines/open_clauses.hpp"
#include "checker/engines/sat_solver.hpp"
#include "checker/engines/sequential/problem.hpp"
#include "checker/limits.hpp"

namespace clio::sequential {

/// The propositional side of WriteOrders: what may be chosen, as variables of the solver, and what was ruled out, as clauses.
///
/// A choice becomes a variable when a cycle first rests on it; until then it follows a default, which the variable also tries first. A literal is the solver's:
/// a non-zero number, negative for "not". Lifetime: borrows the problem and the budget.
class Choices {
 public:
  using Literal = int;

  Choices(const Problem& problem, Budget& budget);
  Choices(const Choices&) = delete;
  Choices& operator=(const Choices&) = delete;

  /// By event: a place in an order that is close to an explanation. Sources next to a read's default are then looked at first.
  void rank_by(std::span<const std::uint32_t> rank) { rank_ = rank; }

  /// Chooses anew, so that all clauses hold.
  [[nodiscard]] SatSolver::Answer solve();

  /// That write `a` comes before write `b` of the same key; `a_first` is the default.
  [[nodiscard]] Literal before(Event a, Event b, bool a_first);
  /// The pairs of writes that have a variable, by key: first before second as last chosen.
  [[nodiscard]] std::vector<std::pair<Event, Event>> chosen_pairs(std::uint32_t key) const;
  [[nodiscard]] bool has_pairs(std::uint32_t key) const { return pairs_of_key_.contains(key); }

  /// What a read is taken to have returned: as last chosen, or its default while it has no variables. Precondition: a default is set or it has variables.
  [[nodiscard]] Event source(Event reader) const;
  void set_default_source(Event reader, Event source) { default_source_[reader] = source; }
  /// That the read returned `source`, its default or what source() answered. Means nothing once the budget has ended.
  [[nodiscard]] Literal reads(Event reader, Event source);
  /// That an optional event took effect.
  [[nodiscard]] Literal effective(Event optional);
  [[nodiscard]] bool is_effective(Event optional) const;
  /// Makes the first of a reading event's possible sources variables; solve() goes on to the others.
  void open_sources(Event reader);

  /// Not all of these together. Remembers the events as part of the refutation.
  void forbid(std::span<const Literal> literals, std::span<const Event> because);
  [[nodiscard]] const std::vector<bool>& blamed() const { return blamed_; }

 private:
  struct Pair {
    Event first, second;
    Literal variable;
  };
  struct Sources {
    std::vector<Event> events;       // that are shown; or kInitial
    std::vector<Literal> variables;  // theirs
    std::size_t clause = 0;          // that it is one of these, or of the others
  };
  void open_all();
  [[nodiscard]] std::vector<Event> hidden(Event reader, const Sources& sources, std::size_t count) const;
  void show(Event reader, Sources& sources, std::size_t count);
  [[nodiscard]] Literal new_variable();
  [[nodiscard]] bool chosen(Literal variable) const;

  const Problem* problem_;
  Budget* budget_;
  Held held_;  // for the maps
  SatSolver solver_;
  OpenClauses open_clauses_{solver_};
  std::vector<Event> readers_;  // by open clause
  std::vector<bool> value_;  // by variable, as last chosen
  std::unordered_map<std::uint64_t, Literal> pair_variable_;
  std::unordered_map<std::uint32_t, std::vector<Pair>> pairs_of_key_;
  std::unordered_map<Event, Sources> sources_;
  std::vector<Event> to_open_;
  std::span<const std::uint32_t> rank_;
  std::unordered_map<Event, Event> default_source_;
  std::unordered_map<Event, Literal> effective_;
  std::vector<bool> blamed_;  // by event
};

}  // namespace clio::sequential
