#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "checker/history/value.hpp"

namespace clio::columnar {

/// Appends a value's bytes: a tag, then what it holds (README.md). Precondition: nested at most kColumnarDepthMax deep.
void put(std::string& bytes, const Value& value);

/// Takes the next value off the front of `bytes`; nothing where they are none: an unknown tag, an end within it, a string that is not UTF-8, a number in two possible forms or
/// that is none, or nesting beyond kColumnarDepthMax. Allocates no more than the bytes justify.
[[nodiscard]] std::optional<Value> take(std::string_view& bytes);

}  // namespace clio::columnar
