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
// A run has three parts: the plan under faults; then everything heals (by `duration`, or when the plan is over) and what is left of the plan
// must be answered; then, after `settle`, each session reads each key until it is answered. Once healed, a client that gets no certain
// answer for `liveness` makes the run unavailable.
//
// Tested by tests/store/simulation_test.cpp.

#include "src/store/sim/simulation.hpp"

#include <algorithm>

#include "checker/support/assert.hpp"
#include "src/store/manager/manager.hpp"

namespace clio::store {
namespace {

/// Names of the streams of chance below the run's seed.
enum Stream : std::uint64_t { kPlan = 1, kSchedule, kNetwork, kClocks, kTimers, kDisks, kStarts };

SessionPolicy policy_of(const RunConfig& config) {
  SessionPolicy policy = config.policy;
  policy.reads = config.reads;
  policy.nodes = config.options.nodes;
  policy.any_writer = config.protocol->any_writer;
  policy.writes_move = config.protocol->writes_move;
  return policy;
}

std::size_t machine_count(const RunConfig& config) { return config.options.nodes + (config.protocol->managed ? 1 : 0); }

std::string text_of(const Value& value) { return value ? std::to_string(*value) : "null"; }

std::string text_of(const Command& command) {
  std::string text = std::string(name_of(command.operation)) + " k" + std::to_string(command.key);
  if (command.operation == Operation::cas) text += " " + text_of(command.expected) + " ->";
  if (command.operation != Operation::read) text += " " + text_of(command.value);
  return text;
}

std::string text_of(const Answer& answer) {
  std::string text(name_of(answer.outcome));
  if (answer.outcome == Outcome::redirected && answer.redirect != kNobody) text += " to n" + std::to_string(index(answer.redirect));
  if (answer.outcome == Outcome::ok) text += " " + text_of(answer.value) + (answer.success ? "" : " no success") + " at version " + std::to_string(answer.version);
  return text;
}

std::string_view name_of(Completed::Status status) {
  switch (status) {
    case Completed::Status::ok: return "ok";
    case Completed::Status::fail: return "fail";
    case Completed::Status::unknown: return "unknown";
  }
  return "";
}

}  // namespace

Simulation::Simulation(const RunConfig& config)
    : config_(config), random_(config.seed),
      network_(config.faults, machine_count(config), config.options.nodes, config.workload.sessions, random_.fork(kNetwork)),
      machines_(machine_count(config)), protocols_(config.options.nodes, nullptr), invariants_(config.protocol->invariants(config.options)) {
  CLIO_ASSERT(config.options.nodes >= 1 && machines_.size() <= kNodesMax && config.workload.sessions >= 1 && config.workload.keys >= 1);
  run_.plan = config.plan ? *config.plan : draw_plan(config.workload, random_.fork(kPlan));
  run_.schedule = config.schedule ? *config.schedule
                                  : draw_schedule(config.faults, config.options.nodes, machines_.size(), config.protocol->managed, config.duration,
                                                  random_.fork(kSchedule));
  fault_active_.resize(run_.schedule.size());
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
  CLIO_ASSERT(run_.plan.size() == config.workload.sessions);
  for (std::size_t i = 0; i < config.workload.sessions; ++i) {
    clients_.push_back({.session = ClientSession(session_at(i), policy_of(config)), .seen = std::vector<Value>(config.workload.keys)});
    const Time first = run_.plan[i].empty() ? 0 : run_.plan[i].front().think;
    events_.add({.at = first, .kind = Event::Kind::next_operation, .who = static_cast<std::uint32_t>(i)});
  }
}

RunResult Simulation::run() {
  for (std::size_t i = 0; i < machines_.size(); ++i) start(node_at(i));
  while (!finished() && run_.broken.empty() && !events_.empty()) {
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
    case Event::Kind::fault_begins: return begin_fault(event.who);
    case Event::Kind::fault_ends: return end_fault(event.who);
    case Event::Kind::heal: return heal();
    case Event::Kind::wake_session: {
      Client& client = clients_[event.who];
      if (client.wake == event.life && client.session.busy()) follow(client, session_at(event.who), client.session.woken(now_));
      return;
    }
    case Event::Kind::next_operation: return next_operation(clients_[event.who], session_at(event.who));
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
  while (!machine.waiting.empty() && !machine.paused && !machine.syncing && now_ >= machine.busy_until && run_.broken.empty()) {
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
  step(node, Started{&machine.durable, machine.life});
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
      if (index(reply->token.session) >= clients_.size()) continue;
      if (config_.trace) trace({.at = now_, .what = TraceEvent::What::answered, .node = node, .token = reply->token, .text = text_of(reply->answer)});
      transmit(who, endpoint(reply->token.session), std::move(*reply));
    } else if (auto* note = std::get_if<Note>(&effect)) {
      if (config_.trace) trace({.at = now_, .what = TraceEvent::What::noted, .node = node, .note = std::move(*note)});
    }
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
  const auto* bytes = std::get_if<std::string>(&content);
  if (bytes != nullptr) {
    ++run_.count.sent;
    run_.count.bytes += bytes->size();
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
  Client& client = clients_[index(reply.token.session)];
  follow(client, reply.token.session, client.session.answered(now_, node_at(message.from), reply.token, reply.answer));
}

// Clients.

void Simulation::next_operation(Client& client, Session session) {
  if (client.over) return;
  const std::vector<Planned>& plan = run_.plan[index(session)];
  if (client.planned < plan.size()) {
    const Planned& planned = plan[client.planned++];
    Command command{.operation = planned.operation, .key = planned.key};
    if (planned.operation != Operation::read) command.value = planned.value;
    if (planned.operation == Operation::cas) command.expected = client.seen[planned.key];
    return begin(client, session, command);
  }
  if (final_reads_at_ == 0) {  // its plan is over: it waits for the others
    if (++plans_over_ == clients_.size()) plan_finished();
    return;
  }
  if (client.final_key < config_.workload.keys) return begin(client, session, {.operation = Operation::read, .key = static_cast<Key>(client.final_key)});
  client.over = true;
  ++clients_over_;
}

void Simulation::plan_finished() {
  if (!healed_) heal();
  final_reads_at_ = now_ + config_.settle;
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    if (!config_.workload.final_reads) clients_[i].final_key = config_.workload.keys;
    events_.add({.at = final_reads_at_, .kind = Event::Kind::next_operation, .who = static_cast<std::uint32_t>(i)});
  }
}

void Simulation::begin(Client& client, Session session, const Command& command) {
  client.operation = run_.operations.size();
  run_.operations.push_back({.session = session, .command = command, .call = now_, .final_read = final_reads_at_ != 0});
  ClientSession::Step step = client.session.start(now_, command);
  if (config_.trace) {
    trace({.at = now_, .what = TraceEvent::What::invoked, .token = client.session.token(), .operation = client.operation, .text = text_of(command)});
  }
  follow(client, session, std::move(step));
}

void Simulation::follow(Client& client, Session session, ClientSession::Step step) {
  const auto who = static_cast<std::uint32_t>(index(session));
  if (step.ask) transmit(endpoint(session), static_cast<Endpoint>(index(step.ask->to)), std::move(step.ask->request));
  if (step.wake_at) events_.add({.at = *step.wake_at, .kind = Event::Kind::wake_session, .who = who, .life = ++client.wake});
  if (!step.completed) return;

  Recorded& operation = run_.operations[client.operation];
  const Answer& answer = step.completed->answer;
  operation.response = now_;
  operation.status = step.completed->status;
  operation.node = step.completed->node;
  if (operation.status == Completed::Status::ok) {
    operation.success = answer.success;
    operation.version = answer.version;
    if (operation.command.operation == Operation::read) operation.value = answer.value;
    Value& seen = client.seen[operation.command.key];
    if (operation.command.operation == Operation::read) seen = answer.value;
    else if (operation.command.operation == Operation::write || answer.success) seen = operation.command.value;
    else seen = answer.value;
  }
  if (config_.trace) {
    trace({.at = now_, .what = TraceEvent::What::completed, .token = client.session.token(), .operation = client.operation,
           .text = std::string(name_of(operation.status))});
  }

  const bool answered = operation.status != Completed::Status::unknown;
  if (answered || !healed_) client.answered_at = now_;
  if (healed_ && !answered && now_ - std::max(client.answered_at, healed_at_) > config_.liveness) {
    if (run_.unavailable.empty()) {
      run_.unavailable = "session " + std::to_string(index(session)) + " got no answer for " + std::to_string(config_.liveness) +
                         " us after everything had healed at " + std::to_string(healed_at_) + "; last asked: " + text_of(operation.command);
    }
    client.over = true;
    if (final_reads_at_ == 0 && ++plans_over_ == clients_.size()) plan_finished();
    ++clients_over_;
    return;
  }
  if (operation.final_read && answered) ++client.final_key;
  const std::vector<Planned>& plan = run_.plan[index(session)];
  const Time think = client.planned < plan.size() ? plan[client.planned].think : 0;
  events_.add({.at = now_ + think, .kind = Event::Kind::next_operation, .who = who});
}

// Faults.

void Simulation::begin_fault(std::size_t number) {
  const Fault& fault = run_.schedule[number];
  if (healed_) return;
  fault_active_[number] = true;
  if (config_.trace) trace({.at = now_, .what = TraceEvent::What::fault, .text = text_of(fault)});
  switch (fault.kind) {
    case Fault::Kind::partition:
    case Fault::Kind::clog: return network_.begin(fault);
    case Fault::Kind::crash: return crash(fault.node, fault.torn, false, number);
    case Fault::Kind::replace: return crash(fault.node, false, true, number);
    case Fault::Kind::pause:
      if (machines_[index(fault.node)].protocol) machines_[index(fault.node)].paused = true;
      return;
    case Fault::Kind::slow: machines_[index(fault.node)].step_time = fault.amount; return;
  }
}

void Simulation::end_fault(std::size_t number) {
  if (!fault_active_[number]) return;
  fault_active_[number] = false;
  const Fault& fault = run_.schedule[number];
  if (config_.trace) trace({.at = now_, .what = TraceEvent::What::healed, .text = text_of(fault)});
  switch (fault.kind) {
    case Fault::Kind::partition:
    case Fault::Kind::clog: return network_.end(fault);
    case Fault::Kind::crash:
    case Fault::Kind::replace:
      if (!machines_[index(fault.node)].protocol) start(fault.node);
      return;
    case Fault::Kind::pause:
      machines_[index(fault.node)].paused = false;
      return work_off(fault.node);
    case Fault::Kind::slow: machines_[index(fault.node)].step_time = 0; return;
  }
}

void Simulation::heal() {
  if (healed_) return;
  for (std::size_t i = 0; i < fault_active_.size(); ++i) end_fault(i);
  network_.heal();
  healed_ = true;
  healed_at_ = now_;
}

RunResult simulate(const RunConfig& config) { return Simulation(config).run(); }

}  // namespace clio::store
