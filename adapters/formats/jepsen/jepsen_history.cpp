// From paired events to a history.
//
// The idea: Jepsen's files do not say what they are about. The functions (:f) say which object it is; where they leave it open (add and read: a counter or a
// set?) the first answer does; and values are tuples of a key and a value exactly where all of them can be. None of this is a guess about one
// operation: the whole file has to fit, and whatever does not is an error with its line.
// Cost: linear; values are read a second time, with the object in mind. Memory: the paired events, then the history's columns.
// Tested by tests/adapters/jepsen_history_test.cpp, tests/conformance/expectations_test.cpp, malformed_test.cpp and tests/fuzz/.
#include "adapters/formats/jepsen/jepsen_history.hpp"

#include <algorithm>
#include <limits>

#include "adapters/formats/elle/transactions.hpp"
#include "adapters/formats/jepsen/dialect.hpp"
#include "adapters/formats/jepsen/events.hpp"
#include "adapters/formats/jepsen/values.hpp"
#include "adapters/formats/native/native_header.hpp"

namespace clio {
namespace {

using edn::Lexer;
using edn::Syntax;
using edn::Token;
using jepsen::Dialect;
using jepsen::Function;
using jepsen::Outcome;
using jepsen::Recorded;
using jepsen::Span;

constexpr std::string_view kFunctions =
    "read, write, cas, delete (a register), add, remove (a set or counter), enqueue, dequeue, push, pop, append, acquire, release or txn";

class HistoryReader {
 public:
  HistoryReader(std::string_view text, Syntax syntax, Dialect dialect, const ReadOptions& options)
      : text_(text), dialect_(dialect), options_(options), lexer_({}, syntax), values_(builder_), transactions_(text, lexer_, builder_, values_, options) {}

  HistoryOrErrors read();

 private:
  // What the file is about.
  bool find_form();
  [[nodiscard]] std::optional<Object> object_of_functions(bool& open) const;
  [[nodiscard]] Object object_of_answers() const;
  [[nodiscard]] bool all_tuples();
  bool is_tuple(const Span& span, bool of_a_pair);
  void keep_times();

  // One operation.
  void add(const Recorded& recorded);
  void add_transaction(const Recorded& recorded);
  bool row_of(const Recorded& recorded, Operation& row);
  bool kind_of(const Recorded& recorded, Operation& row);
  bool key_of(const Recorded& recorded, Operation& row);
  bool given(const Recorded& recorded, const Span& span, Operation& row);
  bool answer(const Recorded& recorded, Operation& row);
  void settle_failure(const Recorded& recorded, Operation& row);
  bool seek(const Span& span, bool takes_key, KeyId* key);
  [[nodiscard]] Status status_of(const Recorded& recorded) const;

  [[nodiscard]] std::string field_text(std::string_view name) const { return lexer_.syntax() == Syntax::edn ? ":" + std::string(name) : Value(std::string(name)).to_json(); }
  [[nodiscard]] std::string name_of(const Recorded& recorded) const { return jepsen::shown(recorded.name.of(text_)); }
  [[nodiscard]] bool full() const { return options_.errors_max != 0 && errors_.size() >= options_.errors_max; }
  bool wrong(std::size_t line, std::string message) {
    errors_.push_back({line, std::move(message)});
    return false;
  }
  [[nodiscard]] Object object() { return builder_.header().object; }
  [[nodiscard]] bool collections() { return object() == Object::set || object() == Object::list; }

