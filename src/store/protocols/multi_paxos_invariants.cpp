// What holds between the replicas of Multi-Paxos after every step: promises do not fall, no two replicas apply different proposals in a
// slot, replicas that have applied as much hold the same state, and a new leader knows everything that was chosen in lower ballots. And the
// entry of the protocol.
#include <algorithm>
#include <map>
#include <utility>

#include "src/store/protocols/multi_paxos.hpp"

namespace clio::store::multi_paxos {
namespace {

class LogInvariants final : public Invariants {
 public:
  explicit LogInvariants(const Options& options) : seen_(options.nodes) {}

  std::string broken(std::span<const Protocol* const> nodes, Node stepped) override {
    if (index(stepped) >= seen_.size() || nodes[index(stepped)] == nullptr) return {};
    const auto& replica = static_cast<const Replica&>(*nodes[index(stepped)]);
    Seen& before = seen_[index(stepped)];
    const bool restarted = std::exchange(before.life, replica.life()) != replica.life();
    if (restarted) before.applied = 0, before.led = {};
    else before.promised_surely = before.promised;
    if (replica.promised() < before.promised_surely) return name(stepped) + " has promised less than before";
    before.promised = replica.promised();

    const Slot applied = replica.replicated().applied();
    if (applied < before.applied) return name(stepped) + " has applied less than before";
    for (Slot slot = std::max(before.applied + 1, replica.log().first()); slot <= applied; ++slot) {
      if (std::string what = slot_is_agreed(replica, stepped, slot); !what.empty()) return what;
    }
    if (std::exchange(before.applied, applied) != applied) {
      if (std::string what = state_is_agreed(nodes, replica, stepped); !what.empty()) return what;
    }
    if (replica.role() == Role::leader && std::exchange(before.led, replica.ballot()) != replica.ballot()) return leader_is_complete(replica, stepped);
    return {};
  }

 private:
  struct Seen {
    std::uint64_t life = 0;
    Ballot promised;         ///< after the last step; a crash before it is durable may lose it
    Ballot promised_surely;  ///< after the step before
    Ballot led;
    Slot applied = 0;        ///< by this life
  };

  static std::string name(Node node) { return "node " + std::to_string(index(node)); }

  std::string slot_is_agreed(const Replica& replica, Node stepped, Slot slot) {
    const Vote* vote = replica.log().at(slot);
    if (vote == nullptr) return {};  // installed
    const auto [chosen, first] = chosen_.try_emplace(slot, *vote);
    if (first || chosen->second.proposal == vote->proposal) return {};
    return name(stepped) + " has applied another proposal in slot " + std::to_string(slot) + " than others";
  }

  static std::string state_is_agreed(std::span<const Protocol* const> nodes, const Replica& replica, Node stepped) {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i] == nullptr || i == index(stepped)) continue;
      const ReplicatedState& other = static_cast<const Replica&>(*nodes[i]).replicated();
      if (other.applied() != replica.replicated().applied() || other.same_as(replica.replicated())) continue;
      return name(stepped) + " and " + name(node_at(i)) + " hold different states after slot " + std::to_string(other.applied());
    }
    return {};
  }

  /// A leader knows what was chosen in lower ballots. (It may have been outbid before it began to lead.)
  std::string leader_is_complete(const Replica& replica, Node stepped) const {
    for (auto chosen = chosen_.upper_bound(replica.replicated().applied()); chosen != chosen_.end(); ++chosen) {
      const Vote* vote = replica.log().at(chosen->first);
      if (chosen->second.ballot >= replica.ballot() || (vote != nullptr && vote->proposal == chosen->second.proposal)) continue;
      return name(stepped) + " leads without what was chosen in slot " + std::to_string(chosen->first);
    }
    return {};
  }

  std::vector<Seen> seen_;
  std::map<Slot, Vote> chosen_;  ///< what the first replica to apply a slot applied there: chosen in that ballot, or before
};

Promise promise(const Options&, Reads) { return {.keeps = {"linearizable"}, .caught = {}}; }
std::unique_ptr<Protocol> replica(Node self, const Options& options) { return std::make_unique<Replica>(self, options); }
std::unique_ptr<Invariants> invariants(const Options& options) { return std::make_unique<LogInvariants>(options); }

}  // namespace
}  // namespace clio::store::multi_paxos

namespace clio::store {

const Entry& multi_paxos_entry() {
  static const Entry kEntry{
      .id = "multi-paxos",
      .about = "a replicated log under a stable leader: each slot is decided by a majority, every replica applies the log in order",
      .cite = "Lamport 1998; Lamport 2001",
      .cas = true,
      .reads = {Reads::quorum, Reads::lease},
      .mutants = {{"forgotten-promise", "a replica does not remember what it has promised, and votes in ballots that it has ruled out", Reads::quorum, "linearizable"},
                  {"adopted-value-ignored", "a new leader proposes its own commands where others may have been chosen", Reads::quorum, "linearizable"},
                  {"quorum-of-f", "as many replicas decide as may fail", Reads::quorum, "linearizable"},
                  {"unsafe-lease", "a leader answers from its own state for as long as it hears of no other", Reads::lease, "linearizable"},
                  {"lies-about-completion", "a write is answered when it is proposed", Reads::quorum, "linearizable"},
                  {"snapshot-loses-sessions", "a snapshot leaves out what sessions have done, and a retried command is done twice", Reads::quorum, "linearizable"}},
      .promise = multi_paxos::promise,
      .replica = multi_paxos::replica,
      .invariants = multi_paxos::invariants};
  return kEntry;
}

}  // namespace clio::store
