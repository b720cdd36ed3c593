// Multi-Paxos, leadership: who stands, who gets votes, and for how long a leader may count on them (the argument stands in
// multi_paxos.cpp).
//
// A replica that hears no leader for `election` and up to as much more at random stands; the random part makes it unlikely that two keep
// outbidding each other. A replica that has answered a heartbeat gives no vote to others for `lease`. A leader that is told of a higher
// ballot stands again above it; one that hears no majority for twice `election` steps down, so that its clients look elsewhere.
//
// Tested by: tests/store/multi_paxos_test.cpp, tests/store/transcripts/multi-paxos.
#include <algorithm>
#include <array>
#include <functional>
#include <limits>

#include "src/store/protocols/multi_paxos_parts.hpp"

namespace clio::store::multi_paxos {

void Replica::await_leader(Effects& effects) { effects.set_timer(kElectionTimer, options_.timing.election, options_.timing.election); }

/// Promises a ballot, durably. Precondition: ballot >= promised_.
void Replica::promise(const Ballot& ballot, Effects& effects) {
  if (ballot == promised_) return;
  promised_ = ballot;
  if (!options_.has("forgotten-promise")) effects.persist(kPromiseRecord, wire::encode(promised_));
}

void Replica::follow(Node leader, Effects& effects) {
  if (role_ == Role::leader) {
    effects.note({.what = Note::What::steps_down, .token = {}, .key = 0, .value = {}, .version = ballot_.round, .node = self_, .text = {}});
    effects.cancel_timer(kHeartbeatTimer);
  }
  if (role_ != Role::follower) {
    role_ = Role::follower;
    acks_.clear();
    adopted_.clear();
    proposed_.clear();
    await_leader(effects);
  }
  leader_ = leader;
}

/// Phase 1: asks all for their promises.
void Replica::stand(Time now, Effects& effects) {
  await_leader(effects);  // or stand again
  if (role_ == Role::leader || holds_back(now, self_)) return;
  follow(kNobody, effects);
  role_ = Role::candidate;
  ballot_ = {promised_.round + 1, self_};
  promise(ballot_, effects);
  promises_ = NodeSet().with(self_);
  adopted_.clear();
  const Slot from = state_.applied() + 1;
  for (Slot slot = from; slot <= log_.last(); ++slot) {
    if (const Vote* vote = log_.at(slot)) adopted_[slot] = *vote;
  }
  send_to_others(Prepare{ballot_, from}, effects);
  if (promises_.size() >= deciders_) lead(now, effects);
}

/// Whether this node has answered another leader's heartbeat too lately to vote for `candidate`.
bool Replica::holds_back(Time now, Node candidate) const { return now < hold_until_ && candidate != holder_ && !options_.has("forgotten-promise"); }

void Replica::receive(Time now, Node from, const Prepare& prepare, Effects& effects) {
  if (holds_back(now, from)) return;
  if (prepare.ballot < promised_) return send(from, Rejected{promised_}, effects);
  if (prepare.ballot.node != from) return;
  if (prepare.ballot > promised_) {
    follow(kNobody, effects);
    await_leader(effects);
  }
  promise(prepare.ballot, effects);
  Promised promised{prepare.ballot, std::nullopt, {}};
  Slot slot = std::max<Slot>(1, prepare.from);
  if (slot < log_.first()) promised.snapshot = snapshot_to_keep(), slot = state_.applied() + 1;
  for (; slot <= log_.last(); ++slot) {
    if (const Vote* vote = log_.at(slot)) promised.votes[slot] = *vote;
  }
  send(from, std::move(promised), effects);
}

void Replica::receive(Time now, Node from, const Promised& promised, Effects& effects) {
  if (role_ != Role::candidate || promised.ballot != ballot_) return;
  promises_.insert(from);
  if (promised.snapshot) install(*promised.snapshot, effects);
  for (const auto& [slot, vote] : promised.votes) {
    if (slot > state_.applied() + kWindow) break;
    Vote& best = adopted_[slot];
    if (vote.ballot > best.ballot) best = vote;
  }
  if (promises_.size() >= deciders_) lead(now, effects);
}

void Replica::lead(Time now, Effects& effects) {
  role_ = Role::leader;
  leader_ = self_;
  effects.note({.what = Note::What::leads, .token = {}, .key = 0, .value = {}, .version = ballot_.round, .node = self_, .text = {}});
  effects.cancel_timer(kElectionTimer);
  // Everything that may have been chosen is proposed again, and the gaps are closed.
  if (options_.has("adopted-value-ignored")) adopted_.clear();
  committed_ = state_.applied();
  barrier_ = adopted_.empty() ? committed_ : std::max(committed_, adopted_.rbegin()->first);
  next_ = barrier_ + 1;
  Accept accept{ballot_, committed_ + 1, {}, committed_};
  acks_.assign(barrier_ - committed_, NodeSet().with(self_));
  for (Slot slot = committed_ + 1; slot <= barrier_; ++slot) accept.proposals.push_back(adopted_[slot].proposal);
  adopted_.clear();
  if (!accept.proposals.empty()) send_to_others(accept, effects);
  for (std::size_t i = 0; i < accept.proposals.size(); ++i) record(accept.first + i, {ballot_, accept.proposals[i]}, effects);
  answered_.fill(std::numeric_limits<Time>::min());
  supported_at_ = now;
  lease_until_ = now;
  retransmit_at_ = now + options_.timing.retry;
  beat(now, effects);
  commit(effects);
}

void Replica::receive(Time now, Node from, const Rejected& rejected, Effects& effects) {
  if (role_ == Role::follower || rejected.ballot <= ballot_ || rejected.ballot <= promised_) return;
  const bool led = role_ == Role::leader;
  follow(kNobody, effects);
  promise(rejected.ballot, effects);
  if (led && from != self_) stand(now, effects);  // the others still follow: nobody else stands, and no vote is lost
}

void Replica::beat(Time now, Effects& effects) {
  if (role_ != Role::leader) return;
  if (deciders_ < 2) supported_at_ = now, lease_until_ = now + lease_;  // it is enough by itself
  if (now - supported_at_ > 2 * options_.timing.election && !options_.has("unsafe-lease")) return follow(kNobody, effects);
  send_to_others(Heartbeat{ballot_, committed_, now}, effects);
  holder_ = self_;
  hold_until_ = now + options_.timing.lease;
  retransmit(now, effects);
  effects.set_timer(kHeartbeatTimer, options_.timing.heartbeat);
}

/// Whether a message of a leader counts: its ballot is not below what was promised. Then this node follows it.
bool Replica::hears(Node from, const Ballot& ballot, Effects& effects) {
  if (ballot < promised_ && options_.has("forgotten-promise")) promised_ = ballot;
  if (ballot < promised_) return send(from, Rejected{promised_}, effects), false;
  if (ballot.node != from || from == self_) return false;
  promise(ballot, effects);
  follow(from, effects);
  return true;
}

void Replica::receive(Time now, Node from, const Heartbeat& heartbeat, Effects& effects) {
  if (!hears(from, heartbeat.ballot, effects)) return;
  hold_until_ = now + options_.timing.lease;
  holder_ = from;
  send(from, Follows{heartbeat.ballot, heartbeat.sent}, effects);
  await_leader(effects);
  committed_ = std::max(committed_, heartbeat.committed);
  apply(effects);
  ask_for_missing(from, effects);
}

void Replica::receive(Time, Node from, const Follows& follows, Effects&) {
  if (role_ != Role::leader || follows.ballot != ballot_) return;
  answered_[index(from)] = std::max(answered_[index(from)], follows.sent);
  if (deciders_ < 2) return;
  // The latest heartbeat that enough have answered, the leader itself being one of them.
  std::array<Time, kNodesMax> sent{};
  std::size_t others = 0;
  for (const Node node : all_.without(self_)) sent[others++] = answered_[index(node)];
  const auto last = sent.begin() + static_cast<std::ptrdiff_t>(deciders_ - 2);
  std::nth_element(sent.begin(), last, sent.begin() + static_cast<std::ptrdiff_t>(others), std::greater<>());
  if (*last < supported_at_) return;
  supported_at_ = *last;
  lease_until_ = *last + lease_;
}

/// Whether nobody else can lead now, and the state holds all that was ever chosen.
bool Replica::has_lease(Time now) const {
  if (state_.applied() < barrier_) return false;
  return options_.has("unsafe-lease") || now < lease_until_;
}

}  // namespace clio::store::multi_paxos
