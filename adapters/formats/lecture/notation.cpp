#include "adapters/formats/lecture/notation.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "adapters/text/utf8.hpp"
#include "checker/support/assert.hpp"
#include "checker/support/unprintable.hpp"

namespace clio::lecture {
namespace {

struct Letter {
  Object object;
  Kind kind;
  char letter;
};

constexpr std::array kLetters{
    Letter{Object::register_, Kind::write, 'W'}, Letter{Object::register_, Kind::read, 'R'}, Letter{Object::register_, Kind::cas, 'C'},
    Letter{Object::register_, Kind::erase, 'D'}, Letter{Object::counter, Kind::add, 'A'},    Letter{Object::counter, Kind::read, 'R'},
    Letter{Object::set, Kind::add, 'A'},         Letter{Object::set, Kind::remove, 'X'},     Letter{Object::set, Kind::contains, 'H'},
    Letter{Object::set, Kind::read, 'R'},        Letter{Object::queue, Kind::enqueue, 'E'},  Letter{Object::queue, Kind::dequeue, 'Q'},
    Letter{Object::stack, Kind::push, 'U'},      Letter{Object::stack, Kind::pop, 'O'},      Letter{Object::list, Kind::append, 'A'},
    Letter{Object::list, Kind::read, 'R'},       Letter{Object::mutex, Kind::acquire, 'L'},  Letter{Object::mutex, Kind::release, 'F'},
    Letter{Object::text, Kind::write, 'W'},      Letter{Object::text, Kind::append, 'A'},    Letter{Object::text, Kind::read, 'R'},
};

/// Blanks that are not the space, and what is not seen at all: never part of a bare word, since nobody would see where it ends, or which way it runs.
bool is_odd_blank(char32_t c) {
  return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000 || (c >= 0x80 && is_unprintable(c));
}

bool is_literal_name(std::string_view word) { return word == "null" || word == "true" || word == "false"; }

bool is_bare_word(std::string_view text) {
  if (text.empty() || is_literal_name(text)) return false;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    if (!(at == 0 ? starts_word(c.value) : continues_word(c.value))) return false;
    at += c.bytes;
  }
  return true;
}

void append_text(std::string& out, const Value& value) {
  if (const std::string* text = value.as_string(); text && is_bare_word(*text)) {
    out += *text;
  } else if (const Value::Array* array = value.as_array()) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i != 0) out += ',';
      append_text(out, (*array)[i]);
    }
    out += ']';
  } else {
    out += value.to_json();
  }
}

using ValueOrError = Result<Value, std::string>;

Unexpected<std::string> wrong(const Cursor& cursor, std::string_view expected) {
  return Unexpected("found " + found_at(cursor) + "; expected " + std::string(expected));
}

