#include "tests/linearizable/brute_force.hpp"

#include <algorithm>
#include <set>
#include <sstream>

namespace clio::test {
namespace {

bool took_part(const History& h, OpId op) {
  const bool observes = h.kind(op) == Kind::read || h.kind(op) == Kind::contains;
  return h.status(op) == Status::ok || (h.status(op) == Status::unknown && !observes);
}

bool before(const History& h, OpId a, OpId b) {
  if (h.status(a) == Status::unknown) return false;
  return h.response(a) + h.header().clock_uncertainty < h.call(b);
}

std::vector<OpId> on_key(const History& h, std::size_t key) {
  std::vector<OpId> ops;
  for (std::size_t i = 0; i < h.size(); ++i) {
    if (index(h.key(id_at<OpId>(i))) == key && took_part(h, id_at<OpId>(i))) ops.push_back(id_at<OpId>(i));
  }
  return ops;
}

class Search {
 public:
  Search(const History& history, std::vector<OpId> ops) : history_(history), ops_(std::move(ops)) {}
  bool from(unsigned done, const PlainObject& object) {
    bool complete = true;
    for (std::size_t i = 0; i < ops_.size(); ++i) complete = complete && ((done >> i & 1u) != 0 || history_.status(ops_[i]) == Status::unknown);
    if (complete) return true;
    if (!seen_.insert(std::to_string(done) + ":" + object.print()).second) return false;
    for (std::size_t i = 0; i < ops_.size(); ++i) {
      if ((done >> i & 1u) != 0) continue;
      bool possible = true;
      for (std::size_t j = 0; j < ops_.size(); ++j) possible = possible && ((done >> j & 1u) != 0 || !before(history_, ops_[j], ops_[i]));
      PlainObject next = object;
      if (possible && next.apply(history_, ops_[i]) && from(done | 1u << i, next)) return true;
    }
    return false;
  }

 private:
  const History& history_;
  std::vector<OpId> ops_;
  std::set<std::string> seen_;
};

}  // namespace

PlainObject::PlainObject(const History& history, KeyId key) : value_(history.value_at(history.initial(key))) {}

bool PlainObject::apply(const History& h, OpId op) {
  const Value value = h.value_at(h.value(op));
  const bool known = h.status(op) == Status::ok;
  const auto sorted = [](std::vector<Value> values) {
    std::sort(values.begin(), values.end());
    return values;
  };
  const bool holds = std::find(items_.begin(), items_.end(), value) != items_.end();
  switch (h.kind(op)) {
    case Kind::read:
      if (h.object() == Object::register_ || h.object() == Object::counter || h.object() == Object::text) return value == value_;
      if (value.as_array() == nullptr) return false;
      return h.object() == Object::set ? sorted(*value.as_array()) == items_ : *value.as_array() == items_;
    case Kind::write:
    case Kind::erase: value_ = value; return true;
    case Kind::cas: {
      const bool found = h.value_at(h.expected(op)) == value_;
      if (known && found != h.success(op)) return false;
      if (!known && !found) return false;
      if (found) value_ = value;
      return true;
    }
    case Kind::add:
      if (h.object() == Object::counter) {
        value_ = Value(*value_.as_int() + *value.as_int());
      } else if (!holds) {
        items_.push_back(value);
        items_ = sorted(items_);
      }
      return true;
    case Kind::remove: std::erase(items_, value); return true;
    case Kind::contains: return holds == h.success(op);
    case Kind::enqueue:
    case Kind::push: items_.push_back(value); return true;
    case Kind::append:
      if (h.object() == Object::text) value_ = Value(*value_.as_string() + *value.as_string());
      else items_.push_back(value);
      return true;
    case Kind::dequeue:
    case Kind::pop: {
      const bool oldest = h.kind(op) == Kind::dequeue;
      const Value got = items_.empty() ? Value() : oldest ? items_.front() : items_.back();
      if (known && !(got == value)) return false;
      if (!items_.empty()) items_.erase(oldest ? items_.begin() : items_.end() - 1);
      return true;
    }
    case Kind::acquire:
      if (holder_ != -1) return false;
      holder_ = static_cast<long>(index(h.process(op)));
      return true;
    case Kind::release:
      if (holder_ != static_cast<long>(index(h.process(op)))) return false;
      holder_ = -1;
      return true;
  }
  return false;
}

std::string PlainObject::print() const {
  std::string text = value_.to_json() + "/" + std::to_string(holder_);
  for (const Value& item : items_) text += "," + item.to_json();
  return text;
}

bool brute_linearizable(const History& history) {
  for (std::size_t key = 0; key < history.key_count(); ++key) {
    if (!Search(history, on_key(history, key)).from(0, PlainObject(history, id_at<KeyId>(key)))) return false;
  }
  return true;
}

std::string replay(const History& history, std::span<const OpId> witness) {
  std::set<OpId> seen;
  std::size_t at = 0;
  for (std::size_t key = 0; key < history.key_count(); ++key) {
    PlainObject object(history, id_at<KeyId>(key));
    std::vector<OpId> order;
    for (; at < witness.size() && index(history.key(witness[at])) == key; ++at) {
      const OpId op = witness[at];
      if (!took_part(history, op) || !seen.insert(op).second) return "operation " + std::to_string(index(op)) + " has no place in it";
      if (!object.apply(history, op)) return "operation " + std::to_string(index(op)) + " is not allowed where it stands";
      order.push_back(op);
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
      for (std::size_t j = i + 1; j < order.size(); ++j) {
        if (before(history, order[j], order[i])) return "real time is against " + std::to_string(index(order[i])) + " before " + std::to_string(index(order[j]));
      }
    }
  }
  if (at != witness.size()) return "keys are out of order";
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (history.status(id_at<OpId>(i)) == Status::ok && !seen.contains(id_at<OpId>(i))) return "operation " + std::to_string(i) + " is missing";
  }
  return {};
}

