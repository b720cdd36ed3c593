// A read-only replica: how it comes by what it shows, and when it may show it (the argument is in read_only_replicas.cpp).
//
// A read that cannot be answered yet is parked, and what it lacks is asked for; after two retries without success the session is sent to
// the origin.
//
// Tested by tests/store/read_only_replicas_test.cpp, tests/store/transcripts_test.cpp.

#include <algorithm>
#include <utility>

#include "src/store/protocols/read_only_replicas.hpp"

namespace clio::store::read_only {

namespace {

constexpr Node kOrigin{0};
constexpr Timer kRetry{1}, kPoll{2};
constexpr std::size_t kEarlyMax = 256;  ///< updates behind a gap

}  // namespace

Replica::Replica(Node, const Options& options)
    : timing_(options.timing), when_(options.when), what_(options.what),
      bugs_{.forgets_context = options.has("forgets-context"), .skips_updates = options.has("skips-updates"),
            .applies_out_of_order = options.has("applies-out-of-order"), .ignores_time_to_live = options.has("ignores-time-to-live")} {}

void Replica::step(Time now, const Input& input, Effects& effects) {
  if (const auto* started = std::get_if<Started>(&input)) start(now, *started, effects);
  else if (const auto* asked = std::get_if<ClientRequest>(&input)) request(now, *asked, effects);
  else if (const auto* received = std::get_if<Received>(&input)) receive(now, received->from, received->bytes, effects);
  else if (const auto* fired = std::get_if<TimerFired>(&input)) timer(now, fired->timer, effects);
}

void Replica::start(Time now, const Started& started, Effects& effects) {
  life_ = started.life;
  if (when_ == When::pull) return;  // nothing before a read wants it
  ask(now, effects);
  effects.set_timer(kRetry, timing_.retry);
  if (when_ == When::poll) effects.set_timer(kPoll, timing_.poll);
}

void Replica::ask(Time now, Effects& effects) const {
  effects.send(kOrigin, wire::encode(Message(Ask{.life = life_, .since = complete_, .asked = now})));
}

void Replica::request(Time now, const ClientRequest& request, Effects& effects) {
  const bool here = request.command.operation == Operation::read && (request.reads == Reads::sticky || request.reads == Reads::any);
  if (!here) return effects.reply(request.token, {.outcome = Outcome::redirected, .value = {}, .redirect = kOrigin, .context = {}});
  const Version wanted = bugs_.forgets_context || request.context.empty() ? 0 : request.context.front();
  const Key key = request.command.key;
  if (try_answer(now, request.token, key, wanted, effects)) return;
  const bool asked = std::any_of(parked_.begin(), parked_.end(), [&](const Parked& other) { return other.key == key; });
  parked_.push_back({.token = request.token, .key = key, .wanted = wanted, .until = now + 2 * timing_.retry});
  if (!asked) ask_for(now, key, effects);
  wake_for_parked(effects);
}

/// Answers a read of a session that was shown `wanted` writes, if what is here will do.
bool Replica::try_answer(Time now, Token token, Key key, Version wanted, Effects& effects) const {
  const bool forever = bugs_.ignores_time_to_live && when_ == When::pull;
  if (what_ == What::operation) {
    const bool fresh = when_ != When::pull || now < synchronised_ + timing_.time_to_live;
    if (!ready_ || !(forever || (fresh && complete_ >= wanted))) return false;
    answer(token, state_.value(key), complete_, std::max(wanted, complete_), effects);
    return true;
  }
  const auto found = copies_.find(key);
  const Copy copy = found == copies_.end() ? Copy{} : found->second;
  bool usable = false;
  if (when_ == When::pull) usable = copy.known && (forever || (copy.version >= copy.newer && now < copy.fetched + timing_.time_to_live && copy.as_of >= wanted));
  else if (what_ == What::state) usable = ready_ && (complete_ >= wanted || copy.version >= wanted);
  else usable = ready_ && copy.known && copy.version >= copy.newer && (std::max(copy.as_of, complete_) >= wanted || copy.version >= wanted);
  if (usable) answer(token, copy.value, std::max({complete_, copy.as_of, copy.version}), std::max(wanted, copy.version), effects);
  return usable;
}

void Replica::answer(Token token, Value value, Version version, Version context, Effects& effects) const {
  effects.reply(token, {.outcome = Outcome::ok, .success = true, .value = value, .version = version, .redirect = kNobody, .context = {context}});
}

void Replica::answer_parked(Time now, Effects& effects) {
  if (parked_.empty()) return;
  std::erase_if(parked_, [&](const Parked& parked) {
    if (try_answer(now, parked.token, parked.key, parked.wanted, effects)) return true;
    if (now < parked.until) return false;
    effects.reply(parked.token, {.outcome = Outcome::redirected, .value = {}, .redirect = kOrigin, .context = {}});
    return true;
  });
}

/// Asks for what a read of `key` lacks.
void Replica::ask_for(Time now, Key key, Effects& effects) {
  if (what_ == What::operation || (what_ == What::state && when_ != When::pull) || (when_ != When::pull && !ready_)) {
    return ask(now, effects);
  }
  const auto found = copies_.find(key);
  const bool may_still_hold = what_ == What::invalidation && when_ == When::pull && found != copies_.end() && found->second.known && found->second.version >= found->second.newer;
  if (may_still_hold) effects.send(kOrigin, wire::encode(Message(Check{.life = life_, .key = key, .version = found->second.version, .asked = now})));
  else effects.send(kOrigin, wire::encode(Message(Get{.life = life_, .key = key, .asked = now})));
}

void Replica::timer(Time now, Timer timer, Effects& effects) {
  if (timer == kPoll) {
    ask(now, effects);
    effects.set_timer(kPoll, timing_.poll);
    return;
  }
  answer_parked(now, effects);
  for (std::size_t i = 0; i < parked_.size(); ++i) {
    const Key key = parked_[i].key;
    const bool before = std::any_of(parked_.begin(), parked_.begin() + static_cast<std::ptrdiff_t>(i), [&](const Parked& other) { return other.key == key; });
    if (!before) ask_for(now, key, effects);
  }
  if (!ready_ && when_ != When::pull && parked_.empty()) ask(now, effects);
  if (!parked_.empty() || (!ready_ && when_ != When::pull)) effects.set_timer(kRetry, timing_.retry);
}

void Replica::receive(Time now, Node from, std::string_view bytes, Effects& effects) {
  const auto message = wire::decode<Message>(bytes);
  if (!message || from != kOrigin) {
    effects.note({.what = Note::What::rejected, .value = {}, .node = from, .text = "not a message of the origin"});
    return;
  }
  std::visit(
      [&](const auto& one) {
        using One = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<One, Hello>) ask(now, effects);
        else if constexpr (std::is_same_v<One, Changes> || std::is_same_v<One, Writes> || std::is_same_v<One, Got> || std::is_same_v<One, Checked>) {
          if (one.life == life_) on(now, one, effects);
        }
      },
      *message);
}

