#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "src/store/core/options.hpp"
#include "src/store/core/protocol.hpp"
#include "src/store/core/wire.hpp"

/// What members and the manager tell each other. On the wire a message of theirs starts with a byte that no protocol's message starts with.
namespace clio::store::membership {

inline constexpr char kMark = 0x7f;

/// A member to the manager, at intervals: I run.
struct Heartbeat {
  static constexpr const char* kName = "heartbeat";
  std::uint64_t life = 0;          ///< grows with every start of the member
  std::uint64_t disk = 0;          ///< the life in which its disk was new: another number, another disk
  Time sent = 0;                   ///< its own clock; the answer repeats it, and a lease counts from it
  std::uint64_t manager_life = 0;  ///< of the newest word heard
  Time heard = 0;                  ///< of the newest word heard: the manager's clock when it was sent
  std::uint64_t view = 0;          ///< the newest that it knows
  std::uint64_t established = 0;   ///< the newest that it has established, as its primary
  Version held = 0;                ///< how many writes it holds
  NodeSet unreachable;             ///< members that it waits for, as primary, for longer than the failure detector allows
  bool leaving = false;            ///< it wants to be no member
  bool handed_over = false;        ///< as primary: it takes no more writes, and all members hold those that it has taken

  friend bool operator==(const Heartbeat&, const Heartbeat&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("life", self.life), f("disk", self.disk), f("sent", self.sent), f("manager_life", self.manager_life), f("heard", self.heard), f("view", self.view),
        f("established", self.established), f("held", self.held), f("unreachable", self.unreachable), f("leaving", self.leaving),
        f("handed_over", self.handed_over);
  }
};

/// The manager to a node: the view, and perhaps a lease.
struct Word {
  static constexpr const char* kName = "word";
  std::uint64_t manager_life = 0;
  Time at = 0;             ///< the manager's clock; heartbeats repeat it
  std::uint64_t life = 0;  ///< of the node that is meant: a later life ignores it
  Time sent = 0;           ///< of the heartbeat that this answers
  bool lease = false;      ///< the node may act as primary of `view` for Timing::lease from `sent` on
  bool hand_over = false;  ///< the primary of `view` shall take no more writes: it may leave once all members hold what it has taken
  View view;               ///< number 0: none that was made with this life of the node

  friend bool operator==(const Word&, const Word&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("manager_life", self.manager_life), f("at", self.at), f("life", self.life), f("sent", self.sent), f("lease", self.lease), f("hand_over", self.hand_over),
        f("view", self.view);
  }
};

using Message = std::variant<Heartbeat, Word>;

[[nodiscard]] inline std::string encode(const Message& message) {
  std::string bytes(1, kMark);
  wire::Encoder(bytes).put(message);
  return bytes;
}
[[nodiscard]] inline bool is_ours(std::string_view bytes) { return !bytes.empty() && bytes.front() == kMark; }
[[nodiscard]] inline std::optional<Message> decode(std::string_view bytes) {
  if (!is_ours(bytes)) return std::nullopt;
  return wire::decode<Message>(bytes.substr(1));
}

// A lease of L lasts at most L and its promise at least L of real time, if clocks run between 1 - d and 1 + d times as fast as real time.

/// How long a member relies on a lease, by its own clock: L (1 - d), rounded down.
[[nodiscard]] constexpr Time relied_on(const Timing& timing) { return timing.lease - (timing.lease * timing.drift_ppm_max + 999'999) / 1'000'000; }
/// How long the manager keeps its promise, by its own clock: L (1 + d), rounded up.
[[nodiscard]] constexpr Time promised(const Timing& timing) { return timing.lease + (timing.lease * timing.drift_ppm_max + 999'999) / 1'000'000; }

}  // namespace clio::store::membership
