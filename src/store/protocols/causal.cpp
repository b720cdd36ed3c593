// Causal replication: every replica takes writes, and applies those of others when it holds what they may depend on.
//
// The idea. A replica counts what it has applied of each origin's writes in a vector clock. A write is applied where it is asked for,
// durably, is answered at once, and travels with the clock as it was there before. Another replica applies it when it holds as much and all
// earlier writes of that origin. A session carries along the clock of what it has seen; a replica that holds less lets it wait. Writes are
// sent until they are acknowledged; an acknowledged write is durable.
//
// Two variants. Last writer wins: each write has a Lamport time (ties by node), and a key holds the write of the highest; replicas that
// hold the same writes hold the same values. In order of arrival: a key holds what was applied last; replicas may disagree for ever about
// concurrent writes.
//
// Sources. Ahamad, Neiger, Burns, Kohli and Hutto, "Causal memory: definitions, implementation, and programming" (Distributed Computing 9,
// 1995), section 3, for the implementation by vector clocks; Lloyd, Freedman, Kaminsky and Andersen, "Don't settle for eventual" (COPS,
// SOSP 2011), for dependency checks, convergence and contexts; Bailis, Ghodsi, Hellerstein and Stoica, "Bolt-on causal consistency" (SIGMOD
// 2013), for cuts; Lamport, "Time, clocks, and the ordering of events" (CACM 21(7), 1978).
//
// What is promised, and why. Let S(r) be the writes applied at the replica that answers an operation r, when it does. (1) S(r) holds all
// writes that causally precede r: those before it in its session are in the clock that the session carries, and so in S(r); a read's source
// is applied where it was read, with everything that came before it there, which its clock names. (2) Each replica applies writes in an
// order that extends causality, and its Lamport time only grows: a write is stamped above all that causally precedes it.
//   Last writer wins keeps causal-convergent: arbitrate by stamps. That extends causality by (2). A read returns the write of its key with
//   the highest stamp in S(r), which holds all that the read must see by (1). It does not keep causal memory, because a write with a lower
//   stamp that arrives late is never shown. P1: W(z)1 W(x)1 W(y)1, P2: W(x)2 R(z)- R(y)1 R(x)2: P2 saw z before P1's writes, so that for P2
//   W(x)1 comes after W(x)2, and having seen y it would have to read 1 from x.
//   Order of arrival keeps causal memory where a session is answered by one replica only: that replica's order of applying is the order
//   that the session's reads agree with, and it extends causality. So in this variant the context also names the replica, and every other
//   sends the session back there (also if it is down: the session waits). It does not keep causal-convergent. Where sessions roam (reads
//   `any`), each read by itself is explained by the order of its replica: weak-causal, and no more.
//
// Retries, unknown writes, restarts. A write is retried only where it was asked first (the entry's `writes_move` is false), and is
// remembered there, durably, by the session's last number: so it is one write. For the same reason a write that must wait is never sent
// elsewhere: a duplicate of the request could come back here. An unknown write is applied once or never; its session does not rely on it,
// so nothing needs to follow it. Everything applied is durable before it is answered, shown, sent or acknowledged: after a restart a
// replica holds at least what anybody has seen of it, its own numbering goes on where it ended, and its unacknowledged writes are still
// sent. There is no cas: it is refused, and certainly not done.
//
// Cost: a write n-1 messages and as many acknowledgements, none of which the client waits for; one sync at each replica. A clock of n
// numbers travels with each write and answer.
//
// Tested by: tests/store/causal_test.cpp, tests/store/transcripts/causal.
#include "src/store/protocols/causal.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "src/store/core/wire.hpp"

namespace clio::store::causal {
namespace {

constexpr Timer kTick{1};

// Durable records: the snapshot, and behind it the writes applied since.
constexpr std::uint64_t kSnapshotRecord = 0, kLogRecords = 1;
struct Logged {
  std::uint64_t position = 0;  ///< among all writes ever logged here, from 1
  Snapshot snapshot;           ///< after that many
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("position", self.position), f("snapshot", self.snapshot); }
};

constexpr std::size_t kBatch = 64;
/// How far ahead of what it holds a replica keeps an origin's writes.
constexpr std::uint64_t kWindow = 4096;

}  // namespace

bool covers(const Clock& clock, const Clock& other, std::size_t nodes) {
  for (std::size_t i = 0; i < std::min(nodes, other.size()); ++i) {
    if (at(clock, i) < other[i]) return false;
  }
  return true;
}

Replica::Replica(Node self, const Options& options)
    : self_(self), options_(options), all_(NodeSet::first(options.nodes)), arrived_(options.nodes), told_(options.nodes, 0), sent_(options.nodes, 0) {
  held_.clock.resize(options.nodes, 0);
}

