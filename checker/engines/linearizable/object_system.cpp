// The moves of the search over any object. The rules are explained in object_search.cpp; here each is marked by its letter.

#include "checker/engines/linearizable/object_system.hpp"

#include <algorithm>

namespace clio::linearizable {

template <std::size_t kWords>
ObjectSystem<kWords>::ObjectSystem(const ObjectProblem& problem, const Timeline& times, const Foresight& foresight, Budget& budget)
    : problem_(problem), times_(times), foresight_(foresight), budget_(budget), held_(budget), space_(ObjectSpace::of(*problem.relations, problem.key)),
      item_at_(times.slots) {}

template <std::size_t kWords>
void ObjectSystem<kWords>::move_to(std::uint32_t layer) {
  const auto mark = [&](std::uint32_t i, bool open) {
    const std::uint32_t slot = times_.slot[i];
    item_at_[slot] = i;
    open ? open_.insert(slot) : open_.erase(slot);
    if (!problem_.items[i].observes) open ? changing_.insert(slot) : changing_.erase(slot);
  };
  while (layer_ < layer || arrived_ < times_.arrived[layer_]) {
    if (arrived_ == times_.arrived[layer_]) mark(times_.leaving[layer_++], false);
    for (; arrived_ < times_.arrived[layer_]; ++arrived_) mark(times_.by_call[arrived_], true);
  }
  while (layer_ > layer) {
    --layer_;
    while (arrived_ > times_.arrived[layer_]) mark(times_.by_call[--arrived_], false);
    mark(times_.leaving[layer_], true);
  }
}

/// (a): relieves the item of its duty if it would take effect now without changing anything.
template <std::size_t kWords>
void ObjectSystem<kWords>::look(Config& config, std::uint32_t slot) {
  if (space_->step(config.state, problem_.items[item_at_[slot]].op) == config.state) config.needs.erase(slot);
}

template <std::size_t kWords>
void ObjectSystem<kWords>::enter(std::uint32_t layer, Config& config) {
  for (std::uint32_t p = layer == 0 ? 0 : times_.arrived[layer - 1]; p < times_.arrived[layer]; ++p) {
    const std::uint32_t i = times_.by_call[p];
    if (problem_.items[i].optional) continue;
    config.needs.insert(times_.slot[i]);
    look(config, times_.slot[i]);
  }
}

/// (b): of items that ask the same and are under the same duty, the one that settles first.
template <std::size_t kWords>
bool ObjectSystem<kWords>::first_of_alike(const Config& config, std::uint32_t slot) const {
  const ObjectProblem::Item& item = problem_.items[item_at_[slot]];
  bool first = true;
  changing_.minus(config.used).each([&](std::uint32_t other) {
    const ObjectProblem::Item& rival = problem_.items[item_at_[other]];
    if (rival.alike != item.alike || config.needs.has(other) != config.needs.has(slot)) return;
    if (rival.settled < item.settled || (rival.settled == item.settled && other < slot)) first = false;
  });
  return first;
}

/// The configuration after the item took effect, if it may, changes the state, and does not come too early (c).
template <std::size_t kWords>
bool ObjectSystem<kWords>::take(const Config& from, std::uint32_t slot, Config& to) {
  const std::uint32_t item = item_at_[slot];
  if (foresight_.applies()) {
    if (foresight_.too_early(item, arrived_)) return false;
    bool waits = false;
    from.needs.minus(from.used).each([&](std::uint32_t other) { waits = waits || (other != slot && foresight_.must_wait_for(item, item_at_[other])); });
    if (waits) return false;
  }
  const std::optional<StateId> state = space_->step(from.state, problem_.items[item].op);
  if (!state || *state == from.state) return false;
  to = from;
  to.state = *state;
  to.needs.erase(slot);
  to.used.insert(slot);
  to.trace = trace_.add(from.trace, {item, layer_});
  to.needs.each([&](std::uint32_t other) { look(to, other); });
  return true;
}

template <std::size_t kWords>
std::uint32_t ObjectSystem<kWords>::pass(std::uint32_t layer, Config config, typename Closure<Config>::Portion portion, std::vector<Config>& out) {
  move_to(layer);
  enter(layer, config);
  closure_.begin(portion, out);
  const std::uint32_t slot = times_.slot[times_.leaving[layer]];
  const auto leave = [&](Config next) {
    next.needs.erase(slot);
    next.used.erase(slot);
    closure_.result(next);
  };
  const bool observes = problem_.items[item_at_[slot]].observes, duty = config.needs.has(slot);
  if (config.used.has(slot) || !duty) leave(config);
  if (config.used.has(slot) || (!duty && observes)) return kNoLonger;
  closure_.add(*this, config);
  Config next = config;
  while (closure_.lengthen()) {
    for (std::size_t i = closure_.first(); i < closure_.end() && !spent(); ++i) {
      const Config from = closure_.at(i);
      if (!observes && take(from, slot, next)) leave(next);
      changing_.minus(from.used).each([&](std::uint32_t other) {
        if (other == slot || !first_of_alike(from, other) || !take(from, other, next)) return;
        if (from.needs.has(slot) && !next.needs.has(slot)) leave(next);
        if (!observes || next.needs.has(slot)) closure_.add(*this, next);
      });
    }
  }
  return closure_.next_length();
}

template <std::size_t kWords>
void ObjectSystem<kWords>::settle(Config& config) {
  if (space_->bytes() < settled_bytes_) return;
  config.state = space_->compact(config.state);
  settled_bytes_ = std::max<std::size_t>(1 << 16, 4 * space_->bytes());
}

template <std::size_t kWords>
void ObjectSystem<kWords>::account() {
  held_.set(trace_.bytes() + space_->bytes() + closure_.bytes());
}

/// One layer alone can exceed any limit, so the account is kept up to date on the way.
template <std::size_t kWords>
bool ObjectSystem<kWords>::spent() {
  if ((++asked_ & 255u) == 0) account();
  return budget_.spent();
}

template class ObjectSystem<1>;
template class ObjectSystem<2>;
template class ObjectSystem<4>;
template class ObjectSystem<16>;
template class ObjectSystem<128>;

}  // namespace clio::linearizable
