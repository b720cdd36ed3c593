#pragma once

#include <deque>
#include <optional>

#include "src/store/protocols/multi_paxos_messages.hpp"

namespace clio::store::multi_paxos {

/// The deterministic state machine that the log drives: registers, and each session's last command, so that one that is in the log twice is
/// done once.
class ReplicatedState {
 public:
  /// What a proposal comes to. Empty: nothing to tell (no command, or one that its session has left behind).
  struct Result {
    Done done;
    bool changed = false;  ///< a write became part of the state, now and not before
  };
  std::optional<Result> apply(Slot slot, const Proposal& proposal);

  [[nodiscard]] Value value(Key key) const;
  /// The last command of a session that is done; null: none.
  [[nodiscard]] const Done* done(Session session) const;
  [[nodiscard]] Slot applied() const { return applied_; }
  [[nodiscard]] Snapshot snapshot() const { return {applied_, values_, sessions_}; }
  [[nodiscard]] bool same_as(const ReplicatedState& other) const { return values_ == other.values_ && sessions_ == other.sessions_; }
  void install(const Snapshot& snapshot) { applied_ = snapshot.slot, values_ = snapshot.values, sessions_ = snapshot.sessions; }

 private:
  Slot applied_ = 0;
  std::map<Key, Value> values_;
  std::map<Session, Done> sessions_;
};

/// Votes by slot; what is compacted away is gone.
class Log {
 public:
  /// Null: nothing accepted, or compacted.
  [[nodiscard]] const Vote* at(Slot slot) const;
  /// Precondition: slot >= first().
  void put(Slot slot, Vote vote);
  [[nodiscard]] Slot first() const { return first_; }                 ///< the lowest slot that is not compacted
  [[nodiscard]] Slot last() const { return first_ + votes_.size() - 1; }  ///< the highest slot ever put, first() - 1: none
  /// Forgets all slots below `first`.
  void compact(Slot first);

 private:
  Slot first_ = 1;
  std::deque<Vote> votes_;
};

}  // namespace clio::store::multi_paxos