void Replica::step(Time now, const Input& input, Effects& effects) {
  now_ = now;
  applied_.clear();
  if (const auto* received = std::get_if<Received>(&input)) {
    const auto message = wire::decode<Message>(received->bytes);
    if (message && all_.contains(received->from)) return std::visit([&](const auto& one) { receive(received->from, one, effects); }, *message);
    return effects.note({.what = Note::What::rejected, .token = {}, .key = 0, .value = {}, .version = 0, .node = received->from, .text = "not a message of this protocol"});
  }
  if (const auto* asked = std::get_if<ClientRequest>(&input)) return request(now, *asked, effects);
  if (std::holds_alternative<TimerFired>(input)) return tick(now, effects);
  if (const auto* started = std::get_if<Started>(&input)) start(*started, effects);
}

void Replica::start(const Started& started, Effects& effects) {
  life_ = started.life;
  for (const auto& [slot, bytes] : *started.durable) {
    if (slot == kSnapshotRecord) {
      Logged logged = wire::decode<Logged>(bytes).value_or(Logged{});
      held_ = std::move(logged.snapshot);
      log_end_ = logged.position;
    } else if (slot - kLogRecords > log_end_) {
      const auto write = wire::decode<Write>(bytes);
      if (write) take_in(*write);
      log_end_ = slot - kLogRecords;
      ++logged_;
    }
  }
  keep_ticking(effects);
}

void Replica::request(Time now, const ClientRequest& request, Effects& effects) {
  const Answer elsewhere{.outcome = Outcome::redirected, .success = false, .value = {}, .version = version(), .redirect = kNobody, .context = {}};
  if (request.command.operation == Operation::cas) {
    Answer refused = elsewhere;
    refused.outcome = Outcome::refused;
    return effects.reply(request.token, std::move(refused));
  }
  if (const std::uint64_t home = at(request.context, all_.size()); bound() && request.reads != Reads::any && home != 0 && home != index(self_) + 1) {
    Answer home_again = elsewhere;
    home_again.redirect = node_at(home - 1);
    return effects.reply(request.token, std::move(home_again));
  }
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    if (waiting_[i].request.token.session != request.token.session) continue;
    if (waiting_[i].request.token.request >= request.token.request) return;
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));  // its session has gone on
    break;
  }
  if (holds(request.context)) return execute(request, effects);
  waiting_.push_back({request, now});
  keep_ticking(effects);
}

bool Replica::holds(const Context& context) const { return options_.has("clock-not-carried") || covers(held_.clock, context, all_.size()); }

void Replica::execute(const ClientRequest& request, Effects& effects) {
  if (request.command.operation == Operation::write) {
    if (!options_.has("lies-about-completion")) return write(request, effects);
    put_off_.push_back(request);
    keep_ticking(effects);
    return answer(request, {}, effects);
  }
  const auto found = held_.values.find(request.command.key);
  answer(request, found == held_.values.end() ? Value() : found->second.value, effects);
}

void Replica::write(const ClientRequest& request, Effects& effects) {
  const std::uint64_t last = held_.sessions[request.token.session];
  if (request.token.request < last) return;
  if (request.token.request > last) {
    const Write mine{.origin = self_, .number = held_.clock[index(self_)] + 1, .before = held_.clock, .stamp = {held_.time + 1, self_}, .token = request.token,
                     .key = request.command.key, .value = request.command.value};
    apply(mine, effects);
    const std::string bytes = wire::encode(Message(Writes{{mine}}));
    for (const Node node : all_.without(self_)) effects.send(node, bytes);
    keep_ticking(effects);
  }
  answer(request, {}, effects);
  serve_waiting(effects);
}

void Replica::answer(const ClientRequest& request, Value value, Effects& effects) const {
  Context context = held_.clock;
  if (bound() && request.reads != Reads::any) context.push_back(index(self_) + 1);
  effects.reply(request.token, {.value = value, .version = version(), .context = std::move(context)});
}

void Replica::serve_waiting(Effects& effects) {
  for (std::size_t i = 0; i < waiting_.size();) {
    if (!holds(waiting_[i].request.context)) {
      ++i;
      continue;
    }
    const ClientRequest request = std::move(waiting_[i].request);
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
    execute(request, effects);
    i = 0;
  }
}

void Replica::receive(Node from, const Writes& message, Effects& effects) {
  const Clock before = held_.clock;
  const std::uint64_t held = before[index(from)];
  for (const Write& write : message.writes) {
    if (write.origin != from || write.number <= held || write.number > held + kWindow) continue;
    arrived_[index(from)].try_emplace(write.number, write);
  }
  apply_what_can_be(effects);
  for (const Node origin : all_.without(self_)) {
    const std::uint64_t upto = held_.clock[index(origin)];
    if (origin == from || upto != before[index(origin)]) effects.send(origin, wire::encode(Message(Held{upto})));
  }
  serve_waiting(effects);
}

