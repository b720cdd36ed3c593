// The reference evaluator for counters, sets, queues, stacks, lists, mutexes and texts: one order of all operations that took effect, replayed on the
// object as docs/semantics.md specifies it. Every order is tried, front to back; what is placed and what the keys hold then is all that matters for
// the rest, so a state that led nowhere is not tried twice.

#include <algorithm>
#include <set>

#include "checker/support/assert.hpp"
#include "tests/oracle/reference_evaluator.hpp"

namespace clio::oracle {
namespace {

/// What one key holds: a counter's sum or a text is the only entry; set, queue, stack and list hold their values, oldest first (a set's in order of value); a mutex
/// holds its holder's id, or nothing.
using Contents = std::vector<Value>;

Contents initially(const History& h, KeyId key) {
  if (h.object() == Object::counter || h.object() == Object::text) return {h.value_at(h.initial(key))};
  return {};
}

std::vector<Value> sorted(std::vector<Value> values) {
  std::sort(values.begin(), values.end());
  return values;
}

/// Does the operation, as it was answered; false if the object cannot answer so. An unknown operation takes any answer.
bool apply(const History& h, OpId op, Contents& held) {
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
    case Kind::contains: return (std::find(held.begin(), held.end(), value) != held.end()) == h.success(op);
    case Kind::read:
      if (h.object() == Object::counter || h.object() == Object::text) return held.front() == value;
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
      if (h.object() != Object::text) break;
      held.front() = value;
      return true;
    case Kind::cas:
    case Kind::erase: break;  // of registers only
  }
  CLIO_ASSERT(false);
  return false;
}

}  // namespace

bool Reference::replays(std::span<const std::size_t> order) const {
  std::vector<Contents> held;
  for (std::size_t k = 0; k < history_->key_count(); ++k) held.push_back(initially(*history_, id_at<KeyId>(k)));
  return std::all_of(order.begin(), order.end(),
                     [&](std::size_t e) { return apply(*history_, participants_[e].op, held[index(key(e))]); });
}

bool Reference::some_replay_holds(const Model& model, Set universe) const {
  struct State {
    Set placed;
    std::vector<Contents> held;  // by key
    bool operator<(const State& other) const { return placed != other.placed ? placed < other.placed : held < other.held; }
  };
  const Matrix& before = model.extends == Base::real_time ? real_time_ : session_;
  Set certain = 0;
  for (std::size_t e = 0; e < participants_.size(); ++e) {
    if (((universe >> e) & 1u) != 0 && !participants_[e].optional) certain |= Set{1} << e;
  }
  std::set<State> seen;
  State start{0, {}};
  for (std::size_t k = 0; k < history_->key_count(); ++k) start.held.push_back(initially(*history_, id_at<KeyId>(k)));
  std::vector<State> open{start};
  while (!open.empty()) {
    const State state = std::move(open.back());
    open.pop_back();
    if ((state.placed & certain) == certain) return true;  // the unknown operations that are left never took effect
    for (std::size_t e = 0; e < participants_.size(); ++e) {
      const Set self = Set{1} << e;
      if ((universe & self) == 0 || (state.placed & self) != 0) continue;
      const auto must_wait_for = [&](std::size_t a) { return ((universe & ~state.placed) >> a & 1u) != 0 && (before[a] & self) != 0; };
      bool waits = false;  // for a certain operation: unknown ones precede nothing
      for (std::size_t a = 0; a < participants_.size(); ++a) waits = waits || must_wait_for(a);
      if (waits) continue;
      State next = state;
      if (!apply(*history_, participants_[e].op, next.held[index(key(e))])) continue;
      next.placed |= self;
      if (seen.insert(next).second) open.push_back(std::move(next));
    }
  }
  return false;
}

}  // namespace clio::oracle
