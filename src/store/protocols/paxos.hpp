#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/store/core/entry.hpp"
#include "src/store/protocols/ballot.hpp"

namespace clio::store {

/// Single-decree Paxos, and the approaches that do not work (paxos.cpp and naive_consensus.cpp tell how and why).
[[nodiscard]] const Entry& paxos_entry();

namespace paxos {

/// A value as it is proposed: by whose command.
struct Choice {
  Token token;
  Value value;
  friend bool operator==(const Choice&, const Choice&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("token", self.token), f("value", self.value); }
};

/// What the runnable approaches have in common: each key is decided once, by itself.
class ConsensusReplica : public Protocol {
 public:
  /// What this node knows to be decided.
  [[nodiscard]] const std::map<Key, Choice>& decided() const { return decided_; }

 protected:
  /// What a command comes to once its key is decided.
  [[nodiscard]] static Answer answer_of(const ClientRequest& request, const Choice& decided);
  /// What it comes to where nothing is decided: for reads, and for cas that do not expect that.
  [[nodiscard]] static Answer answer_undecided(const ClientRequest& request);
  /// Whether it is a proposal: a cas from nothing to something.
  [[nodiscard]] static bool proposes(const ClientRequest& request);
  /// Whether it can be taken at all: reads, and cas to something.
  [[nodiscard]] static bool takes(const ClientRequest& request);

  std::map<Key, Choice> decided_;
};
/// A node of one of the approaches that do not work. Precondition: options.approach is not Approach::paxos.
[[nodiscard]] std::unique_ptr<Protocol> make_naive(Node self, const Options& options);

struct Prepare {
  static constexpr const char* kName = "prepare";
  Key key = 0;
  Ballot ballot;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("key", self.key), f("ballot", self.ballot); }
};
/// The answer to Prepare: nothing below `ballot` is accepted any more; so far the highest accepted is `accepted` (round 0: nothing).
struct Promised {
  static constexpr const char* kName = "promised";
  Key key = 0;
  Ballot ballot, accepted;
  Choice choice;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("key", self.key), f("ballot", self.ballot), f("accepted", self.accepted), f("choice", self.choice); }
};
struct Accept {
  static constexpr const char* kName = "accept";
  Key key = 0;
  Ballot ballot;
  Choice choice;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("key", self.key), f("ballot", self.ballot), f("choice", self.choice); }
};
struct Accepted {
  static constexpr const char* kName = "accepted";
  Key key = 0;
  Ballot ballot;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("key", self.key), f("ballot", self.ballot); }
};
/// The answer to Prepare or Accept of `ballot`: `promised` is higher.
struct Rejected {
  static constexpr const char* kName = "rejected";
  Key key = 0;
  Ballot ballot, promised;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("key", self.key), f("ballot", self.ballot), f("promised", self.promised); }
};
/// A reader asks what has been accepted, without a ballot.
struct Ask {
  static constexpr const char* kName = "ask";
  Key key = 0;
  std::uint64_t question = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("key", self.key), f("question", self.question); }
};
struct Told {
  static constexpr const char* kName = "told";
  Key key = 0;
  std::uint64_t question = 0;
  Ballot accepted;
  Choice choice;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("key", self.key), f("question", self.question), f("accepted", self.accepted), f("choice", self.choice); }
};
struct Decided {
  static constexpr const char* kName = "decided";
  Key key = 0;
  Choice choice;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("key", self.key), f("choice", self.choice); }
};
using Message = std::variant<Prepare, Promised, Accept, Accepted, Rejected, Ask, Told, Decided>;

/// Acceptor of a key; durable.
struct Acceptor {
  Ballot promised;  ///< never falls
  Ballot accepted;  ///< round 0: nothing; at most `promised`
  Choice choice;    ///< accepted in that ballot
  bool decided = false;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("promised", self.promised), f("accepted", self.accepted), f("choice", self.choice), f("decided", self.decided); }
};

/// How many acceptors decide.
[[nodiscard]] std::size_t deciders_of(const Options& options);

class Replica final : public ConsensusReplica {
 public:
  Replica(Node self, const Options& options);
  void step(Time now, const Input& input, Effects& effects) override;
  [[nodiscard]] std::string describe(std::string_view bytes) const override;
  [[nodiscard]] std::string state() const override;

  // For the invariants.
  [[nodiscard]] std::uint64_t life() const { return life_; }
  [[nodiscard]] const std::map<Key, Acceptor>& acceptors() const { return acceptors_; }
  /// Keys whose acceptor the last step has changed.
  [[nodiscard]] const std::vector<Key>& changed() const { return changed_; }

 private:
  enum class Phase : std::uint8_t { idle, asking, preparing, accepting, backing_off };
  /// What this node does for its clients about a key.
  struct Proposer {
    Phase phase = Phase::idle;
    std::vector<ClientRequest> waiting;
    std::size_t covered = 0;      ///< the first so many of them were there when the phase began
    std::uint64_t question = 0;   ///< asking
    Ballot ballot;                ///< preparing, accepting
    NodeSet answered;
    Ballot highest;               ///< of what was told to be accepted; and by how many, exactly that
    std::size_t agreeing = 0;
    Choice choice;                ///< accepted in `highest`; accepting: what is proposed
    Ballot outbid;                ///< the highest ballot that this node has been rejected for
    unsigned losses = 0;
  };

  void start(const Started& started, Effects& effects);
  void request(const ClientRequest& request, Effects& effects);
  void fired(Key key, Effects& effects);

  // Proposer.
  void begin(Key key, Proposer& proposer, Effects& effects);
  void ask(Key key, Proposer& proposer, Effects& effects);
  void prepare(Key key, Proposer& proposer, Effects& effects);
  void propose(Key key, Proposer& proposer, Effects& effects);
  void told(Proposer& proposer, Node from, const Ballot& accepted, const Choice& choice);
  void conclude_asking(Key key, Proposer& proposer, Effects& effects);
  void conclude_undecided(Key key, Proposer& proposer, Effects& effects);
  void lose(Key key, Proposer& proposer, const Ballot& to, Effects& effects);
  void send_phase(Key key, const Proposer& proposer, Effects& effects);
  void receive(Node from, const Promised& promised, Effects& effects);
  void receive(Node from, const Accepted& accepted, Effects& effects);
  void receive(Node from, const Rejected& rejected, Effects& effects);
  void receive(Node from, const Told& told, Effects& effects);

  // Acceptor.
  void receive(Node from, const Prepare& prepare, Effects& effects);
  void receive(Node from, const Accept& accept, Effects& effects);
  void receive(Node from, const Ask& ask, Effects& effects);
  void promise(Key key, Acceptor& acceptor, const Ballot& ballot, Effects& effects);
  void accept(Key key, Acceptor& acceptor, const Ballot& ballot, const Choice& choice, Effects& effects);
  [[nodiscard]] bool knows(Node from, Key key, Effects& effects) const;

  // Learner.
  void receive(Node from, const Decided& decided, Effects& effects);
  void decide(Key key, const Choice& choice, Effects& effects);

  void send_to_others(const Message& message, Effects& effects) const;

  const Node self_;
  const Options options_;
  const NodeSet all_;
  const std::size_t deciders_;

  std::uint64_t life_ = 0;
  std::map<Key, Acceptor> acceptors_;
  std::map<Key, Proposer> proposers_;
  std::uint64_t questions_ = 0;
  std::vector<Key> changed_;
};

}  // namespace paxos
}  // namespace clio::store
