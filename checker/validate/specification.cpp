// Sequential specifications for the validator, written apart from checker/objects on purpose: what both get wrong in the same way
// would stay unseen. One object a key, containers of the standard library, no state ids.

#include "checker/validate/specification.hpp"

#include <algorithm>

namespace clio::validate {

Specification::Specification(const History& history, KeyId key) : history_(&history), current_(history.initial(key)) {
  if (history.object() == Object::counter) {
    const Value initial = history.value_at(history.initial(key));
    if (const std::int64_t* start = initial.as_int()) sum_ = *start;
  }
  if (history.object() == Object::text) text_ = *history.value_at(history.initial(key)).as_string();
}

bool Specification::apply(OpId op) {
  switch (history_->object()) {
    case Object::register_: return apply_register(op);
    case Object::counter: return apply_counter(op);
    case Object::set: return apply_set(op);
    case Object::queue:
    case Object::stack:
    case Object::list: return apply_sequence(op);
    case Object::mutex: return apply_mutex(op);
    case Object::text: return apply_text(op);
  }
  return false;
}

bool Specification::apply_register(OpId op) {
  const History& h = *history_;
  switch (h.kind(op)) {
    case Kind::read: return h.value(op) == current_;
    case Kind::erase: current_ = kNull; return true;
    case Kind::cas:
      if (h.status(op) == Status::ok && !h.success(op)) return current_ != h.expected(op);
      if (current_ != h.expected(op)) return false;
      current_ = h.value(op);
      return true;
    default: current_ = h.value(op); return true;
  }
}

bool Specification::apply_counter(OpId op) {
  const Value value = history_->value_at(history_->value(op));
  const std::int64_t* number = value.as_int();
  if (number == nullptr) return false;
  if (history_->kind(op) == Kind::read) return sum_ == *number;
  sum_ += *number;
  return true;
}

bool Specification::apply_set(OpId op) {
  const ValueId value = history_->value(op);
  switch (history_->kind(op)) {
    case Kind::add: members_.insert(value); return true;
    case Kind::remove: members_.erase(value); return true;
    case Kind::contains: return members_.contains(value) == history_->success(op);
    default: return holds_exactly(history_->value_at(value));
  }
}

bool Specification::holds_exactly(const Value& array) const {
  const Value::Array* read = array.as_array();
  if (read == nullptr || read->size() != members_.size()) return false;
  std::set<ValueId> seen;
  return std::all_of(read->begin(), read->end(), [&](const Value& member) {
    ValueId id{};
    return history_->values().find(member, id) && members_.contains(id) && seen.insert(id).second;
  });
}

bool Specification::apply_sequence(OpId op) {
  const History& h = *history_;
  const bool unknown = h.status(op) == Status::unknown;
  switch (h.kind(op)) {
    case Kind::enqueue:
    case Kind::push:
    case Kind::append: sequence_.push_back(h.value(op)); return true;
    case Kind::dequeue:
    case Kind::pop: {
      if (sequence_.empty()) return unknown || h.value(op) == kNull;
      const ValueId next = h.kind(op) == Kind::dequeue ? sequence_.front() : sequence_.back();
      if (!unknown && next != h.value(op)) return false;
      h.kind(op) == Kind::dequeue ? sequence_.pop_front() : sequence_.pop_back();
      return true;
    }
    default: {
      const Value value = h.value_at(h.value(op));
      const Value::Array* read = value.as_array();
      return read != nullptr && std::equal(read->begin(), read->end(), sequence_.begin(), sequence_.end(), [&](const Value& member, ValueId held) {
        ValueId id{};
        return h.values().find(member, id) && id == held;
      });
    }
  }
}

bool Specification::apply_mutex(OpId op) {
  if (history_->kind(op) == Kind::acquire) {
    if (held_) return false;
    held_ = true;
    holder_ = history_->process(op);
    return true;
  }
  if (!held_ || holder_ != history_->process(op)) return false;
  held_ = false;
  return true;
}

bool Specification::apply_text(OpId op) {
  const Value value = history_->value_at(history_->value(op));
  const std::string* const given = value.as_string();
  if (given == nullptr) return false;
  switch (history_->kind(op)) {
    case Kind::append: text_ += *given; return true;
    case Kind::write: text_ = *given; return true;
    default: return text_ == *given;
  }
}

std::string Specification::state_text() const {
  const auto listed = [&](const auto& values) {
    std::string text;
    for (const ValueId value : values) text += (text.empty() ? "" : ",") + history_->value_at(value).to_json();
    return "[" + text + "]";
  };
  switch (history_->object()) {
    case Object::register_: return history_->value_at(current_).to_json();
    case Object::counter: return std::to_string(static_cast<long long>(sum_));
    case Object::set: return listed(members_);
    case Object::queue:
    case Object::stack:
    case Object::list: return listed(sequence_);
    case Object::text: return Value(text_).to_json();
    case Object::mutex: return held_ ? "held by " + history_->process_name(holder_).to_json() : "free";
  }
  return {};
}

void Specification::encode(std::vector<std::uint64_t>& words) const {
  switch (history_->object()) {
    case Object::register_: words.push_back(index(current_)); return;
    case Object::counter:
      words.push_back(static_cast<std::uint64_t>(sum_));
      words.push_back(static_cast<std::uint64_t>(sum_ >> 64));
      return;
    case Object::set:
      words.push_back(members_.size());
      for (const ValueId value : members_) words.push_back(index(value));
      return;
    case Object::queue:
    case Object::stack:
    case Object::list:
      words.push_back(sequence_.size());
      for (const ValueId value : sequence_) words.push_back(index(value));
      return;
    case Object::text:
      words.push_back(text_.size());
      for (const char c : text_) words.push_back(static_cast<unsigned char>(c));
      return;
    case Object::mutex: words.push_back(held_ ? index(holder_) + 1 : 0); return;
  }
}

}  // namespace clio::validate
