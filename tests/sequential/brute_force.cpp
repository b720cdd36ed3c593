// A plain interpreter of the sequential specifications and a search over all orders, for histories of a dozen operations at most.

#include "brute_force.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace clio::test {
namespace {

/// What one key holds. Registers and counters use `value`, the rest `items` (mutex: empty when free, else the holder).
struct Contents {
  Value value;
  std::vector<Value> items;
};

/// Applies an operation; false where the specification does not give its result. Unknown operations may have any result.
bool apply(const History& h, OpId op, Contents& key) {
  const bool any_result = h.status(op) == Status::unknown;
  const Value value = h.value_at(h.value(op));
  const auto has = [&](const Value& v) { return std::find(key.items.begin(), key.items.end(), v) != key.items.end(); };
  switch (h.object()) {
    case Object::register_:
      if (h.kind(op) == Kind::read) return any_result || key.value == value;
      if (h.kind(op) == Kind::cas) {
        const bool hit = key.value == h.value_at(h.expected(op));
        if (any_result && !hit) return false;  // would change nothing: the same as not having taken effect
        if (!any_result && hit != h.success(op)) return false;
        if (!hit) return true;
      }
      key.value = value;
      return true;
    case Object::counter:
      if (h.kind(op) == Kind::read) return any_result || key.value == value;
      key.value = Value(*key.value.as_int() + *value.as_int());
      return true;
    case Object::set:
      if (h.kind(op) == Kind::contains) return any_result || has(value) == h.success(op);
      if (h.kind(op) == Kind::read) {
        if (any_result) return true;
        Value::Array members = *value.as_array();
        Value::Array held = key.items;
        std::sort(members.begin(), members.end());
        std::sort(held.begin(), held.end());
        return members == held;
      }
      if (h.kind(op) == Kind::add && !has(value)) key.items.push_back(value);
      if (h.kind(op) == Kind::remove) std::erase(key.items, value);
      return true;
    case Object::queue:
    case Object::stack: {
      if (h.kind(op) == Kind::enqueue || h.kind(op) == Kind::push) return key.items.push_back(value), true;
      if (key.items.empty()) return any_result || value.is_null();
      const auto at = h.object() == Object::queue ? key.items.begin() : key.items.end() - 1;
      if (!any_result && !(*at == value)) return false;
      key.items.erase(at);
      return true;
    }
    case Object::list:
      if (h.kind(op) == Kind::append) return key.items.push_back(value), true;
      return any_result || key.items == *value.as_array();
    case Object::text:
      if (h.kind(op) == Kind::read) return any_result || key.value == value;
      key.value = h.kind(op) == Kind::append ? Value(*key.value.as_string() + *value.as_string()) : value;
      return true;
    case Object::mutex: {
      const Value holder(static_cast<std::int64_t>(index(h.process(op))));
      if (h.kind(op) == Kind::acquire) {
        if (!key.items.empty()) return false;
        key.items.push_back(holder);
        return true;
      }
      if (key.items.empty() || !(key.items.front() == holder)) return false;
      key.items.clear();
      return true;
    }
  }
  return false;
}

std::vector<Contents> initial_contents(const History& h) {
  std::vector<Contents> keys(h.key_count());
  for (std::size_t k = 0; k < keys.size(); ++k) keys[k].value = h.value_at(h.initial(id_at<KeyId>(k)));
  return keys;
}

/// Whether a comes before b in its process (a ok).
bool session_before(const History& h, OpId a, OpId b) {
  if (h.process(a) != h.process(b) || h.status(a) != Status::ok) return false;
  return h.timed() && h.call(a) != h.call(b) ? h.call(a) < h.call(b) : a < b;
}

class Orders {
 public:
  Orders(const History& h, std::optional<KeyId> only) : h_(h) {
    for (std::size_t i = 0; i < h.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (h.status(op) == Status::fail || (only && h.key(op) != *only)) continue;
      ops_.push_back(op);
    }
    done_.assign(ops_.size(), false);
  }

