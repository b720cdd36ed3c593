#include "tests/linearizable/random_histories.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

namespace clio::test {
namespace {

/// splitmix64.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ULL + 1) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
  bool chance(int hundredths) { return below(100) < hundredths; }

 private:
  std::uint64_t state_;
};

struct Draft {
  Operation op;
  int process = 0, key = 0;
  Value value, expected;
  int instant = 0;  // where it takes effect in a plausible history
};

std::vector<Kind> kinds(Object object) {
  switch (object) {
    case Object::register_: return {Kind::read, Kind::write, Kind::read, Kind::write, Kind::read, Kind::write, Kind::erase};
    case Object::counter: return {Kind::read, Kind::add};
    case Object::set: return {Kind::contains, Kind::add, Kind::remove, Kind::contains, Kind::read};
    case Object::queue: return {Kind::enqueue, Kind::dequeue};
    case Object::stack: return {Kind::push, Kind::pop};
    case Object::list: return {Kind::append, Kind::read};
    case Object::text: return {Kind::append, Kind::read, Kind::append, Kind::write, Kind::read};
    case Object::mutex: return {Kind::acquire, Kind::release};
  }
  return {};
}

/// The state of one key while a plausible history is recorded.
struct Atomic {
  Value value;
  std::vector<Value> items;
};

void record(Draft& draft, Atomic& state, Object object) {
  const auto holds = std::find(state.items.begin(), state.items.end(), draft.value);
  switch (draft.op.kind) {
    case Kind::read:
      draft.value = object == Object::register_ || object == Object::counter || object == Object::text ? state.value : Value(state.items);
      break;
    case Kind::write:
    case Kind::erase: state.value = draft.value; break;
    case Kind::cas:
      if (draft.op.success) {
        draft.expected = state.value;
        state.value = draft.value;
      }
      break;
    case Kind::add:
      if (object == Object::counter) state.value = Value(*state.value.as_int() + *draft.value.as_int());
      else if (holds == state.items.end()) state.items.push_back(draft.value);
      break;
    case Kind::remove: std::erase(state.items, draft.value); break;
    case Kind::contains: draft.op.success = holds != state.items.end(); break;
    case Kind::enqueue:
    case Kind::push: state.items.push_back(draft.value); break;
    case Kind::append:
      if (object == Object::text) state.value = Value(*state.value.as_string() + *draft.value.as_string());
      else state.items.push_back(draft.value);
      break;
    case Kind::dequeue:
    case Kind::pop:
      draft.value = state.items.empty() ? Value() : draft.op.kind == Kind::dequeue ? state.items.front() : state.items.back();
      if (!state.items.empty()) state.items.erase(draft.op.kind == Kind::dequeue ? state.items.begin() : state.items.end() - 1);
      break;
    case Kind::acquire:
    case Kind::release: break;
  }
}

Value random_result(Dice& dice, Object object, Kind kind, int values) {
  if (kind == Kind::read && (object == Object::set || object == Object::list)) {
    Value::Array array;
    for (int i = dice.below(3); i > 0; --i) array.push_back(Value(dice.below(values)));
    return Value(array);
  }
  if (object == Object::text) {
    std::string text;
    for (int i = dice.below(3); i > 0; --i) text += static_cast<char>('a' + dice.below(std::min(values, 26)));
    return Value(text);
  }
  if ((kind == Kind::dequeue || kind == Kind::pop || kind == Kind::read) && object != Object::counter && dice.chance(20)) return {};
  return Value(dice.below(values));
}

}  // namespace

