// Basic Paxos: one value is chosen once, for each key by itself; proposer and acceptor in every machine.
//
// The idea. A proposer chooses a ballot above all that it has seen and asks the acceptors to promise it (phase 1): they accept nothing
// lower from then on, and tell what they have accepted so far. With promises of a majority it proposes (phase 2) the value accepted in the
// highest ballot that it was told of, and its own only if there was none. A value that a majority has accepted in one ballot is chosen.
//
// Source. Lamport, "Paxos made simple" (ACM SIGACT News 32(4), 2001), section 2; "The part-time parliament" (ACM TOCS 16(2), 1998).
// Impossibility: Fischer, Lynch and Paterson (J. ACM 32(2), 1985).
//
// Why at most one value is chosen. Ballots are unique: they hold the node, which makes its own promise durable before it asks. Say v is
// chosen in ballot b by a majority A. Any higher ballot c gets promises from a majority, which meets A in some acceptor: it accepted v in b
// before it promised c, since afterwards it refuses b. So c's proposer was told of a ballot b or higher; by induction on ballots all of
// these have v, and it proposes v. Promises and accepted values are durable before they are told.
//
// How clients use it. A key is a register that is written once: cas(key, null -> v) proposes v, and succeeds exactly if the chosen value is
// the one of this very command (values carry the token of their command, so that a retry, also at another node, proposes the same and gets
// the same answer). Writes are refused, as are cas of a chosen value to another: certainly not done. A read asks the acceptors: if a
// majority tells of the same ballot, that value is chosen; if a majority has accepted nothing, nothing was chosen when the read began;
// otherwise the reader completes what it was told of, as a proposer without a value of its own. Hence linearizable: every answer after the
// choice tells the chosen value, and an answer `null` is true of the moment when the operation began (requests that come later than the
// question are not answered by it).
//
// It is safe, not live: two proposers that outbid each other between the other's phases go on for ever (tests/store/paxos_test.cpp drives
// such a schedule as long as it likes, and histories/lecture/scenarios/paxos_not_live.json has one that arises by itself). With `back_off` whoever loses waits a random time, longer after each loss, and someone gets
// through: with probability 1, not certainly.
//
// Cost: 4(n-1) messages and two round trips to choose; 2(n-1) to read; none where the node knows the decision. A sync at each acceptor in
// each phase.
//
// Tested by: tests/store/paxos_test.cpp, tests/store/transcripts/paxos.
#include "src/store/protocols/paxos.hpp"

#include <algorithm>
#include <utility>

#include "src/store/core/wire.hpp"

