#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clio {

/// "1 key", "2 keys"; "1 process", "2 processes"; "1 history", "2 histories".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun);
/// "310 us", "12.5 ms", "3.20 s": three significant digits at most.
[[nodiscard]] std::string duration_text(std::chrono::nanoseconds time);
/// "a", "a and b", "a, b and c".
[[nodiscard]] std::string listed(const std::vector<std::string>& items, std::string_view last = "and");
/// For a terminal: what it obeys or hides (controls, what turns the direction of text, what is invisible) as \u escapes, so that a name in a file cannot
/// command it, nor make a report seem to say something else.
[[nodiscard]] std::string printable(std::string_view text);
/// Padded with blanks on the right to `width` columns.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);
/// How many columns a terminal takes for it: two for a wide character, none for one that combines with its predecessor. Precondition: valid UTF-8.
[[nodiscard]] std::size_t columns(std::string_view text);
[[nodiscard]] std::size_t columns_of_character(char32_t character);  ///< 0, 1 or 2
/// Every line of `text` indented; no newline at the end.
[[nodiscard]] std::string indented(std::string_view text, std::string_view indent);
/// The paragraph broken at blanks into lines of at most `width` columns, each indented; no newline at the end.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::string_view indent);

}  // namespace clio
