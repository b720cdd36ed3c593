// The events of a Jepsen history, paired.
//
// The idea: what an event's :value means depends on the whole file (which functions there are, whether all values are tuples of a key and a value), so
// this pass checks that the text is well-formed, takes the fields that say who and when, and remembers where the values stand. Whoever knows what the
// history is about reads them later, from the same text.
// Invariant: an operation is open from its :invoke to the next event of its process; there is at most one open operation of a process.
// Cost: one pass over the text. Memory: 112 bytes an operation.
// Tested by tests/adapters/jepsen_history_test.cpp, malformed_test.cpp and tests/fuzz/.
#include "adapters/formats/jepsen/events.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <unordered_map>

#include "adapters/formats/jepsen/values.hpp"
#include "adapters/text/utf8.hpp"

namespace clio::jepsen {
namespace {

using edn::Lexer;
using edn::Syntax;
using edn::Token;

constexpr std::size_t kFieldsMax = 256;                    // of one event
constexpr std::size_t kOpenWithoutProcessMax = 64;         // operations without a process that may run at once
constexpr std::int64_t kSmallProcesses = std::int64_t{1} << 16;
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

enum class Field : std::uint8_t { type, f, process, value, time, index, key, error, node, other };

Field field_named(std::string_view name) {
  switch (name.empty() ? '\0' : name.front()) {
    case 't': return name == "type" ? Field::type : name == "time" ? Field::time : Field::other;
    case 'f': return name == "f" ? Field::f : Field::other;
    case 'p': return name == "process" ? Field::process : Field::other;
    case 'v': return name == "value" ? Field::value : Field::other;
    case 'i': return name == "index" ? Field::index : Field::other;
    case 'k': return name == "key" ? Field::key : Field::other;
    case 'e': return name == "error" ? Field::error : Field::other;
    case 'n': return name == "node" ? Field::node : Field::other;
    default: return Field::other;
  }
}

enum class Type : std::uint8_t { invoke, ok, fail, info };

std::optional<Type> type_named(std::string_view name) {
  if (name == "invoke") return Type::invoke;
  if (name == "ok") return Type::ok;
  if (name == "fail") return Type::fail;
  if (name == "info") return Type::info;
  return std::nullopt;
}

Error error_named(std::string_view name) {
  if (name == "timeout" || name == "net-timeout" || name == "crash") return Error::indefinite;
  if (name == "precondition-failed") return Error::mismatch;
  if (name == "key-does-not-exist") return Error::missing_key;
  return Error::none;
}

Error error_of_code(std::int64_t code) {
  switch (code) {
    case 0:
    case 13: return Error::indefinite;
    case 20: return Error::missing_key;
    case 22: return Error::mismatch;
    default: return Error::none;
  }
}

/// In JSON a name is a string; one of digits was meant to be a process.
bool is_integer(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

struct FunctionName {
  std::string_view name;
  Function function;
};
constexpr std::array kFunctions{
    FunctionName{"read", Function::read},         FunctionName{"write", Function::write},     FunctionName{"cas", Function::cas},
    FunctionName{"delete", Function::erase},      FunctionName{"add", Function::add},         FunctionName{"remove", Function::remove},
    FunctionName{"enqueue", Function::enqueue},   FunctionName{"dequeue", Function::dequeue}, FunctionName{"push", Function::push},
    FunctionName{"pop", Function::pop},           FunctionName{"append", Function::append},   FunctionName{"acquire", Function::acquire},
    FunctionName{"release", Function::release},   FunctionName{"txn", Function::txn},         FunctionName{"transfer", Function::transfer},
    FunctionName{"get", Function::get},           FunctionName{"put", Function::put},         FunctionName{"broadcast", Function::broadcast},
};

/// One event, as its map gives it.
struct Event {
  std::optional<Type> type;
  bool client = true;                        ///< its process is an integer, or it names none
  std::optional<std::int64_t> process;
  std::optional<std::int64_t> time, index;
  Function function = Function::none;
  Error error = Error::none;
  Span name, key, value, node;
};

class LogReader {
 public:
  LogReader(std::string_view text, Syntax syntax, std::size_t errors_max) : text_(text), lexer_(text, syntax), errors_max_(errors_max) {}

  Result<Log, std::vector<InputError>> read();

 private:
  [[nodiscard]] bool full() const { return errors_max_ != 0 && errors_.size() >= errors_max_; }
  void error(std::string message) { errors_.push_back({line_, std::move(message)}); }
  bool fault();
  bool read_events();
  bool read_event();
  bool read_field(Field field);
  [[nodiscard]] std::string field_text(std::string_view name) const { return lexer_.syntax() == Syntax::edn ? ":" + std::string(name) : Value(std::string(name)).to_json(); }
  [[nodiscard]] bool is_name() const { return lexer_.token() == Token::keyword || (lexer_.syntax() == Syntax::json && lexer_.token() == Token::string); }
  bool once(Field field, std::size_t begin);
  std::optional<std::int64_t> integer_field(std::string_view name);
  void read_error();
  void take_event();
  void annotate();
  [[nodiscard]] std::string text_of(const Span& span);
  void invoke();
  void complete();
  std::uint32_t* open_of_process();
  std::uint32_t find_without_process();
  [[nodiscard]] std::string whose() const { return event_.process ? "process " + std::to_string(*event_.process) : std::string("no process"); }
  [[nodiscard]] std::string type_text() const;

  std::string_view text_;
  Lexer lexer_;
  std::size_t errors_max_;
  std::vector<InputError> errors_;
  Log log_;
  Event event_;
  std::size_t line_ = 0;                    ///< where the event begins
  std::uint32_t position_ = 0;
  std::uint32_t known_fields_ = 0;
  std::vector<std::string_view> other_fields_;
  std::optional<std::int64_t> last_index_;
  std::optional<std::size_t> first_with_process_, first_without_process_;
  std::vector<std::uint32_t> open_small_;   ///< by process: the position of its open operation, or kNone
  std::unordered_map<std::int64_t, std::uint32_t> open_;
  std::vector<std::uint32_t> open_without_process_;
  Nemesis nemesis_;
  Time last_time_ = 0;
};

bool LogReader::fault() {
  const edn::Fault& fault = lexer_.fault();
  errors_.push_back({fault.line, "column " + std::to_string(fault.column) + ": " + fault.message});
  return false;
}

std::string LogReader::type_text() const {
  static constexpr std::array<std::string_view, 4> kNames{"invoke", "ok", "fail", "info"};
  return field_text(kNames[static_cast<std::size_t>(*event_.type)]);
}

Result<Log, std::vector<InputError>> LogReader::read() {
  read_events();
  if (!errors_.empty()) {
    // A fault comes last; what it says is nearer to the beginning of the trouble than what follows from it.
    std::stable_sort(errors_.begin(), errors_.end(), [](const InputError& a, const InputError& b) { return a.line < b.line; });
    if (full()) errors_.resize(errors_max_);
    return Unexpected(std::move(errors_));
  }
  log_.annotations = nemesis_.annotations(log_.timed());
  return std::move(log_);
}

/// The events stand in one vector or list, or one after the other.
bool LogReader::read_events() {
  bool enclosed = false, closed = false;
  for (Token token = lexer_.next();; token = lexer_.next()) {
    if (full()) return false;
    if (token == Token::tag) continue;  // a record: #jepsen.history.Op{...}
    if (token == Token::fault) return fault();
    if (token == Token::end) return true;
    if (token == Token::close) {
      closed = true;
      continue;
    }
    if (closed) {
      errors_.push_back({lexer_.line(), "found " + lexer_.description() + " after the end of the history; expected the end of the text"});
      return false;
    }
    if (token == Token::open && lexer_.bracket() == '{') {
      if (!read_event()) return false;
      continue;
    }
    if (token == Token::open && lexer_.bracket() != '#' && lexer_.depth() == 1 && !enclosed && position_ == 0) {
      enclosed = true;
      continue;
    }
    line_ = lexer_.line();
    error("found " + lexer_.description() + "; expected an event, which is a map with " + field_text("type") + " and " + field_text("process"));
    if (!lexer_.skip()) return lexer_.token() == Token::fault ? fault() : false;
  }
}

bool LogReader::once(Field field, std::size_t begin) {
  if (field != Field::other) {
    const std::uint32_t bit = 1u << static_cast<unsigned>(field);
    const bool first = (known_fields_ & bit) == 0;
    known_fields_ |= bit;
    return first;
  }
  const std::string_view name = text_.substr(begin, lexer_.end() - begin);
  if (std::find(other_fields_.begin(), other_fields_.end(), name) != other_fields_.end()) return false;
  if (other_fields_.size() < kFieldsMax) other_fields_.push_back(name);
  return true;
}

bool LogReader::read_event() {
  line_ = lexer_.line();
  event_ = {};
  known_fields_ = 0;
  other_fields_.clear();
  const std::size_t errors_before = errors_.size();
  const std::size_t inside = lexer_.depth();
  while (true) {
    const Token token = lexer_.next();
    if (token == Token::fault) return fault();
    if (token == Token::close && lexer_.depth() < inside) break;
    const Field field = is_name() ? field_named(lexer_.text()) : Field::other;
    const std::size_t begin = lexer_.begin();
    if (!lexer_.skip()) return fault();
    if (!once(field, begin)) error("found the field " + shown(text_.substr(begin, lexer_.end() - begin)) + " more than once in one event; expected each field once");
    if (other_fields_.size() == kFieldsMax) {
      error("found an event of more than " + std::to_string(kFieldsMax) + " fields; expected fewer");
      return false;
    }
    const Token value = lexer_.next();
    if (value == Token::fault || !read_field(field)) return fault();
  }
  ++position_;
  if (errors_.size() == errors_before) take_event();
  return true;
}

/// Reads the value of a field, whose first token is there; false at a fault.
bool LogReader::read_field(Field field) {
  const std::size_t begin = lexer_.begin();
  const auto span = [&](Span& out) {
    if (!lexer_.skip()) return false;
    const std::size_t size = lexer_.end() - begin;
    if (size > std::numeric_limits<std::uint32_t>::max()) {
      error("found a value of " + std::to_string(size) + " bytes; expected less than 4 GiB");
    } else {
      out = {begin, static_cast<std::uint32_t>(size)};
    }
    return true;
  };
  switch (field) {
    case Field::type:
      event_.type = is_name() ? type_named(lexer_.text()) : std::nullopt;
      if (!event_.type) {
        error(field_text("type") + " is " + lexer_.description() + "; expected " + field_text("invoke") + ", " + field_text("ok") + ", " + field_text("fail") + " or " +
              field_text("info"));
      }
      return lexer_.skip();
    case Field::f:
      if (is_name()) event_.function = function_named(lexer_.text());
      else if (lexer_.token() != Token::nil) error(field_text("f") + " is " + lexer_.description() + "; expected a name such as " + field_text("read"));
      return span(event_.name);
    case Field::process:
      if (is_name() && !is_integer(lexer_.text())) event_.client = false;
      else if (lexer_.token() != Token::nil) event_.process = integer_field("process");
      return lexer_.skip();
    case Field::time: event_.time = integer_field("time"); return lexer_.skip();
    case Field::index: event_.index = integer_field("index"); return lexer_.skip();
    case Field::error: {
      const std::size_t depth = lexer_.depth();
      if (lexer_.token() == Token::open && lexer_.bracket() == '[') {
        if (lexer_.next() == Token::fault) return false;
        if (lexer_.token() != Token::close) read_error();
        while (lexer_.depth() >= depth) {
          if (lexer_.next() == Token::fault) return false;
        }
        return true;
      }
      read_error();
      return lexer_.skip();
    }
    case Field::value: return span(event_.value);
    case Field::key: return span(event_.key);
    case Field::node: return span(event_.node);
    case Field::other: return lexer_.skip();
  }
  return true;
}

void LogReader::read_error() {
  if (is_name()) {
    event_.error = error_named(lexer_.text());
  } else if (lexer_.token() == Token::number) {
    const std::optional<Value> code = lexer_.integer();
    if (code && code->as_int()) event_.error = error_of_code(*code->as_int());
  }
}

std::optional<std::int64_t> LogReader::integer_field(std::string_view name) {
  if (lexer_.token() == Token::number) {
    const std::optional<Value> value = lexer_.integer();
    if (value && value->as_int()) return *value->as_int();
  } else if (lexer_.token() == Token::nil && name != "process") {
    return std::nullopt;
  }
  error(field_text(name) + " is " + lexer_.description() + "; expected an integer of 64 bits" +
        (name == "process" ? ", or a name such as " + field_text("nemesis") : std::string()));
  return std::nullopt;
}

void LogReader::take_event() {
  if (event_.index) {
    if (last_index_ && *event_.index <= *last_index_) {
      error("found the index " + std::to_string(*event_.index) + " after " + std::to_string(*last_index_) + "; expected events in the order of their indexes");
    }
    last_index_ = event_.index;
  }
  if (event_.time && *event_.time == kNever) return error("found the time " + std::to_string(kNever) + "; expected an integer below it");
  if (event_.time) last_time_ = *event_.time;
  if (!event_.client) return annotate();
  if (!event_.type) return error("found an event without " + field_text("type") + "; expected one");
  if (event_.process && !first_with_process_) first_with_process_ = line_;
  if (!event_.process && !first_without_process_) first_without_process_ = line_;
  if (event_.process && first_without_process_) {
    return error("found a process, but the event in line " + std::to_string(*first_without_process_) + " names none; expected processes on all events or on none");
  }
  if (!event_.process && first_with_process_) {
    return error("found an event without " + field_text("process") + ", but that in line " + std::to_string(*first_with_process_) +
                 " names one; expected processes on all events or on none");
  }
  log_.processes = event_.process.has_value();
  ++log_.events;
  if (event_.time) ++log_.events_timed;
  if (*event_.type == Type::invoke) {
    invoke();
  } else {
    complete();
  }
}

/// A form as the text of an annotation: of a string and a name what it says, of anything else how it is written.
std::string LogReader::text_of(const Span& span) {
  if (span.absent()) return {};
  Lexer lexer(span.of(text_), lexer_.syntax());
  switch (lexer.next()) {
    case Token::nil: return {};
    case Token::string:
    case Token::keyword: return std::string(lexer.text());
    default: return std::string(span.of(text_));
  }
}

void LogReader::annotate() {
  const std::string function = text_of(event_.name), value = text_of(event_.value), node = text_of(event_.node);
  nemesis_.take({.begins = event_.type == Type::invoke, .time = event_.time.value_or(last_time_), .position = static_cast<Time>(position_), .function = function, .value = value,
                 .node = node.empty() ? Value() : Value(node)});
}

/// Where the open operation of the event's process is kept.
std::uint32_t* LogReader::open_of_process() {
  const std::int64_t process = *event_.process;
  if (process >= 0 && process < kSmallProcesses) {
    if (open_small_.size() <= static_cast<std::size_t>(process)) open_small_.resize(static_cast<std::size_t>(process) + 1, kNone);
    return &open_small_[static_cast<std::size_t>(process)];
  }
  return &open_.try_emplace(process, kNone).first->second;
}

void LogReader::invoke() {
  if (log_.operations.size() + 1 >= index(kNoOp)) return error("found more than 4294967294 operations; expected fewer in one history");
  const auto position = static_cast<std::uint32_t>(log_.operations.size());
  if (event_.process) {
    std::uint32_t* const open = open_of_process();
    if (*open != kNone) {
      error(whose() + " invokes an operation while that of line " + std::to_string(log_.operations[*open].line) + " is not completed; expected " +
            field_text("ok") + ", " + field_text("fail") + " or " + field_text("info") + " first");
    }
    *open = position;
  } else {
    if (open_without_process_.size() == kOpenWithoutProcessMax) {
      return error("found more than " + std::to_string(kOpenWithoutProcessMax) + " operations at once without a process; expected " + field_text("process"));
    }
    open_without_process_.push_back(position);
  }
  Recorded& recorded = log_.operations.emplace_back();
  recorded.process = event_.process.value_or(position);
  recorded.function = event_.function;
  recorded.line = static_cast<std::uint32_t>(std::min<std::size_t>(line_, kNone));
  recorded.called_at = position_;
  recorded.call = event_.time.value_or(0);
  recorded.name = event_.name;
  recorded.key = event_.key;
  recorded.asked = event_.value;
}

/// The open operation that a completion without a process belongs to: the only one, or the only one that did what the completion says.
std::uint32_t LogReader::find_without_process() {
  std::vector<std::uint32_t>& open = open_without_process_;
  const auto fits = [&](std::uint32_t position) {
    const Recorded& recorded = log_.operations[position];
    return recorded.function == event_.function &&
           (open.size() == 1 || event_.function == Function::read || recorded.asked.of(text_) == event_.value.of(text_));
  };
  const auto found = std::find_if(open.begin(), open.end(), fits);
  if (found == open.end()) {
    error("found " + type_text() + " of no process, which completes none of the " + std::to_string(open.size()) + " operations that run; expected its " +
          field_text("invoke") + " first");
    return kNone;
  }
  if (std::find_if(found + 1, open.end(), fits) != open.end()) {
    error("found " + type_text() + " of no process, which may complete several of the operations that run; expected " + field_text("process"));
    return kNone;
  }
  const std::uint32_t position = *found;
  open.erase(found);
  return position;
}

void LogReader::complete() {
  std::uint32_t position = kNone;
  if (event_.process) {
    std::uint32_t* const open = open_of_process();
    position = std::exchange(*open, kNone);
    if (position == kNone) {
      return error("found " + type_text() + " of " + whose() + ", which has invoked nothing; expected " + field_text("invoke") + " first");
    }
  } else {
    position = find_without_process();
    if (position == kNone) return;
  }
  Recorded& recorded = log_.operations[position];
  if (recorded.function != event_.function || (event_.function == Function::other && recorded.name.of(text_) != event_.name.of(text_))) {
    const auto named = [&](const Span& name) { return name.absent() ? "no " + field_text("f") : shown(name.of(text_)); };
    return error("found " + type_text() + " of " + named(event_.name) + "; expected " + named(recorded.name) + ", which " + whose() + " invoked in line " +
                 std::to_string(recorded.line));
  }
  recorded.outcome = *event_.type == Type::ok ? Outcome::ok : *event_.type == Type::fail ? Outcome::fail : Outcome::info;
  recorded.error = event_.error;
  recorded.line_completed = static_cast<std::uint32_t>(std::min<std::size_t>(line_, kNone));
  recorded.returned_at = position_;
  recorded.response = event_.time.value_or(0);
  recorded.answered = event_.value;
}

}  // namespace

Function function_named(std::string_view name) {
  const auto found = std::find_if(kFunctions.begin(), kFunctions.end(), [&](const FunctionName& known) { return known.name == name; });
  return found == kFunctions.end() ? Function::other : found->function;
}

Result<Log, std::vector<InputError>> read_log(std::string_view text, edn::Syntax syntax, std::size_t errors_max) {
  if (std::optional<InputError> error = not_utf8(text)) return Unexpected(std::vector<InputError>{*std::move(error)});
  return LogReader(text, syntax, errors_max).read();
}

}  // namespace clio::jepsen
