// The manager: membership, failure detection, views and leases.
//
// The primary-backup protocols assume somebody who says, with authority, who belongs to the group and who is its primary. The idea of a
// view service apart from the replicas is that of viewstamped replication's configuration and of the configuration managers of chain
// replication (van Renesse and Schneider, OSDI 2004) and of Vertical Paxos (Lamport, Malkhi, Zhou, PODC 2009), whose rule "a new
// configuration becomes active only after its state transfer" is the heart of this file; leases are Gray and Cheriton's (SOSP 1989). The
// manager is a single node with a disk. While it is down no view changes, and once the running lease has ended nobody serves: it is a
// single point of unavailability, never of inconsistency.
//
// What is told. Members send heartbeats; each is answered with the newest view and, to its primary, with a lease. Each word carries the
// manager's clock, each heartbeat repeats the newest that was heard: a node counts as alive while it is heard *and hears*, so a cut in
// one direction is a failure like one in both. Silence for Timing::suspect_after is suspicion. It may be wrong: nothing below relies on a
// suspected node having stopped.
//
// Who may become primary. Call a view *established* when its primary says that every member holds the primary's state, and *served* when
// the manager has granted it a lease. The manager makes durable that a view is established before it grants that view's first lease, and
// a primary serves only under a lease. So at any time the newest view that may have served is `established_`, exactly. An acknowledged
// write was acknowledged in a served view v. If v is established_, all its members hold the write, durably. If v is older, then the
// primary of every later view was a member of the served view before it (by induction it held the write) and brought it to all members of
// its own view before that was established. So every member of established_, on the disk it had then, holds everything acknowledged: they
// are the *complete* nodes, and a primary is one of them. That a member has left since does not matter: views between established_ and
// now never served, and what they synchronised came from a complete node.
//   (Also kept by the protocol: in view v, a write counts as held by all only with acknowledgements of v, and who has installed a newer
//   view gives none. So a deposed primary cannot complete a write that its successor does not hold.)
// If no complete node is alive, or too few nodes are, the manager waits and says so: consistency before availability. A view has at
// least `members_min` members because that many disks hold what is acknowledged: with one, losing one disk would lose it.
//
// One primary at a time. A lease counts for its holder from the sending of the heartbeat, for the manager from its receipt, and drift is
// subtracted there and added here: the promise outlasts the lease. While a promise runs, no view with another primary is made. A view
// with the same primary is made at once (the holder knows what it serves), and so is any view if the holder was heard of in a later life,
// since a lease dies with its life.
//
// The cases.
// - Crash during synchronisation: a member that is suspected or restarted leaves or renews the view, established or not.
// - A view that is never established although all are alive: its primary reports whom it has waited for for too long, and they are
//   shunned for a while. So is a backup that the primary cannot reach later on. A primary that reaches too few for a view gives way to
//   another complete node, once its lease, which is not renewed, has run out, and is shunned itself; if nobody reaches enough they take
//   turns.
// - False suspicion of the primary: it holds no lease when the next view is made, and the members of the next view refuse its messages.
// - A joiner that crashes while it is brought up to date: like any member; the view before it stopped serving for that long.
// - Everybody restarts: lives change, a view is made of who is back, with a complete node as primary; if none is back yet the manager
//   waits.
// - A node that comes back with an empty disk: its disk has another name, so it is not complete.
// - A node wants to leave: only from a view that serves, and only if enough stay, among them a complete node. A backup is left out of the next view.
//   A primary is first told to hand over: it takes no more writes, brings those that it has taken to every member, and says so; only then
//   is it replaced, like any primary once its lease, no longer renewed, has run out. So not even a protocol that answers before its backups
//   hold a write loses one. If those who would stay fail meanwhile it is told to go on. A wish never makes a broken view wait: whoever is
//   needed stays. (Rejected: that the primary gives its lease back at once, which would spare the last few milliseconds without writes and
//   needs a second argument for why no grant under way revives it.)
// - A spare, or a node that has left, wants to join: like a node that comes back, it is brought to the primary's state before the view with it
//   serves.
// - The manager restarts: it finds views and lives on its disk, takes the primary's lease for running, and hears for suspect_after before
//   it decides.
// - A member is told only of views made with its present life: what its former life established, promised or was sent says nothing about
//   it.
//
// Views are throttled: at least two heartbeats lie between them, nodes join only an established view of some age, and only when they have
// been alive for twice as long as the failure detector takes, so that a flapping node does not keep the others from serving.
//
// Cost: two messages a heartbeat and node; a synced record of about 100 bytes for each view and each establishment.
//
// Tested by tests/store/manager_test.cpp, tests/store/membership_test.cpp, tests/store/transcripts_test.cpp.

