#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "checker/history/history.hpp"

namespace clio {

/// Position of the first byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing
/// above U+10FFFF), or nothing. Cost: O(n), eight bytes at a time where the text is ASCII.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view text);

/// That a text is not UTF-8, with line and column, or nothing.
[[nodiscard]] std::optional<InputError> not_utf8(std::string_view text);

/// 1-based column of a byte position, in characters: as an editor counts.
[[nodiscard]] std::size_t column_of(std::string_view line, std::size_t position);

/// `text` shortened to at most `characters` characters for a message, "..." at the end where something was cut off.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t characters);

}  // namespace clio
