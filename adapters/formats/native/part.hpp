#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "checker/history/history.hpp"

namespace clio::native {

/// What stands on every operation of a file or on none, as its first operation has it.
struct Uniform {
  bool timed = false;
  bool keyed = true;
};

/// Whole lines of a file, read apart from the others.
struct Part {
  HistoryBuilder operations;  ///< with lines that count from 1
  std::size_t lines = 0;
};

/// Reads lines of operations and transactions that agree with the others, and blank ones. Without a word about anything else (headers, annotations, what is wrong): then nothing,
/// and the lines are read again where all can be judged. `operations_expected` is a guess. Precondition: `text` begins at a line's begin, ends at a line's end or the file's, and at least kPaddingBytes
/// readable bytes follow. Cost: O(length).
[[nodiscard]] std::optional<Part> read_part(std::string_view text, Uniform uniform, std::size_t operations_expected);

inline constexpr std::size_t kLineBytesMax = std::size_t{1} << 30;  ///< simdjson's positions have 32 bits, and a history's line is never so long

[[nodiscard]] inline bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace clio::native
