// A pull parser for EDN and JSON.
//
// The idea: histories in the two notations differ in nothing but punctuation, so both are handed out as the same tokens, and everything that knows what
// a history is reads tokens. The grammar of a form is held by a stack of the open brackets; each says whether it waits for a value. Nothing is copied but
// strings that have escapes; numbers are checked here and converted when somebody asks.
// Sources: the EDN specification (github.com/edn-format/edn), RFC 8259. Beyond EDN: ## for what is no number, and \b, \f in strings, which Clojure prints.
// Cost: linear in the text. Memory: the stack of kDepthMax brackets.
// Tested by tests/adapters/edn_lexer_test.cpp and tests/fuzz/.
#include "adapters/edn/lexer.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/text/utf8.hpp"
#include "checker/support/assert.hpp"

namespace clio::edn {
namespace {

constexpr std::size_t kShownCharacters = 40;

enum Class : std::uint8_t { kOther = 0, kSpace = 1, kDigit = 2, kWord = 4, kStop = 8 };  // kStop: ends a word though it is no space

constexpr std::array<std::uint8_t, 256> classes_of_edn() {
  std::array<std::uint8_t, 256> classes{};
  for (const char c : {' ', '\t', '\r', '\n', ',', '\f', '\v'}) classes[static_cast<unsigned char>(c)] = kSpace;
  for (int c = '0'; c <= '9'; ++c) classes[static_cast<std::size_t>(c)] = kDigit | kWord;
  for (int c = 'a'; c <= 'z'; ++c) classes[static_cast<std::size_t>(c)] = kWord;
  for (int c = 'A'; c <= 'Z'; ++c) classes[static_cast<std::size_t>(c)] = kWord;
  for (const char c : {'.', '*', '+', '!', '-', '_', '?', '$', '%', '&', '=', '<', '>', '/', '#', ':', '\'', '|'}) classes[static_cast<unsigned char>(c)] = kWord;
  for (std::size_t c = 0x80; c < 0x100; ++c) classes[c] = kWord;  // Clojure's names may have letters of any script
  for (const char c : {'(', ')', '[', ']', '{', '}', '"', ';'}) classes[static_cast<unsigned char>(c)] = kStop;
  return classes;
}
constexpr auto kClasses = classes_of_edn();

std::uint8_t class_of(char c) { return kClasses[static_cast<unsigned char>(c)]; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

char closing(char bracket) {
  return bracket == '(' ? ')' : bracket == '[' ? ']' : '}';
}
std::string_view name_of(char bracket, Syntax syntax) {
  if (syntax == Syntax::json) return bracket == '[' ? "array" : "object";
  return bracket == '(' ? "list" : bracket == '[' ? "vector" : bracket == '{' ? "map" : "set";
}

std::string quoted(std::string_view text) { return "'" + shortened(text, kShownCharacters) + "'"; }

void append_utf8(std::string& out, unsigned code) {
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

/// Whether a number is written as EDN has them: an integer, a decimal or a ratio, with its suffix.
bool is_edn_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - from;
  };
  if (text[at] == '+' || text[at] == '-') ++at;
  const std::size_t first = at;
  const std::size_t whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  if (at == text.size()) return true;
  if (text[at] == 'N') return at + 1 == text.size();
  if (text[at] == '/') {
    ++at;
    return digits() != 0 && at == text.size();
  }
  if (text[at] == '.') ++at, digits();  // Clojure reads "1." too
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && text[at] == 'M') ++at;
  return at == text.size();
}

bool is_json_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - from;
  };
  if (text[at] == '-') ++at;
  const std::size_t first = at;
  const std::size_t whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

}  // namespace

std::string Lexer::found(std::size_t position) const {
  if (position >= text_.size()) return "the end of the text";
  const auto byte = static_cast<unsigned char>(text_[position]);
  if (byte < 0x20 || byte == 0x7F) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    return std::string("the control character U+00") + kHex[byte >> 4] + kHex[byte & 15];
  }
  std::size_t length = 1;
  while (position + length < text_.size() && (static_cast<unsigned char>(text_[position + length]) & 0xC0u) == 0x80u) ++length;
  return quoted(text_.substr(position, length));
}