namespace clio::store::paxos {
namespace {

constexpr unsigned kBackOffDoublings = 4;
constexpr std::uint64_t kQuestionsALife = 1'000'000'000;

}  // namespace

Answer ConsensusReplica::answer_of(const ClientRequest& request, const Choice& decided) {
  const Command& command = request.command;
  Answer answer{.value = decided.value, .version = 1};
  if (command.operation == Operation::read) return answer;
  if (!command.expected) {
    answer.success = decided.token == request.token;
    if (answer.success) answer.value.reset();
    return answer;
  }
  answer.success = false;
  if (command.expected == decided.value) answer.outcome = Outcome::refused, answer.value.reset();
  return answer;
}

Answer ConsensusReplica::answer_undecided(const ClientRequest& request) { return {.success = request.command.operation == Operation::read}; }

bool ConsensusReplica::proposes(const ClientRequest& request) { return request.command.operation == Operation::cas && !request.command.expected; }

bool ConsensusReplica::takes(const ClientRequest& request) {
  return request.command.operation == Operation::read || (request.command.operation == Operation::cas && request.command.value);
}

std::size_t deciders_of(const Options& options) {
  return options.has("quorum-of-f") ? std::max<std::size_t>(1, options.nodes - majority(options.nodes)) : majority(options.nodes);
}

Replica::Replica(Node self, const Options& options) : self_(self), options_(options), all_(NodeSet::first(options.nodes)), deciders_(deciders_of(options)) {}

void Replica::step(Time, const Input& input, Effects& effects) {
  changed_.clear();
  if (const auto* received = std::get_if<Received>(&input)) {
    const auto message = wire::decode<Message>(received->bytes);
    if (message && all_.contains(received->from)) return std::visit([&](const auto& one) { receive(received->from, one, effects); }, *message);
    return effects.note({.what = Note::What::rejected, .token = {}, .key = 0, .value = {}, .version = 0, .node = received->from, .text = "not a message of this protocol"});
  }
  if (const auto* asked = std::get_if<ClientRequest>(&input)) return request(*asked, effects);
  if (const auto* timer = std::get_if<TimerFired>(&input)) return fired(static_cast<Key>(timer->timer), effects);
  if (const auto* started = std::get_if<Started>(&input)) start(*started, effects);
}

void Replica::start(const Started& started, Effects&) {
  life_ = started.life;
  questions_ = life_ * kQuestionsALife;
  for (const auto& [slot, bytes] : *started.durable) {
    const Key key = static_cast<Key>(slot);
    const Acceptor acceptor = wire::decode<Acceptor>(bytes).value_or(Acceptor{});
    acceptors_[key] = acceptor;
    if (acceptor.decided) decided_[key] = acceptor.choice;
  }
}

void Replica::request(const ClientRequest& request, Effects& effects) {
  if (!takes(request)) return effects.reply(request.token, {.outcome = Outcome::refused, .success = false});
  const Key key = request.command.key;
  if (const auto decided = decided_.find(key); decided != decided_.end()) return effects.reply(request.token, answer_of(request, decided->second));
  Proposer& proposer = proposers_[key];
  for (const ClientRequest& waiting : proposer.waiting) {
    if (waiting.token == request.token) return;  // under way
  }
  proposer.waiting.push_back(request);
  if (proposer.phase == Phase::idle) begin(key, proposer, effects);
}

void Replica::fired(Key key, Effects& effects) {
  Proposer& proposer = proposers_[key];
  if (proposer.phase == Phase::idle) return;
  if (proposer.phase == Phase::backing_off) return begin(key, proposer, effects);
  send_phase(key, proposer, effects);
}

// Proposer.

void Replica::begin(Key key, Proposer& proposer, Effects& effects) {
  proposer.covered = proposer.waiting.size();
  if (proposer.waiting.empty()) {
    proposer.phase = Phase::idle;
    return effects.cancel_timer(Timer{key});
  }
  const bool own = std::any_of(proposer.waiting.begin(), proposer.waiting.end(), proposes);
  own ? prepare(key, proposer, effects) : ask(key, proposer, effects);
}

/// Takes in what an acceptor has accepted, itself included.
void Replica::told(Proposer& proposer, Node from, const Ballot& accepted, const Choice& choice) {
  if (proposer.answered.contains(from)) return;
  proposer.answered.insert(from);
  if (accepted > proposer.highest) proposer.highest = accepted, proposer.choice = choice, proposer.agreeing = 0;
  if (accepted == proposer.highest) ++proposer.agreeing;
}

void Replica::ask(Key key, Proposer& proposer, Effects& effects) {
  proposer.phase = Phase::asking;
  proposer.question = ++questions_;
  proposer.answered.clear();
  proposer.highest = {}, proposer.agreeing = 0;
  told(proposer, self_, acceptors_[key].accepted, acceptors_[key].choice);
  send_phase(key, proposer, effects);
  conclude_asking(key, proposer, effects);
}

void Replica::conclude_asking(Key key, Proposer& proposer, Effects& effects) {
  if (proposer.answered.size() < deciders_) return;
  if (proposer.highest.round == 0) return conclude_undecided(key, proposer, effects);
  if (proposer.agreeing >= deciders_) {
    send_to_others(Decided{key, proposer.choice}, effects);
    return decide(key, Choice(proposer.choice), effects);
  }
  prepare(key, proposer, effects);  // perhaps chosen, perhaps not: completes it
}

/// Nothing was chosen when the phase began: that answers what was waiting then, but for proposals.
void Replica::conclude_undecided(Key key, Proposer& proposer, Effects& effects) {
  std::vector<ClientRequest> left;
  for (std::size_t i = 0; i < proposer.waiting.size(); ++i) {
    const ClientRequest& request = proposer.waiting[i];
    if (i < proposer.covered && !proposes(request)) effects.reply(request.token, answer_undecided(request));
    else left.push_back(request);
  }
  proposer.waiting = std::move(left);
  begin(key, proposer, effects);
}

void Replica::prepare(Key key, Proposer& proposer, Effects& effects) {
  Acceptor& acceptor = acceptors_[key];
  proposer.phase = Phase::preparing;
  proposer.ballot = {std::max(acceptor.promised.round, proposer.outbid.round) + 1, self_};
  proposer.answered.clear();
  proposer.highest = {}, proposer.agreeing = 0;
  promise(key, acceptor, proposer.ballot, effects);
  told(proposer, self_, acceptor.accepted, acceptor.choice);
  send_phase(key, proposer, effects);
  if (proposer.answered.size() >= deciders_) propose(key, proposer, effects);
}

/// Phase 2.
void Replica::propose(Key key, Proposer& proposer, Effects& effects) {
  if (proposer.highest.round == 0 || options_.has("adopted-value-ignored")) {
    const auto own = std::find_if(proposer.waiting.begin(), proposer.waiting.end(), proposes);
    if (own != proposer.waiting.end()) proposer.choice = {own->token, own->command.value};
    else if (proposer.highest.round == 0) return conclude_undecided(key, proposer, effects);
  }
  Acceptor& acceptor = acceptors_[key];
  if (acceptor.promised > proposer.ballot) return lose(key, proposer, acceptor.promised, effects);
  proposer.phase = Phase::accepting;
  proposer.answered = NodeSet().with(self_);
  if (options_.has("lies-about-completion")) effects.reply(proposer.choice.token, {});
  accept(key, acceptor, proposer.ballot, proposer.choice, effects);
  send_phase(key, proposer, effects);
  if (proposer.answered.size() < deciders_) return;
  send_to_others(Decided{key, proposer.choice}, effects);
  decide(key, Choice(proposer.choice), effects);
}

void Replica::lose(Key key, Proposer& proposer, const Ballot& to, Effects& effects) {
  proposer.outbid = std::max(proposer.outbid, to);
  if (!options_.back_off) return begin(key, proposer, effects);
  proposer.phase = Phase::backing_off;
  const Time unit = options_.timing.retry / 8;
  effects.set_timer(Timer{key}, unit, unit << std::min(proposer.losses++, kBackOffDoublings));
}

/// Sends, or sends again, what the phase asks of those who have not answered.
void Replica::send_phase(Key key, const Proposer& proposer, Effects& effects) {
  Message message;
  if (proposer.phase == Phase::asking) message = Ask{key, proposer.question};
  else if (proposer.phase == Phase::preparing) message = Prepare{key, proposer.ballot};
  else message = Accept{key, proposer.ballot, proposer.choice};
  const std::string bytes = wire::encode(message);
  for (const Node node : all_.without(self_)) {
    if (!proposer.answered.contains(node)) effects.send(node, bytes);
  }
  effects.set_timer(Timer{key}, options_.timing.retry);
}

void Replica::receive(Node from, const Promised& promised, Effects& effects) {
  Proposer& proposer = proposers_[promised.key];
  if (proposer.phase != Phase::preparing || promised.ballot != proposer.ballot) return;
  told(proposer, from, promised.accepted, promised.choice);
  if (proposer.answered.size() >= deciders_) propose(promised.key, proposer, effects);
}

void Replica::receive(Node from, const Accepted& accepted, Effects& effects) {
  Proposer& proposer = proposers_[accepted.key];
  if (proposer.phase != Phase::accepting || accepted.ballot != proposer.ballot) return;
  proposer.answered.insert(from);
  if (proposer.answered.size() < deciders_) return;
  send_to_others(Decided{accepted.key, proposer.choice}, effects);
  decide(accepted.key, Choice(proposer.choice), effects);
}

void Replica::receive(Node, const Rejected& rejected, Effects& effects) {
  Proposer& proposer = proposers_[rejected.key];
  const bool proposing = proposer.phase == Phase::preparing || proposer.phase == Phase::accepting;
  if (!proposing || rejected.ballot != proposer.ballot) return;
  lose(rejected.key, proposer, rejected.promised, effects);
}

void Replica::receive(Node from, const Told& message, Effects& effects) {
  Proposer& proposer = proposers_[message.key];
  if (proposer.phase != Phase::asking || message.question != proposer.question) return;
  told(proposer, from, message.accepted, message.choice);
  conclude_asking(message.key, proposer, effects);
}

// Acceptor.

/// Tells who asks about a decided key what was decided.
bool Replica::knows(Node from, Key key, Effects& effects) const {
  const auto decided = decided_.find(key);
  if (decided == decided_.end()) return false;
  effects.send(from, wire::encode(Message(Decided{key, decided->second})));
  return true;
}

void Replica::receive(Node from, const Prepare& prepare, Effects& effects) {
  if (prepare.ballot.node != from || knows(from, prepare.key, effects)) return;
  Acceptor& acceptor = acceptors_[prepare.key];
  if (prepare.ballot < acceptor.promised) return effects.send(from, wire::encode(Message(Rejected{prepare.key, prepare.ballot, acceptor.promised})));
  promise(prepare.key, acceptor, prepare.ballot, effects);
  effects.send(from, wire::encode(Message(Promised{prepare.key, prepare.ballot, acceptor.accepted, acceptor.choice})));
  // A proposer that does not back off is impatient, too: it bids higher as soon as its own acceptor has heard of a higher bid.
  const auto own = proposers_.find(prepare.key);
  if (options_.back_off || own == proposers_.end()) return;
  const bool proposing = own->second.phase == Phase::preparing || own->second.phase == Phase::accepting;
  if (proposing && own->second.ballot < acceptor.promised) lose(prepare.key, own->second, acceptor.promised, effects);
}

void Replica::receive(Node from, const Accept& message, Effects& effects) {
  if (message.ballot.node != from || knows(from, message.key, effects)) return;
  Acceptor& acceptor = acceptors_[message.key];
  if (message.ballot < acceptor.promised && !options_.has("forgotten-promise")) {
    return effects.send(from, wire::encode(Message(Rejected{message.key, message.ballot, acceptor.promised})));
  }
  accept(message.key, acceptor, message.ballot, message.choice, effects);
  effects.send(from, wire::encode(Message(Accepted{message.key, message.ballot})));
}

void Replica::receive(Node from, const Ask& ask, Effects& effects) {
  if (knows(from, ask.key, effects)) return;
  const Acceptor& acceptor = acceptors_[ask.key];
  effects.send(from, wire::encode(Message(Told{ask.key, ask.question, acceptor.accepted, acceptor.choice})));
}

void Replica::promise(Key key, Acceptor& acceptor, const Ballot& ballot, Effects& effects) {
  if (ballot == acceptor.promised) return;
  acceptor.promised = ballot;
  changed_.push_back(key);
  if (!options_.has("forgotten-promise")) effects.persist(key, wire::encode(acceptor));
}

void Replica::accept(Key key, Acceptor& acceptor, const Ballot& ballot, const Choice& choice, Effects& effects) {
  if (ballot == acceptor.accepted) return;
  acceptor.promised = acceptor.accepted = ballot;
  acceptor.choice = choice;
  changed_.push_back(key);
  effects.persist(key, wire::encode(acceptor));
  effects.note({.what = Note::What::acknowledged, .token = choice.token, .key = key, .value = choice.value, .version = ballot.round, .node = ballot.node, .text = {}});
}

// Learner.

void Replica::receive(Node, const Decided& message, Effects& effects) {
  if (!decided_.contains(message.key)) decide(message.key, message.choice, effects);
}

/// Learns what is chosen. That the disk remembers it is convenient, not necessary.
void Replica::decide(Key key, const Choice& choice, Effects& effects) {
  decided_[key] = choice;
  Acceptor& acceptor = acceptors_[key];
  if (acceptor.choice == choice) {
    acceptor.decided = true;
    effects.persist_lazily(key, wire::encode(acceptor));
  }
  effects.note({.what = Note::What::applied, .token = choice.token, .key = key, .value = choice.value, .version = 1, .node = kNobody, .text = {}});
  const auto proposer = proposers_.find(key);
  if (proposer == proposers_.end()) return;
  for (const ClientRequest& request : proposer->second.waiting) effects.reply(request.token, answer_of(request, choice));
  if (proposer->second.phase != Phase::idle) effects.cancel_timer(Timer{key});
  proposers_.erase(proposer);
}

void Replica::send_to_others(const Message& message, Effects& effects) const {
  const std::string bytes = wire::encode(message);
  for (const Node node : all_.without(self_)) effects.send(node, bytes);
}

std::string Replica::describe(std::string_view bytes) const { return wire::text_of_bytes<Message>(bytes); }

std::string Replica::state() const {
  std::string text;
  for (const auto& [key, acceptor] : acceptors_) {
    const auto number = [](const Ballot& ballot) { return std::to_string(ballot.round) + '.' + std::to_string(index(ballot.node)); };
    text += (text.empty() ? "key " : ", key ") + std::to_string(key) + ": promised " + number(acceptor.promised);
    if (acceptor.accepted.round != 0) text += ", accepted " + std::to_string(acceptor.choice.value.value_or(0)) + " in " + number(acceptor.accepted);
    if (const auto decided = decided_.find(key); decided != decided_.end()) text += ", decided " + std::to_string(decided->second.value.value_or(0));
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace clio::store::paxos