  bool search(const std::vector<Contents>& keys, std::size_t certain_left) {
    if (certain_left == 0) return true;
    std::string state;
    for (const bool b : done_) state += b ? '1' : '0';
    for (const Contents& c : keys) state += "|" + c.value.to_json() + Value(c.items).to_json();
    if (!seen_.insert(state).second) return false;
    for (std::size_t i = 0; i < ops_.size(); ++i) {
      if (done_[i]) continue;
      bool ready = true;
      for (std::size_t j = 0; j < ops_.size(); ++j) ready = ready && (done_[j] || !session_before(h_, ops_[j], ops_[i]));
      std::vector<Contents> after = keys;
      if (!ready || !apply(h_, ops_[i], after[index(h_.key(ops_[i]))])) continue;
      done_[i] = true;
      if (search(after, certain_left - (h_.status(ops_[i]) == Status::ok ? 1 : 0))) return true;
      done_[i] = false;
    }
    return false;
  }

  [[nodiscard]] std::size_t certain() const {
    return static_cast<std::size_t>(std::count_if(ops_.begin(), ops_.end(), [&](OpId op) { return h_.status(op) == Status::ok; }));
  }

 private:
  const History& h_;
  std::vector<OpId> ops_;
  std::vector<bool> done_;
  std::set<std::string> seen_;
};

}  // namespace

bool explained_by_some_order(const History& history, std::optional<KeyId> only) {
  Orders orders(history, only);
  return orders.search(initial_contents(history), orders.certain());
}

bool every_key_explained(const History& history) {
  for (std::size_t k = 0; k < history.key_count(); ++k) {
    if (!explained_by_some_order(history, id_at<KeyId>(k))) return false;
  }
  return true;
}

std::string replay(const History& h, std::span<const OpId> order, std::optional<KeyId> only) {
  std::vector<std::size_t> place(h.size(), order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (place[index(order[i])] != order.size()) return "operation " + std::to_string(index(order[i])) + " twice";
    place[index(order[i])] = i;
  }
  std::vector<std::vector<OpId>> sessions(h.process_count());
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    const bool in = place[i] != order.size();
    if (only && h.key(op) != *only) {
      if (in) return "an operation of another key";
      continue;
    }
    if (in && h.status(op) == Status::fail) return "a failed operation";
    if (!in && h.status(op) == Status::ok) return "operation " + std::to_string(i) + " is missing";
    if (in) sessions[index(h.process(op))].push_back(op);
  }
  for (std::vector<OpId>& session : sessions) {
    if (h.timed()) std::stable_sort(session.begin(), session.end(), [&](OpId a, OpId b) { return h.call(a) < h.call(b); });
    std::size_t last = 0;  // one more than the place of the last ok one
    for (const OpId op : session) {
      if (place[index(op)] + 1 <= last) return "operation " + std::to_string(index(op)) + " against session order";
      if (h.status(op) == Status::ok) last = place[index(op)] + 1;
    }
  }
  std::vector<Contents> keys = initial_contents(h);
  for (const OpId op : order) {
    if (!apply(h, op, keys[index(h.key(op))])) return "operation " + std::to_string(index(op)) + " does not fit its place";
  }
  return {};
}

std::string show(const History& h) {
  std::string text;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    text += "  " + std::to_string(i) + ": p" + std::to_string(index(h.process(op))) + " " + std::string(name_of(h.kind(op))) + " k" +
            std::to_string(index(h.key(op))) + " ";
    if (h.kind(op) == Kind::cas) text += h.value_at(h.expected(op)).to_json() + ">";
    text += h.value_at(h.value(op)).to_json() + (h.success(op) ? "" : " no") + " " + std::string(name_of(h.status(op)));
    if (h.timed()) text += " [" + std::to_string(h.call(op)) + "," + (h.response(op) == kNever ? "-" : std::to_string(h.response(op))) + "]";
    text += "\n";
  }
  return text;
}

}  // namespace clio::test
