// The reader of ordinary lines: a cursor that walks over a line once.
//
// The idea: what programs write has no space between its tokens, no escapes and no digits after a point, and then a token's first byte says what it
// is and its end is found while it is read. simdjson's two passes (where the structural characters are; what stands between them) pay for generality: some
// 2,000 instructions for a line of 90 bytes, against some 400 here.
// Whatever is not so plain ends in `false`, and another reader decides. So a line is never judged wrong here.
// Invariant: a line that is read here gives the same rows as read_carefully gives.
// Reading on beyond the line's end is harmless: before every field the cursor is within the line, a field takes less than kPaddingBytes beyond it or
// stops there, and a line counts only if its last brace is its last byte.
// Tested by tests/adapters/native_reader_test.cpp and, each reader against the careful one, tests/fuzz/properties.cpp.
#include "adapters/formats/native/plain_line.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

#include "adapters/formats/native/words_at.hpp"

namespace clio::native {
namespace {

constexpr int kDigitsMax = 18;  // so that no sum overflows

constexpr std::uint64_t each_byte(std::uint64_t byte) { return byte * 0x0101010101010101u; }

/// Marks bytes that end a plain string: quote, backslash, control characters, and what is not ASCII. The lowest mark is right; above it there may be
/// false ones.
std::uint64_t not_plain(std::uint64_t bytes) {
  const auto zero = [](std::uint64_t x) { return (x - each_byte(1)) & ~x; };
  const std::uint64_t control = (bytes - each_byte(0x20)) & ~bytes;
  return (zero(bytes ^ each_byte('"')) | zero(bytes ^ each_byte('\\')) | control | bytes) & each_byte(0x80);
}

bool is_plain(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x80) return false;
  }
  return true;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

/// A place in a line. What cannot be read plainly makes it false and leaves the place where it was.
class PlainLineReader::Cursor {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  [[nodiscard]] bool within() const { return at_ < end_; }
  [[nodiscard]] bool at_end() const { return at_ == end_; }
  [[nodiscard]] char next() const { return *at_; }
  void skip(std::size_t bytes) { at_ += bytes; }
  bool take(char c) {
    if (*at_ != c) return false;
    ++at_;
    return true;
  }
  template <std::size_t N>
  bool take(const char (&word)[N]) {
    if (std::memcmp(at_, word, N - 1) != 0) return false;
    at_ += N - 1;
    return true;
  }

  bool take_field(Field& field) {
    const std::optional<Field> found = field_at(at_);
    if (!found) return false;
    field = *found;
    at_ += name_of(field).size() + 1;
    return take(':');
  }

  /// A whole number of an object, not its beginning only.
  bool take_integer(std::int64_t& integer) {
    const char* at = at_;
    const bool negative = *at == '-';
    at += negative ? 1 : 0;
    const char* first = at;
    std::int64_t sum = 0;
    for (; is_digit(*at) && at - first < kDigitsMax; ++at) sum = 10 * sum + (*at - '0');
    if (at == first || (*at != ',' && *at != '}')) return false;
    if (*first == '0' && (negative || at - first > 1)) return false;
    integer = negative ? -sum : sum;
    at_ = at;
    return true;
  }

