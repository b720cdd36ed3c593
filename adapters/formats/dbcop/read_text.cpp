// Today's text, line by line; a transaction may go on over lines.
// Tested by tests/adapters/dbcop_test.cpp, malformed_test.cpp and tests/fuzz/.
#include <charconv>
#include <vector>

#include "adapters/formats/dbcop/dbcop.hpp"
#include "adapters/text/line_cursor.hpp"

namespace clio {
namespace {

constexpr std::string_view kSessionEnd = "---";
constexpr std::string_view kComment = "//";

class DbcopTextReader {
 public:
  DbcopTextReader(std::string_view text, const ReadOptions& options) : lines_(text, options) {
    if (options.initial) builder_.header().initial = *options.initial;
  }

  HistoryOrErrors read() {
    while (const auto line = lines_.next()) {
      LineCursor cursor(*line);
      if (const std::string wrong = read_line(cursor); !wrong.empty()) {
        lines_.error(wrong);
        open_ = false;  // its transaction is given up
        rows_.clear();
      }
    }
    if (open_ && !lines_.full()) lines_.error_at(opened_in_, "found a transaction without an end; expected ] (was the file cut off?)");
    return lines_.finish(std::move(builder_));
  }

 private:
  /// What is wrong with the line; empty if nothing.
  std::string read_line(LineCursor& cursor) {
    if (!cursor.is_utf8()) return cursor.wrong("text in UTF-8");
    while (!cursor.at_end() && !cursor.take(kComment)) {
      if (!open_) {
        if (cursor.take(kSessionEnd)) {
          ++session_;
        } else if (cursor.take('[')) {
          open_ = true;
          opened_in_ = lines_.number();
        } else {
          return cursor.wrong("a transaction such as [x:=1 y==2], --- or a comment");
        }
      } else if (cursor.take(']')) {
        close(cursor.take('!') ? Status::fail : Status::ok);
      } else if (std::string wrong = read_event(cursor); !wrong.empty()) {
        return wrong;
      }
    }
    return {};
  }

  std::string read_event(LineCursor& cursor) {
    if (cursor.rest().starts_with(kSessionEnd)) return cursor.wrong("] before the next session");
    const std::string_view name = cursor.word(":=[]!/");
    if (name.empty()) return cursor.wrong("an event (NAME:=VALUE or NAME==VALUE) or ]");
    const bool write = cursor.take(":=");
    if (!write && !cursor.take("==")) return cursor.wrong("the event's := or ==");
    Value value = builder_.header().initial;
    if (write || !cursor.take('?')) {
      const auto integer = cursor.integer();
      if (!integer) return cursor.wrong(write ? "a value, an integer of 64 bits" : "a value, an integer of 64 bits, or ? where nothing was found");
      value = Value(*integer);
    }
    rows_.push_back({.kind = write ? Kind::write : Kind::read, .process = builder_.process(session_), .key = key_named(name), .value = builder_.value(value),
                     .line = lines_.short_number()});
    return {};
  }

  KeyId key_named(std::string_view name) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    return error == std::errc() && end == name.data() + name.size() ? builder_.key(number) : builder_.key(name);
  }

  void close(Status status) {
    open_ = false;
    if (rows_.empty()) return;
    rows_.front().status = status;
    builder_.add_transaction(rows_);
    rows_.clear();
  }

  Lines lines_;
  HistoryBuilder builder_;
  std::vector<Operation> rows_;
  std::int64_t session_ = 0;
  bool open_ = false;
  std::size_t opened_in_ = 0;
};

}  // namespace

HistoryOrErrors read_dbcop_text(std::string_view text, const ReadOptions& options) { return DbcopTextReader(text, options).read(); }

/// Its first line that is no comment begins with a transaction.
bool recognises_dbcop_text(std::string_view beginning) {
  std::string_view line = first_line_of(beginning);
  while (line.starts_with(kComment) || line.starts_with(kSessionEnd)) {
    beginning.remove_prefix(static_cast<std::size_t>(line.data() + line.size() - beginning.data()));
    line = first_line_of(beginning);
  }
  LineCursor cursor(line);
  if (!cursor.take('[')) return false;
  if (cursor.take(']')) return true;
  return !cursor.word(":=[]!/\"{,").empty() && (cursor.take(":=") || cursor.take("=="));
}

}  // namespace clio