ValueOrError read_number(Cursor& cursor) {
  const std::string_view text = cursor.rest();
  std::size_t length = 0;
  bool whole = true;
  const auto digits = [&] {
    const std::size_t before = length;
    while (cursor.at_digit(length)) ++length;
    return length > before;
  };
  if (cursor.peek() == '-') ++length;
  const std::size_t first_digit = length;
  digits();
  const bool padded = text[first_digit] == '0' && length > first_digit + 1;
  if (cursor.peek(length) == '.' && cursor.at_digit(length + 1)) {
    whole = false;
    ++length;
    digits();
  }
  if (cursor.peek(length) == 'e' || cursor.peek(length) == 'E') {
    const std::size_t sign = cursor.peek(length + 1) == '+' || cursor.peek(length + 1) == '-' ? 1 : 0;
    if (cursor.at_digit(length + 1 + sign)) {
      whole = false;
      length += 1 + sign;
      digits();
    }
  }
  const std::string_view number = text.substr(0, length);
  if (padded) return Unexpected("found the number " + shortened(number, 40) + "; expected one without leading zeros, or a string in quotes");
  const char* const begin = number.data();
  const char* const end = begin + number.size();
  ValueOrError read = Unexpected(std::string());
  if (whole) {
    std::int64_t small = 0;
    std::uint64_t large = 0;
    if (std::from_chars(begin, end, small).ec == std::errc()) {
      read = Value(small);
    } else if (number.front() != '-' && std::from_chars(begin, end, large).ec == std::errc()) {
      read = Value(large);
    } else {
      return Unexpected("found the integer " + shortened(number, 40) + "; expected one of at most 64 bits");
    }
  } else {
    double real = 0;
    if (std::from_chars(begin, end, real).ec != std::errc() || !std::isfinite(real)) {
      return Unexpected("found the number " + shortened(number, 40) + "; expected one that a double can hold");
    }
    read = Value(real);
  }
  for (std::size_t i = 0; i < length; ++i) cursor.advance();
  return read;
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

std::optional<char32_t> read_hex4(Cursor& cursor) {
  char32_t c = 0;
  for (int i = 0; i < 4; ++i) {
    const char d = cursor.peek();
    if (d >= '0' && d <= '9') {
      c = c * 16 + static_cast<char32_t>(d - '0');
    } else if (d >= 'a' && d <= 'f') {
      c = c * 16 + static_cast<char32_t>(d - 'a' + 10);
    } else if (d >= 'A' && d <= 'F') {
      c = c * 16 + static_cast<char32_t>(d - 'A' + 10);
    } else {
      return std::nullopt;
    }
    cursor.advance();
  }
  return c;
}

/// After the backslash.
std::optional<std::string> read_escape(Cursor& cursor, std::string& out) {
  static constexpr std::string_view kNames = "\"\\/bfnrt";
  static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (const std::size_t simple = cursor.at_end() ? std::string_view::npos : kNames.find(cursor.peek()); simple != std::string_view::npos) {
    out += kMeanings[simple];
    cursor.advance();
    return std::nullopt;
  }
  if (!cursor.take('u')) return "found " + found_at(cursor) + " after a backslash; expected an escape of JSON";
  auto c = read_hex4(cursor);
  if (c && *c >= 0xD800 && *c < 0xDC00) {
    if (!cursor.take('\\') || !cursor.take('u')) return "found half of a surrogate pair; expected the other half after it";
    const auto low = read_hex4(cursor);
    if (!low || *low < 0xDC00 || *low > 0xDFFF) return "found half of a surrogate pair; expected the other half after it";
    c = 0x10000 + ((*c - 0xD800) << 10) + (*low - 0xDC00);
  } else if (c && *c >= 0xDC00 && *c <= 0xDFFF) {
    return "found the second half of a surrogate pair; expected the first half before it";
  }
  if (!c) return "found " + found_at(cursor) + "; expected four hexadecimal digits after \\u";
  append_utf8(out, *c);
  return std::nullopt;
}

ValueOrError read_string(Cursor& cursor) {
  cursor.advance();  // the opening quote
  std::string text;
  while (true) {
    if (cursor.at_end()) return wrong(cursor, "the closing quote of a string");
    if (cursor.take('"')) return Value(std::move(text));
    if (cursor.take('\\')) {
      if (auto error = read_escape(cursor, text)) return Unexpected(std::move(*error));
      continue;
    }
    if (static_cast<unsigned char>(cursor.peek()) < 0x20) return wrong(cursor, "no control characters in a string (use an escape)");
    const std::string_view before = cursor.rest();
    const std::size_t start = cursor.byte();
    cursor.advance();
    text += before.substr(0, cursor.byte() - start);
  }
}

Value read_word(Cursor& cursor) {
  const std::string_view before = cursor.rest();
  const std::size_t start = cursor.byte();
  do {
    cursor.advance();
  } while (!cursor.at_end() && continues_word(code_point_at(cursor.rest(), 0).value));
  const std::string_view word = before.substr(0, cursor.byte() - start);
  if (word == "null") return {};
  if (word == "true") return true;
  if (word == "false") return false;
  return std::string(word);
}

ValueOrError read_scalar(Cursor& cursor) {
  if (cursor.at_digit() || (cursor.peek() == '-' && cursor.at_digit(1))) return read_number(cursor);
  if (cursor.peek() == '"') return read_string(cursor);
  if (!cursor.at_end() && starts_word(code_point_at(cursor.rest(), 0).value)) return read_word(cursor);
  return wrong(cursor, "a value: an integer, a word or a JSON literal");
}

}  // namespace

std::optional<char> letter_of(Object object, Kind kind) {
  for (const Letter& l : kLetters) {
    if (l.object == object && l.kind == kind) return l.letter;
  }
  return std::nullopt;
}

