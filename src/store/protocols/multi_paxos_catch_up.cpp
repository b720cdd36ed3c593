// Multi-Paxos, lagging replicas and compaction.
//
// A follower that hears that more is chosen than it holds, at two heartbeats in a row, asks its leader. The leader answers with the chosen
// proposals as votes to cast in its own ballot (to propose a chosen value again is what Paxos makes every ballot do), or, where it has
// compacted them, with its state. Every `snapshot_every` slots a replica makes its state durable and forgets the log up to the snapshot
// before: what lies between stays for replicas that lag a little. (Chandra, Griesemer, Redstone, "Paxos made live", PODC 2007, section 5.)
//
// Tested by: tests/store/transcripts/multi-paxos, tests/store/multi_paxos_test.cpp.
#include "src/store/protocols/multi_paxos_parts.hpp"

namespace clio::store::multi_paxos {

/// Called at heartbeats.
void Replica::ask_for_missing(Node leader, Effects& effects) {
  const Slot applied = state_.applied();
  if (applied >= committed_) {
    stalled_at_ = ~Slot{0};
    return;
  }
  if (std::exchange(stalled_at_, applied) != applied) return;  // perhaps it is on its way
  send(leader, Missing{promised_, applied + 1}, effects);
}

void Replica::receive(Time, Node from, const Missing& missing, Effects& effects) {
  if (role_ != Role::leader || missing.ballot != ballot_ || missing.slot == 0) return;
  if (missing.slot < log_.first()) return send(from, Install{ballot_, snapshot_to_keep()}, effects);
  Accept accept{ballot_, missing.slot, {}, committed_};
  for (Slot slot = missing.slot; slot <= committed_ && accept.proposals.size() < kBatch; ++slot) {
    const Vote* vote = log_.at(slot);
    if (vote == nullptr) break;
    accept.proposals.push_back(vote->proposal);
  }
  if (!accept.proposals.empty()) send(from, std::move(accept), effects);
}

void Replica::receive(Time, Node from, const Install& message, Effects& effects) {
  if (!hears(from, message.ballot, effects)) return;
  install(message.snapshot, effects);
  apply(effects);
}

/// Takes over a state that somebody else has applied.
void Replica::install(const Snapshot& snapshot, Effects& effects) {
  if (snapshot.slot <= state_.applied()) return;
  state_.install(snapshot);
  committed_ = std::max(committed_, snapshot.slot);
  snapshot_slot_ = snapshot.slot;
  effects.persist(kSnapshotRecord, wire::encode(snapshot));
  effects.forget(kLogRecords + 1, kLogRecords + snapshot.slot);
  log_.compact(snapshot.slot + 1);
}

Snapshot Replica::snapshot_to_keep() const {
  Snapshot snapshot = state_.snapshot();
  if (options_.has("snapshot-loses-sessions")) snapshot.sessions.clear();
  return snapshot;
}

void Replica::take_snapshot(Effects& effects) {
  effects.persist(kSnapshotRecord, wire::encode(snapshot_to_keep()));
  if (snapshot_slot_ > 0) {
    effects.forget(kLogRecords + 1, kLogRecords + snapshot_slot_);
    log_.compact(snapshot_slot_ + 1);
  }
  snapshot_slot_ = state_.applied();
}

}  // namespace clio::store::multi_paxos
