#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "src/store/core/options.hpp"
#include "src/store/core/protocol.hpp"
#include "src/store/manager/membership.hpp"

namespace clio::store {

/// A protocol whose members, primary and leases come from the manager (as ViewChanged and LeaseGranted inputs).
class ManagedProtocol : public Protocol {
 public:
  /// The newest view that this node, as its primary, has established: all its members hold the same state, so each of them may become
  /// primary without loss. 0: none. Never falls while the node runs. A node may serve in a view only after a lease of that view: the
  /// manager grants the first one once it has made durable that the view is established.
  [[nodiscard]] virtual std::uint64_t established_view() const = 0;
  /// How many writes this node holds: among those who may become primary, the manager prefers who said to hold most.
  [[nodiscard]] virtual Version held() const { return 0; }
  /// As primary: whether it takes no more writes, for it was asked to hand over, and all members hold those that it has taken.
  [[nodiscard]] virtual bool handed_over() const { return true; }
  /// Members that this node, as primary, has waited for longer than Timing::suspect_after.
  [[nodiscard]] virtual NodeSet unreachable(Time /*now*/) const { return {}; }
};

/// A replica together with its membership agent: sends heartbeats to the manager (the node behind the replicas) and turns its words into
/// ViewChanged, LeaseGranted and HandOver inputs of the protocol inside; everything else goes through. Keeps one durable record and one timer of
/// its own.
class Managed final : public Protocol {
 public:
  /// Reserved for the agent: the protocol inside uses neither.
  static constexpr std::uint64_t kSlot = ~std::uint64_t{0};
  static constexpr Timer kTimer{~std::uint64_t{0}};

  Managed(std::unique_ptr<ManagedProtocol> inner, Node self, const Options& options);

  void step(Time now, const Input& input, Effects& effects) override;
  [[nodiscard]] std::string describe(std::string_view bytes) const override;
  [[nodiscard]] std::string state() const override { return inner_->state(); }

  [[nodiscard]] const ManagedProtocol& inner() const { return *inner_; }
  /// The protocol alone, for those who play the manager by hand; nothing else may be called afterwards.
  [[nodiscard]] std::unique_ptr<ManagedProtocol> take_inner() { return std::move(inner_); }

 private:
  void start(Time now, const Started& started, Effects& effects);
  void hear(Time now, const Received& received, Effects& effects);
  void send_heartbeat(Time now, Effects& effects);

  std::unique_ptr<ManagedProtocol> inner_;
  Node self_, manager_;
  Timing timing_;
  std::uint64_t life_ = 0, disk_ = 0;
  bool leaving_ = false;                     ///< the operator wants it to be no member
  bool hands_over_ = false;                  ///< what the protocol was last told in this view
  std::uint64_t view_ = 0;                   ///< the newest handed to the protocol in this life
  std::uint64_t manager_life_ = 0;           ///< of the newest word
  Time heard_ = kLongAgo;
  std::uint64_t told_established_ = 0;       ///< in a heartbeat
};

/// The protocol inside, if `protocol` is Managed, else itself; null stays null. For invariants, which look at the replicas of a run.
[[nodiscard]] const Protocol* unwrapped(const Protocol* protocol);

}  // namespace clio::store
