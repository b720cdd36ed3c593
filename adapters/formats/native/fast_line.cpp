// The bulk reader: simdjson's On Demand front end (Langdale and Lemire, "Parsing Gigabytes of JSON per Second", VLDB Journal 28, 2019), a document for
// each line.
//
// The idea: one pass over a line's structural characters, dispatching on field names without building a tree. Whatever is not plain (a fault, a
// name with an escape, a double, a \u escape, whose surrogates simdjson treats more kindly than we do) ends in `false`, and the careful reader
// decides. So this file has no messages, and a line is never judged wrong here.
// A document for each line costs some 25 ns over one stream for all lines, and buys that a fault stays within its line.
// Invariant: a line that is read here gives the same rows as read_carefully gives.
// Cost: O(length) a line, about 100 ns for an ordinary one. The parser's buffers are as long as the longest line.
// Tested by tests/adapters/native_reader_test.cpp and, both readers against each other, tests/fuzz/properties.cpp.
#include "adapters/formats/native/fast_line.hpp"

#include <simdjson.h>

#include <cstring>
#include <limits>

#include "adapters/formats/native/short_names.hpp"
#include "adapters/formats/native/words_at.hpp"

namespace clio::native {
namespace {

namespace od = simdjson::ondemand;

bool has_unicode_escape(std::string_view text) {
  const void* backslash = std::memchr(text.data(), '\\', text.size());
  return backslash && text.find("\\u", static_cast<std::size_t>(static_cast<const char*>(backslash) - text.data())) != std::string_view::npos;
}

/// Where a scalar stands in the text; it is not consumed.
const char* token_of(od::value& json) { return json.raw_json_token().data(); }

/// Whether nothing follows what was read.
bool at_end(od::document& document) { return document.current_location().error() == simdjson::OUT_OF_BOUNDS; }

bool is_null(od::value& json) {
  bool null = false;
  return !json.is_null().get(null) && null;
}

bool read_array(od::array array, Value::Array& items, std::size_t depth);

bool read_item(od::value& json, Value& value, std::size_t depth) {
  od::json_type type;
  if (json.type().get(type)) return false;
  switch (type) {
    case od::json_type::null: return is_null(json);
    case od::json_type::boolean: {
      bool b = false;
      if (json.get_bool().get(b)) return false;
      value = Value(b);
      return true;
    }
    case od::json_type::number: {
      std::int64_t i = 0;
      if (json.get_int64().get(i)) return false;
      value = Value(i);
      return true;
    }
    case od::json_type::string: {
      std::string_view text;
      if (json.get_string().get(text)) return false;
      value = Value(std::string(text));
      return true;
    }
    case od::json_type::array: {
      od::array array;
      Value::Array items;
      if (json.get_array().get(array) || !read_array(array, items, depth + 1)) return false;
      value = Value(std::move(items));
      return true;
    }
    case od::json_type::object: return false;
  }
  return false;
}

bool read_array(od::array array, Value::Array& items, std::size_t depth) {
  if (depth > kValueDepthMax) return false;
  for (auto element : array) {
    od::value item;
    if (element.get(item) || !read_item(item, items.emplace_back(), depth)) return false;
  }
  return true;
}

bool read_value(od::value& json, HistoryBuilder& builder, ValueId& id) {
  const char first = *token_of(json);
  if (first == '-' || (first >= '0' && first <= '9')) {  // the commonest, and no Value is made for it
    std::int64_t i = 0;
    if (json.get_int64().get(i)) return false;
    id = builder.value(i);
    return true;
  }
  if (first == '"') {
    std::string_view text;
    if (json.get_string().get(text)) return false;
    id = builder.value(text);
    return true;
  }
  Value value;
  if (!read_item(json, value, 0)) return false;
  id = builder.value(value);
  return true;
}

/// An integer or a string, the name of a process, key or node; `intern` gives the id of a std::int64_t or a std::string_view.
template <class Id, class Intern>
bool read_name(od::value& json, ShortNames<Id>& known, Id& id, Intern&& intern) {
  const char* token = token_of(json);
  if (*token == '"') {
    if (const auto found = known.find(token + 1, intern)) {
      id = found->id;
      return json.get_raw_json_string().error() == simdjson::SUCCESS;
    }
    std::string_view text;
    if (json.get_string().get(text)) return false;
    id = intern(text);
    return true;
  }
  std::int64_t i = 0;
  if (json.get_int64().get(i)) return false;
  id = intern(i);
  return true;
}

std::int64_t as_name(std::int64_t i) { return i; }
Value as_name(std::string_view text) { return Value(std::string(text)); }

bool read_time(od::value& json, Time& time) { return !json.get_int64().get(time) && time != kNever; }

}  // namespace

struct FastLineReader::Parser {
  od::parser simd;
  ShortNames<KeyId> keys;
  ShortNames<ProcessId> processes;
  ShortNames<NodeId> nodes;