std::string wrong_core(const History& h, std::span<const OpId> core, bool (*decide)(const History&)) {
  if (core.empty()) return "it is empty";
  if (!std::is_sorted(core.begin(), core.end())) return "it is not sorted";
  const std::set<OpId> in(core.begin(), core.end());
  if (in.size() != core.size()) return "it names an operation twice";
  const bool registers = h.object() == Object::register_;
  for (const OpId r : core) {
    if (!took_part(h, r)) return "it names an operation that takes no part";
    if (!registers || h.status(r) != Status::ok || (h.kind(r) != Kind::read && h.kind(r) != Kind::cas)) continue;
    const bool exact = h.kind(r) == Kind::read || h.success(r);
    const ValueId found = h.kind(r) == Kind::read ? h.value(r) : h.expected(r);
    for (std::size_t i = 0; i < h.size(); ++i) {
      const OpId w = id_at<OpId>(i);
      const bool writes = h.kind(w) == Kind::write || h.kind(w) == Kind::erase || (h.kind(w) == Kind::cas && (h.status(w) == Status::unknown || h.success(w)));
      if (!writes || w == r || h.status(w) == Status::fail || h.key(w) != h.key(r) || (h.value(w) == found) != exact) continue;
      if (!in.contains(w)) return "operation " + std::to_string(i) + " may be the source of " + std::to_string(index(r)) + " and is missing";
    }
  }
  const SubHistory part = sub_history(h, core);
  if (decide(part.history)) return "it is not violated on its own";
  return {};
}

std::string print(const History& h) {
  std::ostringstream out;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    out << i << ": P" << h.process_name(h.process(op)).to_json() << " " << name_of(h.kind(op)) << "(" << h.key_name(h.key(op)).to_json() << ") ";
    if (h.kind(op) == Kind::cas) out << h.value_at(h.expected(op)).to_json() << ">";
    out << h.value_at(h.value(op)).to_json() << (h.success(op) ? "" : " no") << " [" << h.call(op) << ", " << h.response(op) << "] " << name_of(h.status(op)) << "\n";
  }
  return out.str();
}

}  // namespace clio::test
