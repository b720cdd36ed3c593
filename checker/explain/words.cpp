#include "checker/explain/words.hpp"

#include <algorithm>

#include "checker/explain/describe.hpp"
#include "checker/explain/small.hpp"

namespace clio {

std::string listed(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

Words::Words(const History& history, std::span<const OpId> operations) : history_(&history), operations_(operations.begin(), operations.end()) {
  for (const OpId op : operations_) several_keys_ = several_keys_ || history.key(op) != history.key(operations_.front());
}

std::string Words::full(OpId op) const { return describe(*history_, op) + " (op " + std::to_string(index(history_->id_in_file(op))) + ")"; }

std::string Words::brief(OpId op) const {
  const std::string text = describe(*history_, op);
  const bool alike = std::any_of(operations_.begin(), operations_.end(), [&](OpId other) { return other != op && describe(*history_, other) == text; });
  return alike ? full(op) : text;
}

std::string Words::process(OpId op) const { return describe(*history_, history_->process(op)); }

std::string Words::value(ValueId id) const { return describe(history_->value_at(id)); }

std::string Words::of_key(OpId op, std::string_view preposition) const {
  if (!several_keys_) return {};
  return (preposition.empty() ? "" : " " + std::string(preposition)) + " " + describe(history_->key_name(history_->key(op)));
}

std::string Words::written(OpId write) const { return value(history_->kind(write) == Kind::erase ? kNull : history_->value(write)); }

std::string Words::answer(OpId reading, bool initial) const {
  if (is_failed_cas(*history_, reading)) return "something other than " + value(history_->expected(reading));
  const ValueId id = observed_value(*history_, reading);
  if (!initial) return value(id);
  return id == kNull ? "no value" : "the initial " + value(id);
}

std::string Words::observed(OpId reading, bool initial) const {
  if (history_->kind(reading) != Kind::cas) return (answer(reading, initial) == "no value" ? "found " : "read ") + answer(reading, initial);
  if (is_failed_cas(*history_, reading)) return "found " + answer(reading, initial);
  return "replaced " + answer(reading, initial) + " by " + value(history_->value(reading));
}

std::string Words::met(OpId reading, bool initial) const {
  const bool plain = history_->kind(reading) == Kind::read && answer(reading, initial) != "no value";
  return (plain ? "read " : "found ") + answer(reading, initial);
}

std::string Words::phrase(OpId op, bool past) const {
  const Kind kind = history_->kind(op);
  const auto verb = [&](const char* done, const char* had) { return past ? "had " + std::string(had) : std::string(done); };
  const std::string given = value(history_->value(op));
  switch (kind) {
    case Kind::read:
      if (history_->object() == Object::register_ && history_->value(op) == kNull && history_->initial(history_->key(op)) == kNull) {
        return verb("found", "found") + " no value" + of_key(op, "at");
      }
      return verb("read", "read") + " " + given + of_key(op, "from");
    case Kind::write: return verb("wrote", "written") + " " + given + of_key(op, "to");
    case Kind::erase: return verb("deleted", "deleted") + " " + (several_keys_ ? describe(history_->key_name(history_->key(op))) : "the value");
    case Kind::cas:
      if (is_failed_cas(*history_, op)) return verb("found", "found") + " something other than " + value(history_->expected(op)) + of_key(op, "at");
      return verb("replaced", "replaced") + " " + value(history_->expected(op)) + " by " + given + of_key(op, "at");
    case Kind::add: return verb("added", "added") + " " + given + of_key(op, "to");
    case Kind::remove: return verb("removed", "removed") + " " + given + of_key(op, "from");
    case Kind::contains: return verb("found", "found") + " " + given + (history_->success(op) ? " present" : " absent") + of_key(op, "in");
    case Kind::enqueue: return verb("enqueued", "enqueued") + " " + given + of_key(op, "on");
    case Kind::push: return verb("pushed", "pushed") + " " + given + of_key(op, "on");
    case Kind::dequeue:
    case Kind::pop: {
      const std::string name = kind == Kind::dequeue ? "queue" : "stack";
      const bool empty = history_->value(op) == kNull;
      if (empty) return verb("found", "found") + " the " + name + of_key(op, "of") + " empty";
      return verb(kind == Kind::dequeue ? "dequeued" : "popped", kind == Kind::dequeue ? "dequeued" : "popped") + " " + given + of_key(op, "from");
    }
    case Kind::append: return verb("appended", "appended") + " " + given + of_key(op, "to");
    case Kind::acquire: return verb("acquired", "acquired") + " the lock" + of_key(op, "of");
    case Kind::release: return verb("released", "released") + " the lock" + of_key(op, "of");
  }
  return {};
}

std::string Words::did(OpId op) const { return phrase(op, false); }
std::string Words::had_done(OpId op) const { return phrase(op, true); }

}  // namespace clio
