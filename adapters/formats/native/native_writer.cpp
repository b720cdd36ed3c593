// The writer of the native format: canonical and compact, so that reading it back gives the same history (all but line numbers) and writing that
// again gives the same bytes.
//
// Fields come in one order, and nothing is written that a reader assumes anyway. In a history with transactions every line is one, be it of a
// single operation. Text is gathered in a block and handed on when it is full. Cost: O(size). Memory: one block.
// Tested by tests/adapters/native_writer_test.cpp and tests/fuzz/.
#include <charconv>
#include <ostream>
#include <sstream>
#include <string>

#include "adapters/formats/native/line.hpp"
#include "adapters/formats/native/native.hpp"
#include "adapters/formats/native/native_header.hpp"

namespace clio {
namespace {

using native::Field;

constexpr std::size_t kBlockBytes = std::size_t{1} << 16;

bool can_be_name(const Value& name) {
  return name.as_int() || name.as_string() || std::holds_alternative<std::uint64_t>(name.data());
}

/// As Header names a key: a string itself, an integer by its digits.
std::string header_name(const Value& key) { return key.as_string() ? *key.as_string() : key.to_json(); }

class NativeWriter {
 public:
  NativeWriter(const History& history, std::ostream& out) : history_(history), out_(out) { block_.reserve(kBlockBytes + 4096); }

  /// The header's line alone, without its end.
  std::string header_text() {
    header();
    block_.pop_back();
    return std::move(block_);
  }

  void write() {
    header();
    for (const Annotation& annotation : history_.annotations()) this->annotation(annotation);
    for (std::size_t t = 0; t < history_.transaction_count(); ++t) {
      const TxnId txn = id_at<TxnId>(t);
      line(history_.first_of(txn), history_.length_of(txn));
      if (block_.size() >= kBlockBytes) flush();
    }
    flush();
  }

 private:
  void flush() {
    out_.write(block_.data(), static_cast<std::streamsize>(block_.size()));
    block_.clear();
  }

  void integer(std::int64_t i) {
    char digits[24];
    block_.append(digits, std::to_chars(digits, digits + sizeof digits, i).ptr);
  }

  void json(const Value& value) {
    if (const std::int64_t* i = value.as_int()) return integer(*i);
    block_ += value.to_json();
  }

  void json(ValueId id) {
    if (ValueTable::is_small(id)) return integer(static_cast<std::int64_t>(id));
    json(history_.values().entry(id));
  }

  /// Opens the next field of the current object.
  void field(std::string_view name) {
    block_ += block_.back() == '{' ? "\"" : ",\"";
    block_ += name;
    block_ += "\":";
  }
  void field(Field name) { field(native::name_of(name)); }

  void header() {
    const Header& h = history_.header();
    block_ += '{';
    field("clio"), integer(1);
    if (!h.name.empty()) field("name"), json(Value(h.name));
    if (!h.about.empty()) field("about"), json(Value(h.about));
    if (h.object != Object::register_) field("object"), json(Value(std::string(clio::name_of(h.object))));
    initial();
    if (!h.expect.empty()) {
      field("expect");
      block_ += '{';
      for (const auto& [model, holds] : h.expect) field(model), block_ += holds ? "true" : "false";
      block_ += '}';
    }
    if (h.clock_uncertainty != 0 || h.one_clock) {
      field("clock");
      block_ += "{\"uncertainty\":";
      integer(h.clock_uncertainty);
      block_ += '}';
    }
    block_ += "}\n";
  }

  [[nodiscard]] bool holds(const Value& initial) const { return native::wrong_as_initial(history_.object(), initial).empty(); }

  void initial() {
    const Header& h = history_.header();
    if (h.initial_of.empty()) {
      if (!h.initial.is_null() && holds(h.initial)) field("initial"), json(h.initial);
      return;
    }
    // The format has no "all other keys": where they have an initial value, each is named.
    std::map<std::string, Value, std::less<>> by_key = h.initial_of;
    if (!h.initial.is_null()) {
      for (std::size_t k = 0; k < history_.key_count(); ++k) by_key.try_emplace(header_name(history_.key_name(id_at<KeyId>(k))), h.initial);
    }
    field("initial");
    block_ += '{';
    for (const auto& [key, value] : by_key) {
      if (!holds(value)) continue;
      if (block_.back() != '{') block_ += ',';
      json(Value(key));
      block_ += ':';
      json(value);
    }
    block_ += '}';
  }

