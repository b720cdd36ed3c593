#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/edn/lexer.hpp"
#include "adapters/text/utf8.hpp"
#include "checker/history/history.hpp"

namespace clio {

/// A walk over a JSON document of another tool: whoever walks takes what the format means and skips the rest, and hears at once of what is wrong. Well-formedness, depth
/// and the length of tokens are the lexer's to refuse; a member that an object has twice is refused here.
///
/// A value is taken with the lexer on its first token and left with the lexer on its last. Precondition: the text is UTF-8 and outlives the walk.
class JsonWalk {
 public:
  explicit JsonWalk(std::string_view text) : text_(text), lexer_(text, edn::Syntax::json) {}

  [[nodiscard]] edn::Lexer& lexer() { return lexer_; }
  /// On to the next token; false at a fault.
  bool next() { return lexer_.next() != edn::Token::fault || faulty(); }
  bool skip() { return lexer_.skip() || faulty(); }
  [[nodiscard]] bool opens(char bracket) const { return lexer_.token() == edn::Token::open && lexer_.bracket() == bracket; }

  /// The items of an array: item() takes each.
  template <class Item>
  bool array(std::string_view what, Item&& item) {
    if (!opens('[')) return expected(what);
    const std::size_t inside = lexer_.depth();
    while (true) {
      if (!next()) return false;
      if (lexer_.token() == edn::Token::close && lexer_.depth() < inside) return true;
      if (!item()) return false;
    }
  }

  /// The members of an object: member(name) takes the value of each.
  template <class Member>
  bool object(std::string_view what, Member&& member) {
    if (!opens('{')) return expected(what);
    const std::size_t inside = lexer_.depth(), first = names_.size(), unescaped = unescaped_.size();
    while (true) {
      if (!next()) return false;
      if (lexer_.token() == edn::Token::close && lexer_.depth() < inside) break;
      if (!note_name(first)) return false;
      const std::string_view name = names_.back();
      if (!next() || !member(name)) return false;
    }
    names_.resize(first);
    unescaped_.resize(unescaped);
    return true;
  }

  /// Notes what stands here instead of what was expected, unless something was noted before, and answers false.
  bool expected(std::string_view what) { return wrong("found " + lexer_.description() + "; expected " + std::string(what)); }
  /// Notes a message about the token that stands here.
  bool wrong(std::string message);
  [[nodiscard]] InputError& error() { return error_; }
  /// The line in which the token ends.
  [[nodiscard]] std::uint32_t line() const { return static_cast<std::uint32_t>(lexer_.line()); }

 private:
  static constexpr std::size_t kMembersMax = 256;

  bool faulty();
  bool note_name(std::size_t first);

  std::string_view text_;
  edn::Lexer lexer_;
  std::vector<std::string_view> names_;  ///< of the objects that are open, one behind the other
  std::deque<std::string> unescaped_;    ///< names that the text does not have as they are
  InputError error_;
};

}  // namespace clio
