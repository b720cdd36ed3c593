// Replicated write by quorums: the multi-writer multi-reader atomic register.
//
// The idea. Every replica holds, for each key, the newest write that it knows of, with its timestamp (counter, node). Any replica
// coordinates. A write asks a read quorum for the newest timestamp, chooses the next one, and stores value and timestamp at a write quorum.
// A read asks a read quorum, takes the newest answer, stores it at a write quorum (the write-back) and only then returns it. Replicas keep
// what is newest and acknowledge everything. No leader, no election, no consensus: with any f of 2f+1 replicas down the others answer.
//
// Sources. Attiya, Bar-Noy and Dolev, "Sharing memory robustly in message-passing systems" (J. ACM 42(1), 1995), section 3, for one writer;
// Lynch and Shvartsman, "Robust emulation of shared memory using dynamic quorum-acknowledged broadcasts" (FTCS 1997), for many writers and
// quorums.
//
// Why it is linearizable. Every read quorum meets every write quorum (read + write > nodes). Order the operations of a key by timestamp, a
// write before the reads that return it. If an operation A has ended before B begins, a write quorum holds A's timestamp or a newer one
// when A ends, and B's read quorum meets it: B returns a timestamp not below A's, or chooses one above. So the order extends real time; and
// it explains every read. Without the write-back the second half fails: a read that met a write in progress could be followed by one that
// does not. Where the quorums do not meet (options may say so), nothing is promised: two sessions, or one that moves, may see disjoint
// replicas.
//
// A timestamp names one write. A coordinator gives its replica the write before anybody else, durably, and chooses above what its own
// replica holds; so it cannot choose a timestamp twice, not even after a crash that came before the first message went out.
//
// Retries. A write is given its timestamp once, and its coordinator remembers it durably by token (one a session): a retry at the same
// coordinator, also after a crash, stores the same value with the same timestamp again, which changes nothing where it is held or
// overwritten. A write that had no timestamp when its coordinator crashed has left no trace, and starts anew. At another coordinator a
// retry cannot be told from a first request: asking the replicas whether they know the token is not enough, because the first coordinator
// may choose its timestamp, somebody read the value and somebody else overwrite it between two of their answers; then the retry would bring
// an old value back on top. To decide once and for all which timestamp a token gets needs consensus, which a register cannot give (Herlihy
// 1991). So the entry says that writes are not retried elsewhere (`writes_move`): a session whose coordinator does not answer must take the
// write for unknown. An unknown write may still take effect, once, at any later time. A coordinator that finds no quorum says so after a
// while: a read is refused, a write is uncertain. For the same reason there is no cas: it is refused, and certainly not done.
//
// Cost: a write 4(n-1) messages and two round trips; a read 2(n-1) and one round trip where a write quorum is seen to hold what it returns,
// else as a write. One synced record at each replica a write, one more at its coordinator.
//
// Tested by: tests/store/quorum_test.cpp, tests/store/transcripts/quorum.
#include "src/store/protocols/quorum.hpp"

#include <algorithm>
#include <utility>

#include "src/store/core/wire.hpp"

