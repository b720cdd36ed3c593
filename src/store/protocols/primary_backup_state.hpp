#pragma once

#include <cstdint>

#include "src/store/core/command.hpp"
#include "src/store/core/types.hpp"
#include "src/store/protocols/ordered_state.hpp"

/// What the replicas of primary-backup hold: a state, which is a prefix of the order of writes carried out, and the writes behind it.
namespace clio::store::primary_backup {

using ordered::Done;
using ordered::State;

/// A write in the order of writes. Its place and the view in which its primary ordered it name it, and with it everything before it.
struct LogEntry {
  std::uint64_t view = 0;
  Token token;
  Command command;

  friend bool operator==(const LogEntry&, const LogEntry&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("view", self.view), f("token", self.token), f("command", self.command); }
};

/// A state together with its place in the order of writes.
struct Snapshot {
  Version version = 0;     ///< writes in it
  std::uint64_t view = 0;  ///< in which the last of them was ordered
  State state;

  friend bool operator==(const Snapshot&, const Snapshot&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("version", self.version), f("view", self.view), f("state", self.state); }
};

}  // namespace clio::store::primary_backup
