#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "checker/engines/held.hpp"
#include "checker/engines/linearizable/closure.hpp"
#include "checker/engines/linearizable/trace.hpp"
#include "checker/limits.hpp"

// Two ways through a layered graph of configurations, raced against each other.
//
// A system has layers 0 .. layers()-1; a configuration that has passed them all is a solution. The first way goes breadth first: all configurations of a
// layer, nothing kept behind it, those dropped that another one dominates. It cannot be caught in a dead end, but pays for every
// alternative, also where any of them would do. The second goes depth first, likely choices first, and remembers what failed: a legal history with much freedom is
// often followed to its end without one wrong turn, while a history that is not legal makes it walk the whole graph, undominated configurations or
// not. Neither is ever much worse than twice the better one if they take turns, each turn twice as long as the last.
//
// The sequences of choices that pass a layer can be exponentially many, and a short one usually will do. So depth first asks for the shortest ones and
// for longer ones only when it comes back. What it might come back to is bounded: it gives up the oldest of its frames when they take too much
// room, and with them the claim to have seen everything; the other way then answers alone. A configuration that one which failed dominates fails too.
//
// Both find the same: a solution exists or not; and where none exists, the last layer that any configuration enters is the same one, since each visits all of them or
// better ones. Turns are counted in steps, not in time, so that the evidence does not depend on the machine.
//
// A System offers:
//   Config                           copyable; has a member `Trace::Node trace`, which is no part of its identity
//   layers(), start()
//   successors(layer, config, out)   appends what the configuration may become on passing `layer`, likely ones first; may stop early once budget is spent
//   successors_from(length, layer, config, out)   the same by portions: of those that take at least `length` choices the ones that take fewest. Answers the
//                                    length to ask for next, or kNoLonger. Together the portions are what successors() appends
//   hash(config), same(a, b)
//   dominates(a, b)                  whether a can do whatever b can; false is always sound. rank(config): a dominating one never has a greater rank
//   group(config)                    configurations of different groups do not dominate each other
//   trace(), account()               the latter tells the budget what the system itself holds
//   settle(config)                   the only configuration left: whatever it does not need may be forgotten
namespace clio::linearizable {

enum class Outcome : std::uint8_t { undecided, found, exhausted };

template <class System>
class BreadthFirst {
 public:
  using Config = typename System::Config;

  BreadthFirst(System& system, Budget& budget) : system_(system), budget_(budget), held_(budget) { current_.push_back(system.start()); }

  /// Goes on for about `steps` configurations.
  Outcome run(std::uint64_t steps) {
    while (layer_ < system_.layers()) {
      for (; done_ < current_.size(); ++done_) {
        if (steps-- == 0 || budget_.spent()) return Outcome::undecided;
        const std::size_t room = next_.capacity();
        system_.successors(layer_, current_[done_], next_);
        if (next_.capacity() != room) account();
      }
      if (budget_.spent()) return Outcome::undecided;
      if (next_.size() > 1 && !prune()) return Outcome::undecided;
      if (next_.empty()) return Outcome::exhausted;
      current_.swap(next_);
      next_.clear();
      done_ = 0;
      ++layer_;
      housekeeping();
    }
    return Outcome::found;
  }
  /// The layer that no configuration passes. Precondition: exhausted.
  [[nodiscard]] std::uint32_t last_layer() const { return layer_; }
  /// Precondition: found.
  [[nodiscard]] std::vector<Chosen> choices() { return system_.trace().path(current_.front().trace); }

 private:
  static constexpr std::size_t kComparedAtMost = 128;

  /// What a configuration is sorted by, computed once.
  struct Sorted {
    std::uint64_t group_and_rank, hash;
    std::uint32_t at;
    friend auto operator<=>(const Sorted&, const Sorted&) = default;
  };

