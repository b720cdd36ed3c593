// The state that a replicated log drives, and the log itself (Schneider, "Implementing fault-tolerant services using the state machine
// approach", ACM Computing Surveys 22(4), 1990). Everything that a retry may ask for again is part of the state: a session has one command
// under way and numbers them ascending, so its last answer is enough. Reads change nothing and are not remembered: done again, they answer
// with what is there then.
//
// Tested by: tests/store/replicated_state_test.cpp.
#include "src/store/protocols/replicated_state.hpp"

#include <algorithm>
#include <utility>

namespace clio::store::multi_paxos {

std::optional<ReplicatedState::Result> ReplicatedState::apply(Slot slot, const Proposal& proposal) {
  applied_ = slot;
  if (proposal.nothing()) return std::nullopt;
  const Command& command = proposal.command;
  if (command.operation == Operation::read) {
    return Result{{.request = proposal.token.request, .success = true, .value = value(command.key), .version = slot}, false};
  }
  Done& last = sessions_[proposal.token.session];
  if (proposal.token.request < last.request) return std::nullopt;
  if (proposal.token.request == last.request) return Result{last, false};
  last = {.request = proposal.token.request, .success = true, .value = {}, .version = slot};
  Value& held = values_[command.key];
  if (command.operation == Operation::cas && held != command.expected) {
    last.success = false;
    last.value = held;
    return Result{last, false};
  }
  held = command.value;
  return Result{last, true};
}

Value ReplicatedState::value(Key key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? Value() : found->second;
}

const Done* ReplicatedState::done(Session session) const {
  const auto found = sessions_.find(session);
  return found == sessions_.end() ? nullptr : &found->second;
}

const Vote* Log::at(Slot slot) const {
  if (slot < first_ || slot > last()) return nullptr;
  const Vote& vote = votes_[slot - first_];
  return vote.ballot.round == 0 ? nullptr : &vote;
}

void Log::put(Slot slot, Vote vote) {
  if (slot > last()) votes_.resize(slot - first_ + 1);
  votes_[slot - first_] = vote;
}

void Log::compact(Slot first) {
  if (first <= first_) return;
  const std::size_t gone = std::min<std::size_t>(votes_.size(), first - first_);
  votes_.erase(votes_.begin(), votes_.begin() + static_cast<std::ptrdiff_t>(gone));
  first_ = first;
}

}  // namespace clio::store::multi_paxos