Token Lexer::fail(std::size_t position, std::string message) {
  // Within a string of several lines the position may lie before the line that has been reached.
  while (position < line_begin_) {
    --line_;
    const std::size_t newline = line_begin_ < 2 ? std::string_view::npos : text_.rfind('\n', line_begin_ - 2);
    line_begin_ = newline == std::string_view::npos ? 0 : newline + 1;
  }
  fault_ = {line_, column_of(text_.substr(line_begin_), position - line_begin_), std::move(message)};
  return Token::fault;
}

Token Lexer::ends_early() {
  const std::string place = std::to_string(frames_[depth_ - 1].line);
  return fail(text_.size(), "found the end of the text within the " + std::string(name_of(frames_[depth_ - 1].bracket, syntax_)) + " that line " + place +
                                " opens; expected '" + closing(frames_[depth_ - 1].bracket) + "' (was the file cut off?)");
}

/// Every form but a tag ends here: it fills a place in what it stands in.
Token Lexer::complete(Token token) {
  pending_ = false;
  separated_ = false;
  if (depth_ != 0) frames_[depth_ - 1].odd = !frames_[depth_ - 1].odd;
  return token;
}

Token Lexer::open(char bracket, std::size_t length) {
  if (depth_ == kDepthMax) return fail(at_, "nested deeper than " + std::to_string(kDepthMax) + " levels");
  frames_[depth_++] = {bracket, false, static_cast<std::uint32_t>(std::min<std::size_t>(line_, ~std::uint32_t{0}))};
  at_ += length;
  bracket_ = bracket;
  pending_ = false;
  separated_ = true;
  return Token::open;
}

Token Lexer::close() {
  const char c = text_[at_];
  if (depth_ == 0) return fail(at_, "found " + quoted(std::string(1, c)) + ", which closes nothing");
  const Frame& frame = frames_[depth_ - 1];
  if (c != closing(frame.bracket)) {
    return fail(at_, "found " + quoted(std::string(1, c)) + "; expected '" + closing(frame.bracket) + "' of the " +
                         std::string(name_of(frame.bracket, syntax_)) + " that line " + std::to_string(frame.line) + " opens");
  }
  if (pending_) return fail(at_, "found " + quoted(std::string(1, c)) + " after a tag or #_; expected the form that it is for");
  if (frame.bracket == '{' && frame.odd) return fail(at_, "found the end of a map after a key; expected the key's value");
  ++at_;
  --depth_;
  bracket_ = c;
  return complete(Token::close);
}

bool Lexer::skip() {
  Token token = token_;
  while (token == Token::tag) token = next();
  if (token == Token::fault || token == Token::end) return false;
  if (token != Token::open) return true;
  const std::size_t outside = depth_ - 1;
  while (depth_ > outside) {
    if (next() == Token::fault) return false;
  }
  return true;
}

// EDN.

/// Leaves at_ on the next token. False at the end of the text.
bool Lexer::skip_edn_space() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '\n') {
      new_line(at_++);
    } else if (class_of(c) == kSpace) {
      ++at_;
    } else if (c == ';') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      return true;
    }
  }
  return false;
}

