// The hand-driven cluster of transcripts: what nodes ask for happens at once and in order, except that messages and timers wait.
#include <algorithm>
#include <utility>

#include "src/store/core/wire.hpp"
#include "src/store/manager/managed.hpp"
#include "src/store/manager/manager.hpp"
#include "tests/store/transcript.hpp"

namespace clio::store::transcript {

namespace {

std::string named(Node node) { return node == kNobody ? std::string("nobody") : 'n' + std::to_string(index(node)); }
std::string named(Token token) { return 's' + std::to_string(index(token.session)) + '.' + std::to_string(token.request); }
std::string shown(const Value& value) { return value ? std::to_string(*value) : std::string("null"); }
std::string milliseconds(Time time) {
  std::string text = std::to_string(time / kMillisecond);
  if (const Time rest = time % kMillisecond; rest != 0) {
    std::string digits = std::to_string(1000 + rest).substr(1);
    while (digits.back() == '0') digits.pop_back();
    (text += '.') += digits;
  }
  return text + " ms";
}

std::string shown(const Answer& answer) {
  std::string text(name_of(answer.outcome));
  if (answer.outcome == Outcome::redirected) return text + " to " + named(answer.redirect);
  if (answer.outcome != Outcome::ok) return text;
  if (!answer.success) text += ", not stored:";
  text += " value " + shown(answer.value) + ", version " + std::to_string(answer.version);
  if (answer.context.empty()) return text;
  text += ", context";
  for (const std::uint64_t number : answer.context) text += ' ' + std::to_string(number);
  return text;
}

std::string shown(const Note& note) {
  std::string text(name_of(note.what));
  if (note.token.request != 0) text += ' ' + named(note.token);
  if (note.what == Note::What::applied || note.what == Note::What::committed || note.what == Note::What::invalidated) {
    text += " key " + std::to_string(note.key);
  }
  if (note.what == Note::What::applied || note.what == Note::What::committed) text += " value " + shown(note.value);
  if (note.version != 0) text += " version " + std::to_string(note.version);
  if (note.node != kNobody) text += ' ' + named(note.node);
  if (!note.text.empty()) text += ": " + note.text;
  return text;
}

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace

Cluster::Cluster(const Entry& entry, const Options& options, bool managed, NodeSet spares)
    : entry_(entry), options_(options), managed_(managed), invariants_(entry.invariants ? entry.invariants(options_) : nullptr), nodes_(options.nodes + (managed ? 1 : 0)) {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    nodes_[i].protocol = built(node_at(i));
    nodes_[i].member = !spares.contains(node_at(i));
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i) step(node_at(i), Started{&nodes_[i].durable, nodes_[i].life, nodes_[i].member});
}

/// A replica, or the manager; where there is no manager, a replica of a managed protocol without its membership agent.
std::unique_ptr<Protocol> Cluster::built(Node node) const {
  if (index(node) >= options_.nodes) return make_manager(options_);
  std::unique_ptr<Protocol> replica = entry_.replica(node, options_);
  auto* agent = dynamic_cast<Managed*>(replica.get());
  if (agent != nullptr && !managed_) replica = agent->take_inner();
  return replica;
}

void Cluster::ask(Node node, bool member) {
  nodes_[index(node)].member = member;
  if (nodes_[index(node)].protocol) step(node, MembershipAsked{member});
}

void Cluster::beat(NodeSet cut_off) {
  now_ += options_.timing.heartbeat;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const std::map<Timer, Time> timers = nodes_[i].timers;
    for (const auto& [timer, due] : timers) {
      if (due <= now_ && nodes_[i].timers.contains(timer)) fire(node_at(i), timer);
    }
  }
  for (std::size_t delivered = 0; !under_way_.empty() && delivered < 10'000; ++delivered) {
    const Message message = under_way_.front();
    under_way_.erase(under_way_.begin());
    const bool cut = cut_off.contains(message.from) || cut_off.contains(message.to);
    if (!cut && nodes_[index(message.to)].protocol) deliver(message);
  }
}

std::optional<Time> Cluster::due(Node node, Timer timer) const {
  const auto& timers = nodes_[index(node)].timers;
  const auto found = timers.find(timer);
  return found == timers.end() ? std::nullopt : std::optional<Time>(found->second);
}

