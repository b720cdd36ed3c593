#pragma once

#include <memory>

#include "src/store/core/options.hpp"
#include "src/store/core/protocol.hpp"

namespace clio::store {

/// The manager of a run: node options.nodes.
[[nodiscard]] std::unique_ptr<Protocol> make_manager(const Options& options);

}  // namespace clio::store