Token Lexer::next_edn() {
  while (true) {
    if (!skip_edn_space()) {
      begin_ = at_;
      if (depth_ != 0) return ends_early();
      if (pending_) return fail(at_, "found the end of the text after a tag or #_; expected the form that it is for");
      return Token::end;
    }
    begin_ = at_;
    const char c = text_[at_];
    switch (c) {
      case '(':
      case '[':
      case '{': return open(c, 1);
      case ')':
      case ']':
      case '}': return close();
      case '"': return edn_string();
      case '\\': return character();
      case ':': {
        const std::size_t end = word_end(at_ + 1);
        content_ = text_.substr(at_ + 1, end - at_ - 1);
        if (content_.empty()) return fail(at_, "found a colon without a name; expected a keyword such as :read");
        if (content_.size() > kTokenBytesMax) return fail(at_, "found a keyword of more than " + std::to_string(kTokenBytesMax) + " bytes");
        at_ = end;
        return complete(Token::keyword);
      }
      case '#': {
        const char after = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (after == '{') return open('#', 2);
        if (after != '_') return after == '#' ? edn_word() : tag();
        if (discards_ == kDepthMax) return fail(at_, "found more than " + std::to_string(kDepthMax) + " #_ in a row");
        at_ += 2;
        ++discards_;
        const bool tagged = pending_;
        pending_ = true;
        const bool odd = depth_ != 0 && frames_[depth_ - 1].odd;
        const Token discarded = next();
        if (discarded == Token::fault || !(token_ = discarded, skip())) return Token::fault;
        --discards_;
        pending_ = tagged;
        if (depth_ != 0) frames_[depth_ - 1].odd = odd;
        continue;
      }
      default: break;
    }
    if (is_digit(c) || ((c == '-' || c == '+') && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) return edn_number();
    if ((class_of(c) & kWord) != 0) return edn_word();
    return fail(at_, "found " + found(at_) + "; expected a form");
  }
}

std::size_t Lexer::word_end(std::size_t from) const {
  while (from < text_.size() && (class_of(text_[from]) & kWord) != 0) ++from;
  return from;
}

Token Lexer::edn_word() {
  const std::size_t end = word_end(at_);
  content_ = text_.substr(at_, end - at_);
  if (content_.size() > kTokenBytesMax) return fail(at_, "found a symbol of more than " + std::to_string(kTokenBytesMax) + " bytes");
  at_ = end;
  if (content_ == "nil") return complete(Token::nil);
  if (content_ == "true" || content_ == "false") {
    truth_ = content_ == "true";
    return complete(Token::boolean);
  }
  return complete(Token::symbol);
}

Token Lexer::edn_number() {
  const std::size_t end = word_end(at_);
  content_ = text_.substr(at_, end - at_);
  const bool plain = content_.size() < 19 && content_.front() >= '1' &&
                     std::all_of(content_.begin(), content_.end(), [](char c) { return is_digit(c); });
  if (!plain) {
    if (content_.size() > kTokenBytesMax) return fail(at_, "found a number of more than " + std::to_string(kTokenBytesMax) + " bytes");
    if (!is_edn_number(content_)) return fail(at_, "found " + quoted(content_) + "; expected a number such as 12, -3 or 1.5");
  }
  at_ = end;
  return complete(Token::number);
}

Token Lexer::tag() {
  const std::size_t end = word_end(at_ + 1);
  content_ = text_.substr(at_ + 1, end - at_ - 1);
  if (content_.empty() || is_digit(content_.front())) return fail(at_, "found '#'; expected #{, #_ or a tag such as #inst");
  if (content_.size() > kTokenBytesMax) return fail(at_, "found a tag of more than " + std::to_string(kTokenBytesMax) + " bytes");
  at_ = end;
  pending_ = true;
  return Token::tag;
}

Token Lexer::character() {
  std::size_t end = at_ + 1;
  if (end >= text_.size() || class_of(text_[end]) == kSpace) return fail(at_, "found a backslash alone; expected a character such as \\a or \\newline");
  ++end;
  while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0u) == 0x80u) ++end;
  if ((class_of(text_[at_ + 1]) & kWord) != 0) end = word_end(end);
  content_ = text_.substr(at_ + 1, end - at_ - 1);
  if (content_.size() > kShownCharacters) return fail(at_, "found " + quoted(content_) + " after a backslash; expected a character such as \\a or \\newline");
  at_ = end;
  return complete(Token::character);
}

Token Lexer::edn_string() {
  const std::size_t opening = at_;
  const std::size_t opening_line = line_;
  bool escapes = false;
  std::size_t i = at_ + 1;
  for (;; ++i) {
    if (i >= text_.size()) {
      return fail(text_.size(), "found the end of the text within the string that line " + std::to_string(opening_line) + " opens; expected a quote (was the file cut off?)");
    }
    const char c = text_[i];
    if (c == '"') break;
    if (c == '\\') {
      escapes = true;
      if (++i >= text_.size()) continue;
      if (text_[i] == '\n') new_line(i);
    } else if (c == '\n') {
      new_line(i);
    }
  }
  content_ = text_.substr(opening + 1, i - opening - 1);
  if (content_.size() > kTokenBytesMax) return fail(i, "found a string of more than " + std::to_string(kTokenBytesMax) + " bytes");
  if (escapes) {
    const std::string_view raw = content_;
    unescaped_.clear();
    at_ = opening + 1;
    while (at_ < opening + 1 + raw.size()) {
      if (text_[at_] != '\\') unescaped_ += text_[at_++];
      else if (escape(unescaped_) == Token::fault) return Token::fault;
    }
    content_ = unescaped_;
  }
  at_ = i + 1;
  return complete(Token::string);
}