const Answer* Cluster::answer(Token token) const {
  const auto found = answers_.find(token);
  return found == answers_.end() ? nullptr : &found->second;
}

void Cluster::request(Node node, const ClientRequest& request) {
  if (nodes_[index(node)].protocol) return step(node, request);
  say(named(node) + " is down");
}

void Cluster::deliver(const Message& message) {
  const Replica& to = nodes_[index(message.to)];
  const std::string name = 'm' + std::to_string(message.id);
  if (!to.protocol) return say(named(message.to) + " is down: " + name + " is lost");
  if (shows(Show::lines)) say(named(message.to) + " takes " + name + " from " + named(message.from));
  step(message.to, Received{message.from, message.bytes});
}

void Cluster::fire(Node node, Timer timer) {
  now_ = std::max(now_, due(node, timer).value_or(now_));
  nodes_[index(node)].timers.erase(timer);
  step(node, TimerFired{timer});
}

void Cluster::crash(Node node) {
  Replica& replica = nodes_[index(node)];
  replica.protocol.reset();
  replica.written = replica.durable;
  replica.timers.clear();
}

void Cluster::restart(Node node) {
  Replica& replica = nodes_[index(node)];
  replica.protocol = built(node);
  ++replica.life;
  step(node, Started{&replica.durable, replica.life, replica.member});
}

void Cluster::flush(Node node) { nodes_[index(node)].durable = nodes_[index(node)].written; }

void Cluster::step(Node node, const Input& input) {
  Effects effects;
  nodes_[index(node)].protocol->step(now_, input, effects);
  for (const Effect& effect : effects.list()) happen(node, effect);
  if (!invariants_ || index(node) >= options_.nodes) return;
  std::vector<const Protocol*> running;
  for (std::size_t i = 0; i < options_.nodes; ++i) running.push_back(nodes_[i].protocol.get());
  const std::string what = invariants_->broken(running, node);
  if (what.empty()) return;
  if (broken_.empty()) broken_ = what;
  say("BROKEN: " + what);
}

void Cluster::happen(Node node, const Effect& effect) {
  Replica& replica = nodes_[index(node)];
  const std::string name = named(node);
  std::visit(Overloaded{
                 [&](const Persist& persist) {
                   replica.written[persist.slot] = persist.bytes;
                   if (persist.sync) replica.durable[persist.slot] = persist.bytes;
                   if (shows(Show::persists)) say(name + " persists " + std::to_string(persist.slot) + (persist.sync ? "" : " lazily"));
                 },
                 [&](const Forget& forget) {
                   for (Durable* records : {&replica.written, &replica.durable}) {
                     records->erase(records->lower_bound(forget.first), records->upper_bound(forget.last));
                   }
                   if (shows(Show::persists)) say(name + " forgets " + std::to_string(forget.first) + " to " + std::to_string(forget.last));
                 },
                 [&](const Send& send) {
                   under_way_.push_back({++sent_, node, send.to, send.bytes});
                   if (!shows(Show::sends)) return;
                   const std::string text = replica.protocol->describe(send.bytes);
                   say(name + " -> " + named(send.to) + " m" + std::to_string(sent_) + ' ' + (text.empty() ? "(not a message)" : text));
                 },
                 [&](const SetTimer& set) {
                   replica.timers[set.timer] = now_ + set.delay;
                   if (!shows(Show::timers)) return;
                   say(name + " sets timer " + std::to_string(static_cast<std::uint64_t>(set.timer)) + ": " + milliseconds(set.delay) +
                       (set.jitter > 0 ? ", up to " + milliseconds(set.jitter) + " more" : ""));
                 },
                 [&](const CancelTimer& cancel) {
                   if (replica.timers.erase(cancel.timer) > 0 && shows(Show::timers)) {
                     say(name + " cancels timer " + std::to_string(static_cast<std::uint64_t>(cancel.timer)));
                   }
                 },
                 [&](const Reply& reply) {
                   answers_[reply.token] = reply.answer;
                   if (!reply.answer.context.empty()) contexts_[reply.token.session] = reply.answer.context;
                   say(name + " answers " + named(reply.token) + ": " + shown(reply.answer));
                 },
                 [&](const Note& note) {
                   if (shows(Show::notes)) say(name + " notes " + shown(note));
                 },
             },
             effect);
}

}  // namespace clio::store::transcript
