#pragma once

#include <string>
#include <vector>

#include "src/store/run/run.hpp"

namespace clio::store {

/// The clients of a run: each works off its part of the plan, and once everything has healed reads each key; what they see is recorded, the
/// invocation first. The same for both runtimes, which bring time and messages.
class Driver {
 public:
  /// What a runtime does for clients.
  class World {
   public:
    virtual ~World() = default;
    virtual void ask(Session session, Node node, const ClientRequest& request) = 0;
    /// Call woken() with this number then.
    virtual void wake(Session session, Time at, std::uint64_t number) = 0;
    /// Call next_operation() then.
    virtual void begin_at(Session session, Time at) = 0;
    /// Every planned operation is over: heal, and call healed() if that has not been done.
    virtual void plan_is_over() = 0;
    /// An operation was added to the record, or has ended.
    virtual void invoked(std::size_t operation, const Token& token) = 0;
    virtual void completed(std::size_t operation, const Token& token) = 0;
  };

  /// `run` must hold the plan; operations are recorded there. Both are borrowed, like `config`.
  Driver(const RunConfig& config, RunResult& run, World& world);

  void start(Time now);
  void next_operation(Time now, Session session);
  void woken(Time now, Session session, std::uint64_t number);
  void answered(Time now, Node from, const Token& token, const Answer& answer);
  void healed(Time now) { healed_ = true, healed_at_ = now; }
  [[nodiscard]] bool finished() const { return clients_over_ == clients_.size(); }

 private:
  struct Client {
    ClientSession session;
    std::size_t planned = 0;      ///< operations of the plan begun
    std::size_t final_reads = 0;  ///< answered
    std::size_t operation = 0;    ///< the running one's place in the record
    std::uint64_t wake = 0;       ///< number of the newest wake-up
    std::vector<Value> seen;      ///< by key: what it read or wrote last
    Time answered_at = 0;         ///< when it last got a certain answer, or the run was not healed
    bool over = false;
  };

  [[nodiscard]] Time next_at(const Client& client, Session session, Time now) const;
  void begin(Client& client, Session session, const Command& command, Time now);
  void follow(Client& client, Session session, const ClientSession::Step& step, Time now);
  void record(Client& client, const Completed& completed, Time now);
  void plan_over(Time now);
  void give_up(Client& client, Session session, Time now);

  const RunConfig& config_;
  RunResult& run_;
  World& world_;
  std::vector<Client> clients_;
  std::size_t clients_over_ = 0, plans_over_ = 0;
  bool healed_ = false, reading_finally_ = false;
  Time healed_at_ = 0;
};

/// "write k0 5", "cas k0 5 -> 6".
[[nodiscard]] std::string text_of(const Command& command);
[[nodiscard]] std::string text_of(const Answer& answer);
[[nodiscard]] std::string_view name_of(Completed::Status status);

}  // namespace clio::store