  void annotation(const Annotation& annotation) {
    block_ += '{';
    field("annotation"), json(Value(annotation.text));
    if (history_.timed() || history_.empty()) {
      field("begin"), integer(annotation.begin);
      if (annotation.end != kNever) field("end"), integer(annotation.end);
    }
    if (!annotation.node.is_null()) field("node"), name(annotation.node);
    block_ += "}\n";
  }

  /// What is neither an integer nor a string is named by how it is written; only where something may be lost.
  void name(const Value& name) { can_be_name(name) ? json(name) : json(Value(name.to_json())); }

  void line(OpId first, std::size_t length) {
    block_ += '{';
    field(Field::process), name(history_.process_name(history_.process(first)));
    if (history_.transactional()) {
      field(Field::txn);
      block_ += '[';
      for (std::size_t i = 0; i < length; ++i) {
        block_ += i == 0 ? "{" : ",{";
        operation(id_at<OpId>(index(first) + i));
        block_ += '}';
      }
      block_ += ']';
      times(first);
    } else {
      operation(first);
      times(first);
      replica(first);
    }
    block_ += "}\n";
  }

  void operation(OpId op) {
    const Kind kind = history_.kind(op);
    const bool observed = history_.status(op) == Status::ok;
    const native::Fields allowed = native::allowed_fields(kind);
    const native::Fields required = native::required_fields(kind, history_.status(op));
    field(Field::op), block_ += '"', block_ += clio::name_of(kind), block_ += '"';
    if (const Value& key = history_.key_name(history_.key(op)); !key.is_null() || history_.key_count() > 1) field(Field::key), name(key);
    if (allowed.has(Field::expected)) field(Field::expected), json(history_.expected(op));
    if (required.has(Field::value) || (allowed.has(Field::value) && history_.value(op) != kNull)) field(Field::value), json(history_.value(op));
    if (allowed.has(Field::success) && (observed || !history_.success(op))) field(Field::success), block_ += history_.success(op) ? "true" : "false";
    if (history_.transactional()) replica(op);
  }

  void times(OpId op) {
    const Status status = history_.status(op);
    if (history_.timed()) {
      field(Field::call), integer(history_.call(op));
      field(Field::response);
      if (status == Status::unknown) {
        block_ += "null";  // which says that nobody knows
        return;
      }
      integer(history_.response(op));
    }
    if (status != Status::ok) field(Field::status), block_ += '"', block_ += clio::name_of(status), block_ += '"';
  }

  void replica(OpId op) {
    if (const NodeId node = history_.node(op); node != kNoNode) field(Field::node), name(history_.node_name(node));
    if (const std::optional<std::int64_t> version = history_.version(op)) field(Field::version), integer(*version);
  }

  const History& history_;
  std::ostream& out_;
  std::string block_;
};

std::vector<std::string> what_cannot_be_held(const History& history) {
  std::vector<std::string> problems;
  std::size_t unnamed = 0;
  const auto check_name = [&](std::string_view what, const Value& name) {
    if (!can_be_name(name)) problems.push_back("the " + std::string(what) + " " + name.to_json() + ", which is neither an integer nor a string");
  };
  for (std::size_t i = 0; i < history.process_count(); ++i) check_name("process", history.process_name(id_at<ProcessId>(i)));
  for (std::size_t i = 0; i < history.key_count(); ++i) {
    const Value& key = history.key_name(id_at<KeyId>(i));
    if (key.is_null()) ++unnamed;
    else check_name("key", key);
  }
  if (unnamed != 0 && history.key_count() > 1) problems.push_back("operations without a key beside operations with one");
  for (std::size_t i = 0; i < history.node_count(); ++i) check_name("node", history.node_name(id_at<NodeId>(i)));
  const std::vector<std::string> of_header = native::what_a_header_cannot_hold(history.header());
  problems.insert(problems.end(), of_header.begin(), of_header.end());
  return problems;
}

}  // namespace

std::vector<std::string> native::what_a_header_cannot_hold(const Header& header) {
  std::vector<std::string> problems;
  const auto check_initial = [&](const Value& value) {
    if (const std::string wrong = native::wrong_as_initial(header.object, value); !wrong.empty()) problems.push_back("an initial value that " + wrong);
  };
  check_initial(header.initial);
  for (const auto& [key, value] : header.initial_of) check_initial(value);
  return problems;
}

std::string native::header_line(const History& history) {
  std::ostringstream nowhere;
  return NativeWriter(history, nowhere).header_text();
}

std::vector<std::string> write_native(const History& history, std::ostream& out, const WriteOptions& options) {
  std::vector<std::string> problems = what_cannot_be_held(history);
  if (problems.empty() || options.lossy) NativeWriter(history, out).write();
  return problems;
}

}  // namespace clio
