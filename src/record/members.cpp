// Reading configuration files member by member.
//
// Tested by tests/store/record_test.cpp and tests/gate/config_test.cpp.

#include "src/record/members.hpp"

#include <set>

namespace clio {

using Json = nlohmann::ordered_json;

std::string shown(const Json& value) {
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

void expected(const std::string& where, const Json& found, const std::string& what) { throw WrongMember{where + " is " + shown(found) + "; expected " + what}; }

std::string setting_text(const Json& value, const std::string& where) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number()) return value.dump();
  expected(where, value, "a string, a number or a boolean");
}

Json parsed(std::string_view text) {
  std::vector<std::set<std::string>> names;
  std::string twice;
  const auto watch = [&](int, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) names.emplace_back();
    if (event == Json::parse_event_t::object_end) names.pop_back();
    if (event == Json::parse_event_t::key && !names.back().insert(value.get<std::string>()).second && twice.empty()) twice = value.get<std::string>();
    return true;
  };
  try {
    Json json = Json::parse(text, watch);
    if (!twice.empty()) throw WrongMember{"an object has the member \"" + twice + "\" twice"};
    return json;
  } catch (const Json::parse_error& error) {
    const std::string_view before = text.substr(0, std::min(error.byte, text.size()));
    throw WrongMember{"line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n')) + ": the text is not JSON"};
  } catch (const Json::exception&) {  // out_of_range, which does not say where
    throw WrongMember{"a number is too large for a floating-point number"};
  }
}

Members::Members(const Json& object, std::string where, const std::string& what) : object_(object), where_(std::move(where)) {
  if (!object.is_object()) expected(where_.empty() ? what : where_, object, "an object");
}

const Json* Members::find(const std::string& name) {
  known_.push_back(name);
  const auto member = object_.find(name);
  return member == object_.end() ? nullptr : &*member;
}

const Json& Members::required(const std::string& name) {
  const Json* value = find(name);
  if (value == nullptr) throw WrongMember{path(name) + " is missing"};
  return *value;
}

std::string Members::text(const std::string& name) {
  const Json* value = find(name);
  if (value == nullptr) return {};
  if (!value->is_string()) expected(path(name), *value, "a string");
  return value->get<std::string>();
}

bool Members::truth(const std::string& name, bool otherwise) {
  const Json* value = find(name);
  if (value == nullptr) return otherwise;
  if (!value->is_boolean()) expected(path(name), *value, "true or false");
  return value->get<bool>();
}

std::int64_t Members::number(const std::string& name, std::int64_t least, std::int64_t most, std::optional<std::int64_t> otherwise) {
  const Json* value = find(name);
  if (value == nullptr && otherwise) return *otherwise;
  if (value == nullptr) throw WrongMember{path(name) + " is missing"};
  const std::string range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  const bool fits = value->is_number_integer() && (!value->is_number_unsigned() || value->get<std::uint64_t>() <= static_cast<std::uint64_t>(most));
  if (!fits || value->get<std::int64_t>() < least || value->get<std::int64_t>() > most) expected(path(name), *value, range);
  return value->get<std::int64_t>();
}

double Members::ratio(const std::string& name, double otherwise) {
  const Json* value = find(name);
  if (value == nullptr) return otherwise;
  if (!value->is_number() || value->get<double>() < 0 || value->get<double>() > 1) expected(path(name), *value, "a number from 0 to 1");
  return value->get<double>();
}

std::vector<std::string> Members::texts(const std::string& name) {
  std::vector<std::string> found;
  const Json* value = find(name);
  if (value == nullptr) return found;
  if (!value->is_array()) expected(path(name), *value, "an array of strings");
  for (const Json& one : *value) {
    if (!one.is_string()) expected(path(name), one, "a string");
    found.push_back(one.get<std::string>());
  }
  return found;
}

void Members::nothing_else() const {
  for (const auto& [name, value] : object_.items()) {
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) throw WrongMember{"unknown member " + path(name)};
  }
}

}  // namespace clio
