// CaDiCaL behind a small door: the only file of the sequential engine that includes its header.
//
// Variables are made on demand and their phase is set to the default, so that the solver's first idea is what was assumed before the variable existed.
// A read needs at least one source; that it has only one needs no clause: of several chosen the first counts, and ruling that out brings up the next.
// The solver asks the budget whether to stop. Tested by tests/sequential/choices_test.cpp and agreement_test.cpp.

#include "checker/engines/sequential/choices.hpp"

#include <algorithm>
#include <cadical.hpp>

#include "checker/engines/budget_terminator.hpp"
#include "checker/support/assert.hpp"

namespace clio::sequential {

Choices::Choices(const Problem& problem, Budget& budget)
    : problem_(&problem),
      budget_(&budget),
      stop_(std::make_unique<BudgetTerminator>(budget)),
      solver_(std::make_unique<CaDiCaL::Solver>()),
      value_(1, false),
      blamed_(problem.size(), false) {
  solver_->set("quiet", 1);
  solver_->set("lucky", 0);  // it would try all true and all false before the phases
  solver_->connect_terminator(stop_.get());
}

Choices::~Choices() {
  solver_->disconnect_terminator();
  budget_->release(held_);
}

void Choices::account(std::size_t bytes) {
  budget_->hold(bytes);
  held_ += bytes;
}

Choices::Literal Choices::new_variable() {
  account(200);  // about what the solver and the maps here keep for one
  value_.push_back(false);
  solver_->reserve(variables_ + 1);
  return ++variables_;
}

Choices::Answer Choices::solve() {
  const int result = solver_->solve();
  if (result == 0) return Answer::spent;
  if (result == 20) return Answer::impossible;
  for (Literal v = 1; v <= variables_; ++v) value_[static_cast<std::size_t>(v)] = solver_->val(v) > 0;
  return Answer::possible;
}

bool Choices::chosen(Literal variable) const { return value_[static_cast<std::size_t>(variable)]; }

Choices::Literal Choices::before(Event a, Event b, bool a_first) {
  const bool turned = a > b;
  const std::uint64_t name = (std::uint64_t{std::min(a, b)} << 32) | std::max(a, b);
  Literal& variable = pair_variable_[name];
  if (variable == 0) {
    variable = new_variable();
    pairs_of_key_[problem_->key(a)].push_back({std::min(a, b), std::max(a, b), variable});
    solver_->phase(a_first != turned ? variable : -variable);
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
  std::vector<Event> open{reader};
  while (!open.empty()) {
    const Event r = open.back();
    open.pop_back();
    if (sources_.contains(r)) continue;
    Sources& sources = sources_[r];
    const auto preferred = default_source_.find(r);
    problem_->each_source(r, [&](Event w) { sources.events.push_back(w); });
    std::vector<Literal> any;
    for (const Event w : sources.events) {
      const Literal variable = new_variable();
      if (sources.first_variable == 0) sources.first_variable = variable;
      solver_->phase(preferred != default_source_.end() && preferred->second == w ? variable : -variable);
      any.push_back(variable);
    }
    const std::vector<Event> events = sources.events;
    if (problem_->optional(r)) any.push_back(-effective(r));
    for (const Literal literal : any) solver_->add(literal);
    solver_->add(0);
    blamed_[r] = true;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const Event w = events[i];
      if (w == kInitial || !problem_->optional(w)) continue;
      solver_->add(-any[i]);
      solver_->add(effective_.contains(w) ? effective_[w] : effective(w));
      solver_->add(0);
      if (problem_->needs(w) != kNoCell) open.push_back(w);
    }
  }
}

Choices::Literal Choices::effective(Event optional) {
  Literal& variable = effective_[optional];
  if (variable == 0) {
    variable = new_variable();
    solver_->phase(-variable);
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
    if (chosen(found->second.first_variable + static_cast<Literal>(i))) return found->second.events[i];
  }
  CLIO_ASSERT(problem_->optional(reader));
  return kNoEvent;  // it took no effect
}

Choices::Literal Choices::reads(Event reader, Event source) {
  open_sources(reader);
  const Sources& sources = sources_.at(reader);
  const auto place = std::find(sources.events.begin(), sources.events.end(), source);
  CLIO_ASSERT(place != sources.events.end());
  return sources.first_variable + static_cast<Literal>(place - sources.events.begin());
}

void Choices::forbid(std::span<const Literal> literals, std::span<const Event> because) {
  account(32 + 16 * literals.size());
  for (const Literal literal : literals) solver_->add(-literal);
  solver_->add(0);
  for (const Event e : because) blamed_[e] = true;
}

}  // namespace clio::sequential