History random_history(const Recipe& recipe, std::uint64_t seed) {
  Dice dice(seed);
  const bool plausible = dice.chance(recipe.plausible);
  const int count = recipe.operations_min + dice.below(recipe.operations_max - recipe.operations_min + 1);
  const int processes = 1 + dice.below(recipe.processes_max);
  std::vector<Draft> drafts;
  std::vector<int> free_from(static_cast<std::size_t>(processes), 0);
  int fresh = 0;
  const auto kinds_here = kinds(recipe.object);
  for (int i = 0; i < count; ++i) {
    Draft draft;
    draft.process = dice.below(processes);
    int& from = free_from[static_cast<std::size_t>(draft.process)];
    if (from > recipe.time_max) continue;
    draft.key = dice.below(recipe.keys);
    draft.op.kind = kinds_here[static_cast<std::size_t>(dice.below(static_cast<int>(kinds_here.size())))];
    if (recipe.object == Object::register_ && dice.chance(recipe.cas)) {
      draft.op.kind = Kind::cas;
      draft.op.success = !dice.chance(recipe.failed_cas);
    }
    draft.op.call = from + dice.below(std::max(1, (recipe.time_max - from) / 2 + 1));
    draft.op.response = draft.op.call + dice.below(recipe.time_max / 2 + 1);
    draft.instant = static_cast<int>(draft.op.call) + dice.below(static_cast<int>(draft.op.response - draft.op.call) + 1);
    if (dice.chance(recipe.unknown)) draft.op.status = Status::unknown;
    else if (dice.chance(recipe.failed)) draft.op.status = Status::fail;
    from = static_cast<int>(draft.op.response);
    const int values = recipe.values == 0 ? std::max(fresh, 1) : recipe.values;
    draft.expected = dice.chance(25) ? Value() : Value(dice.below(values));
    const bool gives = draft.op.kind != Kind::read && draft.op.kind != Kind::dequeue && draft.op.kind != Kind::pop;
    if (draft.op.kind == Kind::erase || recipe.object == Object::mutex) draft.value = Value();
    else if (gives && recipe.values == 0 && recipe.object == Object::text) draft.value = Value(std::string(1, static_cast<char>('a' + fresh++)));
    else if (gives && recipe.values == 0) draft.value = Value(fresh++);
    else draft.value = random_result(dice, recipe.object, draft.op.kind, values);
    if (recipe.values == 0 && draft.op.kind == Kind::erase) {
      draft.op.kind = Kind::write;
      draft.value = Value(fresh++);
    }
    drafts.push_back(draft);
  }
  if (plausible) {
    std::vector<Draft*> order;
    for (Draft& draft : drafts) order.push_back(&draft);
    std::stable_sort(order.begin(), order.end(), [](const Draft* a, const Draft* b) { return a->instant < b->instant; });
    std::map<int, Atomic> states;
    for (Draft* draft : order) {
      if (draft->op.status == Status::fail || (draft->op.status == Status::unknown && dice.chance(50))) continue;
      const auto [state, added] = states.try_emplace(draft->key);
      if (added && recipe.object == Object::counter) state->second.value = Value(0);
      if (added && recipe.object == Object::text) state->second.value = Value("");
      const Value wanted = draft->value;
      record(*draft, state->second, recipe.object);
      if (dice.chance(12) && (draft->op.kind == Kind::read || draft->op.kind == Kind::dequeue || draft->op.kind == Kind::pop)) draft->value = wanted;
    }
  }
  Header header;
  header.object = recipe.object;
  if (recipe.object == Object::counter) header.initial = Value(0);
  if (recipe.uncertainty_max > 0) header.clock_uncertainty = dice.below(recipe.uncertainty_max + 1);
  HistoryBuilder builder(header);
  builder.set_timed(true);
  for (Draft& draft : drafts) {
    draft.op.process = builder.process(draft.process);
    draft.op.key = builder.key(draft.key);
    draft.op.value = builder.value(draft.value);
    if (draft.op.kind == Kind::cas) draft.op.expected = builder.value(draft.expected);
    if (draft.op.status == Status::unknown) draft.op.response = kNever;
    builder.add(draft.op);
  }
  auto built = std::move(builder).build();
  if (!built) {
    ADD_FAILURE() << built.error().front().message;
    return {};
  }
  return std::move(built).value();
}

}  // namespace clio::test
