#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/store/sim/faults.hpp"

namespace clio::store {

/// Where messages come from and go to: the nodes, then the sessions.
using Endpoint = std::uint32_t;

/// What becomes of each message. The n-th message of a link is treated the same whatever happens on other links: the fate is drawn
/// from the seed, the link and n.
class Network {
 public:
  /// `nodes` endpoints are nodes, manager included; `homes` replicas have sessions beside them.
  Network(const Faults& faults, std::size_t nodes, std::size_t homes, std::size_t sessions, Random random);

  enum class Loss : std::uint8_t { none, chance, cut };
  struct Fate {
    Loss loss = Loss::none;
    Time delay = 0;
    Time second_delay = 0;    ///< of the duplicate, 0: none
    std::uint64_t number = 0; ///< of the message on its link, from 1
  };
  [[nodiscard]] Fate fate(Endpoint from, Endpoint to, Time now);

  void begin(const Fault& fault) { active_.push_back(&fault); }
  void end(const Fault& fault);
  /// No message is lost, duplicated or held back any more, and nothing is cut.
  void heal() { healed_ = true, active_.clear(); }

 private:
  [[nodiscard]] bool node(Endpoint endpoint) const { return endpoint < nodes_; }
  /// Where an endpoint is: at itself, or at the replica that a session sits beside.
  [[nodiscard]] Node place(Endpoint endpoint) const { return node_at(node(endpoint) ? endpoint : (endpoint - nodes_) % homes_); }
  /// The node whose links an endpoint shares, so that it is cut off with it; kNobody: it reaches everybody.
  [[nodiscard]] Node shares_links_of(Endpoint endpoint) const;
  [[nodiscard]] bool cut(Node from, Node to, Time now) const;

  Faults faults_;
  std::size_t nodes_, homes_, endpoints_;
  Random random_;
  bool healed_ = false;
  std::vector<const Fault*> active_;     // partitions and clogs, borrowed
  std::vector<std::uint32_t> sent_;      // by link
};

}  // namespace clio::store
