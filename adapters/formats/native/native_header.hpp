#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/format.hpp"
#include "adapters/json/strict_json.hpp"
#include "checker/history/history.hpp"

namespace clio::native {

/// Whether an object is meant as a header: it has no fields, or its first one is one of a header's.
[[nodiscard]] bool is_header(const Json& json);

/// Reads a header line's tree, whose format's version stands in the member `version`. Appends to `errors` all that is wrong; `object_known` turns
/// false where the object is unknown.
void read_header(const Json& json, Header& header, std::vector<std::string>& errors, bool& object_known, std::string_view version = "clio");

/// The line that read_header reads back, as the native writer writes it; and what of a header it cannot hold.
[[nodiscard]] std::string header_line(const History& history);
[[nodiscard]] std::vector<std::string> what_a_header_cannot_hold(const Header& header);

/// Why keys of this object cannot hold `initial` before any operation, or an empty string.
[[nodiscard]] std::string wrong_as_initial(Object object, const Value& initial);

/// Puts the initial value that was asked for, if one was, in the place of the header's; what is wrong with it, or an empty string.
[[nodiscard]] std::string override_initial(Header& header, const ReadOptions& options);

}  // namespace clio::native
