#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "src/store/core/types.hpp"

namespace clio::store {

enum class Operation : std::uint8_t { read, write, cas };
inline constexpr Operation kLastOperation = Operation::cas;

/// What a client wants of a key.
struct Command {
  Operation operation = Operation::read;
  Key key = 0;
  Value value;     ///< of write and cas: what to store
  Value expected;  ///< of cas: stored only where the key holds this

  friend bool operator==(const Command&, const Command&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("operation", self.operation), f("key", self.key), f("value", self.value), f("expected", self.expected);
  }
};

/// Where a session wants its reads answered. Writes always go where the protocol takes them.
enum class Reads : std::uint8_t {
  primary,  ///< by whoever orders the writes (primary, leader, origin): the newest state there is
  sticky,   ///< by one replica that the session keeps to, from that replica's own state
  any,      ///< by any replica, from its own state
  quorum,   ///< by as many replicas as the protocol's read quorum, or through its log
  lease     ///< by a leader from its own state, while its lease lasts
};
inline constexpr Reads kLastReads = Reads::lease;

/// Who asks and for which time: an idempotence token. A session numbers its operations from 1; a retry keeps the number.
struct Token {
  Session session{};
  std::uint64_t request = 0;

  friend auto operator<=>(const Token&, const Token&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("session", self.session), f("request", self.request); }
};

/// What a session has seen and carries along from replica to replica: nothing, a version (one number), or a vector clock (one number a node).
/// A replica that shows a session less than its context breaks what the session was shown before.
using Context = std::vector<std::uint64_t>;

/// What becomes of a command at the node that was asked.
enum class Outcome : std::uint8_t {
  ok,          ///< done; for a cas see `success`
  refused,     ///< certainly not done, and nobody else will do it: ask again later or give up
  redirected,  ///< not done here: ask `redirect` (kNobody: any other)
  uncertain    ///< may have been done, or may still be
};
inline constexpr Outcome kLastOutcome = Outcome::uncertain;

struct Answer {
  Outcome outcome = Outcome::ok;
  bool success = true;      ///< of a cas
  Value value;              ///< of a read; of a failed cas what the key held
  Version version = 0;      ///< how much the answering replica had applied
  Node redirect = kNobody;
  Context context;          ///< what the session has now seen

  friend bool operator==(const Answer&, const Answer&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("outcome", self.outcome), f("success", self.success), f("value", self.value), f("version", self.version), f("redirect", self.redirect),
        f("context", self.context);
  }
};

[[nodiscard]] std::string_view name_of(Operation operation);
[[nodiscard]] std::string_view name_of(Reads reads);
[[nodiscard]] std::string_view name_of(Outcome outcome);
[[nodiscard]] std::optional<Reads> reads_named(std::string_view name);

}  // namespace clio::store
