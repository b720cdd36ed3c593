// The member's side of membership.
//
// A lease counts from the sending of the heartbeat that it answers, not from the arrival of the answer: the manager's promise began after
// that sending, so however long the answer takes, the member stops relying on it first. The answer repeats the time of sending, so
// nothing has to be remembered; and it names the life of the member that is meant, so what was granted to an earlier life is not taken up
// by a later one.
//
// The disk has a name of its own, the life in which it was found empty. A node that comes back with an empty disk is a stranger with a
// known address, and the manager must be able to tell: it holds nothing of what its predecessor acknowledged.
//
// Whether the node is to be a member is the operator's wish, told at its start or later; the runtime remembers it. A heartbeat carries it to the
// manager, which decides when it can be granted.
//
// Tested by tests/store/manager_test.cpp, tests/store/membership_test.cpp.

#include "src/store/manager/managed.hpp"

#include <utility>

namespace clio::store {

Managed::Managed(std::unique_ptr<ManagedProtocol> inner, Node self, const Options& options)
    : inner_(std::move(inner)), self_(self), manager_(node_at(options.nodes)), timing_(options.timing) {}

void Managed::step(Time now, const Input& input, Effects& effects) {
  if (const auto* started = std::get_if<Started>(&input)) return start(now, *started, effects);
  if (const auto* asked = std::get_if<MembershipAsked>(&input)) {
    leaving_ = !asked->member;
    return send_heartbeat(now, effects);
  }
  if (const auto* fired = std::get_if<TimerFired>(&input); fired != nullptr && fired->timer == kTimer) {
    send_heartbeat(now, effects);
    effects.set_timer(kTimer, timing_.heartbeat);
    return;
  }
  if (const auto* received = std::get_if<Received>(&input); received != nullptr && membership::is_ours(received->bytes)) hear(now, *received, effects);
  else inner_->step(now, input, effects);
  if (inner_->established_view() > told_established_) send_heartbeat(now, effects);  // the first lease waits for it
}

void Managed::start(Time now, const Started& started, Effects& effects) {
  life_ = started.life;
  leaving_ = !started.member;
  Durable rest = *started.durable;
  const auto own = rest.find(kSlot);
  const auto disk = own == rest.end() ? std::nullopt : wire::decode<std::uint64_t>(own->second);
  if (own != rest.end()) rest.erase(own);
  disk_ = disk.value_or(life_);
  if (!disk) effects.persist(kSlot, wire::encode(disk_));
  inner_->step(now, Started{.durable = &rest, .life = life_}, effects);
  send_heartbeat(now, effects);
  effects.set_timer(kTimer, timing_.heartbeat);
}

void Managed::send_heartbeat(Time now, Effects& effects) {
  told_established_ = inner_->established_view();
  effects.send(manager_, membership::encode(membership::Heartbeat{.life = life_, .disk = disk_, .sent = now, .manager_life = manager_life_, .heard = heard_,
                                                                  .view = view_, .established = told_established_, .held = inner_->held(),
                                                                  .unreachable = inner_->unreachable(now), .leaving = leaving_,
                                                                  .handed_over = hands_over_ && inner_->handed_over()}));
}

void Managed::hear(Time now, const Received& received, Effects& effects) {
  const auto message = membership::decode(received.bytes);
  const auto* word = message ? std::get_if<membership::Word>(&*message) : nullptr;
  if (word == nullptr || received.from != manager_) {
    effects.note({.what = Note::What::rejected, .node = received.from, .text = "not a word of the manager"});
    return;
  }
  if (word->life != life_) return;  // to an earlier life
  const bool newest = word->manager_life > manager_life_ || (word->manager_life == manager_life_ && word->at >= heard_);
  if (word->manager_life > manager_life_) manager_life_ = word->manager_life, heard_ = word->at;
  else if (word->manager_life == manager_life_ && word->at > heard_) heard_ = word->at;
  if (word->view.number > view_) {
    view_ = word->view.number;
    hands_over_ = false;
    inner_->step(now, ViewChanged{word->view}, effects);
  }
  if (newest && word->view.number == view_ && word->hand_over != hands_over_) {
    hands_over_ = word->hand_over;
    inner_->step(now, HandOver{hands_over_}, effects);
  }
  if (word->lease && word->view.number == view_) inner_->step(now, LeaseGranted{.view = view_, .until = word->sent + membership::relied_on(timing_)}, effects);
}

std::string Managed::describe(std::string_view bytes) const {
  if (!membership::is_ours(bytes)) return inner_->describe(bytes);
  const auto message = membership::decode(bytes);
  return message ? wire::text(*message) : std::string();
}

const Protocol* unwrapped(const Protocol* protocol) {
  const auto* managed = dynamic_cast<const Managed*>(protocol);
  return managed != nullptr ? &managed->inner() : protocol;
}

}  // namespace clio::store
