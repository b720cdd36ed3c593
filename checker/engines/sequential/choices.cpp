// Variables are made on demand and their phase is set to the default, so that the solver's first idea is what was assumed before the variable existed.
// A read needs at least one source; that it has only one needs no clause: of several chosen the first counts, and ruling that out brings up the next.
// Its sources are shown to the solver a few at a time (open_clauses.hpp), next to the guess first.
// Tested by tests/sequential/choices_test.cpp and agreement_test.cpp.

#include "checker/engines/sequential/choices.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "checker/support/assert.hpp"

namespace clio::sequential {

Choices::Choices(const Problem& problem, Budget& budget)
    : problem_(&problem), budget_(&budget), held_(budget), solver_(budget, SatSolver::First::preferences), value_(1, false), blamed_(problem.size(), false) {}

Choices::Literal Choices::new_variable() {
  constexpr std::size_t kBytes = 80;  // about what the maps here keep for one
  held_.add(kBytes);
  return solver_.new_variable();
}

SatSolver::Answer Choices::solve() {
  const SatSolver::Answer answer = open_clauses_.solve([&](std::size_t number) {
    if (budget_->spent()) return;  // the next round says so
    Sources& sources = sources_.at(readers_[number]);
    show(readers_[number], sources, sources.events.size());
    open_all();
  });
  if (answer == SatSolver::Answer::possible) {
    value_.resize(static_cast<std::size_t>(solver_.variables()) + 1);
    for (Literal v = 1; v <= solver_.variables(); ++v) value_[static_cast<std::size_t>(v)] = solver_.holds(v);
  }
  return answer;
}

bool Choices::chosen(Literal variable) const {
  const auto v = static_cast<std::size_t>(variable);
  return v < value_.size() && value_[v];
}

Choices::Literal Choices::before(Event a, Event b, bool a_first) {
  const bool turned = a > b;
  const std::uint64_t name = (std::uint64_t{std::min(a, b)} << 32) | std::max(a, b);
  Literal& variable = pair_variable_[name];
  if (variable == 0) {
    variable = new_variable();
    pairs_of_key_[problem_->key(a)].push_back({std::min(a, b), std::max(a, b), variable});
    solver_.prefer(a_first != turned ? variable : -variable);
  }
  return turned ? -variable : variable;
}

std::vector<std::pair<Event, Event>> Choices::chosen_pairs(std::uint32_t key) const {
  std::vector<std::pair<Event, Event>> pairs;
  const auto found = pairs_of_key_.find(key);
  if (found == pairs_of_key_.end()) return pairs;
  for (const Pair& pair : found->second) {
    if (chosen(pair.variable)) pairs.emplace_back(pair.first, pair.second);
    else pairs.emplace_back(pair.second, pair.first);
  }
  return pairs;
}

void Choices::open_sources(Event reader) {
  to_open_.push_back(reader);
  open_all();
}

void Choices::open_all() {
  while (!to_open_.empty()) {
    const Event reader = to_open_.back();
    to_open_.pop_back();
    if (budget_->spent()) continue;  // no solve() will look at what is missing
    if (const auto [entry, is_new] = sources_.try_emplace(reader); is_new) {
      blamed_[reader] = true;
      entry->second.clause = open_clauses_.open(problem_->optional(reader) ? -effective(reader) : 0);
      readers_.push_back(reader);
      show(reader, entry->second, OpenClauses::kShownAtFirst);
    }
  }
}

/// The possible sources that are not shown, those next in `rank` to what is likeliest first; only the first `count` are sorted.
std::vector<Event> Choices::hidden(Event reader, const Sources& sources, std::size_t count) const {
  const auto preferred = default_source_.find(reader);
  const auto rank = [&](Event e) { return e == kInitial || rank_.empty() ? std::int64_t{0} : std::int64_t{rank_[e]}; };
  const std::int64_t likeliest = rank(preferred == default_source_.end() ? reader : preferred->second);
  std::vector<Event> shown = sources.events;
  std::sort(shown.begin(), shown.end());
  std::vector<Event> rest;
  problem_->each_source(reader, [&](Event w) {
    if (!std::binary_search(shown.begin(), shown.end(), w)) rest.push_back(w);
  });
  const auto distance = [&](Event w) {
    if (preferred != default_source_.end() && preferred->second == w) return std::int64_t{-1};
    return std::abs(rank(w) - likeliest);
  };
  std::partial_sort(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(std::min(count, rest.size())), rest.end(), [&](Event a, Event b) {
    const std::int64_t x = distance(a), y = distance(b);
    return x != y ? x < y : a < b;
  });
  return rest;
}

/// Shows so many more of a reader's sources to the solver.
void Choices::show(Event reader, Sources& sources, std::size_t count) {
  const auto preferred = default_source_.find(reader);
  const std::vector<Event> rest = hidden(reader, sources, count);
  const std::size_t shown = sources.events.size();
  for (std::size_t i = 0; i < std::min(count, rest.size()); ++i) {
    const Event w = rest[i];
    const Literal variable = new_variable();
    solver_.prefer(preferred != default_source_.end() && preferred->second == w ? variable : -variable);
    sources.events.push_back(w);
    sources.variables.push_back(variable);
    if (w == kInitial || !problem_->optional(w)) continue;
    solver_.add(std::array{-variable, effective(w)});
    if (problem_->needs(w) != kNoCell) to_open_.push_back(w);
  }
  open_clauses_.show(sources.clause, std::span(sources.variables).subspan(shown), rest.size() > count);
}

Choices::Literal Choices::effective(Event optional) {
  Literal& variable = effective_[optional];
  if (variable == 0) {
    variable = new_variable();
    solver_.prefer(-variable);
  }
  return variable;
}

bool Choices::is_effective(Event optional) const {
  const auto found = effective_.find(optional);
  return found != effective_.end() && chosen(found->second);
}

Event Choices::source(Event reader) const {
  const auto found = sources_.find(reader);
  if (found == sources_.end()) return default_source_.at(reader);
  for (std::size_t i = 0; i < found->second.events.size(); ++i) {
    if (chosen(found->second.variables[i])) return found->second.events[i];
  }
  CLIO_ASSERT(problem_->optional(reader));
  return kNoEvent;  // it took no effect
}

Choices::Literal Choices::reads(Event reader, Event source) {
  open_sources(reader);
  const auto found = sources_.find(reader);
  if (found == sources_.end()) return 0;
  const Sources& sources = found->second;
  const auto place = std::find(sources.events.begin(), sources.events.end(), source);
  CLIO_ASSERT(place != sources.events.end());
  return sources.variables[static_cast<std::size_t>(place - sources.events.begin())];
}

void Choices::forbid(std::span<const Literal> literals, std::span<const Event> because) {
  std::vector<Literal> clause;
  for (const Literal literal : literals) clause.push_back(-literal);
  solver_.add(clause);
  for (const Event e : because) blamed_[e] = true;
}

}  // namespace clio::sequential
