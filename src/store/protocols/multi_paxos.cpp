// Multi-Paxos: a log of commands, each slot decided by Paxos, under a leader that runs phase 1 once for all slots.
//
// The idea. A candidate chooses a ballot above all that it has seen and asks every replica to promise it (phase 1), for all slots from its
// first unapplied one on; the answers bring what was accepted there. With a majority of promises it leads: for each of those slots it
// proposes what was accepted with the highest ballot, or nothing where nothing was, and from then on gives each client's command the next
// slot (phase 2). A slot that a majority has accepted in one ballot is chosen. Replicas apply chosen slots in order to the replicated
// state, the leader answers. Heartbeats keep followers from standing and tell them what is chosen.
//
// Sources. Lamport, "The part-time parliament" (ACM TOCS 16(2), 1998), and "Paxos made simple" (2001), section 3; van Renesse and
// Altinbuken, "Paxos made moderately complex" (ACM Computing Surveys 47(3), 2015), for leadership and compaction; Gray and Cheriton,
// "Leases" (SOSP 1989), for reads by lease.
//
// Why it is safe. (1) A ballot is used by one candidate once: its number holds the node, and the candidate makes its own promise durable
// before it asks. (2) Within a ballot a slot gets one proposal: the leader never gives a slot away twice. (3) If a value is chosen in
// ballot b, every higher ballot proposes it for that slot: its candidate heard a majority, one of whom had accepted the value in b or
// higher before promising (afterwards it would have refused b), and by induction on ballots the vote of the highest ballot that the
// candidate hears of is for that value. Hence replicas apply the same commands in the same order. A follower takes a slot for chosen only
// if the leader says so and the vote that it holds for the slot is of that leader's own ballot; otherwise it asks again. Votes for slots
// that a replica has already applied need not be recorded anew: they are chosen, and (3) binds every later ballot. Promises and votes are
// durable before they are told. Compaction forgets only what a durable snapshot holds, and a candidate that asks for forgotten slots gets
// the snapshot.
//
// Reads. Through the log (quorum): a read is a command like others, and sees what was answered before it was asked. By lease: the leader
// answers from its own state while no other can be elected: whoever answers a heartbeat promises no vote to others for `lease` of its own
// clock, counted from when it arrived, which is later than when it was sent, from where the leader counts; both clocks may be off by
// `drift_ppm_max`, so the leader uses (1 - d) / (1 + d) of it. A restarted replica, which has forgotten whom it answered, gives no vote for
// as long. A new leader waits until it has applied what earlier ones may have had chosen. Without a lease, a read goes through the log.
//
// Retries. Each session's last command and answer are part of the replicated state (replicated_state.cpp), of snapshots too. A command that
// is in the log twice is done once.
//
// Cost: a command 2(n-1) messages, one round trip and one sync at each replica; a read by lease none. Phase 1 adds a round trip a
// leadership.
//
// Tested by: tests/store/multi_paxos_test.cpp, tests/store/transcripts/multi-paxos.
#include "src/store/protocols/multi_paxos.hpp"

#include <algorithm>
#include <utility>

#include "src/store/core/wire.hpp"
#include "src/store/protocols/multi_paxos_parts.hpp"

