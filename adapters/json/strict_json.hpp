#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/value.hpp"
#include "checker/support/result.hpp"

namespace clio {

/// A JSON text as a tree. Not for bulk: it is what headers are read from and what finds the words for a fault.
struct Json {
  enum class Type : std::uint8_t { null, boolean, number, string, array, object };
  struct Member;

  Type type = Type::null;
  Value scalar;                 ///< of null, boolean, number and string
  std::vector<Json> items;      ///< of an array
  std::vector<Member> members;  ///< of an object, in file order, each name once

  /// The member of that name, or null.
  [[nodiscard]] const Json* find(std::string_view name) const;
  /// For messages: "null", "true", "the number 1.5", "the string \"a\"", "an array", "an object"; long ones shortened.
  [[nodiscard]] std::string description() const;
};

struct Json::Member {
  std::string name;
  Json value;
};

/// What is wrong with a JSON text.
struct JsonFault {
  std::size_t position = 0;  ///< in bytes from the beginning of the text
  std::string message;       ///< what was found and what was expected
};

inline constexpr std::size_t kJsonDepthMax = 24;

/// Reads one JSON value that takes up the whole text (RFC 8259, without extensions). Faults are also: a name twice in one object, nesting deeper
/// than kJsonDepthMax, an integer literal beyond 64 bits, a number beyond a double's range (in either direction), a lone surrogate escape.
/// Precondition: the text is UTF-8. Cost: O(n log n).
[[nodiscard]] Result<Json, JsonFault> parse_json(std::string_view text);

/// An array's elements and their elements as a Value. Precondition: there is no object in it.
[[nodiscard]] Value to_value(const Json& json);

}  // namespace clio