/// Applies what has arrived as far as its dependencies allow.
void Replica::apply_what_can_be(Effects& effects) {
  for (std::size_t origin = 0; origin < arrived_.size();) {
    auto& arrived = arrived_[origin];
    if (arrived.empty() || !ready(arrived.begin()->second)) {
      ++origin;
      continue;
    }
    apply(arrived.extract(arrived.begin()).mapped(), effects);
    origin = 0;  // others may have waited for it
  }
}

bool Replica::ready(const Write& write) const {
  if (write.number != held_.clock[index(write.origin)] + 1) return false;
  return options_.has("dropped-dependency-check") || covers(held_.clock, write.before, all_.size());
}

/// Makes a write part of the state. What stands behind it, an answer for example, happens once it is durable.
void Replica::apply(const Write& write, Effects& effects) {
  take_in(write);
  ++log_end_;
  if (options_.has("not-durable")) effects.persist_lazily(kLogRecords + log_end_, wire::encode(write));
  else effects.persist(kLogRecords + log_end_, wire::encode(write));
  effects.note({.what = Note::What::applied, .token = write.token, .key = write.key, .value = write.value, .version = version(), .node = kNobody, .text = {}});
  applied_.push_back(write);
  if (++logged_ < std::max<std::size_t>(1, options_.snapshot_every)) return;
  effects.persist(kSnapshotRecord, wire::encode(Logged{log_end_, held_}));
  effects.forget(kLogRecords + 1, kLogRecords + log_end_);
  logged_ = 0;
}

void Replica::take_in(const Write& write) {
  held_.clock[index(write.origin)] = write.number;
  held_.time = std::max(held_.time, write.stamp.time);
  Register& held = held_.values[write.key];
  const bool by_arrival = !options_.last_writer_wins || options_.has("last-writer-by-arrival");
  if (by_arrival || write.stamp > held.stamp) held = {write.value, write.stamp};
  if (write.origin != self_) return;
  held_.sessions[write.token.session] = write.token.request;
  held_.unacknowledged[write.number] = write;
}

void Replica::receive(Node from, const Held& message, Effects& effects) {
  std::uint64_t& told = told_[index(from)];
  const std::uint64_t before = std::exchange(told, std::max(told, std::min(message.upto, held_.clock[index(self_)])));
  if (told == before) return;
  if (const auto write = held_.unacknowledged.find(told); write != held_.unacknowledged.end()) {
    effects.note({.what = Note::What::acknowledged, .token = write->second.token, .key = write->second.key, .value = write->second.value, .version = told, .node = from, .text = {}});
  }
  std::uint64_t everywhere = told;
  for (const Node node : all_.without(self_)) everywhere = std::min(everywhere, told_[index(node)]);
  held_.unacknowledged.erase(held_.unacknowledged.begin(), held_.unacknowledged.upper_bound(everywhere));
}

/// Sends again what has not been acknowledged for a tick, and gives up on reads that have waited for one.
void Replica::tick(Time now, Effects& effects) {
  ticking_ = false;
  for (const ClientRequest& request : std::exchange(put_off_, {})) write(request, effects);
  for (const Node node : all_.without(self_)) {
    Writes again;
    const std::uint64_t old = std::exchange(sent_[index(node)], held_.clock[index(self_)]);
    for (auto write = held_.unacknowledged.upper_bound(told_[index(node)]); write != held_.unacknowledged.end() && write->first <= old; ++write) {
      if (again.writes.size() == kBatch) break;
      again.writes.push_back(write->second);
    }
    if (!again.writes.empty()) effects.send(node, wire::encode(Message(std::move(again))));
  }
  for (std::size_t i = 0; i < waiting_.size();) {
    const ClientRequest& request = waiting_[i].request;
    if (request.command.operation != Operation::read || now - waiting_[i].since < options_.timing.retry) {
      ++i;
      continue;
    }
    effects.reply(request.token, {.outcome = Outcome::redirected, .success = false, .value = {}, .version = version(), .redirect = kNobody, .context = {}});
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  keep_ticking(effects);
}

void Replica::keep_ticking(Effects& effects) {
  if (ticking_ || (held_.unacknowledged.empty() && waiting_.empty() && put_off_.empty())) return;
  ticking_ = true;
  effects.set_timer(kTick, options_.timing.retry);
}

Version Replica::version() const { return std::accumulate(held_.clock.begin(), held_.clock.end(), Version{0}); }

std::string Replica::describe(std::string_view bytes) const { return wire::text_of_bytes<Message>(bytes); }

std::string Replica::state() const {
  std::string text = "clock";
  for (const std::uint64_t number : held_.clock) text += ' ' + std::to_string(number);
  text += ", unacknowledged " + std::to_string(held_.unacknowledged.size());
  for (const auto& [key, held] : held_.values) text += ", key " + std::to_string(key) + " = " + (held.value ? std::to_string(*held.value) : "null");
  return text;
}

}  // namespace clio::store::causal
