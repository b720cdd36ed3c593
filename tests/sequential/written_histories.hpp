#pragma once

#include <string_view>

#include "checker/history/history.hpp"

namespace clio::test {

/// A history without times from one line: operations in order of appearance, apart by '|', as "process kind key value". Kinds: r, w, and c (a compare-and-set, with
/// the value expected before the value written, failed where the kind is c!); a question mark behind the kind makes the operation unknown. "-" is null, the initial value unless another one is given.
///
///     written("0 w x 1 | 1 r x 1 | 1 r y - | 0 c x 1 2 | 2 w? y 5")
[[nodiscard]] History written(std::string_view text, const Value& initial = Value());

}  // namespace clio::test
