// One pass over the lines of a test; final values are added at its end.
// Tested by tests/adapters/object_texts_test.cpp, malformed_test.cpp, tests/conformance/expectations_test.cpp and tests/fuzz/.
#include "adapters/formats/axe/axe.hpp"

#include <map>
#include <set>

#include "adapters/text/line_cursor.hpp"

namespace clio {
namespace {

struct Access {
  Kind kind = Kind::read;
  std::int64_t address = 0, value = 0;
};

/// M[ADDRESS] or vADDRESS, then == or := and a value.
std::string read_access(LineCursor& cursor, Access& access) {
  std::optional<std::uint64_t> address;
  if (cursor.take("M[")) {
    address = cursor.natural();
    if (!address || !cursor.take(']')) return cursor.wrong("an address and ], as in M[1]");
  } else if (cursor.take('v')) {
    address = cursor.natural();
  }
  if (!address || *address > static_cast<std::uint64_t>(INT64_MAX)) return cursor.wrong("an address: M[1] or v1");
  const bool write = cursor.take(":=");
  if (!write && !cursor.take("==")) return cursor.wrong(":= or ==");
  const auto value = cursor.integer();
  if (!value) return cursor.wrong("a value, an integer of 64 bits");
  access = {write ? Kind::write : Kind::read, static_cast<std::int64_t>(*address), *value};
  return {};
}

class AxeReader {
 public:
  AxeReader(std::string_view text, const ReadOptions& options) : lines_(text, options) { builder_.header().initial = options.initial.value_or(Value(0)); }

  HistoryOrErrors read() {
    while (const auto line = lines_.next()) {
      LineCursor cursor(*line);
      if (const std::string wrong = read_line(cursor); !wrong.empty()) lines_.error(wrong);
      if (second_test_) break;
    }
    if (!lines_.failed()) add_finals();
    return lines_.finish(std::move(builder_));
  }

 private:
  std::string read_line(LineCursor& cursor) {
    if (cursor.at_end() || cursor.next() == '#') return {};
    if (check_line_ != 0) {
      second_test_ = true;
      return "found a second test after the check of line " + std::to_string(check_line_) + "; expected one test in a file";
    }
    if (cursor.take("check")) {
      check_line_ = lines_.number();
      return end_of(cursor);
    }
    if (cursor.take("final ")) return read_final(cursor);
    const auto thread = cursor.integer();
    if (!thread || !cursor.take(':')) return cursor.wrong("an operation such as 0: M[1] := 1, final or check");
    if (finals_begun_) return "found an operation after a final value; expected final or check";
    if (cursor.take("sync")) {
      (void)builder_.process(*thread);
      return end_of(cursor);
    }
    return cursor.take('{') ? read_atomic(cursor, *thread) : read_plain(cursor, *thread);
  }

  static std::string end_of(LineCursor& cursor) { return cursor.at_end() ? std::string() : cursor.wrong("the end of the line"); }

  std::string read_plain(LineCursor& cursor, std::int64_t thread) {
    Access access;
    if (std::string wrong = read_access(cursor, access); !wrong.empty()) return wrong;
    if (std::string wrong = read_times(cursor); !wrong.empty()) return wrong;
    add(thread, access.kind, access.address, 0, access.value);
    return {};
  }

  /// { READ; WRITE } of one address.
  std::string read_atomic(LineCursor& cursor, std::int64_t thread) {
    Access read, write;
    if (std::string wrong = read_access(cursor, read); !wrong.empty()) return wrong;
    if (!cursor.take(';')) return cursor.wrong("; between a read and a write");
    if (std::string wrong = read_access(cursor, write); !wrong.empty()) return wrong;
    if (!cursor.take('}')) return cursor.wrong("} after a read and a write");
    if (std::string wrong = read_times(cursor); !wrong.empty()) return wrong;
    if (read.kind != Kind::read || write.kind != Kind::write || read.address != write.address) {
      return "found another atomic operation; expected a read and then a write of the same address";
    }
    add(thread, Kind::cas, read.address, read.value, write.value);
    return {};
  }

  /// @ BEGIN:END, either of which may be missing. Nothing of it is kept.
  std::string read_times(LineCursor& cursor) {
    if (!cursor.take('@')) return end_of(cursor);
    cursor.natural();
    if (!cursor.take(':')) return cursor.wrong(": between the times");
    cursor.natural();
    return end_of(cursor);
  }

  void add(std::int64_t thread, Kind kind, std::int64_t address, std::int64_t expected, std::int64_t value) {
    Operation row{.kind = kind, .process = builder_.process(thread), .key = builder_.key(address), .value = builder_.value(value), .line = lines_.short_number()};
    if (kind == Kind::cas) row.expected = builder_.value(expected);
    if (kind != Kind::read) writers_[address].insert(thread);
    first_thread_ = first_thread_.value_or(thread);
    builder_.add(row);
  }

  std::string read_final(LineCursor& cursor) {
    Final made{.access = {}, .line = lines_.short_number()};
    if (std::string wrong = read_access(cursor, made.access); !wrong.empty()) return wrong;
    if (made.access.kind != Kind::read) return "found a final write; expected a final value, such as final M[1] == 1";
    finals_begun_ = true;
    finals_.push_back(made);
    return end_of(cursor);
  }

  void add_finals() {
    for (const Final& made : finals_) {
      std::set<std::int64_t> threads = writers_[made.access.address];
      if (threads.empty()) threads.insert(first_thread_.value_or(0));
      for (const std::int64_t thread : threads) {
        builder_.add({.kind = Kind::read, .process = builder_.process(thread), .key = builder_.key(made.access.address),
                      .value = builder_.value(made.access.value), .line = made.line});
      }
    }
  }

  struct Final {
    Access access;
    std::uint32_t line;
  };

  Lines lines_;
  HistoryBuilder builder_;
  std::map<std::int64_t, std::set<std::int64_t>> writers_;  ///< threads by address
  std::optional<std::int64_t> first_thread_;
  std::vector<Final> finals_;
  std::size_t check_line_ = 0;
  bool finals_begun_ = false;
  bool second_test_ = false;
};

}  // namespace

HistoryOrErrors read_axe(std::string_view text, const ReadOptions& options) { return AxeReader(text, options).read(); }

bool recognises_axe(std::string_view beginning) {
  for (std::string_view line = first_line_of(beginning); !line.empty(); line = first_line_of(beginning)) {
    beginning.remove_prefix(static_cast<std::size_t>(line.data() + line.size() - beginning.data()));
    LineCursor cursor(line);
    if (cursor.next() == '#') continue;
    if (!cursor.take("final ")) {
      if (!cursor.integer() || !cursor.take(':')) return false;
      if (cursor.take("sync")) return cursor.at_end();
      cursor.take('{');
    }
    Access ignored;
    return read_access(cursor, ignored).empty();
  }
  return false;
}

std::vector<std::string_view> axe_tests(std::string_view text) {
  std::vector<std::string_view> tests;
  std::size_t begin = 0, at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    LineCursor cursor(text.substr(at, end - at));
    at = std::min(end + 1, text.size());
    if (!cursor.take("check")) continue;
    tests.push_back(text.substr(begin, at - begin));
    begin = at;
  }
  if (!is_blank_line(text.substr(begin))) tests.push_back(text.substr(begin));
  return tests;
}

}  // namespace clio
