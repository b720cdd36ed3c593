#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "checker/history/value.hpp"

namespace clio::edn {

/// Two notations of the same data: EDN, which Clojure prints, and JSON.
enum class Syntax : std::uint8_t { edn, json };

enum class Token : std::uint8_t {
  end,        ///< of the text, with nothing left open
  fault,      ///< the text is not well-formed: fault()
  nil,        ///< also JSON's null
  boolean,    ///< truth()
  number,     ///< text() as written; integer()
  string,     ///< text() without escapes
  character,  ///< \a, \newline: text() without the backslash
  keyword,    ///< text() without the colon
  symbol,     ///< text()
  tag,        ///< #inst, #jepsen.history.Op: text() without the #; the form that it names follows
  open,       ///< bracket() is one of ( [ { and # for #{
  close,
};

/// Where and why a text is not well-formed.
struct Fault {
  std::size_t line = 0;    ///< 1-based
  std::size_t column = 0;  ///< 1-based, in characters
  std::string message;     ///< what was found and what was expected
};

inline constexpr std::size_t kDepthMax = 64;                          ///< of brackets and of #_ in a row
inline constexpr std::size_t kTokenBytesMax = std::size_t{1} << 24;

/// A pull parser: hands out one token after the other and sees to it that they make well-formed forms: brackets match, a map has as many values as
/// keys, a tag and a discard (#_) have a form, which is left out with the discard; in JSON, commas and colons stand exactly where they have to.
///
///     edn::Lexer lexer("{:f :read, :value [1 nil]}", edn::Syntax::edn);
///     std::size_t tokens = 0;
///     for (edn::Token token = lexer.next(); token != edn::Token::end && token != edn::Token::fault; token = lexer.next()) ++tokens;
///
/// Refused with a position: unbalanced brackets, numbers and strings that are none, nesting deeper than kDepthMax, tokens longer than kTokenBytesMax.
/// Duplicate keys and elements are for whoever knows what the form means. Precondition: the text is UTF-8 and outlives the lexer.
/// Cost: linear, no memory but for strings with escapes.
class Lexer {
 public:
  Lexer(std::string_view text, Syntax syntax, std::size_t line = 1) : text_(text), syntax_(syntax), line_(line) {}

  /// Begins anew with another text.
  void restart(std::string_view text, std::size_t line = 1) {
    text_ = text;
    line_ = line;
    at_ = begin_ = line_begin_ = depth_ = 0;
    discards_ = 0;
    pending_ = false;
    separated_ = true;
  }

  Token next() {
    begin_ = at_;
    token_ = syntax_ == Syntax::edn ? next_edn() : next_json();
    return token_;
  }
  /// Reads on to the end of the form whose first token was just handed out; false at a fault.
  bool skip();

  [[nodiscard]] Token token() const { return token_; }  ///< the one handed out last
  [[nodiscard]] Syntax syntax() const { return syntax_; }
  [[nodiscard]] std::string_view text() const { return content_; }
  [[nodiscard]] char bracket() const { return bracket_; }
  [[nodiscard]] bool truth() const { return truth_; }
  /// The number where it is an integer that a Value holds: 12, -3, 12N.
  [[nodiscard]] std::optional<Value> integer() const;
  /// The number where it is not an integer and has no suffix: 1.5, 1e9. None beyond a double's range.
  [[nodiscard]] std::optional<Value> decimal() const;
  /// Where the token begins and ends in the text. A span of a form goes from the begin() of its first token to the end() of its last.
  [[nodiscard]] std::size_t begin() const { return begin_; }
  [[nodiscard]] std::size_t end() const { return at_; }
  [[nodiscard]] std::size_t line() const { return line_; }  ///< of the token's end
  [[nodiscard]] std::size_t depth() const { return depth_; }
  [[nodiscard]] const Fault& fault() const { return fault_; }
  /// How the token reads in a message: "the keyword :f", "the number 3", "nil", "a vector".
  [[nodiscard]] std::string description() const;

 private:
  struct Frame {
    char bracket;
    bool odd;             ///< a map's key waits for its value
    std::uint32_t line;   ///< where it was opened
  };

  Token next_edn();
  Token next_json();
  Token open(char bracket, std::size_t length);
  Token close();
  Token edn_string();
  Token json_string();
  Token edn_word();
  Token edn_number();
  Token json_number();
  Token json_word();
  Token character();
  Token tag();
  Token complete(Token token);
  Token fail(std::size_t position, std::string message);
  Token ends_early();
  bool skip_edn_space();
  void skip_json_space();
  Token escape(std::string& out);
  [[nodiscard]] std::size_t word_end(std::size_t from) const;
  [[nodiscard]] std::string found(std::size_t position) const;
  void new_line(std::size_t newline) {
    ++line_;
    line_begin_ = newline + 1;
  }

  std::string_view text_;
  Syntax syntax_;
  Token token_ = Token::end;
  char bracket_ = 0;
  bool truth_ = false;
  bool pending_ = false;           ///< a tag or a discard waits for its form
  bool separated_ = true;          ///< JSON: nothing has to come before the next form
  std::uint32_t discards_ = 0;     ///< #_ that wait for their forms, one inside the other
  std::size_t at_ = 0, begin_ = 0;
  std::size_t line_, line_begin_ = 0;
  std::size_t depth_ = 0;
  std::string_view content_;
  std::string unescaped_;
  Fault fault_;
  std::array<Frame, kDepthMax> frames_;
};

}  // namespace clio::edn