namespace clio::store::quorum {
namespace {

constexpr Timer kRetransmit{1};
constexpr Time kGiveUpAfterRetries = 10;
constexpr std::uint64_t kWorksALife = 1'000'000'000;

// Durable records: a key's newest write in the slot of its number, a session's last choice behind them.
constexpr std::uint64_t kSessions = std::uint64_t{1} << 32;

const Written kInitial{};

std::size_t quorum_of(std::size_t asked, const Options& options) {
  if (options.has("quorum-of-f")) return std::max<std::size_t>(1, options.nodes - majority(options.nodes));
  return asked == 0 ? majority(options.nodes) : std::min(asked, options.nodes);
}

}  // namespace

Sizes sizes_of(const Options& options) { return {quorum_of(options.read_quorum, options), quorum_of(options.write_quorum, options)}; }

Replica::Replica(Node self, const Options& options) : self_(self), options_(options), all_(NodeSet::first(options.nodes)), sizes_(sizes_of(options)) {}

void Replica::step(Time now, const Input& input, Effects& effects) {
  changed_.clear();
  completed_.clear();
  if (const auto* received = std::get_if<Received>(&input)) return receive(received->from, received->bytes, effects);
  if (const auto* asked = std::get_if<ClientRequest>(&input)) return request(now, *asked, effects);
  if (std::holds_alternative<TimerFired>(input)) return retransmit(now, effects);
  if (const auto* started = std::get_if<Started>(&input)) start(*started, effects);
}

void Replica::start(const Started& started, Effects& effects) {
  life_ = started.life;
  for (const auto& [slot, bytes] : *started.durable) {
    if (slot < kSessions) {
      const Record record = wire::decode<Record>(bytes).value_or(Record{});
      store_[static_cast<Key>(slot)] = record.written;
      applied_ = std::max(applied_, record.version);
    } else chosen_[static_cast<Session>(slot - kSessions)] = wire::decode<Chosen>(bytes).value_or(Chosen{});
  }
  next_work_ = life_ * kWorksALife;  // an answer to an earlier life is not taken for one to this
  // A crash between a choice and its storing here: nobody else has seen it, but a retry will store it.
  for (const auto& [session, chosen] : chosen_) apply(chosen.key, chosen.written, effects);
}

void Replica::request(Time now, const ClientRequest& request, Effects& effects) {
  if (request.command.operation == Operation::cas) {
    return effects.reply(request.token, {.outcome = Outcome::refused, .success = false, .value = {}, .version = applied_, .redirect = kNobody, .context = {}});
  }
  for (std::size_t i = 0; i < works_.size(); ++i) {
    if (works_[i].token.session != request.token.session) continue;
    if (works_[i].token.request >= request.token.request) return;  // under way, or the session has gone on
    drop(i);                                                       // the session takes it for unknown
    break;
  }
  const auto chosen = chosen_.find(request.token.session);
  if (chosen != chosen_.end() && request.token.request <= chosen->second.request) {
    if (request.token.request == chosen->second.request) resume(now, request, chosen->second, effects);
    return;
  }
  Work work{.id = ++next_work_, .token = request.token, .command = request.command, .phase = Phase::asking, .answered = NodeSet().with(self_),
            .holders = NodeSet().with(self_), .newest = held(request.command.key), .since = now, .sent = now};
  if (options_.has("stale-counter") && request.command.operation == Operation::write) work.answered = all_;
  add(work, effects);
}

/// Stores a write again that has its timestamp.
void Replica::resume(Time now, const ClientRequest& request, const Chosen& chosen, Effects& effects) {
  if (chosen.done) return effects.reply(request.token, {.version = applied_});
  apply(chosen.key, chosen.written, effects);
  add({.id = ++next_work_, .token = request.token, .command = request.command, .phase = Phase::storing, .answered = {}, .holders = NodeSet().with(self_),
       .newest = chosen.written, .since = now, .sent = now},
      effects);
}

void Replica::add(Work work, Effects& effects) {
  works_.push_back(work);
  const Phase phase = works_.back().phase;
  advance(works_.size() - 1, effects);
  const std::size_t position = position_of(next_work_);
  if (position < works_.size() && works_[position].phase == phase) send_phase(works_[position], effects);
  if (works_.empty() || ticking_) return;
  ticking_ = true;
  effects.set_timer(kRetransmit, options_.timing.retry);
}

/// Goes on with a work as far as what is known allows.
void Replica::advance(std::size_t position, Effects& effects) {
  Work& work = works_[position];
  if (work.phase == Phase::asking) {
    if (work.answered.size() < sizes_.read) return;
    work.phase = Phase::storing;
    if (work.command.operation == Operation::write) {
      choose_timestamp(work, effects);
      if (options_.has("lies-about-completion")) {
        const Work told = work;
        send_phase(told, effects);
        return finish(position, effects);
      }
    } else {
      if (work.newest.timestamp.counter == 0 || options_.has("no-read-write-back")) return finish(position, effects);
      apply(work.command.key, work.newest, effects);
      work.holders.insert(self_);
    }
    if (work.holders.size() < sizes_.write) return send_phase(work, effects);
  }
  if (work.holders.size() >= sizes_.write) finish(position, effects);
}

void Replica::choose_timestamp(Work& work, Effects& effects) {
  const std::uint64_t highest = std::max(work.newest.timestamp.counter, held(work.command.key).timestamp.counter);
  work.newest = {.timestamp = {highest + 1, self_}, .value = work.command.value, .token = work.token};
  work.holders = NodeSet().with(self_);
  Chosen& chosen = chosen_[work.token.session];
  chosen = {.request = work.token.request, .key = work.command.key, .written = work.newest, .done = false};
  effects.persist(kSessions + index(work.token.session), wire::encode(chosen));
  apply(work.command.key, work.newest, effects);
}

void Replica::send_phase(const Work& work, Effects& effects) {
  const NodeSet reached = work.phase == Phase::asking ? work.answered : work.holders;
  const std::string bytes = work.phase == Phase::asking ? wire::encode(Message(Query{work.id, work.command.key}))
                                                        : wire::encode(Message(Store{work.id, work.command.key, work.newest}));
  for (const Node node : all_) {
    if (!reached.contains(node)) effects.send(node, bytes);
  }
}

void Replica::finish(std::size_t position, Effects& effects) {
  const Work& work = works_[position];
  const bool read = work.command.operation == Operation::read;
  if (!read) {
    if (Chosen& chosen = chosen_[work.token.session]; chosen.request == work.token.request) chosen.done = true;
    effects.note({.what = Note::What::committed, .token = work.token, .key = work.command.key, .value = work.newest.value, .version = applied_, .node = kNobody, .text = {}});
  }
  if (work.newest.timestamp.counter != 0) completed_.push_back({work.command.key, work.newest.timestamp});
  effects.reply(work.token, {.value = read ? work.newest.value : Value(), .version = applied_});
  drop(position);
}

/// Keeps a write, durably, if it is newer than what is held.
void Replica::apply(Key key, const Written& written, Effects& effects) {
  Written& mine = store_[key];
  if (written.timestamp <= mine.timestamp) return;
  mine = written;
  ++applied_;
  changed_.push_back(key);
  if (!options_.has("timestamp-not-durable")) effects.persist(key, wire::encode(Record{mine, applied_}));
  effects.note({.what = Note::What::applied, .token = written.token, .key = key, .value = written.value, .version = applied_, .node = kNobody, .text = {}});
}

void Replica::receive(Node from, std::string_view bytes, Effects& effects) {
  const auto message = wire::decode<Message>(bytes);
  if (!message || !all_.contains(from)) {
    return effects.note({.what = Note::What::rejected, .token = {}, .key = 0, .value = {}, .version = 0, .node = from, .text = "not a message of this protocol"});
  }
  std::visit([&](const auto& one) { receive(from, one, effects); }, *message);
}

void Replica::receive(Node from, const Query& query, Effects& effects) {
  effects.send(from, wire::encode(Message(Found{query.work, held(query.key)})));
}

void Replica::receive(Node from, const Found& found, Effects& effects) {
  const std::size_t position = position_of(found.work);
  if (position == works_.size()) return;
  Work& work = works_[position];
  if (work.phase != Phase::asking || work.answered.contains(from)) return;
  work.answered.insert(from);
  if (found.written.timestamp > work.newest.timestamp) work.newest = found.written, work.holders.clear();
  if (found.written.timestamp == work.newest.timestamp) work.holders.insert(from);
  advance(position, effects);
}

void Replica::receive(Node from, const Store& store, Effects& effects) {
  apply(store.key, store.written, effects);
  effects.note({.what = Note::What::acknowledged, .token = store.written.token, .key = store.key, .value = store.written.value, .version = applied_, .node = from, .text = {}});
  effects.send(from, wire::encode(Message(Stored{store.work})));
}

void Replica::receive(Node from, const Stored& stored, Effects& effects) {
  const std::size_t position = position_of(stored.work);
  if (position == works_.size() || works_[position].phase != Phase::storing) return;
  works_[position].holders.insert(from);
  advance(position, effects);
}

void Replica::retransmit(Time now, Effects& effects) {
  ticking_ = false;
  for (std::size_t i = works_.size(); i-- > 0;) {
    Work& work = works_[i];
    if (now - work.since >= kGiveUpAfterRetries * options_.timing.retry) {
      const Outcome outcome = work.command.operation == Operation::read ? Outcome::refused : Outcome::uncertain;
      effects.reply(work.token, {.outcome = outcome, .success = false, .value = {}, .version = applied_, .redirect = kNobody, .context = {}});
      drop(i);
      continue;
    }
    if (now - work.sent < options_.timing.retry / 2) continue;  // has just begun
    work.sent = now;
    send_phase(work, effects);
  }
  if (works_.empty()) return;
  ticking_ = true;
  effects.set_timer(kRetransmit, options_.timing.retry);
}

void Replica::drop(std::size_t position) {
  if (position + 1 != works_.size()) works_[position] = works_.back();
  works_.pop_back();
}

const Written& Replica::held(Key key) const {
  const auto found = store_.find(key);
  return found == store_.end() ? kInitial : found->second;
}

std::size_t Replica::position_of(std::uint64_t id) const {
  std::size_t i = 0;
  while (i < works_.size() && works_[i].id != id) ++i;
  return i;
}

std::string Replica::describe(std::string_view bytes) const { return wire::text_of_bytes<Message>(bytes); }

std::string Replica::state() const {
  std::string text = "life " + std::to_string(life_) + ", works " + std::to_string(works_.size());
  for (const auto& [key, written] : store_) {
    text += ", key " + std::to_string(key) + " = " + (written.value ? std::to_string(*written.value) : "null") + " at " +
            std::to_string(written.timestamp.counter) + "." + std::to_string(index(written.timestamp.node));
  }
  return text;
}

}  // namespace clio::store::quorum
