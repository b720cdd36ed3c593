#include <algorithm>
#include <limits>
#include <utility>

#include "adapters/formats/lecture/lecture.hpp"
#include "adapters/formats/lecture/notation.hpp"
#include "adapters/formats/native/native_header.hpp"
#include "adapters/text/utf8.hpp"
#include "checker/models/catalogue.hpp"

// Reading is one pass over the lines. The headers must all have been seen before the first operation, since letters and the initial value
// depend on them; from then on an operation is read from left to right: letter, key, operand, status, dashes. A transaction is operations in brackets, whose
// status and dashes stand behind the closing one. After an error the reader goes on at the next thing that looks like an operation, after one in a
// transaction behind that, so that `lint` can list every error of a file. Tested by tests/adapters/lecture_read_test.cpp.

namespace clio {
namespace {

using lecture::columns_of;
using lecture::Cursor;
using lecture::found_at;
using lecture::Operand;
using lecture::read_value;

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// LETTER '(', perhaps behind the bracket of a transaction.
bool starts_operation(const Cursor& cursor) {
  const std::size_t letter = cursor.peek() == '[' ? 1 : 0;
  return cursor.peek(letter) >= 'A' && cursor.peek(letter) <= 'Z' && cursor.peek(letter + 1) == '(';
}

/// Goes behind the bracket that closes a transaction, from somewhere within it: what else is in it is not looked at.
void skip_transaction(Cursor& cursor) {
  bool quoted = false;
  for (int open = 1; !cursor.at_end() && open > 0; cursor.advance()) {
    const char c = cursor.peek();
    if (quoted && c == '\\' && cursor.peek(1) != '\0') {
      cursor.advance();
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted) {
      open += c == '[' ? 1 : c == ']' ? -1 : 0;
    }
  }
}

class Reader {
 public:
  explicit Reader(const ReadOptions& options) : options_(options) { builder_.set_timed(true); }

  HistoryOrErrors read(std::string_view text);

 private:
  void read_line(std::string_view line);
  void read_comment(std::string_view line);
  void read_header(std::string_view name, std::string_view content);
  void read_initial(std::string_view content);
  void read_expect(std::string_view content);
  void finish_headers();
  void read_process_line(std::string_view line);
  bool read_process_name(Cursor& cursor, ProcessId& process);
  void read_plain(Cursor& cursor, ProcessId process);
  void read_transaction(Cursor& cursor, ProcessId process);
  bool read_operation(Cursor& cursor, Operation& operation);
  bool read_operand(Cursor& cursor, const Value& key, Operation& operation);
  bool read_answer(Cursor& cursor, Operation& operation);
  static void read_end(Cursor& cursor, Operation& operation);
  [[nodiscard]] Value initial_value(const Value& key);

  void fail(std::string message) { errors_.push_back({line_number_, std::move(message)}); }
  void fail(const Cursor& cursor, std::string_view expected) {
    fail("column " + std::to_string(cursor.column()) + ": found " + found_at(cursor) + "; expected " + std::string(expected));
  }
  [[nodiscard]] std::uint32_t line_of_operation() const {
    return static_cast<std::uint32_t>(std::min<std::size_t>(line_number_, std::numeric_limits<std::uint32_t>::max()));
  }
  [[nodiscard]] bool full() const { return options_.errors_max != 0 && errors_.size() >= options_.errors_max; }

