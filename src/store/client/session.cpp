// A client's side of a request: attempts, time-outs, redirections, failover.
//
// The one subtle thing is what may be called failed. An attempt that was never answered may have had its effect, or may still have it:
// from then on the operation can only end ok or unknown, whatever later attempts are told. Reads have no effect, so an unanswered read is
// as good as failed; it is reported unknown all the same, since nothing was learnt.
//
// Tested by tests/store/session_test.cpp.

#include "src/store/client/session.hpp"

#include <algorithm>

#include "checker/support/assert.hpp"

namespace clio::store {

/// Whether the running operation belongs at the primary.
bool ClientSession::to_primary() const {
  if (policy_.any_writer) return false;
  if (request_->command.operation != Operation::read) return true;
  return request_->reads == Reads::primary || request_->reads == Reads::lease || request_->reads == Reads::quorum;
}

/// Whether the next attempt may go to another node than the last.
bool ClientSession::moves() const {
  if (request_->command.operation == Operation::read) return true;
  return policy_.writes_move || !perhaps_done_;
}

ClientSession::Step ClientSession::start(Time now, const Command& command, Reads reads) {
  CLIO_ASSERT(!busy());
  ++number_;
  request_ = ClientRequest{.token = token(), .command = command, .reads = reads, .context = policy_.carries_context ? context_ : Context{}};
  deadline_ = now + policy_.deadline;
  perhaps_done_ = false;
  if (policy_.returns_home) home_ = node_at(index(self_) % policy_.nodes);
  const bool roams = reads == Reads::any && (command.operation == Operation::read || policy_.any_writer);
  if (roams) home_ = node_at((index(home_) + 1) % policy_.nodes);
  target_ = to_primary() ? primary_ : home_;
  return ask(now);
}

ClientSession::Step ClientSession::ask(Time now) {
  waiting_ = true;
  return {.ask = Step::Ask{target_, *request_}, .wake_at = std::min(deadline_, now + policy_.attempt), .completed = std::nullopt};
}

void ClientSession::aim_elsewhere() {
  if (!moves()) return;
  target_ = node_at((index(target_) + 1) % policy_.nodes);
  (to_primary() ? primary_ : home_) = target_;
}

ClientSession::Step ClientSession::answered(Time now, Node from, const Token& token, const Answer& answer) {
  if (!busy() || token != this->token()) return {};  // of an operation given up, or a second answer
  if (answer.outcome == Outcome::ok) {
    if (to_primary()) primary_ = from;
    if (context_.size() < answer.context.size()) context_.resize(answer.context.size());
    for (std::size_t i = 0; i < answer.context.size(); ++i) context_[i] = std::max(context_[i], answer.context[i]);
    return complete({Completed::Status::ok, answer, from});
  }
  if (!waiting_ || from != target_) return {};  // an answer to an earlier attempt, which counts as unanswered
  if (answer.outcome == Outcome::uncertain) perhaps_done_ = true;
  if (answer.outcome == Outcome::refused && !perhaps_done_) return complete({Completed::Status::fail, answer, from});
  // Redirected, uncertain, or refused although another attempt may have been taken: another attempt, after a pause.
  waiting_ = false;
  const bool known = answer.redirect != kNobody && index(answer.redirect) < policy_.nodes;
  if (known && moves()) (to_primary() ? primary_ : home_) = target_ = answer.redirect;
  else aim_elsewhere();
  return {.ask = std::nullopt, .wake_at = std::min(deadline_, now + policy_.pause), .completed = std::nullopt};
}

ClientSession::Step ClientSession::woken(Time now) {
  if (!busy()) return {};
  if (waiting_) perhaps_done_ = true;
  if (now >= deadline_) {
    const bool certain = !perhaps_done_ && request_->command.operation != Operation::read;
    return complete({certain ? Completed::Status::fail : Completed::Status::unknown, {}, kNobody});
  }
  if (waiting_) aim_elsewhere();
  return ask(now);
}

ClientSession::Step ClientSession::complete(Completed completed) {
  request_.reset();
  waiting_ = false;
  return {.ask = std::nullopt, .wake_at = std::nullopt, .completed = std::move(completed)};
}

}  // namespace clio::store
