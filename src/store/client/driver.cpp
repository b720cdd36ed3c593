// A run has three parts for its clients: the plan under faults; then everything heals (when the plan is over, or earlier) and what is left of the
// plan must be answered; then, after a time to settle, each session reads each key until it is answered. Once healed, a client that gets no
// certain answer for `liveness` makes the run unavailable and stops.
//
// Tested by tests/store/simulation_test.cpp.

#include "src/store/client/driver.hpp"

#include <algorithm>

#include "checker/support/assert.hpp"

namespace clio::store {
namespace {

SessionPolicy policy_of(const RunConfig& config) {
  SessionPolicy policy = config.policy;
  policy.reads = config.reads;
  policy.nodes = config.options.nodes;
  policy.any_writer = config.protocol->any_writer;
  policy.writes_move = config.protocol->writes_move;
  return policy;
}

std::string text_of(const Value& value) { return value ? std::to_string(*value) : "null"; }

}  // namespace

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

Driver::Driver(const RunConfig& config, RunResult& run, World& world) : config_(config), run_(run), world_(world) {
  CLIO_ASSERT(run.plan.size() == config.workload.sessions);
  for (std::size_t i = 0; i < config.workload.sessions; ++i)
    clients_.push_back({.session = ClientSession(session_at(i), policy_of(config)), .seen = std::vector<Value>(config.workload.keys)});
}

void Driver::start(Time now) {
  for (std::size_t i = 0; i < clients_.size(); ++i) world_.begin_at(session_at(i), next_at(clients_[i], session_at(i), now));
}

/// When a client that has nothing running begins the next operation of its plan.
Time Driver::next_at(const Client& client, Session session, Time now) const {
  const std::vector<Planned>& plan = run_.plan[index(session)];
  // Never in the moment of the answer: intervals are closed, and operations that touch would be concurrent.
  if (client.planned >= plan.size()) return now + 1;
  return std::max(plan[client.planned].at, now + std::max<Time>(1, plan[client.planned].think));
}

void Driver::next_operation(Time now, Session session) {
  Client& client = clients_[index(session)];
  if (client.over) return;
  const std::vector<Planned>& plan = run_.plan[index(session)];
  if (client.planned < plan.size()) {
    const Planned& planned = plan[client.planned++];
    Command command{.operation = planned.operation, .key = planned.key};
    if (planned.operation != Operation::read) command.value = planned.value;
    if (planned.operation == Operation::cas) command.expected = client.seen[planned.key];
    return begin(client, session, command, now);
  }
  if (!reading_finally_) return plan_over(now);  // and waits for the others
  const std::size_t final_reads = config_.workload.final_reads ? config_.workload.keys : 0;
  if (client.final_reads < final_reads) return begin(client, session, {.operation = Operation::read, .key = static_cast<Key>(client.final_reads)}, now);
  client.over = true;
  ++clients_over_;
}

void Driver::plan_over(Time now) {
  if (++plans_over_ < clients_.size()) return;
  world_.plan_is_over();
  reading_finally_ = true;
  for (std::size_t i = 0; i < clients_.size(); ++i) world_.begin_at(session_at(i), now + config_.settle);
}

void Driver::begin(Client& client, Session session, const Command& command, Time now) {
  client.operation = run_.operations.size();
  run_.operations.push_back({.session = session, .command = command, .call = now, .final_read = reading_finally_});
  const bool elsewhere = std::find(config_.replay.at_primary.begin(), config_.replay.at_primary.end(), client.operation) != config_.replay.at_primary.end();
  const ClientSession::Step step = client.session.start(now, command, elsewhere ? Reads::primary : config_.reads);
  world_.invoked(client.operation, client.session.token());
  follow(client, session, step, now);
}

void Driver::woken(Time now, Session session, std::uint64_t number) {
  Client& client = clients_[index(session)];
  if (client.wake == number && client.session.busy()) follow(client, session, client.session.woken(now), now);
}

void Driver::answered(Time now, Node from, const Token& token, const Answer& answer) {
  if (index(token.session) >= clients_.size()) return;
  Client& client = clients_[index(token.session)];
  follow(client, token.session, client.session.answered(now, from, token, answer), now);
}

void Driver::follow(Client& client, Session session, const ClientSession::Step& step, Time now) {
  if (step.ask) world_.ask(session, step.ask->to, step.ask->request);
  if (step.wake_at) world_.wake(session, *step.wake_at, ++client.wake);
  if (!step.completed) return;
  record(client, *step.completed, now);
  const Recorded& operation = run_.operations[client.operation];
  const bool answered = operation.status != Completed::Status::unknown;
  if (answered || !healed_) client.answered_at = now;
  if (healed_ && !answered && now - std::max(client.answered_at, healed_at_) > config_.liveness) return give_up(client, session, now);
  if (operation.final_read && answered) ++client.final_reads;
  world_.begin_at(session, next_at(client, session, now));
}

void Driver::record(Client& client, const Completed& completed, Time now) {
  Recorded& operation = run_.operations[client.operation];
  const Answer& answer = completed.answer;
  operation.response = now;
  operation.status = completed.status;
  operation.node = completed.node;
  if (operation.status == Completed::Status::ok) {
    operation.success = answer.success;
    operation.version = answer.version;
    const bool read = operation.command.operation == Operation::read;
    if (read) operation.value = answer.value;
    const bool wrote = operation.command.operation == Operation::write || (!read && answer.success);
    client.seen[operation.command.key] = wrote ? operation.command.value : answer.value;
  }
  world_.completed(client.operation, client.session.token());
}

void Driver::give_up(Client& client, Session session, Time now) {
  if (run_.unavailable.empty()) {
    run_.unavailable = "session " + std::to_string(index(session)) + " got no answer for " + std::to_string(config_.liveness) +
                       " us after everything had healed at " + std::to_string(healed_at_) + "; last asked: " +
                       text_of(run_.operations[client.operation].command);
  }
  client.over = true;
  ++clients_over_;
  if (!reading_finally_) plan_over(now);
}

}  // namespace clio::store
