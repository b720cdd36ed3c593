#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clio {

/// A configuration file is not as it should be: what was found where, and what was expected. Thrown by Members, caught where a file's reading begins.
struct WrongMember {
  std::string message;
};

/// A JSON value as messages show it: at most 60 characters.
[[nodiscard]] std::string shown(const nlohmann::ordered_json& value);
/// Throws WrongMember "WHERE is FOUND; expected WHAT".
[[noreturn]] void expected(const std::string& where, const nlohmann::ordered_json& found, const std::string& what);
/// A setting's value, which JSON may give as a string, a number or a boolean.
[[nodiscard]] std::string setting_text(const nlohmann::ordered_json& value, const std::string& where);
/// Parses a whole text; the error names the line, and a name that an object has twice.
[[nodiscard]] nlohmann::ordered_json parsed(std::string_view text);

/// The members of a JSON object, each taken once by name and checked where it is read; nothing_else() refuses what nobody has asked for.
class Members {
 public:
  /// `where` is the path to the object for messages, `what` what the whole file is.
  Members(const nlohmann::ordered_json& object, std::string where, const std::string& what = "the file");

  [[nodiscard]] const nlohmann::ordered_json* find(const std::string& name);
  [[nodiscard]] const nlohmann::ordered_json& required(const std::string& name);
  [[nodiscard]] std::string path(const std::string& name) const { return where_.empty() ? name : where_ + "." + name; }

  [[nodiscard]] std::string text(const std::string& name);
  [[nodiscard]] bool truth(const std::string& name, bool otherwise);
  [[nodiscard]] std::int64_t number(const std::string& name, std::int64_t least, std::int64_t most, std::optional<std::int64_t> otherwise = std::nullopt);
  [[nodiscard]] double ratio(const std::string& name, double otherwise);
  /// An array of strings; absent is empty.
  [[nodiscard]] std::vector<std::string> texts(const std::string& name);
  template <class T, std::size_t N>
  [[nodiscard]] T choice(const std::string& name, const std::array<T, N>& values, std::optional<T> otherwise = std::nullopt) {
    const nlohmann::ordered_json* value = find(name);
    if (value == nullptr && otherwise) return *otherwise;
    std::string words;
    for (const T one : values) {
      if (value != nullptr && value->is_string() && value->get<std::string>() == name_of(one)) return one;
      (words += words.empty() ? "" : ", ") += name_of(one);
    }
    if (value == nullptr) throw WrongMember{path(name) + " is missing; expected one of " + words};
    expected(path(name), *value, "one of " + words);
  }
  void nothing_else() const;

 private:
  const nlohmann::ordered_json& object_;
  std::string where_;
  std::vector<std::string> known_;
};

}  // namespace clio
