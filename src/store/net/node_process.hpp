#pragma once

#include <csignal>
#include <cstdint>
#include <string>
#include <vector>

#include "src/store/core/entry.hpp"

namespace clio::store {

/// What one replica process of the TCP runtime needs to know.
struct NodeConfig {
  const Entry* protocol = nullptr;
  Options options;
  Node self{};                       ///< options.nodes: the manager
  std::uint16_t port = 0;            ///< to listen on, 0: any
  std::vector<std::uint16_t> peers;  ///< where each node is reached, by node; the own entry is not used
  std::string disk;                  ///< the file of its durable state
  std::string trace;                 ///< a file to append trace events to, empty: none
  bool spare = false;                ///< stands by until it is asked to join
};

/// With these the operator asks a replica to leave, or to join.
inline constexpr int kLeaveSignal = SIGUSR1, kJoinSignal = SIGUSR2;

/// Runs a replica until SIGTERM or SIGINT. Prints "listening PORT" on standard output once it can be reached, and complaints on standard error: a
/// malformed frame costs its sender the connection, never the node its life. Returns what ended it early, empty: a signal.
[[nodiscard]] std::string run_node(const NodeConfig& config);

/// Microseconds of the machine's monotonic clock: the same for all processes of a machine.
[[nodiscard]] Time monotonic_now();

}  // namespace clio::store
