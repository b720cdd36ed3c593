// The moves of the register search. The rules are explained, with their proof, in register_search.cpp; here each is marked by its letter.

#include "checker/engines/linearizable/register_system.hpp"

#include <algorithm>

namespace clio::linearizable {

template <std::size_t kWords>
RegisterSystem<kWords>::RegisterSystem(const RegisterTimeline& timeline, Budget& budget)
    : timeline_(timeline), budget_(budget), held_(budget), item_at_(timeline.times().slots), of_value_(timeline.values()) {
  if (layers() > 0) {
    for (; arrived_ < timeline_.times().arrived[0]; ++arrived_) come(timeline_.times().by_call[arrived_]);
  }
}

// The window: who is open just before the layer's item leaves. Moving back and forth costs as much as the way.

template <std::size_t kWords>
void RegisterSystem<kWords>::mark(std::uint32_t i, bool open) {
  const Item& item = timeline_.item(i);
  const std::uint32_t slot = timeline_.times().slot[i];
  const auto set = [&](Slots& slots) { open ? slots.insert(slot) : slots.erase(slot); };
  item_at_[slot] = i;
  switch (item.role) {
    case Role::read:
      set(reads_);
      set(of_value_[item.finds].reads);
      break;
    case Role::other:
      set(others_);
      set(of_value_[item.finds].others);
      break;
    case Role::write:
      set(writes_);
      set(of_value_[item.sets].writes);
      break;
    case Role::cas:
      set(cas_);
      set(of_value_[item.finds].cas_from);
      set(of_value_[item.sets].cas_to);
      break;
  }
}

template <std::size_t kWords>
void RegisterSystem<kWords>::tally(std::uint32_t i, bool called) {
  const Item& item = timeline_.item(i);
  const std::uint32_t step = called ? 1u : ~0u;  // minus one
  if (item.changes()) of_value_[item.sets].writers_called += step;
  if (item.role == Role::read || item.role == Role::cas) of_value_[item.finds].finders_called += step;
}

template <std::size_t kWords>
void RegisterSystem<kWords>::come(std::uint32_t i) {
  mark(i, true);
  tally(i, true);
}

template <std::size_t kWords>
void RegisterSystem<kWords>::move_to(std::uint32_t layer) {
  const Timeline& times = timeline_.times();
  while (layer_ < layer) {
    mark(times.leaving[layer_++], false);
    for (; arrived_ < times.arrived[layer_]; ++arrived_) come(times.by_call[arrived_]);
  }
  while (layer_ > layer) {
    --layer_;
    while (arrived_ > times.arrived[layer_]) {
      const std::uint32_t i = times.by_call[--arrived_];
      mark(i, false);
      tally(i, false);
    }
    mark(times.leaving[layer_], true);
  }
}

// Configurations.

template <std::size_t kWords>
void RegisterSystem<kWords>::enter(std::uint32_t layer, Config& config) const {
  const Timeline& times = timeline_.times();
  for (std::uint32_t p = layer == 0 ? 0 : times.arrived[layer - 1]; p < times.arrived[layer]; ++p) {
    const Item& item = timeline_.item(times.by_call[p]);
    bool needs = false;
    switch (item.role) {
      case Role::read: needs = config.current != item.finds; break;                     // (a)
      case Role::other: needs = config.current == item.finds; break;                    // (a)
      case Role::write: needs = !item.optional && config.current != item.sets; break;   // (b)
      case Role::cas: needs = !item.optional; break;
    }
    if (needs) config.needs.insert(times.slot[times.by_call[p]]);
  }
}

/// (a): whoever is satisfied by the current value is so at once; and (b): a write of the current value may take effect unseen.
template <std::size_t kWords>
void RegisterSystem<kWords>::observe(Config& config) const {
  const OfValue& now = of_value_[config.current];
  config.needs = config.needs.minus(now.reads).minus(now.writes).minus(others_.minus(now.others));
}

template <std::size_t kWords>
auto RegisterSystem<kWords>::after_write(Config config, std::uint32_t slot) -> Config {
  config.needs = config.needs.minus(writes_);  // (b): the others may take effect unseen, just before this one
  config.used.insert(slot);
  config.current = at_slot(slot).sets;
  config.trace = trace_.add(config.trace, {item_at_[slot], layer_});
  observe(config);
  return config;
}

template <std::size_t kWords>
auto RegisterSystem<kWords>::after_cas(Config config, std::uint32_t slot) -> Config {
  config.needs.erase(slot);
  config.used.insert(slot);
  config.current = at_slot(slot).sets;
  config.trace = trace_.add(config.trace, {item_at_[slot], layer_});
  observe(config);
  return config;
}

template <std::size_t kWords>
auto RegisterSystem<kWords>::suppliers(const Config& config, std::uint32_t value) const -> Slots {
  return of_value_[value].writes.either(of_value_[value].cas_to).minus(config.used);
}

template <std::size_t kWords>
bool RegisterSystem<kWords>::wanted_now(const Config& config, std::uint32_t value, int patience) const {
  const OfValue& of = of_value_[value];
  if (config.needs.meets(of.reads) || config.needs.meets(of.cas_from) || config.needs.meets(others_.minus(of.others))) return true;
  bool wanted = false;  // by an optional cas, for the sake of its own value
  of.cas_from.minus(config.used).each([&](std::uint32_t slot) {
    wanted = wanted || patience == 0 || wanted_now(config, at_slot(slot).sets, patience - 1);
  });
  return wanted;
}

/// Whether a value made current now, unwanted by anyone open, can still be there for somebody who is called later, or for an optional cas whose own value
/// somebody then wants.
template <std::size_t kWords>
bool RegisterSystem<kWords>::wanted_later(const Config& config, std::uint32_t value) const {
  const OfValue& of = of_value_[value];
  const Time wanted = std::min(timeline_.future(value, of.writers_called, of.finders_called).next_wanted, timeline_.next_other(arrived_));
  if (wanted != kNever && timeline_.disturbed_by(arrived_, value) >= wanted) return true;
  bool found = false;
  of.cas_from.minus(config.used).each([&](std::uint32_t slot) { found = found || found_later(config, at_slot(slot).sets, 3); });
  return found;
}

/// Whether anybody called later may find the value, or one that optional cas make of it.
template <std::size_t kWords>
bool RegisterSystem<kWords>::found_later(const Config& config, std::uint32_t value, int patience) const {
  const OfValue& of = of_value_[value];
  if (patience == 0 || timeline_.next_other(arrived_) != kNever) return true;
  if (timeline_.future(value, of.writers_called, of.finders_called).next_wanted != kNever) return true;
  bool found = false;
  of.cas_from.minus(config.used).each([&](std::uint32_t slot) { found = found || found_later(config, at_slot(slot).sets, patience - 1); });
  return found;
}

/// (d): false if somebody must find the value, which is not current, and nobody can set it in time.
template <std::size_t kWords>
bool RegisterSystem<kWords>::can_be_supplied(const Config& config, std::uint32_t value) const {
  if (!suppliers(config, value).empty()) return true;
  const OfValue& of = of_value_[value];
  const RegisterTimeline::Future future = timeline_.future(value, of.writers_called, of.finders_called);
  Time needed_by = future.needed_by;
  const auto needed = [&](std::uint32_t slot) { needed_by = std::min(needed_by, at_slot(slot).settled); };
  config.needs.both(of.reads.either(of.cas_from)).each(needed);
  return needed_by == kNever || needed_by >= future.next_write;
}

/// (e): false if the current value must stay for somebody who is called later, and somebody else cannot wait for that.
template <std::size_t kWords>
bool RegisterSystem<kWords>::can_stay(const Config& config) const {
  const OfValue& of = of_value_[config.current];
  const std::optional<Time> until = timeline_.stays_until(config.current, of.writers_called, of.finders_called);
  if (!until || !suppliers(config, config.current).empty()) return true;
  bool can = timeline_.disturbed_by(arrived_, config.current) >= *until;
  if (can) config.needs.each([&](std::uint32_t slot) { can = can && at_slot(slot).settled >= *until; });
  return can;
}

/// The item that settles first; of equals, the one in the lowest slot. Precondition: not empty.
template <std::size_t kWords>
std::uint32_t RegisterSystem<kWords>::most_urgent(const Slots& slots) const {
  std::uint32_t urgent = ~0u;
  slots.each([&](std::uint32_t slot) {
    if (urgent == ~0u || at_slot(slot).settled < at_slot(urgent).settled) urgent = slot;
  });
  return urgent;
}

/// (c): what may take effect before it must, `except` aside. Calls `visit` with each configuration that comes of it and has not lost a value that it needs.
template <std::size_t kWords>
template <class Visit>
void RegisterSystem<kWords>::each_choice(const Config& config, std::uint32_t except, Visit&& visit) {
  const auto offer = [&](const Config& next) {
    if (next.current == config.current || can_be_supplied(next, config.current)) visit(next);
  };
  writes_.minus(config.used).each([&](std::uint32_t slot) {
    const std::uint32_t value = at_slot(slot).sets;
    const bool again = value == config.current;  // then it only relieves others of their duty, so that a cas may follow
    if (slot == except || (again && !config.needs.meets(writes_)) || !wanted_now(config, value)) return;
    if (most_urgent(of_value_[value].writes.minus(config.used)) == slot) offer(after_write(config, slot));
  });
  const Slots ready = of_value_[config.current].cas_from.minus(config.used);
  ready.each([&](std::uint32_t slot) {
    const Item& cas = at_slot(slot);
    if (slot == except || (cas.optional && !wanted_now(config, cas.sets))) return;
    if (most_urgent(ready.both(of_value_[cas.sets].cas_to)) == slot) offer(after_cas(config, slot));
  });
}

template <std::size_t kWords>
void RegisterSystem<kWords>::leave(Config config, std::uint32_t slot) {
  config.needs.erase(slot);
  config.used.erase(slot);
  if (can_stay(config)) closure_.result(config);
}

template <std::size_t kWords>
std::uint32_t RegisterSystem<kWords>::pass(std::uint32_t layer, Config config, typename Closure<Config>::Portion portion, std::vector<Config>& out) {
  move_to(layer);
  enter(layer, config);
  closure_.begin(portion, out);
  const std::uint32_t leaving = timeline_.times().leaving[layer];
  const std::uint32_t slot = timeline_.times().slot[leaving];
  const Item& item = timeline_.item(leaving);
  if (item.optional || config.used.has(slot)) {
    leave(config, slot);
  } else {
    switch (item.role) {
      case Role::read:
      case Role::other: config.needs.has(slot) ? read_leaves(config, slot) : leave(config, slot); break;
      case Role::cas: cas_leaves(config, slot); break;
      case Role::write: write_leaves(config, slot); break;
    }
  }
  return closure_.next_length();
}

/// Calls `one_choice` with every configuration that `config` comes to, the fewest choices first, as far as the portion asks for.
template <std::size_t kWords>
template <class Continue>
void RegisterSystem<kWords>::explore(const Config& config, Continue&& one_choice) {
  closure_.add(*this, config);
  while (closure_.lengthen()) {
    for (std::size_t i = closure_.first(); i < closure_.end() && !spent(); ++i) one_choice(Config(closure_.at(i)));
  }
}

/// A read that has not found its value, or a failed cas that has found only its own: something must happen now.
template <std::size_t kWords>
void RegisterSystem<kWords>::read_leaves(const Config& config, std::uint32_t slot) {
  if (at_slot(slot).role == Role::read && suppliers(config, at_slot(slot).finds).empty()) return;
  explore(config, [&](const Config& from) {
    each_choice(from, ~0u, [&](const Config& next) {
      if (next.needs.has(slot)) closure_.add(*this, next);
      else leave(next, slot);
    });
  });
}

template <std::size_t kWords>
void RegisterSystem<kWords>::cas_leaves(const Config& config, std::uint32_t slot) {
  const std::uint32_t finds = at_slot(slot).finds;
  if (config.current != finds && suppliers(config, finds).empty()) return;
  explore(config, [&](const Config& from) {
    if (from.current == finds) {
      const Config next = after_cas(from, slot);
      if (next.current == finds || can_be_supplied(next, finds)) leave(next, slot);
    }
    each_choice(from, slot, [&](const Config& next) { closure_.add(*this, next); });
  });
}

/// A write that has not been seen: it may go unseen if it took effect unseen, or take effect now, for somebody who wants to see it or because it must.
template <std::size_t kWords>
void RegisterSystem<kWords>::write_leaves(const Config& config, std::uint32_t slot) {
  const std::uint32_t value = at_slot(slot).sets;
  const auto unseen = [&](Config next) {
    next.used.insert(slot);  // supplies nobody any more
    if (next.current == value || can_be_supplied(next, value)) leave(next, slot);
  };
  const bool later = wanted_later(config, value);
  if (!config.needs.has(slot)) {
    unseen(config);
    if (!later && !wanted_now(config, value)) return;
  }
  explore(config, [&](const Config& from) {
    const bool changes = from.current != value || from.needs.meets(writes_);
    if (changes && (from.needs.has(slot) || later || wanted_now(from, value))) {
      const Config next = after_write(from, slot);
      if (next.current == from.current || can_be_supplied(next, from.current)) leave(next, slot);
    }
    each_choice(from, slot, [&](const Config& next) {
      if (from.needs.has(slot) && !next.needs.has(slot)) unseen(next);
      if (next.needs.has(slot) || later || wanted_now(next, value)) closure_.add(*this, next);
    });
  });
}

template <std::size_t kWords>
void RegisterSystem<kWords>::account() {
  held_.set(trace_.bytes() + of_value_.capacity() * sizeof(OfValue) + closure_.bytes());
}

/// One layer alone can exceed any limit, so the account is kept up to date on the way.
template <std::size_t kWords>
bool RegisterSystem<kWords>::spent() {
  if ((++asked_ & 255u) == 0) account();
  return budget_.spent();
}

template class RegisterSystem<1>;
template class RegisterSystem<2>;
template class RegisterSystem<4>;
template class RegisterSystem<16>;
template class RegisterSystem<128>;

}  // namespace clio::linearizable
