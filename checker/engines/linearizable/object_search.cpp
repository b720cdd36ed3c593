// Linearizability of any object by its sequential specification: just-in-time search over configurations.
//
// As for registers (register_search.cpp) operations take effect only when one of them is about to settle, and a configuration is the object's state with what is
// known of each open operation. States have 4-byte ids (object_state.hpp), so a configuration is small whatever the object holds. The rules:
//
// (a) An operation that is legal and would change nothing is relieved of its duty: it may be taken to have happened here. That is never a choice. Reads and the
//     like are then done. One that might change something elsewhere (adding to a set what it holds) may still do so later, or just leave.
// (b) Of operations that ask the same and are under the same duty the one that settles first takes effect first: they could change places.
// (c) Queues: what Foresight knows to come too early is not tried.
//
// Why nothing is lost: take a linearization L and execute it just in time. What changes nothing in L is relieved in the search as soon as it is open in that state, and
// moving it there in L disturbs nobody. The rest of L is a sequence of changes, and the search may make the same ones: at the layer where x leaves, those up to x if x is one of them,
// or up to the state in which x changes nothing. Conversely replay() turns a path of the search into a linearization.
// Domination: the same state, fewer duties, fewer unknown operations used up.
//
// Cost: with k open operations that change something at most 2^k configurations for each layer and state. Unknown operations stay open for ever, but for those
// that cannot matter: an enqueue, push or append of a value that no answer shows; had it happened, it could be taken out (with the unknown dequeue that took it away).
// Tested by tests/linearizable/agreement_test.cpp.

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "checker/engines/linearizable/explore.hpp"
#include "checker/engines/linearizable/foresight.hpp"
#include "checker/engines/linearizable/object_problem.hpp"
#include "checker/engines/linearizable/object_system.hpp"
#include "checker/engines/linearizable/register_problem.hpp"
#include "checker/support/assert.hpp"