/// One escape at at_, which is moved beyond it. The closing quote is known to follow.
Token Lexer::escape(std::string& out) {
  const std::size_t begin = at_;
  const char c = text_[begin + 1];
  at_ += 2;
  switch (c) {
    case '"':
    case '\\': out += c; return Token::string;
    case '/':
      if (syntax_ == Syntax::edn) break;
      out += c;
      return Token::string;
    case 'b': out += '\b'; return Token::string;
    case 'f': out += '\f'; return Token::string;
    case 'n': out += '\n'; return Token::string;
    case 'r': out += '\r'; return Token::string;
    case 't': out += '\t'; return Token::string;
    case 'u': {
      const auto four = [&](unsigned& code) {
        const char* const from = text_.data() + at_;
        if (text_.size() - at_ < 4) return false;
        const auto [end, error] = std::from_chars(from, from + 4, code, 16);
        at_ += 4;
        return error == std::errc() && end == from + 4;
      };
      unsigned code = 0;
      if (!four(code)) return fail(begin, "found the escape \\u without four hexadecimal digits");
      unsigned low = 0;
      if (code >= 0xD800 && code < 0xE000) {
        const bool pair = code < 0xDC00 && text_.substr(at_, 2) == "\\u" && (at_ += 2, four(low)) && low >= 0xDC00 && low < 0xE000;
        if (!pair) return fail(begin, "found half of a surrogate pair; expected both halves, \\uD8xx\\uDCxx");
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      }
      append_utf8(out, code);
      return Token::string;
    }
    default: break;
  }
  return fail(begin, "found " + found(begin + 1) + " after a backslash in a string; expected one of \" \\ b f n r t u");
}

// JSON.

void Lexer::skip_json_space() {
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '\n') new_line(at_);
    else if (c != ' ' && c != '\t' && c != '\r') return;
  }
}

Token Lexer::next_json() {
  skip_json_space();
  begin_ = at_;
  if (at_ >= text_.size()) return depth_ != 0 ? ends_early() : Token::end;
  const bool in_object = depth_ != 0 && frames_[depth_ - 1].bracket == '{';
  bool after_comma = false;
  char c = text_[at_];
  if (depth_ != 0 && !separated_) {
    const bool wants_colon = in_object && frames_[depth_ - 1].odd;
    if (wants_colon) {
      if (c != ':') return fail(at_, "found " + found(at_) + "; expected ':' after a field's name");
    } else if (c == ']' || c == '}') {
      return close();
    } else if (c != ',') {
      return fail(at_, "found " + found(at_) + "; expected ',' or '" + closing(frames_[depth_ - 1].bracket) + "'");
    } else {
      after_comma = true;
    }
    ++at_;
    separated_ = true;
    skip_json_space();
    begin_ = at_;
    if (at_ >= text_.size()) return ends_early();
    c = text_[at_];
  }
  if ((c == ']' || c == '}') && !after_comma && !(in_object && frames_[depth_ - 1].odd)) return close();
  if (in_object && !frames_[depth_ - 1].odd && c != '"') return fail(at_, "found " + found(at_) + "; expected a field's name in quotes");
  if (c == '{' || c == '[') return open(c, 1);
  if (c == '"') return json_string();
  if (c == '-' || is_digit(c)) return json_number();
  if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') return json_word();
  return fail(at_, "found " + found(at_) + "; expected a JSON value");
}

