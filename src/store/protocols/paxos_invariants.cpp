// What holds between the nodes of single-decree consensus after every step: all agree on what is decided, no decision changes, and (Paxos)
// promises do not fall, a ballot has one value, and once a majority has accepted a value in a ballot, every higher ballot has that value.
// And the entry of the protocol.
#include <algorithm>
#include <map>
#include <utility>

#include "src/store/protocols/paxos.hpp"

namespace clio::store::paxos {
namespace {

class ConsensusInvariants final : public Invariants {
 public:
  explicit ConsensusInvariants(const Options& options) : paxos_(options.approach == Approach::paxos), deciders_(deciders_of(options)), seen_(options.nodes) {}

  std::string broken(std::span<const Protocol* const> nodes, Node stepped) override {
    if (index(stepped) >= seen_.size() || nodes[index(stepped)] == nullptr) return {};
    const auto& decisions = static_cast<const ConsensusReplica&>(*nodes[index(stepped)]).decided();
    const bool news = std::exchange(seen_[index(stepped)].decisions, decisions.size()) != decisions.size();
    if (news) {
      if (std::string what = decisions_agree(decisions); !what.empty()) return what;
    }
    return paxos_ ? acceptor_is_faithful(static_cast<const Replica&>(*nodes[index(stepped)]), stepped) : std::string();
  }

 private:
  /// What a node's acceptors were after its last step but one (durable by now), and what the last step changed (a crash may lose it).
  struct Seen {
    std::uint64_t life = 0;
    std::size_t decisions = 0;
    std::map<Key, Acceptor> surely, perhaps;
  };
  struct Support {
    Choice choice;
    NodeSet acceptors;
  };
  struct Votes {
    std::map<Ballot, Support> by_ballot;
    std::optional<Ballot> chosen;  ///< the lowest ballot that enough acceptors are known to have accepted
  };

  std::string decisions_agree(const std::map<Key, Choice>& decisions) {
    for (const auto& [key, choice] : decisions) {
      const auto [decided, first] = decided_.try_emplace(key, choice);
      if (!first && decided->second != choice) return "two values are decided for key " + std::to_string(key) + ": " + name(decided->second) + " and " + name(choice);
    }
    return {};
  }

  static std::string name(Node node) { return "node " + std::to_string(index(node)); }
  static std::string name(const Choice& choice) { return choice.value ? std::to_string(*choice.value) : "null"; }

  std::string acceptor_is_faithful(const Replica& replica, Node stepped) {
    Seen& seen = seen_[index(stepped)];
    const bool restarted = std::exchange(seen.life, replica.life()) != replica.life();
    if (!restarted) {
      for (const auto& [key, acceptor] : seen.perhaps) {
        seen.surely[key] = acceptor;
        if (std::string what = vote_is_lawful(key, acceptor, stepped); !what.empty()) return what;
      }
    }
    seen.perhaps.clear();
    for (const Key key : replica.changed()) {
      seen.perhaps[key] = replica.acceptors().at(key);
      if (std::string what = acceptor_goes_on(replica, seen, key, stepped); !what.empty()) return what;
    }
    if (restarted) {
      for (const auto& [key, before] : seen.surely) {
        if (std::string what = acceptor_goes_on(replica, seen, key, stepped); !what.empty()) return what;
      }
    }
    return {};
  }

  static std::string acceptor_goes_on(const Replica& replica, const Seen& seen, Key key, Node node) {
    const auto before = seen.surely.find(key);
    if (before == seen.surely.end()) return {};
    const auto now = replica.acceptors().find(key);
    if (now == replica.acceptors().end() || now->second.promised < before->second.promised) return name(node) + " has promised less for key " + std::to_string(key) + " than before";
    if (now->second.accepted < before->second.accepted) return name(node) + " has accepted less for key " + std::to_string(key) + " than before";
    return {};
  }

  std::string vote_is_lawful(Key key, const Acceptor& acceptor, Node node) {
    if (acceptor.accepted.round == 0) return {};
    Votes& votes = votes_[key];
    Support& support = votes.by_ballot.try_emplace(acceptor.accepted, Support{acceptor.choice, {}}).first->second;
    if (support.choice != acceptor.choice) return "a ballot has two values for key " + std::to_string(key);
    support.acceptors.insert(node);
    if (votes.chosen && *votes.chosen < acceptor.accepted) return follows(votes, key, acceptor.choice);
    if (support.acceptors.size() < deciders_) return {};
    // Votes may be counted after those of higher ballots: look at these, once.
    votes.chosen = acceptor.accepted;
    for (auto higher = votes.by_ballot.upper_bound(acceptor.accepted); higher != votes.by_ballot.end(); ++higher) {
      if (std::string what = follows(votes, key, higher->second.choice); !what.empty()) return what;
    }
    return {};
  }

  static std::string follows(const Votes& votes, Key key, const Choice& choice) {
    const Choice& chosen = votes.by_ballot.at(*votes.chosen).choice;
    if (choice == chosen) return {};
    return "after " + name(chosen) + " was chosen for key " + std::to_string(key) + ", a higher ballot has " + name(choice);
  }

  const bool paxos_;
  const std::size_t deciders_;
  std::vector<Seen> seen_;
  std::map<Key, Choice> decided_;
  std::map<Key, Votes> votes_;
};

Promise promise(const Options& options, Reads) {
  if (options.approach == Approach::accept_every) return {.keeps = {}, .caught = {"linearizable"}};
  return {.keeps = {"linearizable"}, .caught = {}};
}
std::unique_ptr<Protocol> replica(Node self, const Options& options) {
  if (options.approach != Approach::paxos) return make_naive(self, options);
  return std::make_unique<Replica>(self, options);
}
std::unique_ptr<Invariants> invariants(const Options& options) { return std::make_unique<ConsensusInvariants>(options); }

}  // namespace
}  // namespace clio::store::paxos

namespace clio::store {

const Entry& paxos_entry() {
  static const Entry kEntry{
      .id = "paxos",
      .about = "each key is decided once, by Basic Paxos: cas from null proposes, plain writes are refused",
      .cite = "Lamport 2001",
      .cas = true,
      .any_writer = true,
      .reads = {Reads::quorum},
      .mutants = {{"forgotten-promise", "an acceptor accepts what it has promised not to", Reads::quorum, "linearizable"},
                  {"adopted-value-ignored", "a proposer proposes its own value whatever has been accepted", Reads::quorum, "linearizable"},
                  {"quorum-of-f", "as many acceptors decide as may fail", Reads::quorum, "linearizable"},
                  {"lies-about-completion", "a proposal is answered when it is proposed", Reads::quorum, "linearizable"}},
      .promise = paxos::promise,
      .replica = paxos::replica,
      .invariants = paxos::invariants};
  return kEntry;
}

}  // namespace clio::store
