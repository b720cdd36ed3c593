#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/edn/lexer.hpp"
#include "checker/history/history.hpp"

namespace clio::jepsen {

/// A form of the file in a message: on one line, shortened to `characters`.
[[nodiscard]] std::string shown(std::string_view form, std::size_t characters = 40);

/// Makes values, keys and names of forms. What has no counterpart among a history's values is refused, not bent: maps, sets, characters, symbols, tagged
/// forms, ratios, numbers with M, integers beyond 64 bits. A keyword becomes the string of its name; both in one history are an error, which
/// spelling_errors() tells, because :x and "x" differ and their values would not.
class ValueReader {
 public:
  explicit ValueReader(HistoryBuilder& builder) : builder_(builder) {}

  /// The form whose first token the lexer has just handed out, up to its end. On failure message() says what was found and what was expected.
  [[nodiscard]] std::optional<ValueId> value(edn::Lexer& lexer);
  /// The elements of a vector, list or set as an array. Refused: anything else, and an element of a set that is there twice.
  [[nodiscard]] std::optional<ValueId> collection(edn::Lexer& lexer);
  /// A key's name: an integer, a string, a keyword.
  [[nodiscard]] std::optional<KeyId> key(edn::Lexer& lexer);
  [[nodiscard]] const std::string& message() const { return message_; }

  /// One for each name that stands both as a keyword and as a string, sorted.
  [[nodiscard]] std::vector<std::string> spelling_errors() const;

 private:
  bool read(edn::Lexer& lexer, Value& out, std::size_t depth);
  bool elements(edn::Lexer& lexer, Value::Array& out, std::size_t depth);
  bool refuse(const edn::Lexer& lexer, std::string_view expected);
  void note(std::string_view name, unsigned spelling);

  HistoryBuilder& builder_;
  std::string message_;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return hash_string(text); }
  };
  std::unordered_map<std::string, unsigned, Hash, std::equal_to<>> spellings_;
};

}  // namespace clio::jepsen