Token Lexer::json_string() {
  const std::size_t opening = at_;
  bool escapes = false;
  std::size_t i = at_ + 1;
  for (;; ++i) {
    if (i >= text_.size()) return fail(text_.size(), "found the end of the text within a string; expected a quote (was the file cut off?)");
    const char c = text_[i];
    if (c == '"') break;
    if (static_cast<unsigned char>(c) < 0x20) return fail(i, "found " + found(i) + " in a string; expected it as an escape");
    if (c == '\\') {
      escapes = true;
      ++i;
    }
  }
  content_ = text_.substr(opening + 1, i - opening - 1);
  if (content_.size() > kTokenBytesMax) return fail(opening, "found a string of more than " + std::to_string(kTokenBytesMax) + " bytes");
  if (escapes) {
    const std::size_t end = i;
    unescaped_.clear();
    at_ = opening + 1;
    while (at_ < end) {
      if (text_[at_] != '\\') unescaped_ += text_[at_++];
      else if (escape(unescaped_) == Token::fault) return Token::fault;
    }
    content_ = unescaped_;
  }
  at_ = i + 1;
  return complete(Token::string);
}

Token Lexer::json_number() {
  std::size_t end = at_;
  while (end < text_.size() && (is_digit(text_[end]) || text_[end] == '-' || text_[end] == '+' || text_[end] == '.' || (class_of(text_[end]) & kWord) != 0) &&
         text_[end] != ':') {
    ++end;
  }
  content_ = text_.substr(at_, end - at_);
  const bool plain = content_.size() < 19 && content_.front() >= '1' &&
                     std::all_of(content_.begin(), content_.end(), [](char c) { return is_digit(c); });
  if (!plain) {
    if (content_.size() > kTokenBytesMax) return fail(at_, "found a number of more than " + std::to_string(kTokenBytesMax) + " bytes");
    if (!is_json_number(content_)) return fail(at_, "found " + quoted(content_) + "; expected a number such as 12, -3 or 1.5");
  }
  at_ = end;
  return complete(Token::number);
}

Token Lexer::json_word() {
  std::size_t end = at_;
  while (end < text_.size() && ((text_[end] | 0x20) >= 'a' && (text_[end] | 0x20) <= 'z')) ++end;
  content_ = text_.substr(at_, end - at_);
  if (content_ != "null" && content_ != "true" && content_ != "false") return fail(at_, "found " + quoted(content_) + " without quotes; expected a JSON value");
  at_ = end;
  if (content_ == "null") return complete(Token::nil);
  truth_ = content_ == "true";
  return complete(Token::boolean);
}

// What a token says.

std::optional<Value> Lexer::integer() const {
  std::string_view digits = content_;
  if (digits.front() == '+') digits.remove_prefix(1);
  if (digits.back() == 'N') digits.remove_suffix(1);
  std::int64_t i = 0;
  const char* const end = digits.data() + digits.size();
  if (const auto read = std::from_chars(digits.data(), end, i); read.ec == std::errc() && read.ptr == end) return Value(i);
  std::uint64_t u = 0;
  if (const auto read = std::from_chars(digits.data(), end, u); digits.front() != '-' && read.ec == std::errc() && read.ptr == end) return Value(u);
  return std::nullopt;
}

std::optional<Value> Lexer::decimal() const {
  std::string_view digits = content_;
  if (digits.front() == '+') digits.remove_prefix(1);
  if (digits.find_first_of(".eE") == std::string_view::npos) return std::nullopt;
  double d = 0;
  const char* const end = digits.data() + digits.size();
  if (const auto read = std::from_chars(digits.data(), end, d); read.ec == std::errc() && read.ptr == end) return Value(d);
  return std::nullopt;
}

std::string Lexer::description() const {
  const std::string shown = shortened(content_, kShownCharacters);
  switch (token_) {
    case Token::end: return "the end of the text";
    case Token::fault: return "a fault";
    case Token::nil: return syntax_ == Syntax::edn ? "nil" : "null";
    case Token::boolean: return truth_ ? "true" : "false";
    case Token::number: return "the number " + shown;
    case Token::string: return "the string " + Value(shown).to_json();
    case Token::character: return "the character \\" + shown;
    case Token::keyword: return "the keyword :" + shown;
    case Token::symbol: return "the symbol " + shown;
    case Token::tag: return "the tag #" + shown;
    case Token::open: return (syntax_ == Syntax::json ? "an " : "a ") + std::string(name_of(bracket_, syntax_));
    case Token::close: return std::string("'") + bracket_ + "'";
  }
  return {};
}

}  // namespace clio::edn
