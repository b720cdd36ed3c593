#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "checker/history/history.hpp"
#include "checker/support/result.hpp"

namespace clio::plume {

/// The transaction of an aborted write.
inline constexpr std::int64_t kAborted = -1;

/// A line of the format, as it stands there.
struct Line {
  Kind kind = Kind::read;
  std::int64_t key = 0, value = 0, session = 0, transaction = 0;
};

/// Reads a line that is not blank, with or without its end; blanks may stand between its tokens. The error says what was found where and what was
/// expected.
[[nodiscard]] Result<Line, std::string> read_line(std::string_view text);

}  // namespace clio::plume
