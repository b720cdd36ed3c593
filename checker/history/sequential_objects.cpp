// One switch over the kinds of operations. Tested by: tests/certificate/replay_test.cpp.
#include "checker/history/sequential_objects.hpp"

#include <algorithm>

namespace clio {

SequentialObjects::Held SequentialObjects::initial(KeyId key) const {
  Held held;
  const Value initial = history_->value_at(history_->initial(key));
  if (const std::int64_t* const number = initial.as_int()) held.sum = *number;
  if (const std::string* const string = initial.as_string()) held.text = *string;
  return held;
}

bool SequentialObjects::take(OpId op) {
  const History& h = *history_;
  const bool ok = h.status(op) == Status::ok;
  const ValueId value = h.value(op);
  auto found = keys_.find(h.key(op));
  if (found == keys_.end()) found = keys_.emplace(h.key(op), initial(h.key(op))).first;
  Held& held = found->second;
  switch (h.kind(op)) {
    case Kind::add: held.sum += *h.value_at(value).as_int(); return true;
    case Kind::write: held.text = *h.value_at(value).as_string(); return true;
    case Kind::append:
      if (h.object() == Object::text) held.text += *h.value_at(value).as_string();
      else held.values.push_back(value);
      return true;
    case Kind::read: return !ok || shows(held, h.value_at(value));
    case Kind::enqueue:
    case Kind::push: held.values.push_back(value); return true;
    case Kind::dequeue:
    case Kind::pop: {
      if (held.values.empty()) return !ok || value == kNull;
      const auto next = h.kind(op) == Kind::dequeue ? held.values.begin() : held.values.end() - 1;
      if (ok && *next != value) return false;
      held.values.erase(next);
      return true;
    }
    case Kind::acquire:
      if (held.held) return false;
      held.held = true;
      held.holder = h.process(op);
      return true;
    case Kind::release:
      if (!held.held || held.holder != h.process(op)) return false;
      held.held = false;
      held.holder = {};
      return true;
    case Kind::cas:
    case Kind::erase:
    case Kind::remove:
    case Kind::contains: break;  // of no object that is followed here
  }
  return false;
}

bool SequentialObjects::looks(const History& h, OpId op) {
  const Kind kind = h.kind(op);
  const bool takes = (kind == Kind::dequeue || kind == Kind::pop) && h.status(op) == Status::ok;
  return takes || kind == Kind::read || kind == Kind::acquire || kind == Kind::release;
}

bool SequentialObjects::changes(const History& h, OpId op) {
  const bool finds_nothing = (h.kind(op) == Kind::dequeue || h.kind(op) == Kind::pop) && h.status(op) == Status::ok && h.value(op) == kNull;
  return h.kind(op) != Kind::read && !finds_nothing;
}

bool SequentialObjects::misses(const History& h, OpId op, OpId append) {
  if (h.object() != Object::list || h.kind(op) != Kind::read || h.status(op) != Status::ok) return false;
  const Value read = h.value_at(h.value(op));
  return std::count(read.as_array()->begin(), read.as_array()->end(), h.value_at(h.value(append))) == 0;
}

std::size_t SequentialObjects::size_of(const History& h, OpId op) {
  const Value value = h.value_at(h.value(op));
  return 1 + (value.as_array() == nullptr ? 0 : value.as_array()->size());
}

bool SequentialObjects::shows(const Held& held, const Value& read) const {
  const History& h = *history_;
  if (h.object() == Object::counter) return held.sum == *read.as_int();
  if (h.object() == Object::text) return held.text == *read.as_string();
  const Value::Array& list = *read.as_array();
  return std::equal(list.begin(), list.end(), held.values.begin(), held.values.end(), [&](const Value& shown, ValueId value) { return shown == h.value_at(value); });
}

std::size_t SequentialObjects::size_for(OpId op) const {
  const auto held = keys_.find(history_->key(op));
  const bool all = history_->kind(op) == Kind::read || history_->kind(op) == Kind::dequeue;
  return !all || held == keys_.end() ? 1 : 1 + held->second.text.size() + held->second.values.size();
}

std::size_t SequentialObjects::size() const {
  std::size_t size = 0;
  for (const auto& [key, held] : keys_) size += sizeof(std::pair<KeyId, Held>) + held.text.size() + held.values.size() * sizeof(ValueId);
  return size;
}

}  // namespace clio
