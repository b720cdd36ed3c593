#pragma once

#include <span>
#include <string_view>

#include "src/store/core/entry.hpp"

namespace clio::store {

/// All protocols, in the order of the table in the README: each is defined in its own file under src/store/protocols.
[[nodiscard]] std::span<const Entry* const> protocols();
/// The protocol of that id, null if there is none.
[[nodiscard]] const Entry* protocol_named(std::string_view id);

}  // namespace clio::store
