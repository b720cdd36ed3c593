#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/store/core/entry.hpp"

namespace clio::store {

/// Causal multi-master replication with vector clocks (causal.cpp tells how and why).
[[nodiscard]] const Entry& causal_entry();

namespace causal {

/// By node: how many of its writes. Sizes may differ: what is not there is 0.
using Clock = std::vector<std::uint64_t>;
[[nodiscard]] inline std::uint64_t at(const Clock& clock, std::size_t node) { return node < clock.size() ? clock[node] : 0; }
/// Whether `clock` holds everything that `other` holds, of `nodes` nodes.
[[nodiscard]] bool covers(const Clock& clock, const Clock& other, std::size_t nodes);

/// The order of last writer wins: Lamport's, ties by node. It extends causality.
struct Stamp {
  std::uint64_t time = 0;
  Node node{};
  friend auto operator<=>(const Stamp&, const Stamp&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("time", self.time), f("node", self.node); }
};

/// A write: the `number`-th of its origin, applied there when `before` was.
struct Write {
  Node origin{};
  std::uint64_t number = 0;
  Clock before;  ///< what it may depend on
  Stamp stamp;
  Token token;
  Key key = 0;
  Value value;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("origin", self.origin), f("number", self.number), f("before", self.before), f("stamp", self.stamp), f("token", self.token), f("key", self.key),
        f("value", self.value);
  }
};

/// Some of the sender's own writes, in order.
struct Writes {
  static constexpr const char* kName = "writes";
  std::vector<Write> writes;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("writes", self.writes); }
};
/// The sender holds, durably, the first `upto` writes of the receiver.
struct Held {
  static constexpr const char* kName = "held";
  std::uint64_t upto = 0;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("upto", self.upto); }
};
using Message = std::variant<Writes, Held>;

/// What a key holds.
struct Register {
  Value value;
  Stamp stamp;
  friend bool operator==(const Register&, const Register&) = default;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) { f("value", self.value), f("stamp", self.stamp); }
};

/// A replica's state when it was written to disk whole; writes applied since then lie behind it.
struct Snapshot {
  Clock clock;
  std::uint64_t time = 0;
  std::map<Key, Register> values;
  std::map<Session, std::uint64_t> sessions;
  std::map<std::uint64_t, Write> unacknowledged;
  template <class Self, class Fields>
  static void fields(Self& self, Fields& f) {
    f("clock", self.clock), f("time", self.time), f("values", self.values), f("sessions", self.sessions), f("unacknowledged", self.unacknowledged);
  }
};

class Replica final : public Protocol {
 public:
  Replica(Node self, const Options& options);
  void step(Time now, const Input& input, Effects& effects) override;
  [[nodiscard]] std::string describe(std::string_view bytes) const override;
  [[nodiscard]] std::string state() const override;

  // For the invariants.
  [[nodiscard]] std::uint64_t life() const { return life_; }
  [[nodiscard]] const Clock& clock() const { return held_.clock; }  ///< never falls, also over a crash
  [[nodiscard]] const std::map<Key, Register>& values() const { return held_.values; }
  /// What the last step has applied, in order.
  [[nodiscard]] const std::vector<Write>& applied() const { return applied_; }

 private:
  /// A request that waits until this replica holds what its session has seen.
  struct Waiting {
    ClientRequest request;
    Time since = 0;
  };

  void start(const Started& started, Effects& effects);
  void request(Time now, const ClientRequest& request, Effects& effects);
  void execute(const ClientRequest& request, Effects& effects);
  void write(const ClientRequest& request, Effects& effects);
  void answer(const ClientRequest& request, Value value, Effects& effects) const;
  void serve_waiting(Effects& effects);
  void receive(Node from, const Writes& writes, Effects& effects);
  void receive(Node from, const Held& held, Effects& effects);
  void apply_what_can_be(Effects& effects);
  void apply(const Write& write, Effects& effects);
  void take_in(const Write& write);
  void tick(Time now, Effects& effects);
  void keep_ticking(Effects& effects);
  [[nodiscard]] bool ready(const Write& write) const;
  [[nodiscard]] bool holds(const Context& context) const;
  [[nodiscard]] bool bound() const { return !options_.last_writer_wins; }
  [[nodiscard]] Version version() const;

  const Node self_;
  const Options options_;
  const NodeSet all_;

  std::uint64_t life_ = 0;
  Snapshot held_;                        ///< the state as it is now
  std::uint64_t logged_ = 0;             ///< writes applied since the last snapshot
  std::uint64_t log_end_ = 0;            ///< writes ever logged

  std::vector<std::map<std::uint64_t, Write>> arrived_;  ///< by origin, by number: not applied yet
  std::vector<Waiting> waiting_;         ///< at most one a session
  std::vector<std::uint64_t> told_;      ///< by node: how many of this node's writes it is known to hold
  std::vector<std::uint64_t> sent_;      ///< by node: how many were sent before the last tick
  std::vector<ClientRequest> put_off_;   ///< of the mutant that lies
  bool ticking_ = false;
  Time now_ = 0;
  std::vector<Write> applied_;
};

}  // namespace causal
}  // namespace clio::store
