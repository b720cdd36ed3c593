// Three approaches to consensus that do not work, as the lecture tells them before Paxos, to be run and seen failing.
//
// A proposer offers its value to the acceptors, in one phase; a value that enough of them accept is decided.
//   single_acceptor: node 0 alone decides, for the first value that it is offered. Safe, but nothing is decided while node 0 is down.
//   accept_first: each node accepts the first value that it is offered, and keeps it; a majority decides. Safe, but three proposals may get
//   one node each: no value ever gets a majority.
//   accept_every: each node accepts every value that it is offered; a majority decides. Each of two values can have its majority, one after
//   the other: not safe.
// A reader asks what the nodes hold, and answers the value that enough of them hold, or null.
//
// Source: the lecture's "Bad approaches to problems"; Lamport, "Paxos made simple" (2001), section 2.1, rejects the first, and gives the
// second as P1 without phases.
//
// Tested by: tests/store/paxos_test.cpp, tests/store/transcripts/paxos.
#include <algorithm>

#include "src/store/core/wire.hpp"
#include "src/store/protocols/paxos.hpp"

namespace clio::store::paxos {
namespace {

/// Offers a value; without one (request 0) it only asks what the node holds.
struct Offer {
  static constexpr const char* kName = "offer";
  Key key = 0;
  std::uint64_t number = 0;
  Choice choice;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("key", self.key), f("number", self.number), f("choice", self.choice); }
};
/// What the node holds now, after the offer; request 0: nothing.
struct Holds {
  static constexpr const char* kName = "holds";
  Key key = 0;
  std::uint64_t number = 0;
  Choice choice;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("key", self.key), f("number", self.number), f("choice", self.choice); }
};
using NaiveMessage = std::variant<Offer, Holds>;

constexpr Timer kRetry{1};
constexpr std::uint64_t kOffersALife = 1'000'000'000;

class NaiveReplica final : public ConsensusReplica {
 public:
  NaiveReplica(Node self, const Options& options) : self_(self), options_(options) {
    const bool single = options.approach == Approach::single_acceptor;
    acceptors_ = single ? NodeSet::first(1) : NodeSet::first(options.nodes);
    deciders_ = majority(acceptors_.size());
  }

  void step(Time, const Input& input, Effects& effects) override {
    if (const auto* received = std::get_if<Received>(&input)) {
      const auto message = wire::decode<NaiveMessage>(received->bytes);
      if (message && index(received->from) < options_.nodes) return std::visit([&](const auto& one) { receive(received->from, one, effects); }, *message);
      return effects.note({.what = Note::What::rejected, .token = {}, .key = 0, .value = {}, .version = 0, .node = received->from, .text = "not a message of this protocol"});
    }
    if (const auto* asked = std::get_if<ClientRequest>(&input)) return request(*asked, effects);
    if (std::holds_alternative<TimerFired>(input)) return send_again(effects);
    if (const auto* started = std::get_if<Started>(&input)) {
      next_ = started->life * kOffersALife;
      for (const auto& [slot, bytes] : *started->durable) held_[static_cast<Key>(slot)] = wire::decode<Choice>(bytes).value_or(Choice{});
    }
  }

  std::string describe(std::string_view bytes) const override { return wire::text_of_bytes<NaiveMessage>(bytes); }
  std::string state() const override {
    std::string text;
    for (const auto& [key, choice] : held_) text += (text.empty() ? "key " : ", key ") + std::to_string(key) + ": holds " + std::to_string(choice.value.value_or(0));
    return text.empty() ? "nothing" : text;
  }

 private:
  /// A client's command on its way.
  struct Work {
    ClientRequest request;
    std::uint64_t number = 0;
    NodeSet answered;
    std::vector<Choice> held;  ///< what those told
  };

  void request(const ClientRequest& request, Effects& effects) {
    if (!takes(request)) return effects.reply(request.token, {.outcome = Outcome::refused, .success = false});
    const auto same = [&](const Work& work) { return work.request.token.session == request.token.session; };
    if (std::any_of(works_.begin(), works_.end(), [&](const Work& work) { return same(work) && work.request.token >= request.token; })) return;
    std::erase_if(works_, same);  // its session has gone on
    works_.push_back({request, ++next_, {}, {}});
    Work& work = works_.back();
    if (acceptors_.contains(self_)) {
      take(work.request.command.key, offered(work), effects);
      hear(work, self_, held_[work.request.command.key]);
    }
    send(work, effects);
    if (works_.size() == 1) effects.set_timer(kRetry, options_.timing.retry);
    conclude(works_.size() - 1, effects);
  }

  static Choice offered(const Work& work) { return proposes(work.request) ? Choice{work.request.token, work.request.command.value} : Choice{}; }

  void send(const Work& work, Effects& effects) const {
    const std::string bytes = wire::encode(NaiveMessage(Offer{work.request.command.key, work.number, offered(work)}));
    for (const Node node : acceptors_.without(self_)) {
      if (!work.answered.contains(node)) effects.send(node, bytes);
    }
  }
  void send_again(Effects& effects) {
    for (Work& work : works_) {
      if (work.answered.size() == acceptors_.size()) work.answered.clear(), work.held.clear();  // undecided: perhaps they hold something else by now
      send(work, effects);
    }
    if (!works_.empty()) effects.set_timer(kRetry, options_.timing.retry);
  }

  /// Acceptor.
  void take(Key key, const Choice& choice, Effects& effects) {
    if (choice.token.request == 0) return;
    Choice& held = held_[key];
    if (held == choice || (held.token.request != 0 && options_.approach != Approach::accept_every)) return;
    held = choice;
    effects.persist(key, wire::encode(held));
    effects.note({.what = Note::What::applied, .token = held.token, .key = key, .value = held.value, .version = 1, .node = kNobody, .text = {}});
  }

  void receive(Node from, const Offer& offer, Effects& effects) {
    if (!acceptors_.contains(self_)) return;
    take(offer.key, offer.choice, effects);
    effects.send(from, wire::encode(NaiveMessage(Holds{offer.key, offer.number, held_[offer.key]})));
  }

  void receive(Node from, const Holds& holds, Effects& effects) {
    for (std::size_t i = 0; i < works_.size(); ++i) {
      if (works_[i].number != holds.number) continue;
      hear(works_[i], from, holds.choice);
      return conclude(i, effects);
    }
  }

  static void hear(Work& work, Node from, const Choice& choice) {
    if (work.answered.contains(from)) return;
    work.answered.insert(from);
    work.held.push_back(choice);
  }

  /// Answers once enough nodes hold the same value, or (a read) nothing.
  void conclude(std::size_t position, Effects& effects) {
    Work& work = works_[position];
    for (const Choice& choice : work.held) {
      if (static_cast<std::size_t>(std::count(work.held.begin(), work.held.end(), choice)) < deciders_) continue;
      const bool nothing = choice.token.request == 0;
      if (!nothing) decided_.try_emplace(work.request.command.key, choice);
      effects.reply(work.request.token, nothing ? answer_undecided(work.request) : answer_of(work.request, choice));
      works_.erase(works_.begin() + static_cast<std::ptrdiff_t>(position));
      return;
    }
  }

  const Node self_;
  const Options options_;
  NodeSet acceptors_;
  std::size_t deciders_ = 1;
  std::map<Key, Choice> held_;  ///< durable
  std::vector<Work> works_;
  std::uint64_t next_ = 0;
};

}  // namespace

std::unique_ptr<Protocol> make_naive(Node self, const Options& options) { return std::make_unique<NaiveReplica>(self, options); }

}  // namespace clio::store::paxos