  bool object(od::object fields, HistoryBuilder& builder, Line& line, Operation& row, Fields& seen, bool inner);
  bool transaction(od::value& operations, HistoryBuilder& builder, Line& line);
};

/// The fields of a line (its process, times and so on go to `row` too), or of an operation of a transaction.
bool FastLineReader::Parser::object(od::object fields, HistoryBuilder& builder, Line& line, Operation& row, Fields& seen, bool inner) {
  for (auto&& member : fields) {
    // Taken by reference: what was just stored in parts, copied as a whole, stalls the processor for longer than the rest of a field takes.
    if (member.error()) return false;
    auto& name_and_value = const_cast<od::field&>(member.value_unsafe());
    od::value& json = name_and_value.value();
    const std::optional<Field> field = field_at(name_and_value.key().raw());
    if (!field || seen.has(*field) || (inner && !kInnerFields.has(*field))) return false;
    seen.add(*field);
    bool good = false;
    switch (*field) {
      case Field::process:
        good = read_name(json, processes, row.process, [&](auto process) { return builder.process(as_name(process)); });
        break;
      case Field::op: {
        od::raw_json_string text;
        if (json.get_raw_json_string().get(text)) return false;
        const std::optional<Kind> kind = kind_at(text.raw());
        good = kind.has_value();
        row.kind = kind.value_or(Kind::read);
        break;
      }
      case Field::txn: good = transaction(json, builder, line); break;
      case Field::key: good = read_name(json, keys, row.key, [&](auto key) { return builder.key(key); }); break;
      case Field::expected: good = read_value(json, builder, row.expected); break;
      case Field::value: good = read_value(json, builder, row.value); break;
      case Field::success: good = !json.get_bool().get(row.success); break;
      case Field::call: good = read_time(json, row.call); break;
      case Field::response: {
        line.return_given = *token_of(json) != 'n';
        good = line.return_given ? read_time(json, row.response) : is_null(json);
        break;
      }
      case Field::status: {
        std::string_view text;
        if (json.get_string().get(text)) return false;
        const std::optional<Status> status = status_named(text);
        good = status.has_value();
        row.status = status.value_or(Status::ok);
        break;
      }
      case Field::node:
        good = read_name(json, nodes, row.node, [&](auto node) { return builder.node(as_name(node)); });
        break;
      case Field::version: {
        std::int64_t version = 0;
        good = !json.get_int64().get(version) && version != std::numeric_limits<std::int64_t>::min();
        row.version = version;
        break;
      }
    }
    if (!good) return false;
  }
  return true;
}

bool FastLineReader::Parser::transaction(od::value& operations, HistoryBuilder& builder, Line& line) {
  line.transaction = true;
  od::array array;
  if (operations.get_array().get(array)) return false;
  for (auto element : array) {
    od::object fields;
    if (element.get_object().get(fields)) return false;
    line.row_seen.emplace_back();
    if (!object(fields, builder, line, line.rows.emplace_back(), line.row_seen.back(), true)) return false;
  }
  return !line.rows.empty();
}

FastLineReader::FastLineReader() : parser_(std::make_unique<Parser>()) {}
FastLineReader::~FastLineReader() = default;

bool FastLineReader::read(std::string_view text, HistoryBuilder& builder, Line& line) {
  if (has_unicode_escape(text)) return false;
  line.clear();
  od::document document;
  od::object fields;
  Operation common;
  const simdjson::padded_string_view padded(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING);
  if (parser_->simd.iterate(padded).get(document) || document.get_object().get(fields)) return false;
  if (!parser_->object(fields, builder, line, common, line.seen, false) || !at_end(document)) return false;
  return settle_line(line, common);
}

}  // namespace clio::native
