// The careful reader of one line: slow, complete, and the only place that says what is wrong with an operation.
//
// The idea: from a JSON tree, take the fields one by one in file order, each with its type, then ask what the kind of operation needs. All faults of a
// line are reported, not the first. What is judged across lines (times on all operations or none, sessions) is judged elsewhere.
// Invariant: where the fast reader takes a line, this one takes it with the same rows.
// Cost: some microseconds a line.
// Tested by tests/adapters/malformed_test.cpp and native_reader_test.cpp.
#include "adapters/formats/native/careful_line.hpp"

#include <algorithm>
#include <limits>

#include "adapters/text/utf8.hpp"

namespace clio::native {
namespace {

constexpr std::size_t kShownCharacters = 40;

std::string in_quotes(std::string_view text) { return Value(shortened(text, kShownCharacters)).to_json(); }

std::string with_article(Kind kind) {
  const std::string_view name = clio::name_of(kind);
  const bool vowel = std::string_view("aeiou").find(name.front()) != std::string_view::npos;
  return std::string(vowel ? "an " : "a ") + std::string(name);
}

/// What an operation's value is to it, for messages.
std::string_view value_words(Kind kind) {
  switch (kind) {
    case Kind::read: return "the value that was read";
    case Kind::dequeue:
    case Kind::pop: return "the result, null where it was empty";
    case Kind::contains: return "the value that was asked for";
    case Kind::cas: return "the new value";
    case Kind::append: return "the value that was appended";
    case Kind::add:
    case Kind::remove:
    case Kind::enqueue:
    case Kind::push:
    case Kind::write: return "the value that was given";
    case Kind::erase:
    case Kind::acquire:
    case Kind::release: return "no value";
  }
  return {};
}

class CarefulReader {
 public:
  CarefulReader(HistoryBuilder& builder, Line& line, std::vector<std::string>& errors) : builder_(builder), line_(line), errors_(errors) {}

  void read(const Json& json) {
    line_.clear();
    const bool transaction = json.find("txn") != nullptr;
    Operation common;
    fields(json, transaction ? kTransactionLineFields : kOperationLineFields, transaction ? "a transaction line" : "an operation", common, line_.seen);
    if (transaction && json.find("op")) {
      error("found both \"op\" and \"txn\"; expected one of them");
    } else if (!transaction && !json.find("op")) {
      error("\"op\" is missing; expected the operation, or \"txn\" for a transaction");
    }
    if (!json.find("process")) error("\"process\" is missing; expected an integer or a string");
    if (json.find("return") && line_.return_given && !json.find("call")) {
      error("\"return\" stands without \"call\"; expected both times or neither");
    }
    const Status status = line_.seen.has(Field::status) ? common.status : line_.status_by_return();
    if (!line_.transaction) {
      line_.rows.push_back(common);
      line_.row_seen.push_back(line_.seen.without(kTimeFields).without(Fields(Field::op)));
    }
    for (std::size_t i = 0; i < line_.rows.size(); ++i) {
      Operation& row = line_.rows[i];
      Fields& seen = line_.row_seen[i];
      const bool kind_known = line_.transaction ? seen.has(Field::op) : line_.seen.has(Field::op);
      if (line_.transaction) {
        seen = seen.without(Fields(Field::op, Field::node, Field::version));
        complete(row, common);
      }
      row.status = status;
      if (!line_.return_given) row.response = kNever;
      if (kind_known) fits_kind(row.kind, status, seen, i);
    }
  }

 private:
  void error(std::string message) { errors_.push_back(std::move(message)); }

  /// "operation 2 of the transaction: ", or nothing on a plain line.
  [[nodiscard]] std::string place() const {
    return inner_ ? "operation " + std::to_string(line_.rows.size()) + " of the transaction: " : std::string();
  }
  void wrong_type(Field field, const Json& json, std::string_view expected) {
    error(place() + "\"" + std::string(name_of(field)) + "\" is " + json.description() + "; expected " + std::string(expected));
  }

  /// A field that is wrong still counts as seen, so that it is not also reported as missing; but an unknown op leaves the kind open.
  void fields(const Json& object, Fields expected, std::string_view what, Operation& row, Fields& seen) {
    for (const auto& [name, json] : object.members) {
      const std::optional<Field> field = field_named(name);
      const bool reported = field == Field::op && !inner_ && !expected.has(Field::op);  // "op" beside "txn" has a message of its own
      if (reported) continue;
      if (!field || !expected.has(*field)) {
        error(place() + "found the unknown field " + in_quotes(name) + " of " + std::string(what) + "; expected " + list_of(expected));
        continue;
      }
      if (*field == Field::op && !kind(json, row)) continue;
      seen.add(*field);
      take(*field, json, row);
    }
  }

  bool kind(const Json& json, Operation& row) {
    const std::string* text = json.scalar.as_string();
    const Object object = builder_.header().object;
    if (!text) {
      wrong_type(Field::op, json, "a string: " + operations_of(object));
      return false;
    }
    const std::optional<Kind> kind = kind_named(*text);
    if (!kind) {
      error(place() + "\"op\" is " + in_quotes(*text) + "; expected " + operations_of(object) + " for a " + std::string(clio::name_of(object)));
      return false;
    }
    row.kind = *kind;
    return true;
  }

