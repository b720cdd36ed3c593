// The state after each step of a witness order, for people to follow it.
//
// This replays values, not ids, and checks nothing: the validator has accepted the order before (checker/validate), and its states cannot be printed. An
// operation that took no effect (a failed cas, a dequeue that found nothing) leaves the state alone.
//
// Tested by tests/draw/picture_test.cpp.

#include <algorithm>
#include <map>

#include "checker/explain/describe.hpp"
#include "src/draw/picture.hpp"

namespace clio::draw {
namespace {

/// What one key holds: a value, or the elements of a set (sorted), queue, stack or list.
struct State {
  Value value;
  Value::Array elements;
  bool held = false;
};

std::string text_of(Object object, const State& state) {
  switch (object) {
    case Object::register_:
    case Object::counter:
    case Object::text: return state.value.is_null() ? "nothing" : describe(state.value);
    case Object::set:
    case Object::queue:
    case Object::stack:
    case Object::list: return state.elements.empty() ? "empty" : describe(Value(state.elements));
    case Object::mutex: return state.held ? "held" : "free";
  }
  return {};
}

Value sum(const Value& a, const Value& b) {
  if (a.as_int() == nullptr || b.as_int() == nullptr) return b;
  std::int64_t result = 0;
  if (__builtin_add_overflow(*a.as_int(), *b.as_int(), &result)) return static_cast<double>(*a.as_int()) + static_cast<double>(*b.as_int());
  return result;
}

void take_effect(const History& history, OpId op, State& state) {
  const Value value = history.value_at(history.value(op));
  switch (history.kind(op)) {
    case Kind::read:
    case Kind::contains: break;
    case Kind::write: state.value = value; break;
    case Kind::cas:
      if (history.success(op)) state.value = value;
      break;
    case Kind::erase: state.value = Value(); break;
    case Kind::add:
      if (history.object() == Object::counter) {
        state.value = sum(state.value, value);
      } else if (const auto at = std::lower_bound(state.elements.begin(), state.elements.end(), value); at == state.elements.end() || !(*at == value)) {
        state.elements.insert(at, value);
      }
      break;
    case Kind::remove: std::erase(state.elements, value); break;
    case Kind::enqueue:
    case Kind::push: state.elements.push_back(value); break;
    case Kind::append:
      if (history.object() == Object::text) {
        state.value = (state.value.as_string() != nullptr ? *state.value.as_string() : std::string()) + (value.as_string() != nullptr ? *value.as_string() : std::string());
      } else {
        state.elements.push_back(value);
      }
      break;
    case Kind::dequeue:
      if (!state.elements.empty() && (history.status(op) != Status::ok || !value.is_null())) state.elements.erase(state.elements.begin());
      break;
    case Kind::pop:
      if (!state.elements.empty() && (history.status(op) != Status::ok || !value.is_null())) state.elements.pop_back();
      break;
    case Kind::acquire: state.held = true; break;
    case Kind::release: state.held = false; break;
  }
}

}  // namespace

std::vector<std::string> states_after(const History& history, const std::vector<OpId>& order, bool transactions) {
  std::map<KeyId, State> states;
  std::vector<std::string> texts;
  for (const OpId first : order) {
    std::vector<KeyId> touched;
    const std::size_t length = transactions ? history.length_of(history.transaction(first)) : 1;
    for (std::size_t i = 0; i < length; ++i) {
      const OpId op = id_at<OpId>(index(first) + i);
      const KeyId key = history.key(op);
      const auto [state, fresh] = states.try_emplace(key);
      if (fresh) state->second.value = history.value_at(history.initial(key));
      take_effect(history, op, state->second);
      if (std::find(touched.begin(), touched.end(), key) == touched.end()) touched.push_back(key);
    }
    std::string text;
    for (const KeyId key : touched) {
      const Value& name = history.key_name(key);
      text += (text.empty() ? "" : ", ") + (name.is_null() ? "" : describe(name) + " = ") + text_of(history.object(), states[key]);
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace clio::draw