  const ReadOptions& options_;
  HistoryBuilder builder_;
  std::vector<InputError> errors_;
  std::vector<std::string> seen_headers_;
  std::size_t line_number_ = 0;
  std::size_t initial_line_ = 0;  // of "# initial:"
  bool in_transaction_ = false;
  std::string without_result_;    // the error of a transaction's first read without result, unless its status allows that
  bool in_operations_ = false;
  bool object_known_ = true;
};

HistoryOrErrors Reader::read(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
  while (!text.empty() && !full()) {
    ++line_number_;
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    read_line(line);
  }
  if (!full() && !in_operations_) finish_headers();
  if (errors_.empty()) return std::move(builder_).build(options_.errors_max);
  if (!full()) {  // what else is wrong with the operations that could be read
    HistoryOrErrors built = std::move(builder_).build(0);
    if (!built) errors_.insert(errors_.end(), built.error().begin(), built.error().end());
    std::stable_sort(errors_.begin(), errors_.end(), [](const InputError& a, const InputError& b) { return a.line < b.line; });
  }
  if (options_.errors_max != 0 && errors_.size() > options_.errors_max) errors_.resize(options_.errors_max);
  return Unexpected(std::move(errors_));
}

void Reader::read_line(std::string_view line) {
  if (const auto invalid = first_invalid_utf8(line)) {
    return fail("column " + std::to_string(column_of(line, *invalid)) + ": found a byte that is not UTF-8; expected text in UTF-8");
  }
  const std::string_view content = trimmed(line);
  if (content.empty()) return;
  if (content.front() == '#') return read_comment(content);
  if (const std::size_t tab = line.find('\t'); tab != std::string_view::npos) {
    return fail("column " + std::to_string(columns_of(line.substr(0, tab)) + 1) + ": found a tab; expected blanks, since columns are time");
  }
  if (!in_operations_) finish_headers();
  if (object_known_) read_process_line(line);
}

void Reader::read_comment(std::string_view line) {
  static constexpr std::string_view kHeaders[] = {"name", "object", "initial", "expect"};
  line.remove_prefix(1);
  const std::string_view content = trimmed(line);
  if (content == "untimed") return read_header("untimed", {});
  for (const std::string_view name : kHeaders) {
    if (content.size() > name.size() && content.substr(0, name.size()) == name && content[name.size()] == ':') {
      return read_header(name, trimmed(content.substr(name.size() + 1)));
    }
  }
  if (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  std::string& about = builder_.header().about;
  if (!about.empty()) about += '\n';
  about += line;
}

void Reader::read_header(std::string_view name, std::string_view content) {
  const std::string shown = name == "untimed" ? "\"# untimed\"" : "\"# " + std::string(name) + ":\"";
  if (in_operations_) return fail("found the header " + shown + " below operations; expected it above them");
  if (name != "expect") {
    if (std::find(seen_headers_.begin(), seen_headers_.end(), name) != seen_headers_.end()) {
      return fail("found the header " + shown + " again; expected it once");
    }
    seen_headers_.emplace_back(name);
  }
  if (name == "name") {
    builder_.header().name = content;
  } else if (name == "untimed") {
    builder_.set_timed(false);
  } else if (name == "initial") {
    read_initial(content);
  } else if (name == "expect") {
    read_expect(content);
  } else if (const auto object = object_named(content)) {
    builder_.header().object = *object;
  } else {
    object_known_ = false;
    fail("found the object \"" + std::string(content) + "\"; expected register, counter, set, queue, stack, list, mutex or text");
  }
}

/// A value for every key, or KEY=VALUE for one; any number of these.
void Reader::read_initial(std::string_view content) {
  initial_line_ = line_number_;
  Cursor cursor(content);
  bool for_all = false;
  const auto wrong = [&](const std::string& message) { fail("in \"# initial:\": " + message); };
  if (cursor.at_end()) return wrong("found nothing; expected a value, or KEY=VALUE");
  while (!cursor.at_end()) {
    auto first = read_value(cursor);
    if (!first) return wrong(first.error());
    if (cursor.take('=')) {
      const Value& key = *first;
      if (!key.as_int() && !key.as_string()) return wrong("found the key " + shortened(key.to_json(), 40) + "; expected an integer or a string");
      auto value = read_value(cursor);
      if (!value) return wrong(value.error());
      const std::string name = key.as_string() ? *key.as_string() : key.to_json();
      if (!builder_.header().initial_of.emplace(name, std::move(*value)).second) return wrong("found the key " + shortened(name, 40) + " again; expected it once");
    } else if (for_all) {
      return wrong("found a second value; expected one value for every key, or KEY=VALUE");
    } else {
      builder_.header().initial = std::move(*first);
      for_all = true;
    }
    if (!cursor.at_end() && cursor.peek() != ' ') return wrong("found " + found_at(cursor) + "; expected a blank");
    cursor.skip_blanks();
  }
}

void Reader::read_expect(std::string_view content) {
  while (!content.empty()) {
    const std::string_view token = content.substr(0, content.find(' '));
    content = trimmed(content.substr(token.size()));
    const std::size_t equals = std::min(token.find('='), token.size());
    const std::string model(token.substr(0, equals));
    const std::string_view verdict = equals < token.size() ? token.substr(equals + 1) : std::string_view();
    const auto wrong = [&](const std::string& message) { fail("in \"# expect:\": " + message); };
    if (verdict != "yes" && verdict != "no" && verdict != "true" && verdict != "false") {
      wrong("found \"" + shortened(token, 40) + "\"; expected MODEL=yes or MODEL=no");
      continue;
    }
    if (model_named(model) == nullptr) {
      std::string known;
      for (const Model* m : catalogue()) known += (known.empty() ? "" : ", ") + std::string(m->id);
      wrong("found the model \"" + shortened(model, 40) + "\"; expected one of " + known);
      continue;
    }
    auto& expect = builder_.header().expect;
    if (std::any_of(expect.begin(), expect.end(), [&](const auto& e) { return e.first == model; })) {
      wrong("found the model \"" + shortened(model, 40) + "\" again; expected it once");
      continue;
    }
    expect.emplace_back(model, verdict == "yes" || verdict == "true");
  }
}

void Reader::finish_headers() {
  in_operations_ = true;
  Header& header = builder_.header();
  if (options_.initial) {
    header.initial = *options_.initial;
    header.initial_of.clear();
  }
  if (!object_known_) return;
  const auto check = [&](const Value& initial) {
    const std::string wrong = native::wrong_as_initial(header.object, initial);
    if (wrong.empty()) return;
    errors_.push_back(options_.initial ? InputError{0, "the initial value that was asked for " + wrong}
                                       : InputError{initial_line_, "the value in \"# initial:\" " + wrong});
  };
  check(header.initial);
  for (const auto& [key, initial] : header.initial_of) check(initial);
}

/// What a read of `-` returned.
Value Reader::initial_value(const Value& key) {
  const Header& header = builder_.header();
  if (header.object == Object::set || header.object == Object::list) return Value::Array{};
  const auto own = header.initial_of.find(key.as_string() ? *key.as_string() : key.to_json());
  const Value& initial = own != header.initial_of.end() ? own->second : header.initial;
  if (header.object == Object::text && initial.is_null()) return Value("");
  return header.object == Object::counter && initial.is_null() ? Value(0) : initial;
}

void Reader::read_process_line(std::string_view line) {
  Cursor cursor(line);
  ProcessId process{};
  if (!read_process_name(cursor, process)) return;
  while (!full()) {
    cursor.skip_blanks();
    if (cursor.at_end()) return;
    const std::size_t errors_before = errors_.size();
    cursor.peek() == '[' ? read_transaction(cursor, process) : read_plain(cursor, process);
    if (errors_.size() == errors_before) {
      if (cursor.at_end() || cursor.peek() == ' ') continue;
      fail(cursor, "a blank between operations");
    }
    // Go on at the next thing that looks like an operation.
    while (!cursor.at_end()) {
      const bool blank = cursor.peek() == ' ';
      cursor.advance();
      if (blank && starts_operation(cursor)) break;
    }
  }
}

bool Reader::read_process_name(Cursor& cursor, ProcessId& process) {
  cursor.skip_blanks();
  const std::size_t start = cursor.column();
  auto name = read_value(cursor);
  if (!name || (!name->as_int() && !name->as_string())) {
    fail("column " + std::to_string(start) + ": found " + (name ? name->to_json() : found_at(cursor)) +
         "; expected a process: a word, an integer or a string in quotes, and a colon");
    return false;
  }
  cursor.skip_blanks();
  if (!cursor.take(':')) {
    fail(cursor, "a colon after the process " + shortened(lecture::text_of(*name), 40));
    return false;
  }
  process = builder_.process(*name);
  return true;
}

void Reader::read_plain(Cursor& cursor, ProcessId process) {
  Operation operation;
  operation.process = process;
  operation.line = line_of_operation();
  operation.call = static_cast<Time>(cursor.column());
  if (!read_operation(cursor, operation)) return;
  read_end(cursor, operation);
  builder_.add(operation);
}

/// From the opening bracket on.
void Reader::read_transaction(Cursor& cursor, ProcessId process) {
  Operation whole;
  whole.process = process;
  whole.line = line_of_operation();
  whole.call = static_cast<Time>(cursor.column());
  cursor.advance();
  in_transaction_ = true;
  without_result_.clear();
  std::vector<Operation> operations;
  bool good = true;
  do {
    cursor.skip_blanks();
    Operation operation = whole;
    good = read_operation(cursor, operation);
    if (good && (cursor.peek() == '?' || cursor.peek() == '!' || cursor.peek() == '-')) {
      fail(cursor, "that behind the closing bracket, since a transaction has one outcome and one interval");
      good = false;
    }
    if (good && !cursor.at_end() && cursor.peek() != ' ' && cursor.peek() != ']') {
      fail(cursor, "a blank between operations, or ']' after the last one of the transaction");
      good = false;
    }
    operations.push_back(operation);
    if (good) cursor.skip_blanks();
  } while (good && !cursor.at_end() && cursor.peek() != ']');
  in_transaction_ = false;
  if (!good) return skip_transaction(cursor);
  if (!cursor.take(']')) return fail(cursor, "']' after the last operation of the transaction");
  read_end(cursor, whole);
  if (whole.status == Status::ok && !without_result_.empty()) return fail(without_result_);
  operations.front().status = whole.status;
  operations.front().response = whole.response;
  builder_.add_transaction(operations);
}

/// Letter, key, operand and answer.
bool Reader::read_operation(Cursor& cursor, Operation& operation) {
  const Object object = builder_.header().object;
  const auto kind = cursor.peek(1) == '(' ? lecture::kind_of(object, cursor.peek()) : std::nullopt;
  if (!kind) {
    fail(cursor, "an operation of a " + std::string(name_of(object)) + ": " + lecture::letters_of(object) + ", then its key in parentheses");
    return false;
  }
  operation.kind = *kind;
  cursor.advance();
  cursor.advance();

  Value key;
  const std::size_t key_column = cursor.column();
  if (cursor.peek() != ')') {
    auto read = read_value(cursor);
    if (!read) {
      fail("column " + std::to_string(cursor.column()) + ": " + read.error());
      return false;
    }
    key = std::move(*read);
    if (!key.as_int() && !key.as_string()) {
      fail("column " + std::to_string(key_column) + ": found the key " + key.to_json() + "; expected an integer, a word, a string in quotes, or nothing");
      return false;
    }
  }
  if (!cursor.take(')')) {
    fail(cursor, "')' after the key");
    return false;
  }
  operation.key = builder_.key(key);
  return read_operand(cursor, key, operation) && read_answer(cursor, operation);
}

bool Reader::read_operand(Cursor& cursor, const Value& key, Operation& operation) {
  const auto value_into = [&](ValueId& into) {
    auto read = read_value(cursor);
    if (!read) {
      fail("column " + std::to_string(cursor.column()) + ": " + read.error());
      return false;
    }
    into = builder_.value(*read);
    return true;
  };
  switch (lecture::operand_of(operation.kind)) {
    case Operand::none: return true;
    case Operand::result:
      if (cursor.peek() == '?' || cursor.peek() == '!') return true;  // nothing was returned
      if (in_transaction_ && (cursor.peek() == ' ' || cursor.peek() == ']')) {  // likewise, if its status turns out to be such
        if (without_result_.empty()) {
          without_result_ = "column " + std::to_string(cursor.column()) + ": found " + found_at(cursor) +
                            "; expected what was returned, since the transaction is neither unknown nor failed";
        }
        return true;
      }
      if (operation.kind == Kind::read && cursor.peek() == '-' && !cursor.at_digit(1)) {
        cursor.advance();
        operation.value = builder_.value(initial_value(key));
        return true;
      }
      return value_into(operation.value);
    case Operand::given: return value_into(operation.value);
    case Operand::expected_and_new:
      if (!value_into(operation.expected)) return false;
      if (!cursor.take('>')) {
        fail(cursor, "'>' and the new value of a cas, as in C(x)1>2");
        return false;
      }
      return value_into(operation.value);
    case Operand::asked: return value_into(operation.value);
  }
  return true;
}

bool Reader::read_answer(Cursor& cursor, Operation& operation) {
  if (cursor.peek() == ':') {
    const bool answers = operation.kind == Kind::cas || operation.kind == Kind::contains;
    if (!answers || cursor.peek(1) != 'n' || cursor.peek(2) != 'o') {
      fail(cursor, answers ? "\":no\" or no colon" : "no colon, since only C (cas) and H (contains) answer \":no\"");
      return false;
    }
    cursor.advance();
    cursor.advance();
    cursor.advance();
    operation.success = false;
  }
  return true;
}

/// Status and dashes, of an operation or of a transaction.
void Reader::read_end(Cursor& cursor, Operation& operation) {
  if (cursor.take('?')) {
    operation.status = Status::unknown;
  } else if (cursor.take('!')) {
    operation.status = Status::fail;
  }
  while (cursor.take('-')) {
  }
  operation.response = operation.status == Status::unknown ? kNever : static_cast<Time>(cursor.column()) - 1;
}

}  // namespace

HistoryOrErrors read_lecture(std::string_view text, const ReadOptions& options) { return Reader(options).read(text); }

bool recognises_lecture(std::string_view beginning) {
  bool has_header = false;
  while (!beginning.empty()) {
    const std::size_t end = std::min(beginning.find('\n'), beginning.size());
    const std::string_view line = trimmed(beginning.substr(0, end));
    beginning.remove_prefix(std::min(end + 1, beginning.size()));
    if (line.empty()) continue;
    if (line.front() == '#') {
      const std::string_view content = trimmed(line.substr(1));
      for (const std::string_view header : {"name:", "object:", "initial:", "expect:"}) has_header |= content.substr(0, header.size()) == header;
      continue;
    }
    // The first line of a process decides: NAME ':' LETTER '('.
    if (first_invalid_utf8(line)) return false;
    Cursor cursor(line);
    const auto name = read_value(cursor);
    if (!name || (!name->as_int() && !name->as_string())) return false;
    cursor.skip_blanks();
    if (!cursor.take(':')) return false;
    cursor.skip_blanks();
    return cursor.at_end() || starts_operation(cursor);
  }
  return has_header;
}

}  // namespace clio