#include "src/store/manager/manager.hpp"

#include <algorithm>
#include <utility>

namespace clio::store {
namespace {

constexpr Time kShunned = 5;  ///< so many times the failure detector's latency is a node out that a primary could not reach

/// The manager's only durable record.
struct Record {
  Manager::Roster current, established;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("current", self.current), f("established", self.established); }
};

Manager::Roster nobody(std::size_t nodes) { return {.view = {}, .lives = std::vector<std::uint64_t>(nodes), .disks = std::vector<std::uint64_t>(nodes)}; }

}  // namespace

Manager::Manager(const Options& options)
    : timing_(options.timing),
      nodes_(options.nodes),
      members_min_(options.members_min > 0 ? options.members_min : (options.nodes + 1) / 2),
      current_(nobody(options.nodes)),
      established_(nobody(options.nodes)),
      known_(options.nodes) {}

void Manager::step(Time now, const Input& input, Effects& effects) {
  if (const auto* started = std::get_if<Started>(&input)) start(now, *started, effects);
  else if (const auto* received = std::get_if<Received>(&input)) hear(now, *received, effects);
  else if (const auto* request = std::get_if<ClientRequest>(&input)) effects.reply(request->token, {.outcome = Outcome::redirected, .value = {}, .context = {}});
  else if (std::holds_alternative<TimerFired>(input)) {
    consider(now, effects);
    effects.set_timer(kTick, timing_.heartbeat);
  }
}

void Manager::start(Time now, const Started& started, Effects& effects) {
  life_ = started.life;
  started_ = installed_ = now;
  if (const auto found = started.durable->find(kSlot); found != started.durable->end()) {
    auto record = wire::decode<Record>(found->second);
    if (record && record->current.lives.size() == nodes_ && record->established.disks.size() == nodes_) {
      current_ = std::move(record->current), established_ = std::move(record->established);
    }
  }
  if (const Node primary = current_.view.primary; primary != kNobody) {
    lease_ = {.holder = primary, .life = current_.lives[index(primary)], .until = now + membership::promised(timing_)};
  }
  effects.set_timer(kTick, timing_.heartbeat);
}

void Manager::hear(Time now, const Received& received, Effects& effects) {
  const auto message = membership::decode(received.bytes);
  const auto* beat = message ? std::get_if<membership::Heartbeat>(&*message) : nullptr;
  if (beat == nullptr || index(received.from) >= nodes_ || beat->life == 0) {
    effects.note({.what = Note::What::rejected, .node = received.from, .text = "not a member's heartbeat"});
    return;
  }
  heartbeat(now, received.from, *beat, effects);
}

void Manager::heartbeat(Time now, Node from, const membership::Heartbeat& beat, Effects& effects) {
  Known& node = known_[index(from)];
  if (beat.life < node.life || (beat.life == node.life && beat.sent < node.sent)) return;  // of an earlier life, or overtaken
  if (beat.life > node.life) {
    const Known before = std::exchange(node, Known{.life = beat.life, .disk = beat.disk, .first_heard = now});
    if (now < before.alive_until) node.alive_since = before.alive_since;
  }
  node.sent = beat.sent;
  node.held = beat.held;
  node.leaving = beat.leaving;
  // Only an answer to the present request counts: in between the primary may have been told to go on, and have taken more.
  node.handed_over = beat.handed_over && beat.view == current_.view.number && hand_over_ && beat.manager_life == life_ && beat.heard >= hand_over_since_;
  const bool was_alive = now < node.alive_until || node.alive_since > kLongAgo;
  node.alive_until = std::max(node.alive_until, (beat.manager_life == life_ ? std::min(beat.heard, now) : node.first_heard) + timing_.suspect_after);
  if (!was_alive && now < node.alive_until) node.alive_since = now;

  const bool leads = from == current_.view.primary && beat.life == current_.lives[index(from)] && beat.view == current_.view.number;
  if (leads) {
    for (const Node member : beat.unreachable.intersected(current_.view.members)) {
      if (member != from) known_[index(member)].shunned_until = now + kShunned * timing_.suspect_after;
    }
    if (beat.established == current_.view.number && established_.view.number < current_.view.number) {
      established_ = current_;
      persist(effects);
    }
  }
  consider(now, effects);
  const bool lease = leads && !replacing_ && beat.view == current_.view.number && established_.view.number == current_.view.number && alive(now, from);
  if (lease) lease_ = {.holder = from, .life = beat.life, .until = std::max(lease_.holder == from ? lease_.until : kLongAgo, now + membership::promised(timing_))};
  tell(now, from, beat.sent, lease, effects);
}

