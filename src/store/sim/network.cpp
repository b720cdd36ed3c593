// The simulated network: delay, loss, duplication, reordering, partitions, clogs.
//
// Links between nodes do everything that an unreliable datagram network does. Links between clients and nodes are connections: they
// delay and lose (a connection breaks), but do not duplicate or reorder, for a client that is told "not done" has to be able to believe it.
// Every session sits beside a replica. Every second one shares its links and is cut off with it; the others reach everybody. Who sits beside whom
// also says who is near: what goes from one place to another takes the way between places (Faults::far_min) on top, healed or not.

#include "src/store/sim/network.hpp"

#include <algorithm>

namespace clio::store {

Network::Network(const Faults& faults, std::size_t nodes, std::size_t homes, std::size_t sessions, Random random)
    : faults_(faults), nodes_(nodes), homes_(homes), endpoints_(nodes + sessions), random_(random), sent_(endpoints_ * endpoints_) {}

Node Network::shares_links_of(Endpoint endpoint) const {
  return node(endpoint) || (endpoint - nodes_) % 2 == 1 ? place(endpoint) : kNobody;
}

bool Network::cut(Node from, Node to, Time now) const {
  if (from == to || from == kNobody || to == kNobody) return false;
  return std::any_of(active_.begin(), active_.end(), [&](const Fault* fault) {
    if (fault->kind != Fault::Kind::partition) return false;
    const bool across = fault->side.contains(from) != fault->side.contains(to);
    switch (fault->cut) {
      case Cut::symmetric: return across;
      case Cut::one_way: return across && fault->side.contains(from);
      case Cut::bridge: return across && from != fault->node && to != fault->node;
      case Cut::flapping: return across && ((now - fault->at) / std::max<Time>(1, fault->amount)) % 2 == 0;
      case Cut::ring: {
        const std::size_t apart = index(from) > index(to) ? index(from) - index(to) : index(to) - index(from);
        return std::min(apart, nodes_ - apart) > majority(nodes_) / 2;
      }
    }
    return false;
  });
}

void Network::end(const Fault& fault) { std::erase(active_, &fault); }

Network::Fate Network::fate(Endpoint from, Endpoint to, Time now) {
  const std::size_t link = from * endpoints_ + to;
  Fate fate{.number = ++sent_[link]};
  Random draw = random_.fork((static_cast<std::uint64_t>(link) << 32) | fate.number);
  const double chance = draw.fraction();  // one draw decides between loss, duplication and reordering
  fate.delay = faults_.delay_min + draw.waiting(faults_.delay_mean);
  if (place(from) != place(to)) fate.delay += faults_.far_min + draw.waiting(faults_.far_mean);
  if (healed_) return fate;
  if (cut(shares_links_of(from), shares_links_of(to), now)) {
    fate.loss = Loss::cut;
    return fate;
  }
  for (const Fault* fault : active_) {
    if (fault->kind == Fault::Kind::hold && node(from) && node(to) && index(fault->node) == from && fault->side.contains(node_at(to))) fate.delay += fault->amount;
    if (fault->kind == Fault::Kind::clog && (index(fault->node) == from || index(fault->node) == to)) fate.delay += draw.between(0, fault->amount);
  }
  if (chance < faults_.loss) {
    fate.loss = Loss::chance;
  } else if (node(from) && node(to)) {
    const double rest = chance - faults_.loss;
    if (rest < faults_.duplication) fate.second_delay = fate.delay + 1 + draw.waiting(faults_.delay_mean * 4);
    else if (rest < faults_.duplication + faults_.reordering) fate.delay += draw.between(0, faults_.reordering_max);
  }
  return fate;
}

}  // namespace clio::store
