// The simulator: one thread, virtual time, everything drawn from one seed.
//
// A run is a queue of events in virtual time. An event hands one input to one machine (or client), which answers with effects; the
// simulator carries these out: messages take their way through the network, timers run on the machine's own clock, records go to its
// disk, and what stands behind a synced record happens once that is durable. A machine that writes to disk, is slow or paused lets its
// inputs wait. A crash loses whatever is not durable: records that were being written are lost, or, torn, some first part of them is kept.
//
// Chance comes from named streams (random.hpp), one for each link, node and kind of fault, so that a run with one fault or one operation
// less differs from the whole run only by what follows from that: shrinking and replays rely on it.
//
// Tested by tests/store/simulation_test.cpp.

#include "src/store/sim/simulation.hpp"

#include <algorithm>

#include "checker/support/assert.hpp"
#include "src/store/manager/manager.hpp"

namespace clio::store {
Simulation::Simulation(const RunConfig& config)
    : config_(config), random_(config.seed), run_(prepared(config)),
      network_(config.faults, node_count(config), config.options.nodes, config.workload.sessions, random_.fork(kNetwork)),
      machines_(node_count(config)), protocols_(config.options.nodes, nullptr), invariants_(config.protocol->invariants(config.options)),
      driver_(config, run_, *this) {
  CLIO_ASSERT(config.options.nodes >= 1 && machines_.size() <= kNodesMax && config.workload.sessions >= 1 && config.workload.keys >= 1);
  fault_active_.resize(run_.schedule.size());
  for (const Fault& fault : run_.schedule) {
    if (fault.kind == Fault::Kind::join) machines_[index(fault.node)].member = false;
  }
  for (std::size_t i = 0; i < run_.schedule.size(); ++i) {
    events_.add({.at = run_.schedule[i].at, .kind = Event::Kind::fault_begins, .who = static_cast<std::uint32_t>(i)});
    events_.add({.at = run_.schedule[i].until, .kind = Event::Kind::fault_ends, .who = static_cast<std::uint32_t>(i)});
  }
  events_.add({.at = config.duration, .kind = Event::Kind::heal});
  for (std::size_t i = 0; i < machines_.size(); ++i) {
    Random clock = random_.fork(kClocks).fork(i);
    machines_[i].skew = clock.between(0, config.faults.skew_max);
    machines_[i].drift_ppm = clock.between(-Time{config.faults.drift_ppm}, Time{config.faults.drift_ppm});
  }
}

RunResult Simulation::run() {
  driver_.start(now_);
  for (std::size_t i = 0; i < machines_.size(); ++i) start(node_at(i));
  while (!driver_.finished() && !stopped() && !events_.empty()) {
    const Event event = events_.take();
    CLIO_ASSERT(event.at >= now_);
    now_ = event.at;
    handle(event);
  }
  run_.ended = now_;
  return std::move(run_);
}

void Simulation::handle(const Event& event) {
  switch (event.kind) {
    case Event::Kind::message: return arrive(event);
    case Event::Kind::timer: {
      Machine& machine = machines_[event.who];
      if (machine.protocol == nullptr || machine.life != event.life >> 32 || held_back(machine, event)) return;
      const auto timer = machine.timers.find(event.what);
      if (timer == machine.timers.end() || timer->second != (event.life & 0xFFFFFFFFu)) return;  // set anew or cancelled
      machine.timers.erase(timer);
      return step(node_at(event.who), TimerFired{static_cast<Timer>(event.what)});
    }
    case Event::Kind::disk_done: {
      Machine& machine = machines_[event.who];
      if (machine.life != event.life || !machine.syncing) return;
      make_durable(machine);
      machine.syncing = false;
      std::vector<Effect> rest = std::exchange(machine.deferred, {});
      perform(node_at(event.who), rest, 0);
      return work_off(node_at(event.who));
    }
    case Event::Kind::flush: {
      Machine& machine = machines_[event.who];
      if (machine.life != event.life) return;
      machine.flush_planned = false;
      if (!machine.syncing) make_durable(machine);
      return;
    }
    case Event::Kind::free: return work_off(node_at(event.who));
    case Event::Kind::membership: {
      Machine& machine = machines_[event.who];
      if (machine.protocol == nullptr || machine.life != event.life || held_back(machine, event)) return;
      return step(node_at(event.who), MembershipAsked{event.what != 0});
    }
    case Event::Kind::fault_begins: return begin_fault(event.who);
    case Event::Kind::fault_ends: return end_fault(event.who);
    case Event::Kind::heal: return heal();
    case Event::Kind::wake_session: return driver_.woken(now_, session_at(event.who), event.life);
    case Event::Kind::next_operation: return driver_.next_operation(now_, session_at(event.who));
  }
}

// Machines.

bool Simulation::held_back(Machine& machine, const Event& event) {
  if (!machine.paused && !machine.syncing && now_ >= machine.busy_until) return false;
  machine.waiting.push_back(event);
  return true;
}

void Simulation::work_off(Node node) {
  Machine& machine = machines_[index(node)];
  while (!machine.waiting.empty() && !machine.paused && !machine.syncing && now_ >= machine.busy_until && !stopped()) {
    const Event event = machine.waiting.front();
    machine.waiting.pop_front();
    handle(event);
  }
}

void Simulation::start(Node node) {
  Machine& machine = machines_[index(node)];
  const bool manager = index(node) >= config_.options.nodes;
  machine.protocol = manager ? make_manager(config_.options) : config_.protocol->replica(node, config_.options);
  if (!manager) protocols_[index(node)] = machine.protocol.get();
  ++machine.life;
  if (config_.trace) trace({.at = now_, .what = TraceEvent::What::started, .node = node});
  step(node, Started{&machine.durable, machine.life, machine.member});
}

void Simulation::crash(Node node, bool torn, bool wipe, std::size_t fault) {
  Machine& machine = machines_[index(node)];
  if (machine.protocol == nullptr) return;
  if (config_.trace) trace({.at = now_, .what = TraceEvent::What::stopped, .node = node});
  if (torn && !machine.unsynced.empty()) {  // a first part of what was being written is whole on the disk; the record behind it is torn, and so absent
    Random disk = random_.fork(kDisks).fork(fault);
    machine.unsynced.resize(disk.below(machine.unsynced.size() + 1));
    make_durable(machine);
  }
  if (wipe) machine.durable.clear();
  machine.protocol.reset();
  if (index(node) < protocols_.size()) protocols_[index(node)] = nullptr;
  machine.unsynced.clear();
  machine.deferred.clear();
  machine.timers.clear();
  machine.syncing = machine.flush_planned = machine.paused = false;
  machine.busy_until = 0;
  ++machine.life;
  for (const Event& event : std::exchange(machine.waiting, {})) {
    if (event.kind == Event::Kind::message) arrive(event);  // and is lost
  }
  if (config_.replay.hold_answers) {
    std::erase_if(held_answers_, [&](const auto& held) { return held.first == node; });
    if (wipe) {
      std::erase_if(has_got_, [&](const auto& got) { return got.first.first == node; });
      for (auto& [token, held] : held_by_) held.by.erase(node);
    }
    release_answers();
  }
}

void Simulation::step(Node node, const Input& input) {
  Machine& machine = machines_[index(node)];
  effects_.clear();
  machine.protocol->step(machine.clock(now_), input, effects_);
  ++run_.count.steps;
  if (machine.step_time > 0) {
    machine.busy_until = now_ + machine.step_time;
    events_.add({.at = machine.busy_until, .kind = Event::Kind::free, .who = static_cast<std::uint32_t>(index(node))});
  }
  perform(node, effects_.list(), 0);
  check(node);
}

void Simulation::check(Node stepped) {
  if (!invariants_ || index(stepped) >= protocols_.size()) return;
  std::string broken = invariants_->broken(protocols_, stepped);
  if (broken.empty() || !run_.broken.empty()) return;
  run_.broken = "at " + std::to_string(now_) + ", after a step of n" + std::to_string(index(stepped)) + ": " + broken;
}

void Simulation::perform(Node node, std::vector<Effect>& effects, std::size_t from) {
  Machine& machine = machines_[index(node)];
  const auto who = static_cast<std::uint32_t>(index(node));
  const auto on_disk = [](const Effect& effect) { return std::holds_alternative<Persist>(effect) || std::holds_alternative<Forget>(effect); };
  for (std::size_t i = from; i < effects.size(); ++i) {
    Effect& effect = effects[i];
    if (on_disk(effect)) {
      bool sync = false;  // one sync for all records that stand together
      for (; i < effects.size() && on_disk(effects[i]); ++i) {
        if (const auto* persist = std::get_if<Persist>(&effects[i])) sync = sync || persist->sync;
        machine.unsynced.push_back(std::move(effects[i]));
      }
      --i;
      if (sync) {
        ++run_.count.syncs;
        Random disk = random_.fork(kDisks).fork((static_cast<std::uint64_t>(who) << 32) + run_.count.syncs);
        const Time takes = disk.waiting(config_.faults.sync);
        if (takes == 0) {
          make_durable(machine);
          continue;
        }
        machine.syncing = true;
        machine.deferred.assign(std::make_move_iterator(effects.begin() + static_cast<std::ptrdiff_t>(i) + 1), std::make_move_iterator(effects.end()));
        events_.add({.at = now_ + takes, .kind = Event::Kind::disk_done, .who = who, .life = machine.life});
        return;
      }
      if (!machine.flush_planned) {
        machine.flush_planned = true;
        events_.add({.at = now_ + 50 * kMillisecond, .kind = Event::Kind::flush, .who = who, .life = machine.life});
      }
    } else if (auto* send = std::get_if<Send>(&effect)) {
      if (index(send->to) < machines_.size()) transmit(who, static_cast<Endpoint>(index(send->to)), std::move(send->bytes));
    } else if (const auto* timer = std::get_if<SetTimer>(&effect)) {
      const std::uint64_t number = ++machine.timers_set & 0xFFFFFFFFu;
      machine.timers[static_cast<std::uint64_t>(timer->timer)] = number;
      Time delay = timer->delay;
      if (timer->jitter > 0) delay += random_.fork(kTimers).fork((static_cast<std::uint64_t>(who) << 32) + machine.timers_set).between(0, timer->jitter);
      events_.add({.at = now_ + machine.real(std::max<Time>(0, delay)), .kind = Event::Kind::timer, .who = who,
                   .what = static_cast<std::uint64_t>(timer->timer), .life = (machine.life << 32) | number});
    } else if (const auto* cancel = std::get_if<CancelTimer>(&effect)) {
      machine.timers.erase(static_cast<std::uint64_t>(cancel->timer));
    } else if (auto* reply = std::get_if<Reply>(&effect)) {
      if (index(reply->token.session) >= config_.workload.sessions) continue;
      if (config_.replay.hold_answers && reply->answer.outcome == Outcome::ok && reply->answer.success && !everybody_holds(reply->token)) {
        held_answers_.emplace_back(node, std::move(*reply));
        continue;
      }
      if (config_.trace) trace({.at = now_, .what = TraceEvent::What::answered, .node = node, .token = reply->token, .text = text_of(reply->answer)});
      transmit(who, endpoint(reply->token.session), std::move(*reply));
    } else if (auto* note = std::get_if<Note>(&effect)) {
      if (config_.replay.hold_answers) note_held(node, *note);
      if (config_.trace) trace({.at = now_, .what = TraceEvent::What::noted, .node = node, .note = std::move(*note)});
    }
  }
}

// A replay in which nobody is told that a write is done before every replica that runs holds it: as if replication were synchronous.

void Simulation::note_held(Node node, const Note& note) {
  if (note.what != Note::What::applied && note.what != Note::What::invalidated) return;
  Version& version = has_got_[{node, note.key}];
  version = std::max(version, note.version);
  if (const auto held = held_by_.find(note.token); held != held_by_.end()) {
    held->second.by.insert(node);
    held->second.key = note.key, held->second.version = note.version;
  }
  release_answers();
}

bool Simulation::everybody_holds(const Token& token) const {
  const auto held = held_by_.find(token);
  if (held == held_by_.end()) return true;  // a read
  const auto holds = [&](Node node) {
    if (held->second.by.contains(node)) return true;
    const auto got = has_got_.find({node, held->second.key});
    return held->second.version != 0 && got != has_got_.end() && got->second >= held->second.version;
  };
  for (std::size_t i = 0; i < config_.options.nodes; ++i) {
    if (machines_[i].protocol != nullptr && !holds(node_at(i))) return false;
  }
  return true;
}

void Simulation::release_answers() {
  for (std::size_t i = 0; i < held_answers_.size();) {
    if (!everybody_holds(held_answers_[i].second.token)) {
      ++i;
      continue;
    }
    auto [node, reply] = std::move(held_answers_[i]);
    held_answers_.erase(held_answers_.begin() + static_cast<std::ptrdiff_t>(i));
    if (machines_[index(node)].protocol == nullptr) continue;  // it crashed before it could say so
    if (config_.trace) trace({.at = now_, .what = TraceEvent::What::answered, .node = node, .token = reply.token, .text = text_of(reply.answer)});
    transmit(static_cast<Endpoint>(index(node)), endpoint(reply.token.session), std::move(reply));
  }
}

void Simulation::make_durable(Machine& machine) {
  for (Effect& effect : machine.unsynced) {
    if (auto* persist = std::get_if<Persist>(&effect)) {
      machine.durable[persist->slot] = std::move(persist->bytes);
    } else {
      const Forget& forget = std::get<Forget>(effect);
      machine.durable.erase(machine.durable.lower_bound(forget.first), machine.durable.upper_bound(forget.last));
    }
  }
  machine.unsynced.clear();
}

// Messages.

void Simulation::transmit(Endpoint from, Endpoint to, std::variant<std::string, ClientRequest, Reply> content) {
  Network::Fate fate{.delay = 1};
  if (from != to) fate = network_.fate(from, to, now_);
  if (!config_.replay.prompt.empty() && from < machines_.size() && to < machines_.size()) {
    const Replay::Link link{node_at(from), node_at(to), fate.number};
    if (std::find(config_.replay.prompt.begin(), config_.replay.prompt.end(), link) != config_.replay.prompt.end()) fate = {.delay = config_.faults.delay_min, .number = fate.number};
  }
  const auto* bytes = std::get_if<std::string>(&content);
  if (bytes != nullptr) {
    ++run_.count.sent;
    run_.count.bytes += bytes->size();
    if (config_.watch_messages) config_.watch_messages(*bytes);
    if (config_.trace) {
      trace({.at = now_, .what = TraceEvent::What::sent, .node = node_at(from), .peer = node_at(to), .message = fate.number,
             .text = machines_[from].protocol->describe(*bytes)});
    }
  }
  if (fate.loss != Network::Loss::none) {
    ++run_.count.lost;
    if (config_.trace && bytes != nullptr) {
      trace({.at = now_, .what = TraceEvent::What::dropped, .node = node_at(from), .peer = node_at(to), .message = fate.number,
             .text = fate.loss == Network::Loss::cut ? "the network is cut" : "lost"});
    }
    return;
  }
  const auto put = [&](Message message, Time delay) {
    std::uint64_t place = pool_.size();
    if (free_.empty()) {
      pool_.push_back(std::move(message));
    } else {
      place = free_.back();
      free_.pop_back();
      pool_[place] = std::move(message);
    }
    events_.add({.at = now_ + delay, .kind = Event::Kind::message, .who = to, .what = place});
  };
  if (fate.second_delay > 0) put({from, to, fate.number, true, content}, fate.second_delay);
  put({from, to, fate.number, false, std::move(content)}, fate.delay);
}

void Simulation::arrive(const Event& event) {
  if (event.who < machines_.size()) {
    Machine& machine = machines_[event.who];
    const Node node = node_at(event.who);
    if (machine.protocol != nullptr && held_back(machine, event)) return;
    Message message = std::move(pool_[event.what]);
    free_.push_back(event.what);
    const auto* bytes = std::get_if<std::string>(&message.content);
    if (machine.protocol == nullptr) {
      ++run_.count.lost;
      if (config_.trace && bytes != nullptr) {
        trace({.at = now_, .what = TraceEvent::What::dropped, .node = node_at(message.from), .peer = node, .message = message.number, .text = "the receiver is down"});
      }
      return;
    }
    if (bytes == nullptr) {
      const auto& request = std::get<ClientRequest>(message.content);
      if (config_.replay.hold_answers && request.command.operation != Operation::read) held_by_.try_emplace(request.token);
      if (config_.trace) trace({.at = now_, .what = TraceEvent::What::asked, .node = node, .token = request.token, .text = text_of(request.command)});
      return step(node, request);
    }
    ++run_.count.delivered;
    if (config_.trace) {
      trace({.at = now_, .what = TraceEvent::What::delivered, .node = node, .peer = node_at(message.from), .message = message.number,
             .text = machine.protocol->describe(*bytes)});
    }
    return step(node, Received{node_at(message.from), *bytes});
  }
  Message message = std::move(pool_[event.what]);
  free_.push_back(event.what);
  const auto& reply = std::get<Reply>(message.content);
  driver_.answered(now_, node_at(message.from), reply.token, reply.answer);
}

// Clients.

void Simulation::ask(Session session, Node node, const ClientRequest& request) { transmit(endpoint(session), static_cast<Endpoint>(index(node)), request); }

void Simulation::wake(Session session, Time at, std::uint64_t number) {
  events_.add({.at = at, .kind = Event::Kind::wake_session, .who = static_cast<std::uint32_t>(index(session)), .life = number});
}

void Simulation::begin_at(Session session, Time at) {
  events_.add({.at = at, .kind = Event::Kind::next_operation, .who = static_cast<std::uint32_t>(index(session))});
}

void Simulation::invoked(std::size_t operation, const Token& token) {
  if (!config_.trace) return;
  trace({.at = now_, .what = TraceEvent::What::invoked, .token = token, .operation = operation, .text = text_of(run_.operations[operation].command)});
}

void Simulation::completed(std::size_t operation, const Token& token) {
  if (!config_.trace) return;
  trace({.at = now_, .what = TraceEvent::What::completed, .token = token, .operation = operation, .text = std::string(name_of(run_.operations[operation].status))});
}

// Faults.

void Simulation::begin_fault(std::size_t number) {
  const Fault& fault = run_.schedule[number];
  if (healed_) return;
  fault_active_[number] = true;
  if (config_.trace) trace({.at = now_, .what = TraceEvent::What::fault, .text = text_of(fault)});
  switch (fault.kind) {
    case Fault::Kind::partition:
    case Fault::Kind::clog:
    case Fault::Kind::hold: return network_.begin(fault);
    case Fault::Kind::crash: return crash(fault.node, fault.torn, false, number);
    case Fault::Kind::replace: return crash(fault.node, false, true, number);
    case Fault::Kind::pause:
      if (machines_[index(fault.node)].protocol) machines_[index(fault.node)].paused = true;
      return;
    case Fault::Kind::slow: machines_[index(fault.node)].step_time = fault.amount; return;
    case Fault::Kind::leave: return wish(fault.node, false);
    case Fault::Kind::join: return wish(fault.node, true);
  }
}

void Simulation::end_fault(std::size_t number) {
  if (!fault_active_[number]) return;
  fault_active_[number] = false;
  const Fault& fault = run_.schedule[number];
  if (config_.trace) trace({.at = now_, .what = TraceEvent::What::healed, .text = text_of(fault)});
  switch (fault.kind) {
    case Fault::Kind::partition:
    case Fault::Kind::clog:
    case Fault::Kind::hold: return network_.end(fault);
    case Fault::Kind::crash:
    case Fault::Kind::replace:
      if (!machines_[index(fault.node)].protocol) start(fault.node);
      return;
    case Fault::Kind::pause:
      machines_[index(fault.node)].paused = false;
      return work_off(fault.node);
    case Fault::Kind::slow: machines_[index(fault.node)].step_time = 0; return;
    case Fault::Kind::leave: return wish(fault.node, true);
    case Fault::Kind::join: return;
  }
}

/// The operator wants the node to be a member, or not; it is told now, or when it runs again.
void Simulation::wish(Node node, bool member) {
  Machine& machine = machines_[index(node)];
  machine.member = member;
  events_.add({.at = now_, .kind = Event::Kind::membership, .who = static_cast<std::uint32_t>(index(node)), .what = member ? 1U : 0U, .life = machine.life});
}

void Simulation::heal() {
  if (healed_) return;
  for (std::size_t i = 0; i < fault_active_.size(); ++i) end_fault(i);
  for (std::size_t i = 0; i < machines_.size(); ++i) {
    if (!machines_[i].member) wish(node_at(i), true);  // a spare whose time had not come
  }
  network_.heal();
  healed_ = true;
  driver_.healed(now_);
}

RunResult simulate(const RunConfig& config) { return Simulation(config).run(); }

}  // namespace clio::store
