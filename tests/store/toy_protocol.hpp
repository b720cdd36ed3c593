#pragma once

#include <map>
#include <string>

#include "src/store/core/entry.hpp"
#include "src/store/core/wire.hpp"

namespace clio::store::testing_toy {

/// A protocol small enough to see the simulator through: node 0 holds everything and makes each write durable before it answers; the
/// other nodes redirect to it, and all exchange a "hello" every 10 ms. No replication, so it is linearizable and useless.
/// Mutant "answers-before-durable" answers first.
class Toy final : public Protocol {
 public:
  Toy(Node self, const Options& options) : self_(self), options_(options) {}

  void step(Time now, const Input& input, Effects& out) override {
    last_now = now;
    if (const auto* started = std::get_if<Started>(&input)) {
      for (const auto& [slot, bytes] : *started->durable) state_[static_cast<Key>(slot)] = *wire::decode<Value>(bytes);
      out.set_timer(Timer{1}, 10 * kMillisecond, kMillisecond);
    } else if (std::get_if<TimerFired>(&input) != nullptr) {
      ++fired;
      for (std::size_t i = 0; i < options_.nodes; ++i) {
        if (node_at(i) != self_) out.send(node_at(i), "hello");
      }
      out.set_timer(Timer{1}, 10 * kMillisecond, kMillisecond);
    } else if (const auto* request = std::get_if<ClientRequest>(&input)) {
      answer(*request, out);
    } else if (std::get_if<Received>(&input) != nullptr) {
      ++received;
    }
  }
  [[nodiscard]] std::string describe(std::string_view bytes) const override { return std::string(bytes); }
  [[nodiscard]] std::string state() const override { return std::to_string(state_.size()) + " keys"; }
  [[nodiscard]] const std::map<Key, Value>& kept() const { return state_; }

  Time last_now = 0;
  std::size_t fired = 0, received = 0;

 private:
  void answer(const ClientRequest& request, Effects& out) {
    if (index(self_) != 0) return out.reply(request.token, {.outcome = Outcome::redirected, .redirect = node_at(0)});
    const Command& command = request.command;
    Value& value = state_[command.key];
    if (command.operation == Operation::read) return out.reply(request.token, {.value = value});
    const bool success = command.operation == Operation::write || value == command.expected;
    if (success) value = command.value;
    const bool early = options_.has("answers-before-durable");
    if (early) out.reply(request.token, {.success = success, .value = value});
    out.persist(command.key, wire::encode(value));
    if (!early) out.reply(request.token, {.success = success, .value = value});
    out.note({.what = Note::What::applied, .token = request.token, .key = command.key, .value = command.value});
  }

  Node self_;
  Options options_;
  std::map<Key, Value> state_;
};

inline const Entry& toy() {
  static const Entry kToy{.id = "toy", .about = "One node that holds everything.", .cas = true, .reads = {Reads::primary},
                          .promise = [](const Options&, Reads) { return Promise{{"linearizable"}, {}}; },
                          .replica = [](Node self, const Options& options) -> std::unique_ptr<Protocol> { return std::make_unique<Toy>(self, options); },
                          .invariants = [](const Options&) { return std::unique_ptr<Invariants>(); }};
  return kToy;
}

}  // namespace clio::store::testing_toy
