#pragma once

#include <memory>
#include <vector>

#include "checker/engines/held.hpp"
#include "checker/engines/linearizable/closure.hpp"
#include "checker/engines/linearizable/foresight.hpp"
#include "checker/engines/linearizable/mask.hpp"
#include "checker/engines/linearizable/object_problem.hpp"
#include "checker/engines/linearizable/trace.hpp"
#include "checker/objects/object_state.hpp"

namespace clio::linearizable {

/// The configurations of a search over any object, for explore.hpp; at most 64 * kWords items open at once. The rules are in object_search.cpp.
template <std::size_t kWords>
class ObjectSystem {
 public:
  using Slots = Mask<kWords>;
  struct Config {
    Slots needs;  ///< open: what must still take effect
    Slots used;   ///< open: what took effect and may have changed the state
    StateId state;
    Trace::Node trace;
  };

  ObjectSystem(const ObjectProblem& problem, const Timeline& times, const Foresight& foresight, Budget& budget);

  [[nodiscard]] std::uint32_t layers() const { return times_.layers(); }
  [[nodiscard]] Config start() { return {{}, {}, space_->initial(), Trace::kRoot}; }
  void successors(std::uint32_t layer, const Config& config, std::vector<Config>& out) { pass(layer, config, {}, out); }
  std::uint32_t successors_from(std::uint32_t length, std::uint32_t layer, const Config& config, std::vector<Config>& out) {
    return pass(layer, config, {.from = length, .all = false}, out);
  }
  [[nodiscard]] std::uint64_t hash(const Config& c) const { return c.used.hash(c.needs.hash(static_cast<std::uint64_t>(c.state) + 1)); }
  [[nodiscard]] bool same(const Config& a, const Config& b) const { return a.state == b.state && a.needs == b.needs && a.used == b.used; }
  [[nodiscard]] bool dominates(const Config& a, const Config& b) const {
    return a.state == b.state && a.needs.within(b.needs) && a.used.within(b.used);
  }
  [[nodiscard]] std::uint32_t group(const Config& c) const { return static_cast<std::uint32_t>(c.state); }
  [[nodiscard]] std::size_t rank(const Config& c) const { return c.needs.size() + c.used.size(); }
  [[nodiscard]] Trace& trace() { return trace_; }
  void account();
  void settle(Config& config);

 private:
  [[nodiscard]] bool spent();
  void move_to(std::uint32_t layer);
  void enter(std::uint32_t layer, Config& config);
  void look(Config& config, std::uint32_t slot);
  [[nodiscard]] bool first_of_alike(const Config& config, std::uint32_t slot) const;
  [[nodiscard]] bool take(const Config& from, std::uint32_t slot, Config& to);
  std::uint32_t pass(std::uint32_t layer, Config config, typename Closure<Config>::Portion portion, std::vector<Config>& out);

  const ObjectProblem& problem_;
  const Timeline& times_;
  const Foresight& foresight_;
  Budget& budget_;
  Held held_;
  std::uint32_t asked_ = 0;
  std::unique_ptr<ObjectSpace> space_;
  Trace trace_;
  std::uint32_t layer_ = 0, arrived_ = 0;
  std::vector<std::uint32_t> item_at_;  // by slot
  Slots open_, changing_;
  Closure<Config> closure_;
  std::size_t settled_bytes_ = 1 << 16;
};

}  // namespace clio::linearizable
