#include "checker/explain/describe.hpp"

#include <algorithm>
#include <string_view>

#include "checker/support/unprintable.hpp"

namespace clio {
namespace {

bool is_plain_word(std::string_view text) {
  if (text.empty() || text == "null" || text == "true" || text == "false") return false;
  const auto letter = [](unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80; };
  const auto inner = [&](unsigned char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return letter(static_cast<unsigned char>(text.front())) && std::all_of(text.begin(), text.end(), inner) && !has_unprintable(text);
}

char letter_of(Kind kind, Object object) {
  switch (kind) {
    case Kind::read: return 'R';
    case Kind::write: return 'W';
    case Kind::cas: return 'C';
    case Kind::erase: return 'D';
    case Kind::add: return 'A';
    case Kind::remove: return 'X';
    case Kind::contains: return 'H';
    case Kind::enqueue: return 'E';
    case Kind::dequeue: return 'Q';
    case Kind::push: return 'U';
    case Kind::pop: return 'O';
    case Kind::append: return object == Object::list || object == Object::text ? 'A' : '?';
    case Kind::acquire: return 'L';
    case Kind::release: return 'F';
  }
  return '?';
}

bool has_value(Kind kind) { return kind != Kind::erase && kind != Kind::acquire && kind != Kind::release && kind != Kind::cas; }

/// What a read, dequeue or pop returned, as the pictures show it: "-" is the initial value; nothing where nothing came back.
std::string result_text(const History& history, OpId op) {
  const Value value = history.value_at(history.value(op));
  if (history.status(op) != Status::ok && value.is_null()) return {};
  if (history.kind(op) != Kind::read) return describe(value);
  const bool collection = history.object() == Object::set || history.object() == Object::list;
  const Value initial = collection ? Value(Value::Array{}) : history.value_at(history.initial(history.key(op)));
  return value == initial ? "-" : describe(value);
}

}  // namespace

std::string describe(const Value& value) {
  if (const std::string* text = value.as_string(); text && is_plain_word(*text)) return *text;
  if (const Value::Array* array = value.as_array()) {
    std::string out = "[";
    for (std::size_t i = 0; i < array->size(); ++i) out += (i == 0 ? "" : ",") + describe((*array)[i]);
    return out + "]";
  }
  return value.to_json();
}

std::string describe(const History& history, ProcessId process) {
  const Value& name = history.process_name(process);
  return (name.as_string() ? "" : "process ") + describe(name);
}

std::string describe(const History& history, OpId op) {
  const Kind kind = history.kind(op);
  const Value& key = history.key_name(history.key(op));
  std::string text = describe(history, history.process(op)) + " " + letter_of(kind, history.object()) + "(" + (key.is_null() ? "" : describe(key)) + ")";
  if (kind == Kind::cas) {
    text += describe(history.value_at(history.expected(op))) + ">" + describe(history.value_at(history.value(op)));
  } else if (kind == Kind::read || kind == Kind::dequeue || kind == Kind::pop) {
    text += result_text(history, op);
  } else if (has_value(kind)) {
    text += describe(history.value_at(history.value(op)));
  }
  if ((kind == Kind::cas || kind == Kind::contains) && !history.success(op)) text += ":no";
  if (history.status(op) == Status::unknown) text += "?";
  if (history.status(op) == Status::fail) text += "!";
  return text;
}

}  // namespace clio