  /// Drops what is there twice, and what others of the same group dominate (looking at the most promising ones only). False once the budget is spent: a layer may hold millions.
  bool prune() {
    sorted_.clear();
    for (std::size_t i = 0; i < next_.size(); ++i) {
      sorted_.push_back({std::uint64_t{system_.group(next_[i])} << 32 | system_.rank(next_[i]), system_.hash(next_[i]), static_cast<std::uint32_t>(i)});
    }
    std::sort(sorted_.begin(), sorted_.end());
    kept_.clear();
    std::size_t group_begin = 0;
    for (std::size_t i = 0; i < sorted_.size(); ++i) {
      if ((i & 1023u) == 1023u && budget_.spent_now()) return false;
      const Config& config = next_[sorted_[i].at];
      if (!kept_.empty() && system_.group(config) != system_.group(kept_[group_begin])) group_begin = kept_.size();
      bool dominated = kept_.size() > group_begin && system_.same(kept_.back(), config);
      for (std::size_t k = group_begin; !dominated && k < std::min(kept_.size(), group_begin + kComparedAtMost); ++k) {
        dominated = system_.dominates(kept_[k], config);
      }
      if (!dominated) kept_.push_back(config);
    }
    next_.swap(kept_);
    return true;
  }

  void housekeeping() {
    if (system_.trace().size() > trace_limit_) {
      system_.trace().compact(current_.size(), [this](std::size_t i) -> Trace::Node& { return current_[i].trace; });
      trace_limit_ = std::max(trace_limit_, 2 * system_.trace().size());
    }
    if (current_.size() == 1) system_.settle(current_.front());
    if ((layer_ & 15u) == 0 || current_.size() > 1024) {
      account();
      system_.account();
    }
  }
  /// With what pruning the next layer may take.
  void account() {
    const std::size_t pruned = std::max(next_.capacity(), kept_.capacity());
    held_.set((current_.capacity() + next_.capacity() + pruned) * sizeof(Config) + std::max(next_.capacity(), sorted_.capacity()) * sizeof(Sorted));
  }

  System& system_;
  Budget& budget_;
  Held held_;
  std::vector<Config> current_, next_, kept_;
  std::vector<Sorted> sorted_;
  std::size_t done_ = 0;  // of current_
  std::uint32_t layer_ = 0;
  std::size_t trace_limit_ = 1 << 12;
};

template <class System>
class DepthFirst {
 public:
  using Config = typename System::Config;

  DepthFirst(System& system, Budget& budget) : system_(system), budget_(budget), held_(budget), config_(system.start()) {}

  Outcome run(std::uint64_t steps) {
    if (stuck_) return Outcome::undecided;
    while (layer_ < system_.layers()) {
      if (steps-- == 0 || budget_.spent()) return Outcome::undecided;
      last_layer_ = std::max(last_layer_, layer_);
      const std::size_t begin = pending_.size();
      std::uint32_t longer = kNoLonger;
      if (failed_.empty() || !failed(layer_, config_)) longer = system_.successors_from(0, layer_, config_, pending_);
      if (budget_.spent()) return Outcome::undecided;
      const std::size_t count = pending_.size() - begin;
      likely_last(begin);
      if (count > 1 || longer != kNoLonger || (layer_ % kCheckpointEvery == 0 && count > 0)) {
        frames_.push_back({config_, layer_, longer, begin, system_.trace().size()});
      }
      if (count == 0 && !backtrack()) {
        stuck_ = forgetful_ || budget_.spent();
        return stuck_ ? Outcome::undecided : Outcome::exhausted;
      }
      config_ = pending_.back();
      pending_.pop_back();
      ++layer_;
      if ((++turns_ & 1023u) == 0) housekeeping();
    }
    return Outcome::found;
  }
  [[nodiscard]] std::uint32_t last_layer() const { return last_layer_; }
  [[nodiscard]] std::vector<Chosen> choices() { return system_.trace().path(config_.trace); }

 private:
  static constexpr std::uint32_t kCheckpointEvery = 16;
  static constexpr std::uint32_t kComparedAtMost = 32;
  static constexpr std::size_t kFrameBytesAtMost = std::size_t{32} << 20;

  struct Frame {
    Config config;
    std::uint32_t layer;
    std::uint32_t longer;  // the length of the sequences to ask for next
    std::size_t pending_begin;
    std::size_t trace_size;
  };
  struct Failed {
    Config config;
    std::uint32_t layer;
    std::uint32_t before;  // the last that failed before it in the same layer and group; + 1
  };

