#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "src/store/core/command.hpp"
#include "src/store/core/types.hpp"
#include "src/store/protocols/ballot.hpp"

// What replicas of Multi-Paxos tell each other and keep durably.
namespace clio::store::multi_paxos {

/// A place in the log, from 1.
using Slot = std::uint64_t;

/// What a slot is about: a client's command; without a token (request 0) nothing.
struct Proposal {
  Token token;
  Command command;

  [[nodiscard]] bool nothing() const { return token.request == 0; }
  friend bool operator==(const Proposal&, const Proposal&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("token", self.token), f("command", self.command); }
};

/// What a replica has accepted for a slot; ballot of round 0: nothing yet.
struct Vote {
  Ballot ballot;
  Proposal proposal;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("ballot", self.ballot), f("proposal", self.proposal); }
};

/// A session's last command that changed something or tried to, and what it was answered.
struct Done {
  std::uint64_t request = 0;
  bool success = true;
  Value value;
  Version version = 0;
  friend bool operator==(const Done&, const Done&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("request", self.request), f("success", self.success), f("value", self.value), f("version", self.version);
  }
};

/// The replicated state after all slots up to `slot`.
struct Snapshot {
  Slot slot = 0;
  std::map<Key, Value> values;
  std::map<Session, Done> sessions;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("slot", self.slot), f("values", self.values), f("sessions", self.sessions); }
};

/// Phase 1: a candidate asks for votes, and for what was accepted from slot `from` on.
struct Prepare {
  static constexpr const char* kName = "prepare";
  Ballot ballot;
  Slot from = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("ballot", self.ballot), f("from", self.from); }
};
struct Promised {
  static constexpr const char* kName = "promised";
  Ballot ballot;
  std::optional<Snapshot> snapshot;  ///< where some of what was asked for has been compacted
  std::map<Slot, Vote> votes;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("ballot", self.ballot), f("snapshot", self.snapshot), f("votes", self.votes); }
};
/// Phase 2: accept `proposals` for the slots from `first` on; all slots up to `committed` are chosen.
struct Accept {
  static constexpr const char* kName = "accept";
  Ballot ballot;
  Slot first = 0;
  std::vector<Proposal> proposals;
  Slot committed = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("ballot", self.ballot), f("first", self.first), f("proposals", self.proposals), f("committed", self.committed);
  }
};
struct Accepted {
  static constexpr const char* kName = "accepted";
  Ballot ballot;
  Slot first = 0;
  std::uint64_t count = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("ballot", self.ballot), f("first", self.first), f("count", self.count); }
};
/// The sender has promised `ballot`, which is higher than what it was asked with.
struct Rejected {
  static constexpr const char* kName = "rejected";
  Ballot ballot;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("ballot", self.ballot); }
};
/// The leader lives. `sent` is a time of its own clock; the answer brings it back and extends its lease from then on.
struct Heartbeat {
  static constexpr const char* kName = "heartbeat";
  Ballot ballot;
  Slot committed = 0;
  Time sent = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("ballot", self.ballot), f("committed", self.committed), f("sent", self.sent); }
};
struct Follows {
  static constexpr const char* kName = "follows";
  Ballot ballot;
  Time sent = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("ballot", self.ballot), f("sent", self.sent); }
};
/// A follower that knows of chosen slots but not what was chosen asks for them from `slot` on.
struct Missing {
  static constexpr const char* kName = "missing";
  Ballot ballot;
  Slot slot = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("ballot", self.ballot), f("slot", self.slot); }
};
/// The answer where those slots have been compacted.
struct Install {
  static constexpr const char* kName = "install";
  Ballot ballot;
  Snapshot snapshot;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("ballot", self.ballot), f("snapshot", self.snapshot); }
};
using Message = std::variant<Prepare, Promised, Accept, Accepted, Rejected, Heartbeat, Follows, Missing, Install>;

}  // namespace clio::store::multi_paxos
