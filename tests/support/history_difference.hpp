#pragma once

#include <string>

#include "checker/history/history.hpp"

namespace clio::test {

/// Where two histories differ in anything but line numbers and the numbering of names and values; empty if nowhere. (What no operation uses, and
/// whether a history without operations has times, is no difference.)
[[nodiscard]] std::string difference(const History& a, const History& b);

}  // namespace clio::test
