#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace clio::test {

/// What is wrong with `value` by the part of JSON Schema that docs/schema uses ($ref within the document, oneOf, type, const, enum,
/// required, properties, additionalProperties, items, minItems, minimum, maximum), or nothing. A keyword outside this part is itself reported: it
/// would go unchecked.
[[nodiscard]] std::string schema_violation(const nlohmann::json& document, const nlohmann::json& schema, const nlohmann::json& value,
                                           const std::string& place = "$");

}  // namespace clio::test
