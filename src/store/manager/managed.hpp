#pragma once

#include <cstdint>

#include "src/store/core/protocol.hpp"

namespace clio::store {

/// A protocol whose members, primary and leases come from the manager (as ViewChanged and LeaseGranted inputs).
class ManagedProtocol : public Protocol {
 public:
  /// The newest view that this node, as its primary, has established: all its members hold the same state, so each of them may become
  /// primary without loss. 0: none. Never falls while the node runs.
  [[nodiscard]] virtual std::uint64_t established_view() const = 0;
};

}  // namespace clio::store
