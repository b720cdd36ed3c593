#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/store/core/options.hpp"
#include "src/store/core/protocol.hpp"
#include "src/store/manager/membership.hpp"

namespace clio::store {

/// Says who belongs to the group of replicas and who is its primary: one node more, behind the replicas (its number is options.nodes).
/// Told of every node's life by heartbeats, it makes views, one after the other, and grants leases to the primary of the newest.
///
/// Guarantees (argued in manager.cpp): view numbers grow; a primary holds a lease only of an established view that the manager has made
/// durable; while a node may hold a lease nobody else is primary of a newer view; the primary of every view is a member of the newest
/// view that was granted a lease (`established`), on the disk that it had then.
class Manager final : public Protocol {
 public:
  /// A view with the lives and disks that its making counted on.
  struct Roster {
    View view;
    std::vector<std::uint64_t> lives, disks;  ///< by node; 0: never heard of

    template <class Self, class Fields>
    static void fields(Self& self, Fields& f) { f("view", self.view), f("lives", self.lives), f("disks", self.disks); }
  };

  explicit Manager(const Options& options);

  void step(Time now, const Input& input, Effects& effects) override;
  [[nodiscard]] std::string describe(std::string_view bytes) const override;
  [[nodiscard]] std::string state() const override;

  [[nodiscard]] const View& view() const { return current_.view; }
  [[nodiscard]] const View& established() const { return established_.view; }

 private:
  static constexpr std::uint64_t kSlot = 0;
  static constexpr Timer kTick{0};

  /// What heartbeats have told of a node in this life of the manager.
  struct Known {
    std::uint64_t life = 0, disk = 0;
    Time sent = kLongAgo;           ///< of the newest heartbeat, the node's clock
    Time first_heard = 0;           ///< of this life
    Time alive_until = kLongAgo;    ///< suspected from then on
    Time alive_since = kLongAgo;    ///< kLongAgo: it is not
    Time shunned_until = kLongAgo;    ///< the primary cannot reach it
    Version held = 0;
    bool leaving = false, handed_over = false;
  };
  struct Lease {
    Node holder = kNobody;
    std::uint64_t life = 0;
    Time until = kLongAgo;     ///< own clock
  };

  void start(Time now, const Started& started, Effects& effects);
  void hear(Time now, const Received& received, Effects& effects);
  void heartbeat(Time now, Node from, const membership::Heartbeat& beat, Effects& effects);
  void consider(Time now, Effects& effects);
  void decide(Time now, Effects& effects);
  [[nodiscard]] NodeSet without_leavers(Time now, NodeSet members, Effects& effects);
  void install(Time now, Node primary, NodeSet members, Effects& effects);
  void tell(Time now, Node node, Time sent, bool lease, Effects& effects);
  void wait(std::string why, Effects& effects);
  void persist(Effects& effects) const;

  [[nodiscard]] bool alive(Time now, Node node) const { return known_[index(node)].life > 0 && now < known_[index(node)].alive_until; }
  [[nodiscard]] bool complete(Node node) const;
  [[nodiscard]] bool is_sound(Time now, Node member) const;
  [[nodiscard]] bool lets_join(Time now, Node node) const;
  [[nodiscard]] Node choose_primary(Time now, NodeSet candidates) const;

  const Timing timing_;
  const std::size_t nodes_, members_min_;
  std::uint64_t life_ = 0;
  Time started_ = 0, installed_ = 0;
  Roster current_;      ///< durable before anybody is told
  Roster established_;  ///< the newest that is known to be established; durable before its first lease
  std::vector<Known> known_;
  Lease lease_;         ///< the newest promise
  bool replacing_ = false;  ///< another primary waits for the lease to end: it is not renewed
  bool hand_over_ = false;  ///< the primary leaves, and another can take its place: it is told to take no more writes
  Time hand_over_since_ = 0;
  std::string waits_;   ///< why no view is made although one is wanted; told once
};

[[nodiscard]] std::unique_ptr<Protocol> make_manager(const Options& options);

}  // namespace clio::store
