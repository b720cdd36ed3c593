#pragma once

#include <cstring>
#include <optional>
#include <string_view>

#include "adapters/formats/native/line.hpp"

namespace clio::native {

// Words of the format where they stand in a text, with the closing quote, looked at without first finding their end. Up to 16 bytes from the
// word's beginning are read: the text's padding makes that safe.

/// The field whose name, with the closing quote, stands at `name`.
[[nodiscard]] inline std::optional<Field> field_at(const char* name) {
  const auto is = [name](const auto& quoted, Field field) -> std::optional<Field> {
    if (std::memcmp(name, quoted, sizeof quoted - 1) == 0) return field;  // of a fixed length, and so no call
    return std::nullopt;
  };
  switch (name[0]) {
    case 'p': return is("process\"", Field::process);
    case 'o': return is("op\"", Field::op);
    case 't': return is("txn\"", Field::txn);
    case 'k': return is("key\"", Field::key);
    case 'e': return is("expected\"", Field::expected);
    case 'v': return name[1] == 'a' ? is("value\"", Field::value) : is("version\"", Field::version);
    case 'c': return is("call\"", Field::call);
    case 'r': return is("return\"", Field::response);
    case 's': return name[1] == 't' ? is("status\"", Field::status) : is("success\"", Field::success);
    case 'n': return is("node\"", Field::node);
    default: return std::nullopt;
  }
}

/// The operation whose name, with the closing quote, stands at `text`.
[[nodiscard]] inline std::optional<Kind> kind_at(const char* text) {
  if (std::memcmp(text, "read\"", 5) == 0) return Kind::read;
  if (std::memcmp(text, "write\"", 6) == 0) return Kind::write;
  const char* quote = static_cast<const char*>(std::memchr(text, '"', 16));
  return quote ? kind_named({text, static_cast<std::size_t>(quote - text)}) : std::nullopt;
}

}  // namespace clio::native
