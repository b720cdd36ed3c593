#pragma once

#include <vector>

#include "checker/engines/held.hpp"
#include "checker/engines/linearizable/closure.hpp"
#include "checker/engines/linearizable/mask.hpp"
#include "checker/engines/linearizable/register_timeline.hpp"
#include "checker/engines/linearizable/trace.hpp"
#include "checker/limits.hpp"

namespace clio::linearizable {

/// The configurations of a register search, for explore.hpp; at most 64 * kWords items open at once. The rules that it follows, and why they lose nothing,
/// are in register_search.cpp.
template <std::size_t kWords>
class RegisterSystem {
 public:
  using Slots = Mask<kWords>;
  struct Config {
    Slots needs;            ///< open: reads that have not found their value, writes that must still take effect, cas that have not
    Slots used;             ///< open: writes and cas that took effect and were seen
    std::uint32_t current;  ///< the register's value
    Trace::Node trace;
  };

  RegisterSystem(const RegisterTimeline& timeline, Budget& budget);

  [[nodiscard]] std::uint32_t layers() const { return timeline_.times().layers(); }
  [[nodiscard]] Config start() const { return {{}, {}, timeline_.initial(), Trace::kRoot}; }
  void successors(std::uint32_t layer, const Config& config, std::vector<Config>& out) { pass(layer, config, {}, out); }
  std::uint32_t successors_from(std::uint32_t length, std::uint32_t layer, const Config& config, std::vector<Config>& out) {
    return pass(layer, config, {.from = length, .all = false}, out);
  }
  [[nodiscard]] std::uint64_t hash(const Config& c) const { return c.used.hash(c.needs.hash(c.current + 1)); }
  [[nodiscard]] bool same(const Config& a, const Config& b) const { return a.current == b.current && a.needs == b.needs && a.used == b.used; }
  [[nodiscard]] bool dominates(const Config& a, const Config& b) const {
    return a.current == b.current && a.needs.within(b.needs) && a.used.within(b.used);
  }
  [[nodiscard]] std::uint32_t group(const Config& c) const { return c.current; }
  [[nodiscard]] std::size_t rank(const Config& c) const { return c.needs.size() + c.used.size(); }
  [[nodiscard]] Trace& trace() { return trace_; }
  void account();
  void settle(Config&) {}

 private:
  [[nodiscard]] bool spent();
  struct OfValue {
    Slots reads, cas_from, writes, cas_to, others;  // open items: those that find it, and those that set it
    std::uint32_t writers_called = 0, finders_called = 0;
  };

  [[nodiscard]] const Item& at_slot(std::uint32_t slot) const { return timeline_.item(item_at_[slot]); }
  void move_to(std::uint32_t layer);
  void come(std::uint32_t i);
  void go(std::uint32_t i);
  void tally(std::uint32_t i, bool called);
  void mark(std::uint32_t i, bool open);

  void enter(std::uint32_t layer, Config& config) const;
  void observe(Config& config) const;
  [[nodiscard]] Config after_write(Config config, std::uint32_t slot);
  [[nodiscard]] Config after_cas(Config config, std::uint32_t slot);
  [[nodiscard]] bool wanted_now(const Config& config, std::uint32_t value, int patience = 3) const;
  [[nodiscard]] bool wanted_later(const Config& config, std::uint32_t value) const;
  [[nodiscard]] bool found_later(const Config& config, std::uint32_t value, int patience) const;
  [[nodiscard]] bool can_be_supplied(const Config& config, std::uint32_t value) const;
  [[nodiscard]] bool can_stay(const Config& config) const;
  [[nodiscard]] Slots suppliers(const Config& config, std::uint32_t value) const;
  [[nodiscard]] std::uint32_t most_urgent(const Slots& slots) const;
  template <class Visit>
  void each_choice(const Config& config, std::uint32_t except, Visit&& visit);

  std::uint32_t pass(std::uint32_t layer, Config config, typename Closure<Config>::Portion portion, std::vector<Config>& out);
  void read_leaves(const Config& config, std::uint32_t slot);
  void cas_leaves(const Config& config, std::uint32_t slot);
  void write_leaves(const Config& config, std::uint32_t slot);
  void leave(Config config, std::uint32_t slot);
  template <class Continue>
  void explore(const Config& config, Continue&& one_choice);

  const RegisterTimeline& timeline_;
  Budget& budget_;
  Held held_;
  std::uint32_t asked_ = 0;
  Trace trace_;
  std::uint32_t layer_ = 0;       // of the window
  std::uint32_t arrived_ = 0;
  std::vector<std::uint32_t> item_at_;  // by slot
  std::vector<OfValue> of_value_;
  Slots reads_, others_, writes_, cas_;  // open items
  Closure<Config> closure_;
};

}  // namespace clio::linearizable
