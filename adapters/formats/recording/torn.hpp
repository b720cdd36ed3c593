#pragma once

#include <cstddef>
#include <string_view>

namespace clio::recording {

/// Whether a line that is no JSON object, being wrong at `fault` (a position in bytes), could be the beginning of one: an object that is not closed,
/// with nothing wrong in it before the token in which it ends.
[[nodiscard]] bool is_torn(std::string_view line, std::size_t fault);

}  // namespace clio::recording