// What has changed.

void Replica::on(Time now, const Changes& changes, Effects& effects) {
  if (changes.to < changes.from) return;
  if (changes.from > complete_ && early_.size() >= kEarlyMax) return;
  for (const Change& change : changes.list) take(change, effects);
  early_[changes.from] = std::max(early_[changes.from], changes.to);
  for (; !early_.empty() && early_.begin()->first <= complete_; early_.erase(early_.begin())) {
    complete_ = std::max(complete_, early_.begin()->second);
    ready_ = true;
  }
  have(now, effects);
}

void Replica::take(const Change& change, Effects& effects) {
  if (bugs_.skips_updates && ++updates_ % 4 == 0) return;
  Copy& copy = copies_[change.key];
  if (!change.value) {
    if (copy.known && copy.version >= copy.newer && change.version > copy.version) {
      effects.note({.what = Note::What::invalidated, .key = change.key, .value = {}, .version = change.version, .text = {}});
    }
    copy.newer = bugs_.applies_out_of_order ? change.version : std::max(copy.newer, change.version);
    return;
  }
  if (change.version <= copy.version && !bugs_.applies_out_of_order) return;
  copy.known = true;
  copy.version = change.version;
  copy.value = *change.value;
  effects.note({.what = Note::What::applied, .key = change.key, .value = copy.value, .version = copy.version, .text = {}});
}

