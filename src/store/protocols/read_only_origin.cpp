// The origin of read-only replicas: carries out writes, one after the other, and tells replicas what has changed (the argument is in
// read_only_replicas.cpp).
//
// A write is made durable, then answered and told: what a replica shows has always happened. The disk holds a record of the whole state
// and one of each write since; every `snapshot_every` writes the record is written anew.
//
// Tested by tests/store/read_only_replicas_test.cpp, tests/store/transcripts_test.cpp.

#include <algorithm>
#include <utility>

#include "src/store/protocols/read_only_replicas.hpp"

namespace clio::store::read_only {

namespace {

constexpr Timer kTick{1};

Answer answer_of(const Command& command, const ordered::Done& done) {
  return {.outcome = Outcome::ok, .success = command.operation != Operation::cas || done.success, .value = done.found, .version = done.version,
          .redirect = kNobody, .context = {done.version}};
}

}  // namespace

Origin::Origin(const Options& options)
    : timing_(options.timing), nodes_(options.nodes), when_(options.when), what_(options.what), snapshot_every_(std::max<std::size_t>(options.snapshot_every, 1)),
      lies_about_completion_(options.has("lies-about-completion")) {}

void Origin::step(Time, const Input& input, Effects& effects) {
  if (const auto* started = std::get_if<Started>(&input)) start(*started, effects);
  else if (const auto* asked = std::get_if<ClientRequest>(&input)) request(*asked, effects);
  else if (const auto* received = std::get_if<Received>(&input)) receive(received->from, received->bytes, effects);
  else if (std::holds_alternative<TimerFired>(input)) timer(effects);
}

void Origin::start(const Started& started, Effects& effects) {
  if (const auto found = started.durable->find(kRecordSlot); found != started.durable->end()) {
    if (auto record = wire::decode<Record>(found->second)) {
      version_ = recorded_ = record->version;
      state_ = std::move(record->state);
      changed_ = std::move(record->changed);
      for (const auto& [key, version] : changed_) last_changes_[version] = key;
    }
  }
  for (auto slot = started.durable->find(slot_of(version_ + 1)); slot != started.durable->end() && slot->first == slot_of(version_ + 1); ++slot) {
    const auto write = wire::decode<Write>(slot->second);
    if (!write) break;
    carry_out(*write);
  }
  if (when_ == When::push) timer(effects);
}

void Origin::request(const ClientRequest& request, Effects& effects) {
  const Command& command = request.command;
  if (command.operation == Operation::read) {
    return effects.reply(request.token, {.outcome = Outcome::ok, .success = true, .value = state_.value(command.key), .version = version_, .redirect = kNobody, .context = {version_}});
  }
  if (const auto done = state_.done.find(request.token.session); done != state_.done.end() && done->second.request >= request.token.request) {
    if (done->second.request == request.token.request) effects.reply(request.token, answer_of(command, done->second));
    return;  // else the session has moved on
  }
  const Write write{.token = request.token, .command = command};
  carry_out(write);
  if (lies_about_completion_) effects.persist_lazily(slot_of(version_), wire::encode(write));
  else effects.persist(slot_of(version_), wire::encode(write));
  effects.note({.what = Note::What::applied, .token = write.token, .key = command.key, .value = command.value, .version = version_, .text = {}});
  effects.reply(write.token, answer_of(command, state_.done[write.token.session]));
  if (when_ == When::push) {
    for (std::size_t i = 1; i < nodes_; ++i) {
      if (readers_[i].life > 0) send_since(node_at(i), readers_[i].life, version_ - 1, kLongAgo, effects);
    }
  }
  if (version_ >= recorded_ + snapshot_every_) remember(effects);
}

void Origin::carry_out(const Write& write) {
  ++version_;
  const bool stored = state_.apply(version_, write.token, write.command).success;
  if (stored) {
    Version& last = changed_[write.command.key];
    last_changes_.erase(last);
    last_changes_[last = version_] = write.command.key;
  }
  log_.push_back(write);
  if (log_.size() > 2 * snapshot_every_) log_.pop_front();
}

/// Writes the record anew.
void Origin::remember(Effects& effects) {
  const Record record{.version = version_, .state = state_, .changed = changed_};
  if (lies_about_completion_) effects.persist_lazily(kRecordSlot, wire::encode(record));
  else effects.persist(kRecordSlot, wire::encode(record));
  if (!lies_about_completion_) effects.forget(slot_of(1), slot_of(version_));
  recorded_ = version_;
}

void Origin::receive(Node from, std::string_view bytes, Effects& effects) {
  const auto message = wire::decode<Message>(bytes);
  if (!message || from == Node{0} || index(from) >= nodes_) {
    effects.note({.what = Note::What::rejected, .value = {}, .node = from, .text = "not a message of a replica"});
    return;
  }
  Reader& reader = readers_[index(from)];
  if (const auto* ask = std::get_if<Ask>(&*message)) {
    if (ask->life < reader.life) return;
    if (ask->life > reader.life) reader = {.life = ask->life, .has = 0};
    reader.has = std::max(reader.has, std::min(ask->since, version_));
    send_since(from, ask->life, std::min(ask->since, version_), ask->asked, effects);
  } else if (const auto* have = std::get_if<Have>(&*message)) {
    if (have->life == reader.life) reader.has = std::max(reader.has, std::min(have->version, version_));
  } else if (const auto* get = std::get_if<Get>(&*message)) {
    const auto changed = changed_.find(get->key);
    effects.send(from, wire::encode(Message(Got{.life = get->life, .key = get->key, .version = changed == changed_.end() ? 0 : changed->second, .as_of = version_,
                                                .asked = get->asked, .value = state_.value(get->key)})));
  } else if (const auto* check = std::get_if<Check>(&*message)) {
    const auto changed = changed_.find(check->key);
    const bool newest = (changed == changed_.end() ? 0 : changed->second) == check->version;
    effects.send(from, wire::encode(Message(Checked{.life = check->life, .key = check->key, .version = check->version, .as_of = version_, .asked = check->asked,
                                                    .newest = newest})));
  }
}

/// Sends what has changed behind `since`, as the options say.
void Origin::send_since(Node to, std::uint64_t life, Version since, Time asked, Effects& effects) const {
  if (what_ == What::operation) {
    Writes writes{.life = life, .from = since, .asked = asked, .state = std::nullopt, .list = {}};
    if (version_ - since > log_.size()) writes.from = version_, writes.state = state_;
    else writes.list.assign(log_.end() - static_cast<std::ptrdiff_t>(version_ - since), log_.end());
    return effects.send(to, wire::encode(Message(std::move(writes))));
  }
  Changes changes{.life = life, .from = since, .to = version_, .list = {}};
  for (auto change = last_changes_.upper_bound(since); change != last_changes_.end(); ++change) {
    const auto& [version, key] = *change;
    changes.list.push_back({.key = key, .version = version, .value = std::nullopt});
    if (what_ == What::state) changes.list.back().value = state_.value(key);
  }
  effects.send(to, wire::encode(Message(std::move(changes))));
}

/// Repeats what has been pushed and not acknowledged; asks replicas that have not asked.
void Origin::timer(Effects& effects) {
  for (std::size_t i = 1; i < nodes_; ++i) {
    if (readers_[i].life == 0) effects.send(node_at(i), wire::encode(Message(Hello{})));
    else if (readers_[i].has < version_) send_since(node_at(i), readers_[i].life, readers_[i].has, kLongAgo, effects);
  }
  effects.set_timer(kTick, timing_.retry);
}

std::string Origin::describe(std::string_view bytes) const { return wire::text_of_bytes<Message>(bytes); }

std::string Origin::state() const {
  std::string out = "origin, version " + std::to_string(version_) + ", values ";
  wire::Describer(out).put(state_.values);
  return out;
}

}  // namespace clio::store::read_only
