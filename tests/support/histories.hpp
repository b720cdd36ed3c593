#pragma once

#include <string>
#include <string_view>

#include "checker/history/history.hpp"

namespace clio::test {

/// The history that lecture notation describes; fails the test (and answers an empty history) where the text is wrong.
[[nodiscard]] History history_of(std::string_view lecture_notation);

/// The folder of conformance data: $CLIO_PEER_HISTORIES, or beside the checkout; empty where it is absent.
[[nodiscard]] std::string peer_histories();

}  // namespace clio::test
