#pragma once

#include <array>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "src/store/core/entry.hpp"
#include "src/store/protocols/replicated_state.hpp"

namespace clio::store {

/// A replicated log decided slot by slot by Paxos under a stable leader (multi_paxos.cpp tells how and why).
[[nodiscard]] const Entry& multi_paxos_entry();

namespace multi_paxos {

enum class Role : std::uint8_t { follower, candidate, leader };
[[nodiscard]] std::string_view name_of(Role role);

/// How many replicas decide.
[[nodiscard]] std::size_t deciders_of(const Options& options);

class Replica final : public Protocol {
 public:
  Replica(Node self, const Options& options);
  void step(Time now, const Input& input, Effects& effects) override;
  [[nodiscard]] std::string describe(std::string_view bytes) const override;
  [[nodiscard]] std::string state() const override;

  // For the invariants.
  [[nodiscard]] std::uint64_t life() const { return life_; }
  [[nodiscard]] Role role() const { return role_; }
  [[nodiscard]] const Ballot& promised() const { return promised_; }  ///< never falls, also over a crash
  [[nodiscard]] const Ballot& ballot() const { return ballot_; }      ///< of a candidate or leader: its own
  [[nodiscard]] Slot committed() const { return committed_; }
  [[nodiscard]] const Log& log() const { return log_; }
  [[nodiscard]] const ReplicatedState& replicated() const { return state_; }

 private:
  void start(Time now, const Started& started, Effects& effects);

  // Clients and replication (multi_paxos.cpp).
  void request(Time now, const ClientRequest& request, Effects& effects);
  void propose(Proposal proposal, Effects& effects);
  void receive(Time now, Node from, const Accept& accept, Effects& effects);
  void receive(Time now, Node from, const Accepted& accepted, Effects& effects);
  void commit(Effects& effects);
  void apply(Effects& effects);
  void answer(const Proposal& proposal, const Done& done, Effects& effects);
  void retransmit(Time now, Effects& effects);

  // Lagging replicas and compaction (multi_paxos_catch_up.cpp).
  void receive(Time now, Node from, const Missing& missing, Effects& effects);
  void receive(Time now, Node from, const Install& install, Effects& effects);
  void install(const Snapshot& snapshot, Effects& effects);
  void take_snapshot(Effects& effects);
  void ask_for_missing(Node leader, Effects& effects);
  [[nodiscard]] Snapshot snapshot_to_keep() const;

  // Leadership (multi_paxos_election.cpp).
  void stand(Time now, Effects& effects);
  void lead(Time now, Effects& effects);
  void follow(Node leader, Effects& effects);
  void receive(Time now, Node from, const Prepare& prepare, Effects& effects);
  void receive(Time now, Node from, const Promised& promised, Effects& effects);
  void receive(Time now, Node from, const Rejected& rejected, Effects& effects);
  void receive(Time now, Node from, const Heartbeat& heartbeat, Effects& effects);
  void receive(Time now, Node from, const Follows& follows, Effects& effects);
  void beat(Time now, Effects& effects);
  void await_leader(Effects& effects);
  void promise(const Ballot& ballot, Effects& effects);
  [[nodiscard]] bool hears(Node from, const Ballot& ballot, Effects& effects);
  [[nodiscard]] bool holds_back(Time now, Node candidate) const;
  [[nodiscard]] bool has_lease(Time now) const;

  template <class M>
  void send(Node to, M message, Effects& effects);
  template <class M>
  void send_to_others(M message, Effects& effects);
  void record(Slot slot, Vote vote, Effects& effects);

  const Node self_;
  const Options options_;
  const NodeSet all_;
  const std::size_t deciders_;
  const Time lease_;           ///< how long of its own clock a leader may count on a heartbeat that was answered

  std::uint64_t life_ = 0;

  // Durable, with the replicated state as of the latest snapshot.
  Ballot promised_;            ///< no lower ballot gets a vote any more
  Log log_;
  Slot snapshot_slot_ = 0;     ///< of the latest snapshot

  ReplicatedState state_;
  Slot committed_ = 0;         ///< known to be chosen, with all before; a new leader counts anew from what it has applied
  Role role_ = Role::follower;
  Ballot ballot_;              ///< of a candidate or leader: its own
  Node leader_ = kNobody;      ///< whom clients are sent to

  // Of a follower.
  Time hold_until_ = 0;        ///< no vote for anybody but `holder_` before: the leader relies on it
  Node holder_ = kNobody;
  Slot stalled_at_ = ~Slot{0}; ///< applied at the last heartbeat, where something was missing then

  // Of a candidate.
  NodeSet promises_;
  std::map<Slot, Vote> adopted_;  ///< by slot the vote of the highest ballot that was told

  // Of a leader.
  Slot next_ = 1;              ///< the slot of the next proposal
  Slot barrier_ = 0;           ///< what earlier leaders may have had chosen: the state is current once that is applied
  std::deque<NodeSet> acks_;   ///< who has accepted, by slot from committed_ + 1 to next_ - 1
  std::map<Session, std::uint64_t> proposed_;  ///< commands under way
  std::array<Time, kNodesMax> answered_{};     ///< by node: when the latest heartbeat that it answered was sent
  Time supported_at_ = 0;      ///< when the latest heartbeat that enough have answered was sent, or the leadership began
  Time lease_until_ = 0;       ///< nobody else leads before; not after `now` if there is no lease
  Time retransmit_at_ = 0;
};

}  // namespace multi_paxos
}  // namespace clio::store
