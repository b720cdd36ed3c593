// What a killed writer leaves is a proper prefix of a line. A JSON object's last character closes it, so no proper prefix of an object is one: a line
// that is whole can never be taken for a torn one, nor the other way round.
//
// Tested by tests/adapters/recording_test.cpp.

#include "adapters/formats/recording/torn.hpp"

#include <string>

namespace clio::recording {

bool is_torn(std::string_view line, std::size_t fault) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t begin = line.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos || line[begin] != '{') return false;
  std::string open;                                    // the objects and arrays that are open
  std::size_t string_at = std::string_view::npos;      // where the string that is open begins
  for (std::size_t i = begin; i < line.size(); ++i) {
    const char c = line[i];
    if (string_at != std::string_view::npos) {
      if (c == '\\') ++i;
      else if (c == '"') string_at = std::string_view::npos;
    } else if (c == '"') {
      string_at = i;
    } else if (c == '{' || c == '[') {
      open += c;
    } else if (c == '}' || c == ']') {
      open.pop_back();
      if (open.empty()) return false;
    }
  }
  if (string_at != std::string_view::npos) return fault >= string_at;
  if (fault >= line.size()) return true;  // between tokens, or in a number that wants more
  // Otherwise in a word, where a value is due.
  const std::string_view word = line.substr(fault);
  const std::size_t before = line.find_last_not_of(kBlanks, fault - 1);
  const bool due = fault > 0 && before != std::string_view::npos && (line[before] == ':' || line[before] == '[' || (line[before] == ',' && open.back() == '['));
  return due && (std::string_view("true").starts_with(word) || std::string_view("false").starts_with(word) || std::string_view("null").starts_with(word));
}

}  // namespace clio::recording
