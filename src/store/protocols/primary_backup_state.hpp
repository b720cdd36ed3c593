#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "src/store/core/command.hpp"
#include "src/store/core/types.hpp"

/// What the replicas of primary-backup hold: a state, which is a prefix of the order of writes carried out, and the writes behind it.
namespace clio::store::primary_backup {

/// The last write of a session and its answer, so that a retry is answered and not done again. It is part of the replicated state.
struct Done {
  std::uint64_t request = 0;
  bool success = true;  ///< of a cas
  Value found;          ///< of a failed cas
  Version version = 0;  ///< the write's place in the order

  friend bool operator==(const Done&, const Done&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("request", self.request), f("success", self.success), f("found", self.found), f("version", self.version); }
};

/// All values and all last writes. Deterministic: the same writes in the same order give the same state.
struct State {
  std::map<Key, Value> values;
  std::map<Session, Done> done;

  [[nodiscard]] Value value(Key key) const {
    const auto found = values.find(key);
    return found == values.end() ? Value() : found->second;
  }
  /// Carries out the write at `version`; its answer stays until the session's next.
  const Done& apply(Version version, Token token, const Command& command) {
    Done outcome{.request = token.request, .found = {}, .version = version};
    Value& held = values[command.key];
    if (command.operation == Operation::cas && held != command.expected) outcome.success = false, outcome.found = held;
    else held = command.value;
    return done[token.session] = outcome;
  }

  friend bool operator==(const State&, const State&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("values", self.values), f("done", self.done); }
};

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
