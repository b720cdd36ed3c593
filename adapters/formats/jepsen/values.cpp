#include "adapters/formats/jepsen/values.hpp"

#include <algorithm>

#include "adapters/formats/native/line.hpp"
#include "adapters/text/utf8.hpp"

namespace clio::jepsen {
namespace {

using edn::Lexer;
using edn::Syntax;
using edn::Token;

constexpr unsigned kAsKeyword = 1, kAsString = 2;

std::string_view values_of(Syntax syntax) {
  return syntax == Syntax::edn ? "nil, true, false, a number, a string, a keyword or a vector of these" : "null, true, false, a number, a string or an array of these";
}

}  // namespace

std::string shown(std::string_view form, std::size_t characters) {
  std::string text = shortened(form, characters);
  std::replace_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return text;
}

bool ValueReader::refuse(const Lexer& lexer, std::string_view expected) {
  message_ = "found " + lexer.description() + "; expected " + std::string(expected);
  return false;
}

/// Strings have to be remembered only where keywords are values too, but those may still come.
void ValueReader::note(std::string_view name, unsigned spelling) {
  const auto known = spellings_.find(name);
  if (known != spellings_.end()) {
    known->second |= spelling;
  } else {
    spellings_.emplace(std::string(name), spelling);
  }
}

bool ValueReader::read(Lexer& lexer, Value& out, std::size_t depth) {
  switch (lexer.token()) {
    case Token::nil: out = Value(); return true;
    case Token::boolean: out = Value(lexer.truth()); return true;
    case Token::number: {
      std::optional<Value> number = lexer.integer();
      if (!number) number = lexer.decimal();
      if (!number) return refuse(lexer, "an integer of 64 bits or a decimal number that a double holds");
      out = *std::move(number);
      return true;
    }
    case Token::string:
      if (lexer.syntax() == Syntax::edn) note(lexer.text(), kAsString);
      out = Value(std::string(lexer.text()));
      return true;
    case Token::keyword:
      note(lexer.text(), kAsKeyword);
      out = Value(std::string(lexer.text()));
      return true;
    case Token::open:
      if (lexer.bracket() == '[' || lexer.bracket() == '(') {
        Value::Array items;
        if (!elements(lexer, items, depth)) return false;
        out = Value(std::move(items));
        return true;
      }
      break;
    default: break;
  }
  return refuse(lexer, values_of(lexer.syntax()));
}

bool ValueReader::elements(Lexer& lexer, Value::Array& out, std::size_t depth) {
  if (depth == native::kValueDepthMax) {
    message_ = "found vectors nested deeper than " + std::to_string(native::kValueDepthMax) + " levels; expected a value of fewer";
    return false;
  }
  while (lexer.next() != Token::close) {
    if (!read(lexer, out.emplace_back(), depth + 1)) return false;
  }
  return true;
}

std::optional<ValueId> ValueReader::value(Lexer& lexer) {
  if (lexer.token() == Token::number) {
    const std::optional<Value> integer = lexer.integer();
    if (integer && integer->as_int()) return builder_.value(*integer->as_int());
  } else if (lexer.token() == Token::string) {
    if (lexer.syntax() == Syntax::edn) note(lexer.text(), kAsString);
    return builder_.value(lexer.text());
  } else if (lexer.token() == Token::nil) {
    return kNull;
  }
  Value value;
  if (!read(lexer, value, 0)) return std::nullopt;
  return builder_.value(value);
}

std::optional<ValueId> ValueReader::collection(Lexer& lexer) {
  if (lexer.token() != Token::open || lexer.bracket() == '{') {
    refuse(lexer, lexer.syntax() == Syntax::edn ? "the elements in a vector, a list or a set" : "the elements in an array");
    return std::nullopt;
  }
  const bool set = lexer.bracket() == '#';
  Value::Array items;
  if (!elements(lexer, items, 0)) return std::nullopt;
  if (set) {
    Value::Array sorted = items;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) {
      message_ = "found " + shortened(twice->to_json(), 40) + " more than once in a set; expected each element once";
      return std::nullopt;
    }
  }
  return builder_.value(Value(std::move(items)));
}

std::optional<KeyId> ValueReader::key(Lexer& lexer) {
  if (lexer.token() == Token::number) {
    const std::optional<Value> integer = lexer.integer();
    if (integer) return integer->as_int() ? builder_.key(*integer->as_int()) : builder_.key(*integer);
  } else if (lexer.token() == Token::string || lexer.token() == Token::keyword) {
    if (lexer.syntax() == Syntax::edn) note(lexer.text(), lexer.token() == Token::keyword ? kAsKeyword : kAsString);
    return builder_.key(lexer.text());
  }
  refuse(lexer, lexer.syntax() == Syntax::edn ? "a key: an integer, a string or a keyword" : "a key: an integer or a string");
  return std::nullopt;
}

std::vector<std::string> ValueReader::spelling_errors() const {
  std::vector<std::string> errors;
  for (const auto& [name, spelling] : spellings_) {
    if (spelling != (kAsKeyword | kAsString)) continue;
    const std::string shown = shortened(name, 40);
    errors.push_back("found the keyword :" + shown + " and the string " + Value(shown).to_json() + " as values or keys; expected one of them, since both would be " +
                     Value(shown).to_json());
  }
  std::sort(errors.begin(), errors.end());
  return errors;
}

}  // namespace clio::jepsen
