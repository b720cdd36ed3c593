#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace clio {

/// A character and its length in bytes.
struct CodePoint {
  char32_t value;
  std::size_t bytes;
};

/// The code point that starts at `at`; empty where the bytes are not UTF-8 (overlong forms and surrogates are not). Precondition: at < size.
[[nodiscard]] std::optional<CodePoint> code_point_at(std::string_view text, std::size_t at);

[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace clio