  std::string_view text_;
  Dialect dialect_;
  const ReadOptions& options_;
  Lexer lexer_;
  jepsen::Log log_;
  HistoryBuilder builder_;
  jepsen::ValueReader values_;
  elle::TransactionReader transactions_;
  std::vector<InputError> errors_;
  std::vector<Operation> rows_;
  bool transactional_ = false;
  bool tuples_ = false;
  bool keyed_ = false;          ///< the events have a :key
  bool writes_are_adds_ = false;
};

HistoryOrErrors HistoryReader::read() {
  auto log = jepsen::read_log(text_, lexer_.syntax(), options_.errors_max);
  if (!log) return Unexpected(std::move(log).error());
  log_ = std::move(log).value();
  builder_.header().annotations = std::move(log_.annotations);
  builder_.set_timed(true);
  keep_times();
  if (find_form()) {
    if (const std::string message = native::override_initial(builder_.header(), options_); !message.empty()) wrong(0, message);
    builder_.reserve(log_.operations.size());
    for (const Recorded& recorded : log_.operations) {
      if (full()) break;
      if (transactional_) add_transaction(recorded);
      else add(recorded);
    }
  }
  if (errors_.empty()) {
    for (const std::string& message : values_.spelling_errors()) wrong(0, message);
  }
  if (errors_.empty()) return std::move(builder_).build(options_.errors_max);
  if (full()) errors_.resize(options_.errors_max);
  return Unexpected(std::move(errors_));
}

void HistoryReader::keep_times() {
  if (log_.events == 0 || log_.timed()) return;
  builder_.header().order_for_times = log_.events_timed == 0
                                          ? "no event has a " + field_text("time")
                                          : std::to_string(log_.events - log_.events_timed) + " of " + std::to_string(log_.events) + " events have no " + field_text("time");
}

// What the file is about.

/// The object that the functions name; `open` where its answers have to say which of two.
std::optional<Object> HistoryReader::object_of_functions(bool& open) const {
  std::optional<Object> object;
  for (const Recorded& recorded : log_.operations) {
    switch (recorded.function) {
      case Function::cas:
      case Function::erase: return Object::register_;
      case Function::remove:
      case Function::broadcast: return Object::set;
      case Function::enqueue:
      case Function::dequeue: return Object::queue;
      case Function::push:
      case Function::pop: return Object::stack;
      case Function::append: return Object::list;
      case Function::acquire:
      case Function::release: return Object::mutex;
      case Function::add: object = Object::set; break;
      case Function::write:
        if (!object) object = Object::register_;
        break;
      default: break;
    }
  }
  open = true;
  return object;
}

/// What was read first, from a history whose functions are add and read, or write and read.
Object HistoryReader::object_of_answers() const {
  const bool adds = std::any_of(log_.operations.begin(), log_.operations.end(), [](const Recorded& r) { return r.function == Function::add; });
  for (const Recorded& recorded : log_.operations) {
    if (recorded.function != Function::read || recorded.outcome != Outcome::ok || recorded.answered.absent()) continue;
    Lexer lexer(recorded.answered.of(text_), lexer_.syntax());
    const Token token = lexer.next();
    if (token == Token::nil) continue;
    if (adds) return token == Token::open ? Object::set : Object::counter;
    return token == Token::open && lexer.bracket() == '#' ? Object::set : Object::register_;
  }
  return adds ? Object::set : Object::register_;
}

bool HistoryReader::find_form() {
  if (dialect_ == Dialect::porcupine) {
    builder_.header().object = Object::text;
    return keyed_ = true;
  }
  const auto line_of = [](const Recorded& recorded) { return recorded.line; };
  for (const Recorded& recorded : log_.operations) {
    bool bank = recorded.function == Function::transfer;
    if (recorded.function == Function::read && recorded.outcome == Outcome::ok && !recorded.answered.absent()) {
      lexer_.restart(recorded.answered.of(text_));
      bank |= lexer_.next() == Token::open && lexer_.bracket() == '{';
    }
    if (bank) {
      return wrong(line_of(recorded), "found " + (recorded.function == Function::transfer ? name_of(recorded) : "a read of a map") +
                                          ", as in a history of bank accounts; Clio has no model of these, expected registers, counters, sets, queues, stacks, lists, "
                                          "mutexes or transactions of reads and writes or appends");
    }
    if (recorded.function == Function::get || recorded.function == Function::put) {
      return wrong(line_of(recorded), "found " + name_of(recorded) + ", as in Porcupine's logs of a key-value store; expected one of " + std::string(kFunctions) +
                                          ", or the format porcupine-kv");
    }
  }
  const auto first_said = std::find_if(log_.operations.begin(), log_.operations.end(), [&](const Recorded& recorded) {
    if (recorded.function == Function::txn) return true;
    if (recorded.asked.absent()) return false;
    lexer_.restart(recorded.asked.of(text_));
    return lexer_.next() != Token::nil;
  });
  transactional_ = first_said != log_.operations.end() && (first_said->function == Function::txn || elle::looks_like_transaction(first_said->asked.of(text_), lexer_));
  keyed_ = !log_.operations.empty() && !log_.operations.front().key.absent();
  if (transactional_) {
    builder_.header().object = elle::object_of(log_, text_, lexer_);
    return true;
  }
  tuples_ = !keyed_ && all_tuples();
  bool open = false;
  const std::optional<Object> object = object_of_functions(open);
  builder_.header().object = object && !open ? *object : tuples_ && object ? *object : object_of_answers();
  if (tuples_ && open) {
    // The answer stands in the tuple.
    for (const Recorded& recorded : log_.operations) {
      if (recorded.function != Function::read || recorded.outcome != Outcome::ok || recorded.answered.absent()) continue;
      if (!seek(recorded.answered, true, nullptr)) break;
      if (lexer_.token() == Token::nil) continue;
      const bool several = lexer_.token() == Token::open;
      if (object == Object::set) builder_.header().object = several ? Object::set : Object::counter;
      else if (several && lexer_.bracket() == '#') builder_.header().object = Object::set;
      break;
    }
  }
  writes_are_adds_ = this->object() == Object::set;
  return true;
}

/// Whether the value is a vector of a key and something; of_a_pair: and that is a vector of two itself.
bool HistoryReader::is_tuple(const Span& span, bool of_a_pair) {
  if (span.absent()) return false;
  lexer_.restart(span.of(text_));
  const auto vector = [&] { return lexer_.token() == Token::open && lexer_.bracket() == '['; };
  lexer_.next();
  if (!vector()) return false;
  const Token key = lexer_.next();
  if (key != Token::string && key != Token::keyword && !(key == Token::number && lexer_.integer())) return false;
  if (lexer_.next() == Token::close) return false;
  if (of_a_pair) {
    if (!vector()) return false;
    for (int i = 0; i < 2; ++i) {
      if (lexer_.next() == Token::close || !lexer_.skip()) return false;
    }
    if (lexer_.next() != Token::close) return false;
  } else if (!lexer_.skip()) {
    return false;
  }
  return lexer_.next() == Token::close;
}

bool HistoryReader::all_tuples() {
  return !log_.operations.empty() && std::all_of(log_.operations.begin(), log_.operations.end(), [&](const Recorded& recorded) {
    const bool pair = recorded.function == Function::cas;
    return is_tuple(recorded.asked, pair) && (recorded.outcome != Outcome::ok || recorded.answered.absent() || is_tuple(recorded.answered, pair));
  });
}

// One operation.

/// Puts the lexer on the first token of the value proper: behind the key, if it is a tuple. Absent values are false, and so is one whose key is wrong.
bool HistoryReader::seek(const Span& span, bool takes_key, KeyId* key) {
  if (span.absent()) return false;
  lexer_.restart(span.of(text_));
  lexer_.next();
  if (!takes_key) return true;
  lexer_.next();
  if (key) {
    const std::optional<KeyId> read = values_.key(lexer_);
    if (!read) return false;
    *key = *read;
  }
  lexer_.next();
  return true;
}

Status HistoryReader::status_of(const Recorded& recorded) const {
  switch (recorded.outcome) {
    case Outcome::ok: return Status::ok;
    case Outcome::fail: {
      const bool reads = recorded.function == Function::read;
      return dialect_ == Dialect::maelstrom && recorded.error == jepsen::Error::indefinite && !reads ? Status::unknown : Status::fail;
    }
    case Outcome::info:
    case Outcome::open: return Status::unknown;
  }
  return Status::unknown;
}

bool HistoryReader::kind_of(const Recorded& recorded, Operation& row) {
  if (dialect_ == Dialect::porcupine && recorded.function != Function::get && recorded.function != Function::put &&
      recorded.function != Function::append) {
    return wrong(recorded.line, "found the function " + (recorded.name.absent() ? std::string("nothing") : name_of(recorded)) + "; expected :get, :put or :append");
  }
  switch (recorded.function) {
    case Function::read: row.kind = Kind::read; return true;
    case Function::write: row.kind = writes_are_adds_ ? Kind::add : Kind::write; return true;
    case Function::cas: row.kind = Kind::cas; return true;
    case Function::erase: row.kind = Kind::erase; return true;
    case Function::add:
    case Function::broadcast: row.kind = Kind::add; return true;
    case Function::remove: row.kind = Kind::remove; return true;
    case Function::enqueue: row.kind = Kind::enqueue; return true;
    case Function::dequeue: row.kind = Kind::dequeue; return true;
    case Function::push: row.kind = Kind::push; return true;
    case Function::pop: row.kind = Kind::pop; return true;
    case Function::append: row.kind = Kind::append; return true;
    case Function::acquire: row.kind = Kind::acquire; return true;
    case Function::release: row.kind = Kind::release; return true;
    case Function::get:
      if (dialect_ != Dialect::porcupine) break;
      row.kind = Kind::read;
      return true;
    case Function::put:
      if (dialect_ != Dialect::porcupine) break;
      row.kind = Kind::write;
      return true;
    case Function::none: return wrong(recorded.line, "found an event without " + field_text("f") + "; expected one of " + std::string(kFunctions));
    default: break;
  }
  return wrong(recorded.line, field_text("f") + " is " + name_of(recorded) + "; expected one of " + std::string(kFunctions));
}

bool HistoryReader::key_of(const Recorded& recorded, Operation& row) {
  if (recorded.key.absent() == keyed_) {
    return wrong(recorded.line, keyed_ ? "found an event without " + field_text("key") + "; expected one on all events or on none"
                                       : "found a " + field_text("key") + ", but the first event has none; expected one on all events or on none");
  }
  if (keyed_) {
    lexer_.restart(recorded.key.of(text_));
    lexer_.next();
    const std::optional<KeyId> key = values_.key(lexer_);
    if (!key) return wrong(recorded.line, "as " + field_text("key") + " " + values_.message());
    row.key = *key;
  } else if (!tuples_) {
    row.key = builder_.key(Value());
  } else if (!seek(recorded.asked, true, &row.key)) {
    return wrong(recorded.line, values_.message());
  }
  return true;
}

/// What a write, cas, add and so on was given.
bool HistoryReader::given(const Recorded& recorded, const Span& span, Operation& row) {
  const auto line = &span == &recorded.asked ? recorded.line : recorded.line_completed;
  if (!seek(span, tuples_, nullptr)) return wrong(line, "found no " + field_text("value") + " of " + name_of(recorded) + "; expected what it was given");
  const auto one = [&](ValueId& out) {
    const std::optional<ValueId> value = values_.value(lexer_);
    if (!value) return wrong(line, "as the value of " + name_of(recorded) + " " + values_.message());
    out = *value;
    return true;
  };
  if (row.kind != Kind::cas) return one(row.value);
  const auto no_pair = [&] {
    return wrong(line, "found " + jepsen::shown(span.of(text_)) + " as the value of " + name_of(recorded) + "; expected a vector of two: the value it expects and the new one");
  };
  if (lexer_.token() != Token::open || lexer_.bracket() != '[') return no_pair();
  if (lexer_.next() == Token::close) return no_pair();
  if (!one(row.expected)) return false;
  if (lexer_.next() == Token::close) return no_pair();
  if (!one(row.value)) return false;
  return lexer_.next() == Token::close || no_pair();
}

/// What an ok read, dequeue or pop returned.
bool HistoryReader::answer(const Recorded& recorded, Operation& row) {
  const bool says = seek(recorded.answered, tuples_, nullptr) && lexer_.token() != Token::nil;
  if (says) {
    const std::optional<ValueId> value = row.kind == Kind::read && collections() ? values_.collection(lexer_) : values_.value(lexer_);
    if (!value) return wrong(recorded.line_completed, "as the answer of " + name_of(recorded) + " " + values_.message());
    row.value = *value;
    return true;
  }
  if (row.kind != Kind::read) return true;  // nothing was there
  if (options_.read_nil == ReadOptions::ReadNil::unknown) {
    row.status = Status::unknown;
    return true;
  }
  const Value nothing = collections() ? Value(Value::Array()) : !builder_.header().initial.is_null() ? builder_.header().initial
                        : object() == Object::counter                        ? Value(0)
                        : object() == Object::text                           ? Value("")
                                                                             : Value();
  row.value = builder_.value(nothing);
  return true;
}

/// What a failure says. A cas that found another value, and a read that found no value, have observed something.
void HistoryReader::settle_failure(const Recorded& recorded, Operation& row) {
  if (recorded.outcome != Outcome::fail || object() != Object::register_) return;
  if (row.kind == Kind::cas) {
    const bool says_mismatch = recorded.error == jepsen::Error::mismatch || (recorded.error == jepsen::Error::missing_key && row.expected != kNull);
    const bool mismatch = options_.fail_cas ? *options_.fail_cas == ReadOptions::FailCas::mismatch : says_mismatch;
    if (mismatch && row.status == Status::fail) {
      row.status = Status::ok;
      row.success = false;
    }
  } else if (row.kind == Kind::read && recorded.error == jepsen::Error::missing_key && options_.read_nil != ReadOptions::ReadNil::unknown) {
    row.status = Status::ok;
    row.value = builder_.value(builder_.header().initial);
  }
}

bool HistoryReader::row_of(const Recorded& recorded, Operation& row) {
  if (!kind_of(recorded, row) || !key_of(recorded, row)) return false;
  switch (row.kind) {
    case Kind::read:
    case Kind::dequeue:
    case Kind::pop:
      if (recorded.outcome == Outcome::ok && !answer(recorded, row)) return false;
      break;
    case Kind::acquire:
    case Kind::release:
    case Kind::erase: break;
    default: {
      if (!given(recorded, recorded.asked, row)) return false;
      lexer_.restart(recorded.answered.of(text_));
      if (recorded.outcome == Outcome::ok && !recorded.answered.absent() && lexer_.next() != Token::nil) {
        Operation again = row;
        if (!given(recorded, recorded.answered, again)) return false;
        if (again.value != row.value || again.expected != row.expected) {
          return wrong(recorded.line_completed, "found the value " + jepsen::shown(recorded.answered.of(text_)) + "; expected that of the invocation in line " +
                                                    std::to_string(recorded.line));
        }
      }
    }
  }
  settle_failure(recorded, row);
  return true;
}

void set_times(const jepsen::Log& log, const Recorded& recorded, Operation& row) {
  row.line = recorded.line;
  row.call = log.timed() ? recorded.call : static_cast<Time>(recorded.called_at);
  row.response = row.status == Status::unknown ? kNever : log.timed() ? recorded.response : static_cast<Time>(recorded.returned_at);
}

void HistoryReader::add(const Recorded& recorded) {
  Operation row{.status = status_of(recorded)};
  row.process = builder_.process(recorded.process);
  if (!row_of(recorded, row)) return;
  set_times(log_, recorded, row);
  builder_.add(row);
}

void HistoryReader::add_transaction(const Recorded& recorded) {
  if (!transactions_.read(recorded, rows_)) {
    wrong(recorded.outcome == Outcome::ok ? recorded.line_completed : recorded.line, transactions_.message());
    return;
  }
  if (rows_.empty()) return;
  Operation& first = rows_.front();
  first.status = status_of(recorded);
  first.process = builder_.process(recorded.process);
  set_times(log_, recorded, first);
  builder_.add_transaction(rows_);
}

/// Whether the text begins with a map, be it in a vector or list, behind comments or a tag.
bool begins_with_map(std::string_view beginning, Syntax syntax) {
  Lexer lexer(beginning, syntax);
  Token token = lexer.next();
  if (token == Token::open && (lexer.bracket() == '[' || lexer.bracket() == '(')) token = lexer.next();
  if (token == Token::tag) token = lexer.next();
  if (token != Token::open || lexer.bracket() != '{') return false;
  token = lexer.next();
  return token == Token::keyword || (syntax == Syntax::json && token == Token::string);
}

}  // namespace

HistoryOrErrors jepsen::read_history(std::string_view text, Syntax syntax, Dialect dialect, const ReadOptions& options) {
  return HistoryReader(text, syntax, dialect, options).read();
}

HistoryOrErrors read_jepsen_edn(std::string_view text, const ReadOptions& options) { return jepsen::read_history(text, Syntax::edn, Dialect::jepsen, options); }
HistoryOrErrors read_jepsen_json(std::string_view text, const ReadOptions& options) { return jepsen::read_history(text, Syntax::json, Dialect::jepsen, options); }

bool recognises_jepsen_edn(std::string_view beginning) {
  return beginning.find(":type") != std::string_view::npos && begins_with_map(beginning, Syntax::edn);
}

bool recognises_jepsen_json(std::string_view beginning) {
  const std::size_t type = beginning.find("\"type\"");
  if (type == std::string_view::npos || !begins_with_map(beginning, Syntax::json)) return false;
  // Other formats have fields of that name; these four values are Jepsen's.
  const std::size_t colon = beginning.find_first_not_of(" \t\r\n", type + 6);
  if (colon == std::string_view::npos || beginning[colon] != ':') return false;
  const std::size_t value = beginning.find_first_not_of(" \t\r\n", colon + 1);
  if (value == std::string_view::npos) return false;
  for (const std::string_view name : {"\"invoke\"", "\"ok\"", "\"fail\"", "\"info\""}) {
    if (beginning.substr(value).starts_with(name)) return true;
  }
  return false;
}

}  // namespace clio
