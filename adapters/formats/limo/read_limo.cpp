// One pass: a call opens an operation of its process, its return closes it. Operations keep the order of their calls.
// Tested by tests/adapters/object_texts_test.cpp, malformed_test.cpp, tests/conformance/expectations_test.cpp and tests/fuzz/.
#include "adapters/formats/limo/limo.hpp"

#include <unordered_map>
#include <vector>

#include "adapters/text/line_cursor.hpp"

namespace clio {
namespace {

constexpr std::string_view kObject = "@object";

struct Method {
  std::string_view name;
  Kind queue, stack;  // what it means there
};
constexpr Method kMethods[] = {{"enq", Kind::enqueue, Kind::push}, {"deq", Kind::dequeue, Kind::pop}, {"push", Kind::enqueue, Kind::push},
                               {"pop", Kind::dequeue, Kind::pop}};

/// A word as a value: an integer where it is one, else a string.
Value value_of(std::string_view word) {
  LineCursor cursor(word);
  const auto integer = cursor.integer();
  return integer && cursor.at_end() ? Value(*integer) : Value(std::string(word));
}

class LimoReader {
 public:
  LimoReader(std::string_view text, const ReadOptions& options) : lines_(text, options) { builder_.set_timed(true); }

  HistoryOrErrors read() {
    while (const auto line = lines_.next()) {
      LineCursor cursor(*line);
      if (const std::string wrong = read_line(cursor); !wrong.empty()) lines_.error(wrong);
    }
    if (!lines_.failed()) {
      for (const Operation& row : rows_) builder_.add(row);
    }
    return lines_.finish(std::move(builder_));
  }

 private:
  std::string read_line(LineCursor& cursor) {
    if (!cursor.is_utf8()) return cursor.wrong("text in UTF-8");
    if (cursor.at_end()) return {};
    if (cursor.take('#')) return cursor.take(kObject) ? read_object(cursor) : std::string();
    if (object_line_ == 0) return cursor.wrong("# @object atomic-queue or # @object atomic-stack before the first call");
    std::optional<std::int64_t> process;
    if (!cursor.take('[') || !(process = cursor.integer()) || !cursor.take(']')) return cursor.wrong("a process, such as [1]");
    if (cursor.take("call ")) return read_call(cursor, *process);
    if (cursor.take("return")) return read_return(cursor, *process);
    return cursor.wrong("call or return");
  }

  std::string read_object(LineCursor& cursor) {
    if (object_line_ != 0) return cursor.wrong("one @object, and line " + std::to_string(object_line_) + " has it");
    const bool queue = cursor.take("atomic-queue");
    if (!queue && !cursor.take("atomic-stack")) return cursor.wrong("atomic-queue or atomic-stack");
    if (!cursor.at_end()) return cursor.wrong("the end of the line");
    builder_.header().object = queue ? Object::queue : Object::stack;
    object_line_ = lines_.number();
    return {};
  }

  /// METHOD, METHOD(), METHOD VALUE or METHOD(VALUE).
  std::string read_call(LineCursor& cursor, std::int64_t process) {
    (void)cursor.at_end();
    const std::size_t place = cursor.position();
    const std::string_view name = cursor.word("(");
    const Method* method = nullptr;
    for (const Method& known : kMethods) {
      if (known.name == name) method = &known;
    }
    if (!method) {
      cursor.go_to(place);
      return cursor.wrong("enq, deq, push or pop");
    }
    std::string_view argument;
    if (cursor.take('(')) {
      argument = cursor.word(")");
      if (!cursor.take(')')) return cursor.wrong(")");
    } else {
      argument = cursor.word();
    }
    if (!cursor.at_end()) return cursor.wrong("the end of the line");
    const Kind kind = builder_.header().object == Object::queue ? method->queue : method->stack;
    const bool gives = kind == Kind::enqueue || kind == Kind::push;
    if (gives && argument.empty()) return cursor.wrong("the value that is given");
    open_[process] = rows_.size();  // a call that was open there stays unknown
    rows_.push_back({.kind = kind, .status = Status::unknown, .process = builder_.process(process), .key = builder_.key(Value()),
                     .value = argument.empty() ? kNull : builder_.value(value_of(argument)), .call = static_cast<Time>(lines_.number()), .response = kNever,
                     .line = lines_.short_number()});
    return {};
  }

  /// return, return VALUE or return empty.
  std::string read_return(LineCursor& cursor, std::int64_t process) {
    const std::string_view result = cursor.word();
    if (!cursor.at_end()) return cursor.wrong("the end of the line");
    const auto open = open_.find(process);
    if (open == open_.end()) return "found a return of process " + std::to_string(process) + ", which has called nothing; expected a call first";
    Operation& row = rows_[open->second];
    open_.erase(open);
    row.status = Status::ok;
    row.response = static_cast<Time>(lines_.number());
    if (result.empty()) return {};
    if (row.kind == Kind::enqueue || row.kind == Kind::push) return "found the result '" + std::string(result) + "'; expected none of what gives a value";
    const ValueId value = result == "empty" ? kNull : builder_.value(value_of(result));
    if (row.value != kNull && row.value != value) {
      return "found the result '" + std::string(result) + "'; expected that which the call in line " + std::to_string(row.line) + " names";
    }
    row.value = value;
    return {};
  }

  Lines lines_;
  HistoryBuilder builder_;
  std::vector<Operation> rows_;
  std::unordered_map<std::int64_t, std::size_t> open_;  ///< by process: its row
  std::size_t object_line_ = 0;
};

}  // namespace

HistoryOrErrors read_limo(std::string_view text, const ReadOptions& options) { return LimoReader(text, options).read(); }

bool recognises_limo(std::string_view beginning) {
  for (std::string_view line = first_line_of(beginning); !line.empty(); line = first_line_of(beginning)) {
    beginning.remove_prefix(static_cast<std::size_t>(line.data() + line.size() - beginning.data()));
    LineCursor cursor(line);
    if (cursor.take('#')) {
      if (cursor.take(kObject)) return true;
      continue;
    }
    return cursor.take('[') && cursor.integer() && cursor.take(']') && cursor.take("call ");
  }
  return false;
}

}  // namespace clio