/// Makes the next view, if one is wanted and may be made; says what stands in the way.
void Manager::consider(Time now, Effects& effects) {
  const bool asked = hand_over_;
  replacing_ = hand_over_ = false;
  decide(now, effects);
  if (hand_over_ && !asked) hand_over_since_ = now;
  if (!hand_over_) for (Known& node : known_) node.handed_over = false;
}

void Manager::decide(Time now, Effects& effects) {
  NodeSet alive_now, sound, joiners, leavers;
  for (std::size_t i = 0; i < nodes_; ++i) {
    const Node node = node_at(i);
    if (!alive(now, node)) {
      known_[i].alive_since = kLongAgo;
      continue;
    }
    alive_now.insert(node);
    if (current_.view.members.contains(node)) {
      if (now >= known_[i].shunned_until) sound.insert(node);
      if (known_[i].leaving) leavers.insert(node);
    } else if (lets_join(now, node)) {
      joiners.insert(node);
    }
  }
  if (now < started_ + timing_.suspect_after && alive_now.size() < nodes_) return;  // others may be about to be heard
  bool broken = current_.view.number == 0;
  for (const Node member : current_.view.members) broken = broken || !is_sound(now, member);
  if (!broken) {
    if (leavers.empty()) waits_.clear();
    if ((joiners.empty() && leavers.empty()) || established_.view.number != current_.view.number || now < installed_ + timing_.suspect_after) return;
  } else if (now < installed_ + 2 * timing_.heartbeat && current_.view.number > 0) {
    return;
  }

  NodeSet members = NodeSet::from_bits(sound.bits() | joiners.bits());
  if (!broken) {
    members = without_leavers(now, members, effects);
    if (members == current_.view.members) return;
  }
  Node primary = choose_primary(now, members);
  if (primary == kNobody || members.size() < members_min_) {  // then whoever runs is welcome, except a primary that reaches too few: another may reach more
    const NodeSet others = alive_now.without(current_.view.primary);
    const Node other = choose_primary(now, others);
    const bool give_way = sound.contains(current_.view.primary) && other != kNobody && others.size() >= members_min_ &&
                          alive_now.intersected(current_.view.members).size() >= members_min_;
    members = give_way ? others : alive_now;
    primary = give_way ? other : choose_primary(now, members);
  }
  if (primary == kNobody) return wait("no node that holds everything acknowledged is alive", effects);
  if (members.size() < members_min_) return wait("too few nodes are alive for a view", effects);
  if (broken && members == current_.view.members && primary == current_.view.primary) {
    bool same_lives = true;
    for (const Node member : members) same_lives = same_lives && known_[index(member)].life == current_.lives[index(member)];
    if (same_lives) return wait("the primary does not reach enough nodes", effects);
  }
  const bool lease_died = lease_.holder != kNobody && known_[index(lease_.holder)].life > lease_.life;
  if (primary != lease_.holder && now < lease_.until && !lease_died) {  // the tick comes back to it
    replacing_ = true;
    return;
  }
  waits_.clear();
  install(now, primary, members, effects);
}

/// The members of a planned view: those who want to leave go as long as enough stay, backups first. The primary goes once it has handed over: then
/// every member holds all that it has taken, and takes its place without loss, whatever the protocol answers early.
NodeSet Manager::without_leavers(Time now, NodeSet members, Effects& effects) {
  NodeSet staying = members;
  const auto may_go = [&](Node node) { return known_[index(node)].leaving && staying.size() > members_min_ && choose_primary(now, staying.without(node)) != kNobody; };
  bool stuck = false;
  for (const Node node : members.without(current_.view.primary)) {
    if (may_go(node)) staying.erase(node);
    else stuck = stuck || known_[index(node)].leaving;
  }
  if (const Node primary = current_.view.primary; known_[index(primary)].leaving) {
    hand_over_ = may_go(primary);
    if (hand_over_ && known_[index(primary)].handed_over) staying.erase(primary);
    stuck = stuck || !hand_over_;
  }
  if (stuck) wait("too few nodes would stay", effects);
  else waits_.clear();
  return staying;
}

