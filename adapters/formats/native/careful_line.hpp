#pragma once

#include <string>
#include <vector>

#include "adapters/formats/native/line.hpp"
#include "adapters/json/strict_json.hpp"

namespace clio::native {

/// Reads one operation or transaction from its JSON tree: the meaning of a line, and every message about one. Appends to `errors` all that is
/// wrong (what was found, what was expected); where it does, `line` holds rubbish. Names and values are interned into `builder` in the order in
/// which they appear.
void read_carefully(const Json& json, HistoryBuilder& builder, Line& line, std::vector<std::string>& errors);

/// "process, op or key", in the order of the fields.
[[nodiscard]] std::string list_of(Fields fields);

/// Why a tree is not a value, or an empty string: an object in it, or arrays nested too deeply.
[[nodiscard]] std::string wrong_as_value(const Json& json);

}  // namespace clio::native
