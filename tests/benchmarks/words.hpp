#pragma once

#include <charconv>
#include <map>
#include <string>
#include <utility>

namespace clio::bench {

// Words of a command line as values; a wrong one is thrown within the reading of arguments and goes no further.

struct WrongArgument {
  std::string message;
};

[[noreturn]] inline void fail(std::string message) { throw WrongArgument{std::move(message)}; }

template <class Number>
Number number(const std::string& option, const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < Number{}) fail(option + " is \"" + text + "\"; expected a number");
  return value;
}

template <class Value>
Value choice(const std::string& option, const std::string& text, const std::map<std::string, Value>& choices) {
  const auto found = choices.find(text);
  if (found != choices.end()) return found->second;
  std::string names;
  for (const auto& [name, value] : choices) names += (names.empty() ? "" : ", ") + name;
  fail(option + " is \"" + text + "\"; expected one of " + names);
}

/// A place in a history, as a fraction.
inline double place(const std::string& option, const std::string& text) {
  static const std::map<std::string, double> kPlaces{{"early", 0.05}, {"middle", 0.5}, {"late", 0.95}};
  const auto found = kPlaces.find(text);
  return found != kPlaces.end() ? found->second : number<double>(option, text);
}

}  // namespace clio::bench