/// Whether a member of the current view is as the view's making counted on, and its primary has nothing against it.
bool Manager::is_sound(Time now, Node member) const {
  const Known& node = known_[index(member)];
  return alive(now, member) && node.life == current_.lives[index(member)] && now >= node.shunned_until;
}

bool Manager::lets_join(Time now, Node node) const {
  const Known& joiner = known_[index(node)];
  if (joiner.leaving || now < joiner.shunned_until) return false;
  return current_.view.number == 0 || now >= joiner.alive_since + 2 * timing_.suspect_after;
}

bool Manager::complete(Node node) const {
  if (established_.view.number == 0) return true;  // nobody has ever served
  return established_.view.members.contains(node) && known_[index(node)].disk == established_.disks[index(node)];
}

/// The present primary if it will do, so that its state and its lease go on; else who holds most, and among equals who is next in turn.
Node Manager::choose_primary(Time now, NodeSet candidates) const {
  const Node present = current_.view.primary;
  if (candidates.contains(present) && alive(now, present) && complete(present)) return present;
  Node best = kNobody;
  const std::size_t first = present == kNobody ? 0 : index(present) + 1;
  for (std::size_t i = 0; i < nodes_; ++i) {
    const Node node = node_at((first + i) % nodes_);
    if (!candidates.contains(node) || !alive(now, node) || !complete(node)) continue;
    if (best == kNobody || known_[index(node)].held > known_[index(best)].held) best = node;
  }
  return best;
}

void Manager::install(Time now, Node primary, NodeSet members, Effects& effects) {
  if (const Node former = current_.view.primary; former != kNobody && former != primary) {  // whom it did not reach says little about whom the next one reaches
    for (Known& node : known_) node.shunned_until = kLongAgo;
    if (!known_[index(former)].handed_over) known_[index(former)].shunned_until = now + kShunned * timing_.suspect_after;
  }
  current_.view = {.number = current_.view.number + 1, .primary = primary, .members = members};
  for (std::size_t i = 0; i < nodes_; ++i) current_.lives[i] = known_[i].life, current_.disks[i] = known_[i].disk;
  installed_ = now;
  persist(effects);
  effects.note({.what = Note::What::view, .value = {}, .version = current_.view.number, .node = primary, .text = {}});
  for (std::size_t i = 0; i < nodes_; ++i) {
    if (known_[i].life > 0) tell(now, node_at(i), 0, false, effects);
  }
}

void Manager::tell(Time now, Node node, Time sent, bool lease, Effects& effects) {
  const std::uint64_t life = known_[index(node)].life;
  const bool counted_on = !current_.view.members.contains(node) || current_.lives[index(node)] == life;
  effects.send(node, membership::encode(membership::Word{.manager_life = life_, .at = now, .life = life, .sent = sent, .lease = lease,
                                                         .hand_over = hand_over_ && node == current_.view.primary && counted_on, .view = counted_on ? current_.view : View{}}));
}

void Manager::wait(std::string why, Effects& effects) {
  if (why == waits_) return;
  waits_ = std::move(why);
  effects.note({.what = Note::What::waits, .value = {}, .version = current_.view.number, .text = waits_});
}

void Manager::persist(Effects& effects) const { effects.persist(kSlot, wire::encode(Record{current_, established_})); }

std::unique_ptr<Protocol> make_manager(const Options& options) { return std::make_unique<Manager>(options); }

std::string Manager::describe(std::string_view bytes) const {
  const auto message = membership::decode(bytes);
  return message ? wire::text(*message) : std::string();
}

std::string Manager::state() const {
  std::string out = "current ";
  wire::Describer(out).put(current_.view);
  out += " established ";
  wire::Describer(out).put(established_.view);
  if (!waits_.empty()) (out += " waits: ") += waits_;
  return out;
}

}  // namespace clio::store
