// A strict JSON reader that says in words what is wrong.
//
// Bulk input goes through simdjson, which is fast and terse about faults. This one is the other half: plain recursive descent over one short
// text, used for header lines and for every line that the fast reader did not accept. Recursion is bounded by kJsonDepthMax.
// Cost: O(n log n), the logarithm for finding a name that appears twice in one object.
// Tested by tests/adapters/strict_json_test.cpp, and against the fast reader by tests/fuzz/.
#include "adapters/json/strict_json.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include "adapters/text/utf8.hpp"
#include "checker/support/assert.hpp"

namespace clio {
namespace {

constexpr std::size_t kShownCharacters = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string quoted(std::string_view text) { return Value(shortened(text, kShownCharacters)).to_json(); }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Json, JsonFault> parse() {
    Json root;
    skip_space();
    if (!value(root, 0)) return Unexpected(std::move(fault_));
    skip_space();
    if (at_ != text_.size()) return Unexpected(JsonFault{at_, "found " + found() + " after the end of the value; expected the end of the line"});
    return root;
  }

 private:
  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  [[nodiscard]] char peek() const { return done() ? '\0' : text_[at_]; }
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (!done() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || text_[at_] == '\n')) ++at_;
  }

  bool fail(std::size_t position, std::string message) {
    fault_ = {position, std::move(message)};
    return false;
  }
  bool expected(std::string_view what) { return fail(at_, "found " + found() + "; expected " + std::string(what)); }

  /// What stands at the current position, for a message.
  [[nodiscard]] std::string found() const {
    if (done()) return "the end of the line";
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (byte < 0x20 || byte == 0x7F) return "the control character " + code_point(byte);
    std::size_t length = 1;
    while (at_ + length < text_.size() && (static_cast<unsigned char>(text_[at_ + length]) & 0xC0u) == 0x80u) ++length;
    const std::string_view character = text_.substr(at_, length);
    return character == "\"" ? std::string("a quote") : Value(std::string(character)).to_json();
  }

  static std::string code_point(unsigned byte) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    return std::string("U+00") + kHex[byte >> 4] + kHex[byte & 15];
  }

  bool value(Json& json, std::size_t depth) {
    if (depth > kJsonDepthMax) return fail(at_, "nested deeper than " + std::to_string(kJsonDepthMax) + " levels");
    switch (peek()) {
      case '{': return object(json, depth);
      case '[': return array(json, depth);
      case '"': {
        json.type = Json::Type::string;
        std::string text;
        if (!string(text)) return false;
        json.scalar = Value(std::move(text));
        return true;
      }
      case 't': json.type = Json::Type::boolean; json.scalar = Value(true); return word("true");
      case 'f': json.type = Json::Type::boolean; json.scalar = Value(false); return word("false");
      case 'n': json.type = Json::Type::null; return word("null");
      default: break;
    }
    if (peek() == '-' || is_digit(peek())) return number(json);
    if ((peek() | 0x20) >= 'a' && (peek() | 0x20) <= 'z') return word("");  // None, NaN, nil, a bare word
    return expected("a JSON value");
  }

  bool word(std::string_view literal) {
    std::size_t end = at_;
    while (end < text_.size() && ((text_[end] | 0x20) >= 'a' && (text_[end] | 0x20) <= 'z')) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    if (word != literal) return fail(at_, "found " + quoted(word) + " without quotes; expected a JSON value");
    at_ = end;
    return true;
  }

  bool number(Json& json) {
    json.type = Json::Type::number;
    const std::size_t begin = at_;
    const bool negative = take('-');
    if (!is_digit(peek())) return expected("a digit");
    if (take('0')) {
      if (is_digit(peek())) return fail(begin, "found a number that begins with 0; expected no leading zeros");
    }
    while (is_digit(peek())) ++at_;
    bool integer = true;
    if (take('.')) {
      integer = false;
      if (!is_digit(peek())) return expected("a digit after the decimal point");
      while (is_digit(peek())) ++at_;
    }
    if (peek() == 'e' || peek() == 'E') {
      integer = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!is_digit(peek())) return expected("a digit of the exponent");
      while (is_digit(peek())) ++at_;
    }
    const std::string_view literal = text_.substr(begin, at_ - begin);
    const std::string shown = shortened(literal, kShownCharacters);
    if (!integer) {
      double d = 0;
      if (std::from_chars(literal.data(), literal.data() + literal.size(), d).ec != std::errc{}) {
        return fail(begin, "found " + shown + "; expected a number that a double can hold");
      }
      json.scalar = Value(d);
      return true;
    }
    std::int64_t i = 0;
    if (std::from_chars(literal.data(), literal.data() + literal.size(), i).ec == std::errc{}) {
      json.scalar = Value(i);
      return true;
    }
    std::uint64_t u = 0;
    if (!negative && std::from_chars(literal.data(), literal.data() + literal.size(), u).ec == std::errc{}) {
      json.scalar = Value(u);
      return true;
    }
    return fail(begin, "found the integer " + shown + "; expected at most 64 bits");
  }

  std::optional<unsigned> four_hex_digits() {
    unsigned code = 0;
    if (text_.size() - at_ < 4) return std::nullopt;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, begin + 4, code, 16);
    if (error != std::errc{} || end != begin + 4) return std::nullopt;
    at_ += 4;
    return code;
  }

  static void append_utf8(std::string& out, unsigned code) {
    const auto put = [&](unsigned byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xC0 | (code >> 6)), put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      put(0xE0 | (code >> 12)), put(0x80 | ((code >> 6) & 0x3F)), put(0x80 | (code & 0x3F));
    } else {
      put(0xF0 | (code >> 18)), put(0x80 | ((code >> 12) & 0x3F)), put(0x80 | ((code >> 6) & 0x3F)), put(0x80 | (code & 0x3F));
    }
  }

  bool unicode_escape(std::string& out, std::size_t begin) {
    const std::optional<unsigned> first = four_hex_digits();
    if (!first) return fail(begin, "found the escape \\u without four hexadecimal digits");
    unsigned code = *first;
    const auto lone = [&] { return fail(begin, "found half of a surrogate pair; expected both halves, \\uD8xx\\uDCxx"); };
    if (code >= 0xDC00 && code < 0xE000) return lone();
    if (code >= 0xD800 && code < 0xDC00) {
      if (text_.substr(at_, 2) != "\\u") return lone();
      at_ += 2;
      const std::optional<unsigned> second = four_hex_digits();
      if (!second || *second < 0xDC00 || *second >= 0xE000) return lone();
      code = 0x10000 + ((code - 0xD800) << 10) + (*second - 0xDC00);
    }
    append_utf8(out, code);
    return true;
  }

  bool escape(std::string& out) {
    const std::size_t begin = at_++;
    if (done()) return expected("the rest of an escape");
    const char c = text_[at_++];
    switch (c) {
      case '"': case '\\': case '/': out += c; return true;
      case 'b': out += '\b'; return true;
      case 'f': out += '\f'; return true;
      case 'n': out += '\n'; return true;
      case 'r': out += '\r'; return true;
      case 't': out += '\t'; return true;
      case 'u': return unicode_escape(out, begin);
      default:
        --at_;
        return fail(begin, "found " + found() + " after a backslash; expected one of \" \\ / b f n r t u");
    }
  }

  bool string(std::string& out) {
    const std::size_t begin = at_++;
    while (!done()) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c == '\\') {
        if (!escape(out)) return false;
        continue;
      }
      if (static_cast<unsigned char>(c) < 0x20) return fail(at_, "found " + found() + " in a string; expected it as an escape");
      out += c;
      ++at_;
    }
    return fail(begin, "found a string without an end; expected a closing quote on the same line");
  }

  bool array(Json& json, std::size_t depth) {
    json.type = Json::Type::array;
    ++at_;
    skip_space();
    if (take(']')) return true;
    while (true) {
      skip_space();
      if (!value(json.items.emplace_back(), depth + 1)) return false;
      skip_space();
      if (take(']')) return true;
      if (!take(',')) return expected("\",\" or \"]\" after an element");
    }
  }

  bool object(Json& json, std::size_t depth) {
    json.type = Json::Type::object;
    const std::size_t begin = at_++;
    skip_space();
    if (take('}')) return true;
    while (true) {
      skip_space();
      if (peek() != '"') return expected("a field's name in quotes");
      auto& [name, member] = json.members.emplace_back();
      if (!string(name)) return false;
      skip_space();
      if (!take(':')) return expected("\":\" after a field's name");
      skip_space();
      if (!value(member, depth + 1)) return false;
      skip_space();
      if (take('}')) return each_name_once(json, begin);
      if (!take(',')) return expected("\",\" or \"}\" after a field");
    }
  }

  bool each_name_once(const Json& json, std::size_t begin) {
    std::vector<std::string_view> names;
    names.reserve(json.members.size());
    for (const auto& [name, member] : json.members) names.push_back(name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice == names.end()) return true;
    return fail(begin, "found the field " + quoted(*twice) + " more than once in one object; expected each field once");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  JsonFault fault_;
};

}  // namespace

const Json* Json::find(std::string_view name) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.name == name; });
  return found == members.end() ? nullptr : &found->value;
}

std::string Json::description() const {
  switch (type) {
    case Type::null: return "null";
    case Type::boolean: return scalar.to_json();
    case Type::number: return "the number " + scalar.to_json();
    case Type::string: return "the string " + quoted(*scalar.as_string());
    case Type::array: return "an array";
    case Type::object: return "an object";
  }
  return {};
}

Result<Json, JsonFault> parse_json(std::string_view text) { return Parser(text).parse(); }

Value to_value(const Json& json) {
  CLIO_ASSERT(json.type != Json::Type::object);
  if (json.type != Json::Type::array) return json.scalar;
  Value::Array items;
  items.reserve(json.items.size());
  for (const Json& item : json.items) items.push_back(to_value(item));
  return Value(std::move(items));
}

}  // namespace clio
