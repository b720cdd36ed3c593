// Checks a witness for a row in which everyone agrees on one order of all operations: linearizable, cache, sequential.
//
// Idea: what the definition asks of a total order can be read off in one walk along it.
// - It is legal: replaying it on the objects gives every recorded result. (So each read's source is the latest write before it.)
// - It extends real time: no operation had settled before one that stands earlier was called. It suffices to compare with the latest call so far.
// - It extends session order: no ok operation comes after one that follows it in its process. It suffices to compare with the process's furthest
//   place so far. An unknown operation precedes nothing, so its own place is never compared, only remembered.
// - It is complete: every ok operation is in it, nothing twice, nothing that did not happen.
// Invariant: before each step the prefix walked has all four properties. Cost: O(n); registers keep one value a key, other objects
// step the validator's own specifications. Tested by tests/evidence/witness_test.cpp.

#include <algorithm>
#include <limits>
#include <vector>

#include "checker/validate/specification.hpp"
#include "checker/validate/witness.hpp"

namespace clio::validate {
namespace {

/// Ids in range, participants only, each once, and every ok operation among them.
std::string wrong_members(const History& history, std::span<const OpId> witness) {
  std::vector<bool> listed(history.size(), false);
  for (const OpId op : witness) {
    if (index(op) >= history.size()) return named(op) + " does not exist";
    if (!participates(history, op)) return named(op) + " is listed, but it had no effect";
    if (listed[index(op)]) return named(op) + " is listed twice";
    listed[index(op)] = true;
  }
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (history.status(id_at<OpId>(i)) == Status::ok && !listed[i]) return named(id_at<OpId>(i)) + " took effect, but is not listed";
  }
  return {};
}

/// The objects of all keys.
class Objects {
 public:
  explicit Objects(const History& history) : history_(history) {
    for (std::size_t k = 0; k < history.key_count(); ++k) {
      if (history.object() == Object::register_) {
        current_.push_back(history.initial(id_at<KeyId>(k)));
      } else {
        objects_.emplace_back(history, id_at<KeyId>(k));
      }
    }
  }

  bool apply(OpId op) { return current_.empty() ? objects_[index(history_.key(op))].apply(op) : apply_register(op); }

  [[nodiscard]] std::string state_text(KeyId key) const {
    return current_.empty() ? objects_[index(key)].state_text() : history_.value_at(current_[index(key)]).to_json();
  }

 private:
  /// As Specification does, without an object for each key: this runs on every check.
  bool apply_register(OpId op) {
    ValueId& current = current_[index(history_.key(op))];
    const ValueId value = history_.value(op);
    switch (history_.kind(op)) {
      case Kind::read: return value == current;
      case Kind::erase: current = kNull; return true;
      case Kind::cas:
        if (history_.status(op) == Status::ok && !history_.success(op)) return current != history_.expected(op);
        if (current != history_.expected(op)) return false;
        current = value;
        return true;
      default: current = value; return true;
    }
  }

  const History& history_;
  std::vector<ValueId> current_;  // registers
  std::vector<Specification> objects_;
};

std::string wrong_result(const Objects& objects, const History& history, OpId op) {
  return named(op) + " cannot have its result where key " + history.key_name(history.key(op)).to_json() + " is " + objects.state_text(history.key(op));
}

/// Watches that an order extends session order.
class Sessions {
 public:
  explicit Sessions(const History& history) : history_(history), furthest_(history.process_count()) {}

  /// Whether `op` may come next. `part` names the part of the order within which session order counts.
  bool in_order(OpId op, std::size_t part) {
    Place& furthest = furthest_[index(history_.process(op))];
    const Place here{history_.timed() ? history_.call(op) : 0, op, part};
    const bool later = furthest.part != part || furthest.call < here.call || (furthest.call == here.call && furthest.op < here.op);
    if (later) furthest = here;
    return later || history_.status(op) == Status::unknown;
  }

 private:
  struct Place {
    Time call = 0;
    OpId op{};
    std::size_t part = std::numeric_limits<std::size_t>::max();
  };
  const History& history_;
  std::vector<Place> furthest_;
};

Time settled(const History& history, OpId op) {
  if (history.status(op) == Status::unknown) return kNever;
  const Time uncertainty = history.header().clock_uncertainty;
  const Time response = history.response(op);
  return response > kNever - uncertainty ? kNever : response + uncertainty;
}

}  // namespace

std::string wrong_order_of_keys(const History& history, const Model& model, std::span<const OpId> witness) {
  if (std::string wrong = wrong_members(history, witness); !wrong.empty()) return wrong;
  const bool real_time = model.extends == Base::real_time;
  if (real_time && !history.timed()) return "the history has no times";
  Objects objects(history);
  Sessions sessions(history);
  KeyId key{};
  Time latest_call = std::numeric_limits<Time>::min();
  for (const OpId op : witness) {
    if (history.key(op) != key) {
      if (history.key(op) < key) return named(op) + " stands after the operations of a later key";
      key = history.key(op);
      latest_call = std::numeric_limits<Time>::min();
    }
    if (real_time) {
      if (settled(history, op) < latest_call) return named(op) + " stands after an operation that was called only when it had returned";
      latest_call = std::max(latest_call, history.call(op));
    } else if (!sessions.in_order(op, index(key))) {
      return named(op) + " stands after an operation that follows it in its process";
    }
    if (!objects.apply(op)) return wrong_result(objects, history, op);
  }
  return {};
}

std::string wrong_order_of_all(const History& history, std::span<const OpId> witness) {
  if (std::string wrong = wrong_members(history, witness); !wrong.empty()) return wrong;
  Objects objects(history);
  Sessions sessions(history);
  for (const OpId op : witness) {
    if (!sessions.in_order(op, 0)) return named(op) + " stands after an operation that follows it in its process";
    if (!objects.apply(op)) return wrong_result(objects, history, op);
  }
  return {};
}

}  // namespace clio::validate