  /// A string, its first quote taken already.
  bool take_string(std::string_view& text) {
    if constexpr (std::endian::native != std::endian::little) return false;
    for (const char* at = at_; at < end_; at += 8) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, at, sizeof bytes);
      const std::uint64_t marks = not_plain(bytes);
      if (marks == 0) continue;
      at += std::countr_zero(marks) / 8;
      if (*at != '"' || at >= end_) return false;
      text = {at_, static_cast<std::size_t>(at - at_)};
      at_ = at + 1;
      return true;
    }
    return false;
  }

  bool take_value(HistoryBuilder& builder, ValueId& id) {
    if (take('"')) {
      std::string_view text;
      if (!take_string(text)) return false;
      id = builder.value(text);
      return true;
    }
    if (take("null")) {
      id = kNull;
      return true;
    }
    std::int64_t integer = 0;
    if (!take_integer(integer)) return false;
    id = builder.value(integer);
    return true;
  }

  /// The name of a process, key or node; `intern` gives the id of a std::int64_t or a std::string_view.
  template <class Id, class Intern>
  bool take_name(ShortNames<Id>& known, Id& id, Intern&& intern) {
    if (take('"')) {
      if (const auto found = known.find(at_, [&](std::string_view name) { return is_plain(name) ? std::optional<Id>(intern(name)) : std::nullopt; })) {
        id = found->id;
        at_ += found->length + 1;
        return true;
      }
      std::string_view name;
      if (!take_string(name)) return false;
      id = intern(name);
      return true;
    }
    std::int64_t integer = 0;
    if (!take_integer(integer)) return false;
    id = intern(integer);
    return true;
  }

  bool take_status(Status& status) {
    std::string_view text;
    if (!take('"') || !take_string(text)) return false;
    const std::optional<Status> named = status_named(text);
    status = named.value_or(Status::ok);
    return named.has_value();
  }

  bool take_bool(bool& truth) {
    truth = *at_ == 't';
    return truth ? take("true") : take("false");
  }

  bool take_kind(Kind& kind) {
    if (!take('"')) return false;
    const std::optional<Kind> found = kind_at(at_);
    if (!found) return false;
    kind = *found;
    at_ += name_of(kind).size() + 1;
    return true;
  }

 private:
  const char* at_;
  const char* end_;
};

namespace {

std::int64_t as_name(std::int64_t i) { return i; }
Value as_name(std::string_view text) { return Value(std::string(text)); }

}  // namespace

/// The fields of a line (its process, times and so on), or of an operation of a transaction, to the closing brace; the opening one is taken.
bool PlainLineReader::object(Cursor& cursor, HistoryBuilder& builder, Line& line, Operation& row, Fields& seen, bool inner) {
  do {
    Field field{};
    if (!cursor.within() || !cursor.take('"') || !cursor.take_field(field) || seen.has(field) || (inner && !kInnerFields.has(field))) return false;
    seen.add(field);
    bool good = false;
    switch (field) {
      case Field::process: good = cursor.take_name(processes_, row.process, [&](auto name) { return builder.process(as_name(name)); }); break;
      case Field::op: good = cursor.take_kind(row.kind); break;
      case Field::txn: good = transaction(cursor, builder, line); break;
      case Field::key: good = cursor.take_name(keys_, row.key, [&](auto name) { return builder.key(name); }); break;
      case Field::expected: good = cursor.take_value(builder, row.expected); break;
      case Field::value: good = cursor.take_value(builder, row.value); break;
      case Field::success: good = cursor.take_bool(row.success); break;
      case Field::call: good = cursor.take_integer(row.call); break;
      case Field::response:
        line.return_given = cursor.next() != 'n';
        good = line.return_given ? cursor.take_integer(row.response) : cursor.take("null");
        break;
      case Field::status: good = cursor.take_status(row.status); break;
      case Field::node: good = cursor.take_name(nodes_, row.node, [&](auto name) { return builder.node(as_name(name)); }); break;
      case Field::version: {
        std::int64_t version = 0;
        good = cursor.take_integer(version);
        row.version = version;
        break;
      }
    }
    if (!good) return false;
  } while (cursor.take(','));
  return cursor.take('}');
}

bool PlainLineReader::transaction(Cursor& cursor, HistoryBuilder& builder, Line& line) {
  line.transaction = true;
  if (!cursor.take('[')) return false;
  do {
    if (!cursor.within() || !cursor.take('{')) return false;
    if (!object(cursor, builder, line, line.rows.emplace_back(), line.row_seen.emplace_back(), true)) return false;
  } while (cursor.take(','));
  return cursor.take(']');
}

bool PlainLineReader::read(std::string_view text, HistoryBuilder& builder, Line& line) {
  if (!text.starts_with("{\"")) return false;
  line.clear();
  Operation common;
  Cursor cursor(text);
  cursor.skip(1);
  return object(cursor, builder, line, common, line.seen, false) && cursor.at_end() && settle_line(line, common);
}

}  // namespace clio::native
