// Intervals of a register's operations, one a line, with their processes.
// Tested by tests/adapters/object_texts_test.cpp, malformed_test.cpp and tests/fuzz/.
#include "adapters/formats/fastlin/fastlin.hpp"
#include "adapters/text/line_cursor.hpp"

namespace clio {
namespace {

constexpr std::string_view kReadModifyWrite = "READ_MODIFY_WRITE";

bool names_object(LineCursor& cursor) {
  if (!cursor.take('#')) return false;
  const std::string_view name = cursor.word();
  return cursor.at_end() && (name == "rmw" || name == "register");
}

class FptlinReader {
 public:
  FptlinReader(std::string_view text, const ReadOptions& options) : lines_(text, options) {
    builder_.header().initial = options.initial.value_or(Value(0));
    builder_.set_timed(true);
  }

  HistoryOrErrors read() {
    while (const auto line = lines_.next()) {
      LineCursor cursor(*line);
      if (const std::string wrong = read_line(cursor); !wrong.empty()) lines_.error(wrong);
    }
    return lines_.finish(std::move(builder_));
  }

 private:
  std::string read_line(LineCursor& cursor) {
    if (cursor.at_end()) return {};
    if (!has_object_) {
      has_object_ = true;
      if (names_object(cursor)) return {};
      cursor.go_to(0);
      return cursor.wrong("# rmw or # register first");
    }
    if (cursor.next() == '#') return {};
    const auto process = cursor.integer();
    if (!process) return cursor.wrong("a process, an integer of 64 bits");
    const auto start = cursor.integer();
    if (!start) return cursor.wrong("the start, an integer of 64 bits");
    const auto end = cursor.integer();
    if (!end) return cursor.wrong("the end, an integer of 64 bits");
    Operation row{.process = builder_.process(*process), .key = builder_.key(Value()), .call = *start, .response = *end, .line = lines_.short_number()};
    if (cursor.take(kReadModifyWrite)) row.kind = Kind::cas;
    else if (cursor.take("READ")) row.kind = Kind::read;
    else if (cursor.take("WRITE")) row.kind = Kind::write;
    else return cursor.wrong("READ, WRITE or READ_MODIFY_WRITE");
    const auto value = cursor.integer();
    if (!value) return cursor.wrong("a value, an integer of 64 bits");
    row.value = builder_.value(*value);
    if (row.kind == Kind::cas) {
      const auto written = cursor.integer();
      if (!written) return cursor.wrong("the value that was written, after the one that was read");
      row.expected = std::exchange(row.value, builder_.value(*written));
    }
    if (!cursor.at_end()) return cursor.wrong("the end of the line");
    builder_.add(row);
    return {};
  }

  Lines lines_;
  HistoryBuilder builder_;
  bool has_object_ = false;
};

}  // namespace

HistoryOrErrors read_fptlin(std::string_view text, const ReadOptions& options) { return FptlinReader(text, options).read(); }

bool recognises_fptlin(std::string_view beginning) {
  LineCursor cursor(first_line_of(beginning));
  return names_object(cursor);
}

}  // namespace clio
