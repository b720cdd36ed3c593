#pragma once

#include <cstdint>
#include <optional>

#include "src/store/core/command.hpp"
#include "src/store/core/protocol.hpp"

namespace clio::store {

/// How a client asks, and how long it tries.
struct SessionPolicy {
  Reads reads = Reads::primary;
  std::size_t nodes = 1;              ///< replicas that it knows
  bool any_writer = false;            ///< writes go to the replica that the session keeps to, not to a primary
  bool writes_move = true;            ///< an unanswered write may be asked again elsewhere
  bool carries_context = true;        ///< what it has seen travels along
  bool returns_home = false;          ///< each operation begins at the replica beside the session again, wherever the last one was answered
  Time attempt = 40 * kMillisecond;   ///< silence before it asks again
  Time deadline = 400 * kMillisecond; ///< silence before it gives an operation up
  Time pause = 4 * kMillisecond;      ///< between a redirection or refusal and the next attempt
};

/// What became of an operation, as a client knows it.
struct Completed {
  enum class Status : std::uint8_t { ok, fail, unknown } status = Status::unknown;
  Answer answer;           ///< of ok
  Node node = kNobody;     ///< who answered
};

/// A client: asks for one operation after the other, waits, asks again with the same token, moves on to another replica, and gives up.
/// A pure state machine, like the protocols, and like them run by the simulator and by the TCP runtime.
///
/// What it reports is what it can know: `ok` with the answer; `fail` only if every attempt was answered by a node that certainly did
/// nothing and never will; else `unknown`. It may go on after an unknown operation.
class ClientSession {
 public:
  ClientSession(Session self, const SessionPolicy& policy)
      : self_(self), policy_(policy), home_(node_at(index(self) % policy.nodes)), primary_(node_at(0)) {}

  /// What to do next; any of them may be absent.
  struct Step {
    struct Ask {
      Node to{};
      ClientRequest request;
    };
    std::optional<Ask> ask;
    std::optional<Time> wake_at;         ///< call woken() then; replaces an earlier one
    std::optional<Completed> completed;  ///< the operation is over; start() may be called
  };

  /// Begins an operation, reading as the policy says. Precondition: none is running.
  [[nodiscard]] Step start(Time now, const Command& command) { return start(now, command, policy_.reads); }
  /// The same, reading otherwise this once.
  [[nodiscard]] Step start(Time now, const Command& command, Reads reads);
  /// A node has answered.
  [[nodiscard]] Step answered(Time now, Node from, const Token& token, const Answer& answer);
  /// The time asked for has come.
  [[nodiscard]] Step woken(Time now);

  [[nodiscard]] bool busy() const { return request_.has_value(); }
  [[nodiscard]] Token token() const { return {self_, number_}; }

 private:
  [[nodiscard]] Step ask(Time now);
  [[nodiscard]] Step complete(Completed completed);
  [[nodiscard]] bool moves() const;
  [[nodiscard]] bool to_primary() const;
  void aim_elsewhere();

  Session self_;
  SessionPolicy policy_;
  Node home_;      ///< the replica that it keeps to
  Node primary_;   ///< whom it takes for the primary
  Context context_;
  std::uint64_t number_ = 0;

  std::optional<ClientRequest> request_;  ///< the running operation
  Node target_ = kNobody;
  Time deadline_ = 0;
  bool waiting_ = false;     ///< an attempt is unanswered (else it pauses before the next)
  bool perhaps_done_ = false;///< some attempt may have had an effect
};

}  // namespace clio::store
