#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "src/store/client/driver.hpp"
#include "src/store/run/run.hpp"
#include "src/store/sim/event_queue.hpp"
#include "src/store/sim/network.hpp"

namespace clio::store {

/// One simulated machine: a protocol's replica, its clock, its disk, and whether it runs.
struct Machine {
  std::unique_ptr<Protocol> protocol;       ///< null while down
  std::uint64_t life = 0;
  bool member = true;                       ///< as the operator wishes
  bool paused = false;
  Time busy_until = 0;                      ///< writing to disk, or slow
  bool syncing = false;
  Time step_time = 0;                       ///< of a slow node

  // The clock: real time since the start of the run, plus skew, plus drift.
  Time skew = 0;
  std::int64_t drift_ppm = 0;
  [[nodiscard]] Time clock(Time now) const { return now + skew + now * drift_ppm / 1'000'000; }
  /// How long the clock takes for `interval` of its own.
  [[nodiscard]] Time real(Time interval) const { return (interval * 1'000'000 + 1'000'000 + drift_ppm - 1) / (1'000'000 + drift_ppm); }

  // The disk: what is durable, and what is on its way there, in order.
  Durable durable;
  std::vector<Effect> unsynced;             ///< Persist and Forget
  bool flush_planned = false;
  std::vector<Effect> deferred;             ///< what happens once that is durable

  std::unordered_map<std::uint64_t, std::uint64_t> timers;  ///< by name: the number of the newest, absent if it is not running
  std::uint64_t timers_set = 0;
  std::deque<Event> waiting;                ///< inputs that come while it is busy or paused
};

/// A message on its way; a place in the pool is used again once it has arrived.
struct Message {
  Endpoint from = 0, to = 0;
  std::uint64_t number = 0;  ///< on its link
  bool second = false;       ///< the duplicate
  std::variant<std::string, ClientRequest, Reply> content;
};

/// A run in the making (see simulate()).
class Simulation final : private Driver::World {
 public:
  explicit Simulation(const RunConfig& config);
  [[nodiscard]] RunResult run();

 private:
  // What happens.
  void handle(const Event& event);
  void arrive(const Event& event);
  void begin_fault(std::size_t fault);
  void end_fault(std::size_t fault);
  void heal();
  void wish(Node node, bool member);

  // Clients.
  void ask(Session session, Node node, const ClientRequest& request) override;
  void wake(Session session, Time at, std::uint64_t number) override;
  void begin_at(Session session, Time at) override;
  void plan_is_over() override { heal(); }
  void invoked(std::size_t operation, const Token& token) override;
  void completed(std::size_t operation, const Token& token) override;

  // Machines.
  [[nodiscard]] bool held_back(Machine& machine, const Event& event);
  void start(Node node);
  void crash(Node node, bool torn, bool wipe, std::size_t fault);
  void step(Node node, const Input& input);
  void perform(Node node, std::vector<Effect>& effects, std::size_t from);
  void make_durable(Machine& machine);
  void work_off(Node node);

  void transmit(Endpoint from, Endpoint to, std::variant<std::string, ClientRequest, Reply> content);
  void trace(TraceEvent event) { run_.trace.push_back(std::move(event)); }
  [[nodiscard]] Endpoint endpoint(Session session) const { return static_cast<Endpoint>(machines_.size() + index(session)); }
  void check(Node stepped);
  // Replay::hold_answers.
  void note_held(Node node, const Note& note);
  [[nodiscard]] bool everybody_holds(const Token& token) const;
  void release_answers();
  [[nodiscard]] bool stopped() const { return config_.stop_when_broken && !run_.broken.empty(); }

  const RunConfig& config_;
  Random random_;
  RunResult run_;
  Time now_ = 0;
  EventQueue events_;
  Network network_;
  std::vector<Machine> machines_;
  std::vector<const Protocol*> protocols_;  ///< of the replicas, for the invariants
  std::unique_ptr<Invariants> invariants_;
  bool healed_ = false;
  std::vector<Message> pool_;
  std::vector<std::uint64_t> free_;
  Effects effects_;
  std::vector<bool> fault_active_;
  // hold_answers: who has applied a write, and up to which version of each key every node has got (or dropped what it had).
  struct Held {
    NodeSet by;
    Key key = 0;
    Version version = 0;
  };
  std::map<Token, Held> held_by_;
  std::map<std::pair<Node, Key>, Version> has_got_;
  std::vector<std::pair<Node, Reply>> held_answers_;
  Driver driver_;
};

}  // namespace clio::store
