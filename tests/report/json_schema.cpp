#include "tests/report/json_schema.hpp"

#include <algorithm>
#include <set>

namespace clio::test {
namespace {

using Json = nlohmann::json;

bool has_type(const std::string& type, const Json& value) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  return type == "number" && value.is_number();
}

std::string object_violation(const Json& document, const Json& schema, const Json& value, const std::string& place) {
  for (const Json& name : schema.value("required", Json::array())) {
    if (!value.contains(name.get<std::string>())) return place + " lacks " + name.dump();
  }
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, member] : value.items()) {
    const std::string inner = place + "." + name;
    std::string wrong;
    if (properties.contains(name)) {
      wrong = schema_violation(document, properties[name], member, inner);
    } else if (schema.contains("additionalProperties")) {
      const Json& others = schema["additionalProperties"];
      wrong = others == Json(false) ? inner + " is not described" : schema_violation(document, others, member, inner);
    }
    if (!wrong.empty()) return wrong;
  }
  return {};
}

std::string one_of_violation(const Json& document, const Json& choices, const Json& value, const std::string& place) {
  std::string reasons;
  std::size_t fitting = 0;
  for (const Json& choice : choices) {
    const std::string wrong = schema_violation(document, choice, value, place);
    fitting += wrong.empty() ? 1 : 0;
    reasons += "; " + wrong;
  }
  return fitting == 1 ? "" : place + " fits " + std::to_string(fitting) + " of oneOf" + reasons;
}

}  // namespace

std::string schema_violation(const Json& document, const Json& schema, const Json& value, const std::string& place) {
  static const std::set<std::string> kKnown{"$schema", "$defs", "title",      "description",          "oneOf", "$ref",     "type",
                                            "const",   "enum",  "properties", "additionalProperties", "items", "minItems", "minimum",
                                            "maximum", "required"};
  for (const auto& [keyword, unused] : schema.items()) {
    if (!kKnown.contains(keyword)) return "the schema's keyword " + keyword + " is not checked here";
  }
  if (schema.contains("$ref")) {
    const std::string reference = schema["$ref"].get<std::string>().substr(1);
    return schema_violation(document, document.at(Json::json_pointer(reference)), value, place);
  }
  if (schema.contains("oneOf")) return one_of_violation(document, schema["oneOf"], value, place);
  if (schema.contains("type") && !has_type(schema["type"], value))
    return place + " is " + value.dump() + ", not of type " + schema["type"].dump();
  if (schema.contains("const") && schema["const"] != value) return place + " is " + value.dump() + ", not " + schema["const"].dump();
  if (schema.contains("enum") && std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
    return place + " is " + value.dump() + ", which is none of " + schema["enum"].dump();
  }
  if (schema.contains("minimum") && value < schema["minimum"]) return place + " is below " + schema["minimum"].dump();
  if (schema.contains("maximum") && value > schema["maximum"]) return place + " is above " + schema["maximum"].dump();
  if (value.is_object()) return object_violation(document, schema, value, place);
  if (value.is_array()) {
    if (value.size() < schema.value("minItems", std::size_t{0})) return place + " has too few items";
    for (std::size_t i = 0; i < value.size() && schema.contains("items"); ++i) {
      const std::string wrong = schema_violation(document, schema["items"], value[i], place + "[" + std::to_string(i) + "]");
      if (!wrong.empty()) return wrong;
    }
  }
  return {};
}

}  // namespace clio::test
