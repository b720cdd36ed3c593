#pragma once

#include <string>

#include "checker/history/history.hpp"

namespace clio {

/// The operations of a history as the page's columns: a JSON object with one string or array a column, and the names that they refer to (`names`).
/// Texts beyond what an operation may cost are cut, which `names.cut` says. Cost: linear.
[[nodiscard]] std::string operation_columns(const History& history);

}  // namespace clio