void Replica::on(Time now, const Writes& writes, Effects& effects) {
  if (writes.from <= complete_ || writes.state || bugs_.applies_out_of_order) take(writes, effects);
  else if (early_writes_.size() < kEarlyMax) early_writes_.emplace(writes.from, writes);
  while (!early_writes_.empty() && early_writes_.begin()->first <= complete_) take(early_writes_.extract(early_writes_.begin()).mapped(), effects);
  synchronised_ = std::max(synchronised_, writes.asked);
  have(now, effects);
}

/// Carries out the writes that are new here.
void Replica::take(const Writes& writes, Effects& effects) {
  if (writes.state && writes.from > complete_) {
    state_ = *writes.state;
    complete_ = writes.from;
    effects.note({.what = Note::What::applied, .value = {}, .version = complete_, .node = kOrigin, .text = "a snapshot"});
  }
  ready_ = true;
  Version version = writes.from;
  for (const Write& write : writes.list) {
    ++version;
    if (version <= complete_ && !bugs_.applies_out_of_order) continue;
    if (bugs_.skips_updates && ++updates_ % 4 == 0) continue;
    state_.apply(version, write.token, write.command);
    effects.note({.what = Note::What::applied, .token = write.token, .key = write.command.key, .value = write.command.value, .version = version, .text = {}});
  }
  complete_ = std::max(complete_, version);
}

/// Says what is here, where the origin repeats what it does not know to be; and answers who waited for it.
void Replica::have(Time now, Effects& effects) {
  if (when_ == When::push) effects.send(kOrigin, wire::encode(Message(Have{.life = life_, .version = complete_})));
  answer_parked(now, effects);
}

// One key.

void Replica::on(Time now, const Got& got, Effects& effects) {
  Copy& copy = copies_[got.key];
  if (got.version < copy.version && !bugs_.applies_out_of_order) return;  // overtaken
  if (!copy.known || got.version > copy.version) {
    effects.note({.what = Note::What::applied, .key = got.key, .value = got.value, .version = got.version, .text = {}});
  }
  copy.known = true;
  copy.version = got.version;
  copy.value = got.value;
  copy.as_of = std::max(copy.as_of, got.as_of);
  copy.fetched = std::max(copy.fetched, got.asked);
  // Who asked gets it even if it is already known to be outdated again: it was the newest after they had asked.
  std::erase_if(parked_, [&](const Parked& parked) {
    if (parked.key != got.key || got.as_of < parked.wanted) return false;
    answer(parked.token, got.value, got.as_of, std::max(parked.wanted, got.version), effects);
    return true;
  });
  answer_parked(now, effects);
}

void Replica::on(Time now, const Checked& checked, Effects& effects) {
  Copy& copy = copies_[checked.key];
  if (!copy.known || checked.version != copy.version) return;
  if (checked.newest) {
    copy.as_of = std::max(copy.as_of, checked.as_of);
    copy.fetched = std::max(copy.fetched, checked.asked);
    return answer_parked(now, effects);
  }
  copy.newer = std::max(copy.newer, copy.version + 1);
  effects.note({.what = Note::What::invalidated, .key = checked.key, .value = {}, .version = copy.newer, .text = {}});
  const bool wanted = std::any_of(parked_.begin(), parked_.end(), [&](const Parked& parked) { return parked.key == checked.key; });
  if (wanted) ask_for(now, checked.key, effects);
}

std::string Replica::describe(std::string_view bytes) const { return wire::text_of_bytes<Message>(bytes); }

std::string Replica::state() const {
  std::string out = "replica, complete to " + std::to_string(complete_) + ", values ";
  if (what_ == What::operation) {
    wire::Describer(out).put(state_.values);
    return out;
  }
  out += '[';
  for (const auto& [key, copy] : copies_) {
    if (out.back() != '[') out += ',';
    out += '[' + std::to_string(key) + ',' + (!copy.known ? "unknown" : copy.value ? std::to_string(*copy.value) : "null") + (copy.version < copy.newer ? ",outdated]" : "]");
  }
  return out + ']';
}

}  // namespace clio::store::read_only