  void take(Field field, const Json& json, Operation& row) {
    switch (field) {
      case Field::op: return;
      case Field::txn: return transaction(json);
      case Field::process: if (is_name(field, json)) row.process = builder_.process(json.scalar); return;
      case Field::key: if (is_name(field, json)) row.key = builder_.key(json.scalar); return;
      case Field::node: if (is_name(field, json)) row.node = builder_.node(json.scalar); return;
      case Field::value: row.value = value(field, json); return;
      case Field::expected: row.expected = value(field, json); return;
      case Field::success: return success(json, row);
      case Field::call: return time(field, json, row.call);
      case Field::response:
        line_.return_given = json.type != Json::Type::null;
        if (line_.return_given) time(field, json, row.response);
        return;
      case Field::status: return status(json, row);
      case Field::version: return version(json, row);
    }
  }

  bool is_name(Field field, const Json& json) {
    const bool integer = json.scalar.as_int() || std::holds_alternative<std::uint64_t>(json.scalar.data());
    if (integer || json.type == Json::Type::string) return true;
    wrong_type(field, json, "an integer or a string");
    return false;
  }

  ValueId value(Field field, const Json& json) {
    if (const std::string wrong = wrong_as_value(json); !wrong.empty()) {
      error(place() + "\"" + std::string(name_of(field)) + "\" " + wrong);
      return kNull;
    }
    return builder_.value(to_value(json));
  }

  void success(const Json& json, Operation& row) {
    if (const bool* b = json.scalar.as_bool()) {
      row.success = *b;
    } else {
      wrong_type(Field::success, json, "true or false");
    }
  }

  void time(Field field, const Json& json, Time& time) {
    const std::int64_t* i = json.scalar.as_int();
    if (i && *i != kNever) {
      time = *i;
    } else {
      wrong_type(field, json, field == Field::call ? "an integer below 2^63 - 1" : "an integer below 2^63 - 1, or null");
    }
  }

  void status(const Json& json, Operation& row) {
    const std::string* text = json.scalar.as_string();
    const std::optional<Status> status = text ? status_named(*text) : std::nullopt;
    if (status) {
      row.status = *status;
    } else {
      wrong_type(Field::status, json, "\"ok\", \"fail\" or \"unknown\"");
    }
  }

  void version(const Json& json, Operation& row) {
    const std::int64_t* i = json.scalar.as_int();
    if (i && *i != std::numeric_limits<std::int64_t>::min()) {
      row.version = *i;
    } else {
      wrong_type(Field::version, json, "an integer of 64 bits");
    }
  }

  void transaction(const Json& json) {
    line_.transaction = true;
    if (json.type != Json::Type::array) return wrong_type(Field::txn, json, "an array of operations");
    if (json.items.empty()) return error("\"txn\" is an empty array; expected at least one operation");
    inner_ = true;
    for (const Json& item : json.items) {
      Operation& row = line_.rows.emplace_back();
      Fields& seen = line_.row_seen.emplace_back();
      if (item.type != Json::Type::object) {
        error(place() + "found " + item.description() + "; expected an object, like {\"op\":\"read\",\"key\":\"x\",\"value\":1}");
        continue;
      }
      fields(item, kInnerFields, "an operation of a transaction", row, seen);
      if (!item.find("op")) error(place() + "\"op\" is missing; expected the operation");
    }
    inner_ = false;
  }

  void fits_kind(Kind kind, Status status, Fields seen, std::size_t row) {
    const std::string where = line_.transaction ? "operation " + std::to_string(row + 1) + " of the transaction: " : std::string();
    const Fields allowed = allowed_fields(kind);
    for (const Field field : {Field::expected, Field::value, Field::success}) {
      const std::string name = in_quotes(name_of(field));
      if (seen.has(field) && !allowed.has(field)) {
        error(where + "found " + name + " on " + with_article(kind) + ", which has none; expected " + list_of(allowed));
      }
      if (seen.has(field) || !required_fields(kind, status).has(field)) continue;
      const std::string_view words = field == Field::value      ? value_words(kind)
                                     : field == Field::expected ? "the value that was compared"
                                                                : "true or false";
      error(where + name + " of " + with_article(kind) + " is missing; expected " + std::string(words));
    }
  }

  HistoryBuilder& builder_;
  Line& line_;
  std::vector<std::string>& errors_;
  bool inner_ = false;  ///< within an operation of a transaction
};

/// How deep arrays are nested; 0: no array.
std::size_t array_depth(const Json& json) {
  if (json.type != Json::Type::array) return 0;
  std::size_t deepest = 0;
  for (const Json& item : json.items) deepest = std::max(deepest, array_depth(item));
  return deepest + 1;
}

bool has_object(const Json& json) {
  if (json.type == Json::Type::object) return true;
  return std::any_of(json.items.begin(), json.items.end(), has_object);
}

}  // namespace

std::string list_of(Fields fields) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kFieldNames.size(); ++i) {
    if (fields.has(static_cast<Field>(i))) names.push_back(kFieldNames[i]);
  }
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i != 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::string wrong_as_value(const Json& json) {
  if (json.type == Json::Type::object) return "is an object; expected null, a boolean, a number, a string or an array of these";
  if (has_object(json)) return "has an object in its array; expected null, booleans, numbers, strings or arrays of these";
  if (array_depth(json) > kValueDepthMax) return "has arrays nested deeper than " + std::to_string(kValueDepthMax) + " levels";
  return {};
}

void read_carefully(const Json& json, HistoryBuilder& builder, Line& line, std::vector<std::string>& errors) {
  CarefulReader(builder, line, errors).read(json);
}

}  // namespace clio::native