std::optional<Kind> kind_of(Object object, char letter) {
  for (const Letter& l : kLetters) {
    if (l.object == object && l.letter == letter) return l.kind;
  }
  return std::nullopt;
}

std::string letters_of(Object object) {
  std::string text;
  std::size_t left = 0;
  for (const Letter& l : kLetters) left += l.object == object ? 1 : 0;
  for (const Letter& l : kLetters) {
    if (l.object != object) continue;
    if (!text.empty()) text += left == 1 ? " or " : ", ";
    text += std::string(1, l.letter) + " (" + std::string(name_of(l.kind)) + ")";
    --left;
  }
  return text;
}

Operand operand_of(Kind kind) {
  switch (kind) {
    case Kind::read:
    case Kind::dequeue:
    case Kind::pop: return Operand::result;
    case Kind::cas: return Operand::expected_and_new;
    case Kind::contains: return Operand::asked;
    case Kind::erase:
    case Kind::acquire:
    case Kind::release: return Operand::none;
    case Kind::write:
    case Kind::add:
    case Kind::remove:
    case Kind::enqueue:
    case Kind::push:
    case Kind::append: return Operand::given;
  }
  return Operand::none;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (const char c : text) columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return columns;
}

CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const char32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  CLIO_ASSERT(at + length <= text.size());
  char32_t value = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) value = (value << 6) | (byte(i) & 0x3Fu);
  return {value, length};
}

bool starts_word(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= 0x80 && !is_odd_blank(c));
}

bool continues_word(char32_t c) { return starts_word(c) || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '@' || c == '\''; }

std::string text_of(const Value& value) {
  std::string out;
  append_text(out, value);
  return out;
}

void Cursor::advance() {
  CLIO_ASSERT(!at_end());
  byte_ += code_point_at(line_, byte_).bytes;
  ++column_;
}

bool Cursor::take(char c) {
  if (at_end() || line_[byte_] != c) return false;
  ++byte_;
  ++column_;
  return true;
}

void Cursor::skip_blanks() {
  while (take(' ')) {
  }
}

std::string found_at(const Cursor& cursor) {
  if (cursor.at_end()) return "the end of the line";
  if (cursor.peek() == '\t') return "a tab";
  if (cursor.peek() == ' ') return "a blank";
  if (static_cast<unsigned char>(cursor.peek()) < 0x20 || cursor.peek() == 0x7f) return "a control character";
  if (const char32_t c = code_point_at(cursor.rest(), 0).value; is_odd_blank(c)) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    return (c > 0xFFFF ? std::string("the blank U+") + kHex[(c >> 16) & 15] : std::string("the blank U+")) + kHex[(c >> 12) & 15] + kHex[(c >> 8) & 15] + kHex[(c >> 4) & 15] + kHex[c & 15];
  }
  constexpr std::size_t kShown = 12;
  Cursor end = cursor;
  for (std::size_t i = 0; i < kShown && !end.at_end() && static_cast<unsigned char>(end.peek()) > 0x20; ++i) end.advance();
  return "'" + std::string(cursor.rest().substr(0, end.byte() - cursor.byte())) + "'";
}

Result<Value, std::string> read_value(Cursor& cursor) {
  if (cursor.peek() != '[') return read_scalar(cursor);
  std::vector<Value::Array> open;  // the arrays that are not closed yet, outermost first
  while (true) {
    cursor.skip_blanks();
    std::optional<Value> item;
    if (cursor.peek() == '[') {
      if (open.size() == kNestingMax) return Unexpected("found an array in " + std::to_string(kNestingMax) + " others; expected at most as many");
      cursor.advance();
      open.emplace_back();
      cursor.skip_blanks();
      if (cursor.peek() != ']') continue;
    } else {
      ValueOrError scalar = read_scalar(cursor);
      if (!scalar) return scalar;
      item = std::move(scalar).value();
    }
    // An item, or the opening bracket of an empty array, has been read: now a comma, or as many closing brackets as there are.
    while (true) {
      if (item) open.back().push_back(std::move(*item));
      item.reset();
      cursor.skip_blanks();
      if (cursor.take(',')) break;
      if (!cursor.take(']')) return wrong(cursor, "',' or ']' in an array");
      item = Value(std::move(open.back()));
      open.pop_back();
      if (open.empty()) return std::move(*item);
    }
  }
}

}  // namespace clio::lecture