namespace clio::store::multi_paxos {

std::string_view name_of(Role role) {
  switch (role) {
    case Role::follower: return "follower";
    case Role::candidate: return "candidate";
    case Role::leader: return "leader";
  }
  return "";
}

std::size_t deciders_of(const Options& options) {
  return options.has("quorum-of-f") ? std::max<std::size_t>(1, options.nodes - majority(options.nodes)) : majority(options.nodes);
}

namespace {

Time usable_lease(const Timing& timing) {
  const Time million = 1'000'000, drift = timing.drift_ppm_max;
  return timing.lease * (million - drift) / (million + drift);
}

}  // namespace

Replica::Replica(Node self, const Options& options)
    : self_(self), options_(options), all_(NodeSet::first(options.nodes)), deciders_(deciders_of(options)), lease_(usable_lease(options.timing)) {}

void Replica::step(Time now, const Input& input, Effects& effects) {
  if (const auto* received = std::get_if<Received>(&input)) {
    const auto message = wire::decode<Message>(received->bytes);
    if (message && all_.contains(received->from)) {
      return std::visit([&](const auto& one) { receive(now, received->from, one, effects); }, *message);
    }
    return effects.note({.what = Note::What::rejected, .token = {}, .key = 0, .value = {}, .version = 0, .node = received->from, .text = "not a message of this protocol"});
  }
  if (const auto* asked = std::get_if<ClientRequest>(&input)) return request(now, *asked, effects);
  if (const auto* fired = std::get_if<TimerFired>(&input)) return fired->timer == kHeartbeatTimer ? beat(now, effects) : stand(now, effects);
  if (const auto* started = std::get_if<Started>(&input)) start(now, *started, effects);
}

void Replica::start(Time now, const Started& started, Effects& effects) {
  life_ = started.life;
  for (const auto& [slot, bytes] : *started.durable) {
    if (slot == kPromiseRecord) promised_ = wire::decode<Ballot>(bytes).value_or(Ballot{});
    else if (slot == kSnapshotRecord) state_.install(wire::decode<Snapshot>(bytes).value_or(Snapshot{}));
    else {
      if (log_.last() == 0) log_.compact(std::min(slot - kLogRecords, state_.applied() + 1));
      const Vote vote = wire::decode<Vote>(bytes).value_or(Vote{});
      if (options_.has("forgotten-promise")) promised_ = std::max(promised_, vote.ballot);
      log_.put(slot - kLogRecords, vote);
    }
  }
  snapshot_slot_ = committed_ = state_.applied();
  if (log_.last() < snapshot_slot_) log_.compact(snapshot_slot_ + 1);
  hold_until_ = now + options_.timing.lease;  // whom this node answered before a crash is forgotten
  await_leader(effects);
}

void Replica::request(Time now, const ClientRequest& request, Effects& effects) {
  if (role_ != Role::leader) {
    return effects.reply(request.token, {.outcome = Outcome::redirected, .success = false, .value = {}, .version = state_.applied(),
                                         .redirect = leader_ == self_ ? kNobody : leader_, .context = {}});
  }
  const bool read = request.command.operation == Operation::read;
  if (read && request.reads == Reads::lease && has_lease(now)) {
    return effects.reply(request.token, {.value = state_.value(request.command.key), .version = state_.applied()});
  }
  if (const Done* done = state_.done(request.token.session); !read && done != nullptr && request.token.request <= done->request) {
    if (request.token.request == done->request) answer({request.token, request.command}, *done, effects);
    return;
  }
  std::uint64_t& proposed = proposed_[request.token.session];
  if (request.token.request <= proposed) return;  // under way
  proposed = request.token.request;
  if (!read && options_.has("lies-about-completion")) effects.reply(request.token, {.version = next_});
  propose({request.token, request.command}, effects);
}

/// Gives a proposal the next slot. The leader tells the others before its own vote is durable: it is not counted before.
void Replica::propose(Proposal proposal, Effects& effects) {
  const Slot slot = next_++;
  acks_.push_back(NodeSet().with(self_));
  send_to_others(Accept{ballot_, slot, {proposal}, committed_}, effects);
  record(slot, {ballot_, proposal}, effects);
  commit(effects);
}

void Replica::receive(Time, Node from, const Accept& accept, Effects& effects) {
  if (!hears(from, accept.ballot, effects)) return;
  if (accept.first == 0 || accept.first > state_.applied() + kWindow || accept.proposals.size() > kWindow) return;  // far behind: it will be told what is missing
  for (std::size_t i = 0; i < accept.proposals.size(); ++i) {
    const Slot slot = accept.first + i;
    if (slot <= state_.applied()) continue;  // chosen: every later ballot is bound to it
    if (const Vote* vote = log_.at(slot); vote != nullptr && vote->ballot == accept.ballot) continue;
    record(slot, {accept.ballot, accept.proposals[i]}, effects);
    effects.note({.what = Note::What::acknowledged, .token = accept.proposals[i].token, .key = accept.proposals[i].command.key,
                  .value = accept.proposals[i].command.value, .version = slot, .node = from, .text = {}});
  }
  send(from, Accepted{accept.ballot, accept.first, accept.proposals.size()}, effects);
  committed_ = std::max(committed_, accept.committed);
  apply(effects);
}

void Replica::receive(Time, Node from, const Accepted& accepted, Effects& effects) {
  if (role_ != Role::leader || accepted.ballot != ballot_) return;
  const Slot end = accepted.count > next_ ? next_ : std::min(next_, accepted.first + accepted.count);
  for (Slot slot = std::max(accepted.first, committed_ + 1); slot < end; ++slot) acks_[slot - committed_ - 1].insert(from);
  commit(effects);
}

/// Counts votes: what enough have accepted is chosen, in order.
void Replica::commit(Effects& effects) {
  while (!acks_.empty() && acks_.front().size() >= deciders_) {
    acks_.pop_front();
    ++committed_;
    const Proposal& chosen = log_.at(committed_)->proposal;
    if (chosen.nothing() || chosen.command.operation == Operation::read) continue;
    effects.note({.what = Note::What::committed, .token = chosen.token, .key = chosen.command.key, .value = chosen.command.value, .version = committed_, .node = kNobody, .text = {}});
  }
  apply(effects);
}

/// Applies what is chosen, in order, as far as this replica knows the values.
void Replica::apply(Effects& effects) {
  while (state_.applied() < committed_) {
    const Slot slot = state_.applied() + 1;
    const Vote* vote = log_.at(slot);
    if (vote == nullptr || vote->ballot != promised_) return;
    const auto result = state_.apply(slot, vote->proposal);
    if (result && result->changed) {
      const Proposal& done = vote->proposal;
      effects.note({.what = Note::What::applied, .token = done.token, .key = done.command.key, .value = done.command.value, .version = slot, .node = kNobody, .text = {}});
    }
    if (result && role_ == Role::leader) {
      if (const auto under_way = proposed_.find(vote->proposal.token.session); under_way != proposed_.end() && under_way->second == vote->proposal.token.request) {
        proposed_.erase(under_way);
      }
      answer(vote->proposal, result->done, effects);
    }
    if (slot - snapshot_slot_ >= std::max<std::size_t>(1, options_.snapshot_every)) take_snapshot(effects);
  }
}

void Replica::answer(const Proposal& proposal, const Done& done, Effects& effects) {
  effects.reply(proposal.token, {.success = done.success, .value = done.value, .version = std::max(done.version, state_.applied())});
}

/// Sends what is under way again to those who have not accepted it.
void Replica::retransmit(Time now, Effects& effects) {
  if (now < retransmit_at_) return;
  retransmit_at_ = now + options_.timing.retry;
  for (const Node node : all_.without(self_)) {
    Accept accept{ballot_, 0, {}, committed_};
    for (std::size_t i = 0; i < acks_.size() && accept.proposals.size() < kBatch; ++i) {
      if (accept.proposals.empty()) {
        if (acks_[i].contains(node)) continue;
        accept.first = committed_ + 1 + i;
      }
      accept.proposals.push_back(log_.at(committed_ + 1 + i)->proposal);
    }
    if (!accept.proposals.empty()) send(node, std::move(accept), effects);
  }
}

void Replica::record(Slot slot, Vote vote, Effects& effects) {
  effects.persist(kLogRecords + slot, wire::encode(vote));
  log_.put(slot, vote);
}

std::string Replica::describe(std::string_view bytes) const { return wire::text_of_bytes<Message>(bytes); }

std::string Replica::state() const {
  std::string text(name_of(role_));
  text += ", promised " + std::to_string(promised_.round) + "." + std::to_string(index(promised_.node));
  text += ", log " + std::to_string(log_.first()) + " to " + std::to_string(log_.last());
  text += ", committed " + std::to_string(committed_) + ", applied " + std::to_string(state_.applied());
  for (const auto& [key, value] : state_.snapshot().values) text += ", key " + std::to_string(key) + " = " + (value ? std::to_string(*value) : "null");
  return text;
}

}  // namespace clio::store::multi_paxos
