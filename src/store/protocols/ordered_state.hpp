#pragma once

#include <cstdint>
#include <map>

#include "src/store/core/command.hpp"
#include "src/store/core/types.hpp"

/// What a node holds where one node orders all writes: the result of carrying out the first so many of them.
namespace clio::store::ordered {

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

}  // namespace clio::store::ordered
