// The sequential specification of every object, as docs/semantics.md lists them. Tested by: reference_test.cpp.

#include "tests/oracle/object_contents.hpp"

#include <algorithm>

#include "checker/support/assert.hpp"

namespace clio::oracle {
namespace {

std::vector<Value> sorted(std::vector<Value> values) {
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

Contents initially_held(const History& h, KeyId key) {
  if (h.object() == Object::counter || h.object() == Object::register_ || h.object() == Object::text) return {h.value_at(h.initial(key))};
  return {};
}

bool perform(const History& h, OpId op, Contents& held) {
  const bool any_answer = h.status(op) == Status::unknown;
  const Value value = h.value_at(h.value(op));
  const Value holder(static_cast<std::int64_t>(index(h.process(op))));
  switch (h.kind(op)) {
    case Kind::add:
      if (h.object() == Object::counter) {
        held.front() = Value(*held.front().as_int() + *value.as_int());
      } else if (std::find(held.begin(), held.end(), value) == held.end()) {
        held.push_back(value);
        held = sorted(held);
      }
      return true;
    case Kind::remove: std::erase(held, value); return true;
    case Kind::contains: return any_answer || (std::find(held.begin(), held.end(), value) != held.end()) == h.success(op);
    case Kind::read:
      if (any_answer) return true;
      if (h.object() == Object::counter || h.object() == Object::register_ || h.object() == Object::text) return held.front() == value;
      if (h.object() == Object::set) return sorted(*value.as_array()) == held;
      return *value.as_array() == held;
    case Kind::enqueue:
    case Kind::push: held.push_back(value); return true;
    case Kind::append:
      if (h.object() == Object::text) held.front() = Value(*held.front().as_string() + *value.as_string());
      else held.push_back(value);
      return true;
    case Kind::dequeue:
    case Kind::pop: {
      if (held.empty()) return any_answer || value.is_null();
      const auto taken = h.kind(op) == Kind::dequeue ? held.begin() : held.end() - 1;
      if (!any_answer && !(*taken == value)) return false;
      held.erase(taken);
      return true;
    }
    case Kind::acquire:
      if (!held.empty()) return false;
      held.push_back(holder);
      return true;
    case Kind::release:
      if (held.empty() || !(held.front() == holder)) return false;
      held.clear();
      return true;
    case Kind::write:
    case Kind::erase: write_only(h, op, held); return true;
    case Kind::cas:
      if (!any_answer && (held.front() == h.value_at(h.expected(op))) != h.success(op)) return false;
      write_only(h, op, held);
      return true;
  }
  CLIO_ASSERT(false);
  return false;
}

void write_only(const History& h, OpId op, Contents& held) {
  const Value value = h.value_at(h.value(op));
  switch (h.kind(op)) {
    case Kind::write: held.front() = value; return;
    case Kind::erase: held.front() = {}; return;
    case Kind::cas:
      if (h.success(op) || h.status(op) == Status::unknown) held.front() = value;
      return;
    case Kind::add:
      if (std::find(held.begin(), held.end(), value) == held.end()) held.push_back(value);
      held = sorted(held);
      return;
    case Kind::remove: std::erase(held, value); return;
    case Kind::append: held.push_back(value); return;
    case Kind::read:
    case Kind::contains: return;
    default: CLIO_ASSERT(false);
  }
}

}  // namespace clio::oracle