namespace clio::linearizable {
namespace {

Timeline timeline_of(const ObjectProblem& problem) {
  std::vector<Stay> stays;
  stays.reserve(problem.items.size());
  for (const ObjectProblem::Item& item : problem.items) stays.push_back({item.call, item.settled});
  return Timeline(stays);
}

template <std::size_t kWords>
SearchResult race_with(const ObjectProblem& problem, const Timeline& times, Budget& budget, std::uint64_t steps_max) {
  const Foresight foresight(problem, times);
  ObjectSystem<kWords> deep(problem, times, foresight, budget), broad(problem, times, foresight, budget);
  return race(deep, broad, budget, steps_max);
}

SearchResult search(const ObjectProblem& problem, const Timeline& times, Budget& budget, std::uint64_t steps_max) {
  if (times.slots <= 64) return race_with<1>(problem, times, budget, steps_max);
  if (times.slots <= 128) return race_with<2>(problem, times, budget, steps_max);
  if (times.slots <= 256) return race_with<4>(problem, times, budget, steps_max);
  if (times.slots <= 1024) return race_with<16>(problem, times, budget, steps_max);
  return race_with<128>(problem, times, budget, steps_max);
}

/// From the choices of a search to the order that they stand for.
std::vector<OpId> replay(const ObjectProblem& problem, const Timeline& times, std::span<const Chosen> choices) {
  const std::unique_ptr<ObjectSpace> space = ObjectSpace::of(*problem.relations, problem.key);
  StateId state = space->initial();
  std::vector<bool> chosen(problem.items.size());
  for (const Chosen& choice : choices) chosen[choice.item] = true;
  std::vector<OpId> order;
  std::vector<std::uint32_t> waiting;
  const auto emit_ready = [&] {
    std::erase_if(waiting, [&](std::uint32_t i) {
      if (space->step(state, problem.items[i].op) != state) return false;
      order.push_back(problem.items[i].op);
      return true;
    });
  };
  std::size_t next = 0, arrived = 0;
  for (std::uint32_t layer = 0; layer < times.layers(); ++layer) {
    for (; arrived < times.arrived[layer]; ++arrived) {
      const std::uint32_t i = times.by_call[arrived];
      if (!chosen[i] && !problem.items[i].optional) waiting.push_back(i);
    }
    emit_ready();
    for (; next < choices.size() && choices[next].layer == layer; ++next) {
      const OpId op = problem.items[choices[next].item].op;
      const std::optional<StateId> after = space->step(state, op);
      CLIO_ASSERT(after.has_value());
      state = *after;
      order.push_back(op);
      emit_ready();
    }
  }
  CLIO_ASSERT(waiting.empty() && next == choices.size());
  return order;
}

/// Of a queue or stack: values whose operations are violated on their own; those of the operations called last before the layer that nothing passed, ever more of them. All
/// operations of a value go together, and unknown dequeues always: then the rest can be taken out of any order.
std::vector<OpId> core_by_values(const ObjectProblem& problem, const Timeline& times, const SearchResult& result, Budget& budget) {
  const History& history = problem.relations->history();
  const auto participants = problem.relations->on_key(problem.key);
  const auto takes = [&](OpId op) { return history.kind(op) == Kind::dequeue || history.kind(op) == Kind::pop; };
  const std::uint32_t arrived = times.arrived[result.last_layer];
  const OpId last = problem.items[times.leaving[result.last_layer]].op;
  for (std::uint32_t recent = 2; recent < 2 * arrived; recent *= 4) {
    std::set<ValueId> values{history.value(last)};
    for (std::uint32_t p = arrived - std::min(arrived, recent); p < arrived; ++p) values.insert(history.value(problem.items[times.by_call[p]].op));
    const auto unknown_take = [&](OpId op) { return problem.relations->optional(op) && takes(op); };
    for (const OpId op : participants) {
      if (unknown_take(op)) values.insert(history.value(op));  // normally null
    }
    std::vector<OpId> core;
    for (const OpId op : participants) {
      if (unknown_take(op) || op == last || (history.value(op) != kNull && values.contains(history.value(op)))) core.push_back(op);
    }
    ObjectProblem part{.relations = problem.relations, .key = problem.key, .items = {}};
    for (const ObjectProblem::Item& item : problem.items) {
      if (std::find(core.begin(), core.end(), item.op) != core.end()) part.items.push_back(item);
    }
    if (search(part, timeline_of(part), budget, result.steps).outcome == Outcome::exhausted) return core;
  }
  return {participants.begin(), participants.end()};
}

/// Of a counter, set, list or text: what was called before the layer that nothing passed, without the observers that are still open then, apart from the one that leaves: whatever
/// was called later comes after every observer that stays.
std::vector<OpId> core_by_time(const ObjectProblem& problem, const Timeline& times, const SearchResult& result) {
  std::vector<bool> gone(problem.items.size());
  for (std::uint32_t layer = 0; layer <= result.last_layer; ++layer) gone[times.leaving[layer]] = true;
  std::vector<OpId> core;
  for (std::uint32_t p = 0; p < times.arrived[result.last_layer]; ++p) {
    const std::uint32_t i = times.by_call[p];
    if (gone[i] || !problem.items[i].observes) core.push_back(problem.items[i].op);
  }
  return core;
}

std::vector<OpId> core_of(const ObjectProblem& problem, const Timeline& times, const SearchResult& result, Budget& budget) {
  std::vector<OpId> core;
  switch (problem.relations->history().object()) {
    case Object::queue:
    case Object::stack: core = core_by_values(problem, times, result, budget); break;
    case Object::counter:
    case Object::set:
    case Object::text:
    case Object::list: core = core_by_time(problem, times, result); break;
    case Object::register_:
    case Object::mutex: {
      const auto all = problem.relations->on_key(problem.key);
      core.assign(all.begin(), all.end());
      break;
    }
  }
  std::sort(core.begin(), core.end());
  return core;
}

}  // namespace

ObjectProblem object_problem(const BaseRelations& relations, KeyId key) {
  const History& history = relations.history();
  const Object object = history.object();
  std::set<ValueId> shown;  // by answers
  const bool matters_if_shown = object == Object::queue || object == Object::stack || object == Object::list;
  for (const OpId op : relations.on_key(key)) {
    if (!matters_if_shown || relations.optional(op)) continue;
    if (history.kind(op) == Kind::dequeue || history.kind(op) == Kind::pop) shown.insert(history.value(op));
    if (history.kind(op) != Kind::read) continue;
    const Value list = history.value_at(history.value(op));
    if (list.as_array() == nullptr) continue;
    for (const Value& element : *list.as_array()) {
      ValueId id{};
      if (history.values().find(element, id)) shown.insert(id);
    }
  }
  ObjectProblem problem{.relations = &relations, .key = key, .items = {}};
  std::map<std::tuple<Kind, ValueId, ValueId, std::uint32_t>, std::uint32_t> alike;
  for (const OpId op : relations.on_key(key)) {
    ObjectProblem::Item item{.op = op, .call = history.call(op), .optional = relations.optional(op)};
    const Kind kind = history.kind(op);
    const bool gives = kind == Kind::enqueue || kind == Kind::push || kind == Kind::append;
    if (item.optional && matters_if_shown && gives && !shown.contains(history.value(op))) continue;
    if (!item.optional) item.settled = std::min(relations.settled(op), kNever - 1);  // it must take effect before the end
    item.observes = ObjectSpace::only_observes(history, op);
    const bool any_result = item.optional && (kind == Kind::dequeue || kind == Kind::pop);
    const std::uint32_t whose = object == Object::mutex ? static_cast<std::uint32_t>(history.process(op)) + 1 : any_result ? ~0u : 0;
    item.alike = alike.try_emplace({kind, any_result ? kNull : history.value(op), history.expected(op), whose}, alike.size()).first->second;
    problem.items.push_back(item);
  }
  return problem;
}

KeyFinding search_object(const ObjectProblem& problem, Budget& budget) {
  const Timeline times = timeline_of(problem);
  if (times.slots > kOpenAtMost) return KeyFinding::unknown("more than " + std::to_string(kOpenAtMost) + " operations of one key were open at once");
  const SearchResult result = search(problem, times, budget, ~std::uint64_t{0});
  switch (result.outcome) {
    case Outcome::undecided: break;
    case Outcome::found: return KeyFinding::satisfied(replay(problem, times, result.choices));
    case Outcome::exhausted: return KeyFinding::violated(core_of(problem, times, result, budget));
  }
  return KeyFinding::unknown(budget.reason());
}

}  // namespace clio::linearizable