  void likely_last(std::size_t begin) { std::reverse(pending_.begin() + static_cast<std::ptrdiff_t>(begin), pending_.end()); }

  /// To the last configuration with an alternative: layer_ becomes its layer. What has none left has failed.
  bool backtrack() {
    while (!frames_.empty() && !budget_.spent()) {
      Frame& frame = frames_.back();
      layer_ = frame.layer;
      system_.trace().truncate(std::min(frame.trace_size, system_.trace().size()));
      if (pending_.size() == frame.pending_begin && frame.longer != kNoLonger) {
        frame.longer = system_.successors_from(frame.longer, layer_, frame.config, pending_);
        frame.trace_size = system_.trace().size();
        likely_last(frame.pending_begin);
      }
      if (pending_.size() > frame.pending_begin) return true;
      remember(frame.layer, frame.config);
      frames_.pop_back();
    }
    return false;
  }

  /// Where a configuration that failed is looked up: by itself, or by all that share its layer and group.
  [[nodiscard]] std::uint64_t own_place(std::uint32_t layer, const Config& config) const { return scattered(system_.hash(config) ^ layer); }
  [[nodiscard]] std::uint64_t group_place(std::uint32_t layer, const Config& config) const {
    return scattered((std::uint64_t{system_.group(config)} << 32 ^ layer) + 0x51ed270b);
  }
  static std::uint64_t scattered(std::uint64_t bits) { return bits * 0x9e3779b97f4a7c15ULL >> 20; }

  /// The slot of the last entry that is alike, or the empty one where it belongs.
  template <class Alike>
  [[nodiscard]] std::size_t find(const std::vector<std::uint32_t>& slots, std::uint64_t place, Alike&& alike) const {
    std::size_t i = place & (slots.size() - 1);
    while (slots[i] != 0 && !alike(failed_[slots[i] - 1])) i = (i + 1) & (slots.size() - 1);
    return i;
  }
  [[nodiscard]] std::size_t find_own(std::uint32_t layer, const Config& config) const {
    return find(own_slots_, own_place(layer, config), [&](const Failed& entry) { return entry.layer == layer && system_.same(entry.config, config); });
  }
  [[nodiscard]] std::size_t find_group(std::uint32_t layer, const Config& config) const {
    return find(group_slots_, group_place(layer, config),
                [&](const Failed& entry) { return entry.layer == layer && system_.group(entry.config) == system_.group(config); });
  }

  [[nodiscard]] bool failed(std::uint32_t layer, const Config& config) const {
    if (own_slots_[find_own(layer, config)] != 0) return true;
    std::uint32_t entry = group_slots_[find_group(layer, config)];
    for (std::uint32_t compared = 0; entry != 0 && compared < kComparedAtMost; ++compared) {
      if (system_.dominates(failed_[entry - 1].config, config)) return true;
      entry = failed_[entry - 1].before;
    }
    return false;
  }
  /// Where the memory for it is left: what is not remembered may only be searched again.
  void remember(std::uint32_t layer, const Config& config) {
    if (failed_.size() == failed_.capacity() || 2 * (failed_.size() + 1) > own_slots_.size()) {
      // While a table grows, what it was is there too.
      held_.set(bytes() + 2 * failed_.capacity() * sizeof(Failed) + 2 * (own_slots_.size() + group_slots_.size()) * sizeof(std::uint32_t));
      if (budget_.spent_now()) return;
    }
    failed_.push_back({config, layer, 0});
    if (2 * failed_.size() > own_slots_.size()) {
      own_slots_.assign(std::max<std::size_t>(64, 2 * own_slots_.size()), 0);
      group_slots_.assign(own_slots_.size(), 0);
      for (std::uint32_t i = 0; i < failed_.size(); ++i) enter(i);
      held_.set(bytes());
    } else {
      enter(static_cast<std::uint32_t>(failed_.size() - 1));
    }
  }
  void enter(std::uint32_t i) {
    Failed& entry = failed_[i];
    own_slots_[find_own(entry.layer, entry.config)] = i + 1;
    std::uint32_t& last = group_slots_[find_group(entry.layer, entry.config)];
    entry.before = last;
    last = i + 1;
  }

  /// Gives up the older half of the frames when they take too much room.
  void forget() {
    if (frames_.size() * sizeof(Frame) + pending_.size() * sizeof(Config) <= kFrameBytesAtMost) return;
    const std::size_t gone = (frames_.size() + 1) / 2;
    const std::size_t gone_pending = gone < frames_.size() ? frames_[gone].pending_begin : pending_.size();
    frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(gone));
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(gone_pending));
    for (Frame& frame : frames_) frame.pending_begin -= gone_pending;
    forgetful_ = true;
  }
  void housekeeping() {
    forget();
    if (system_.trace().size() > trace_limit_) {
      const std::size_t p = pending_.size(), f = frames_.size();
      system_.trace().compact(p + f + 1, [&, p, f](std::size_t i) -> Trace::Node& {
        return i < p ? pending_[i].trace : i < p + f ? frames_[i - p].config.trace : config_.trace;
      });
      for (Frame& frame : frames_) frame.trace_size = system_.trace().size();
      trace_limit_ = std::max(trace_limit_, 2 * system_.trace().size());
    }
    held_.set(bytes());
    system_.account();
  }
  [[nodiscard]] std::size_t bytes() const {
    return frames_.capacity() * sizeof(Frame) + pending_.capacity() * sizeof(Config) + failed_.capacity() * sizeof(Failed) +
           (own_slots_.capacity() + group_slots_.capacity()) * sizeof(std::uint32_t);
  }

  System& system_;
  Budget& budget_;
  Held held_;
  Config config_;
  std::uint32_t layer_ = 0, last_layer_ = 0;
  std::vector<Frame> frames_;     // the configurations on the way that may have alternatives left, and every 16th
  std::vector<Config> pending_;   // their alternatives
  bool forgetful_ = false;        // frames were given up: what is left does not cover everything
  bool stuck_ = false;
  std::vector<Failed> failed_;
  std::vector<std::uint32_t> own_slots_, group_slots_;  // into failed_, + 1
  std::uint32_t turns_ = 0;
  std::size_t trace_limit_ = 1 << 14;
};

struct SearchResult {
  Outcome outcome = Outcome::undecided;  ///< undecided: the budget is spent, or steps_max
  std::vector<Chosen> choices;           ///< found
  std::uint32_t last_layer = 0;          ///< exhausted
  std::uint64_t steps = 0;               ///< granted to each way
};

/// Depth first alone, with as many steps as find an order at first sight if one can be found so.
template <class System>
SearchResult plunge(System& system, Budget& budget) {
  DepthFirst<System> depth_first(system, budget);
  const std::uint64_t steps = 2 * std::uint64_t{system.layers()} + 256;
  switch (depth_first.run(steps)) {
    case Outcome::found: return {Outcome::found, depth_first.choices(), 0, steps};
    case Outcome::exhausted: return {Outcome::exhausted, {}, depth_first.last_layer(), steps};
    case Outcome::undecided: break;
  }
  return {};
}

/// Both systems are of the same problem.
template <class System>
SearchResult race(System& deep, System& broad, Budget& budget, std::uint64_t steps_max = ~std::uint64_t{0}) {
  DepthFirst<System> depth_first(deep, budget);
  BreadthFirst<System> breadth_first(broad, budget);
  std::uint64_t granted = 0;
  const auto result = [&granted](auto& way, Outcome outcome) {
    if (outcome == Outcome::found) return SearchResult{outcome, way.choices(), 0, granted};
    return SearchResult{outcome, {}, way.last_layer(), granted};
  };
  std::uint64_t steps = 2 * std::uint64_t{deep.layers()} + 256;
  while (!budget.spent() && granted < steps_max) {
    granted += steps;
    if (const Outcome outcome = depth_first.run(steps); outcome != Outcome::undecided) return result(depth_first, outcome);
    if (const Outcome outcome = breadth_first.run(steps); outcome != Outcome::undecided) return result(breadth_first, outcome);
    steps *= 2;
  }
  return {};
}

}  // namespace clio::linearizable
