#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

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
// Both find the same: a solution exists or not; and where none exists, the last layer that any configuration enters is the same one, since each visits all of them or
// better ones. Turns are counted in steps, not in time, so that the evidence does not depend on the machine.
//
// A System offers:
//   Config                           copyable; has a member `Trace::Node trace`, which is no part of its identity
//   layers(), start()
//   successors(layer, config, out)   appends what the configuration may become on passing `layer`, likely ones first; may stop early once budget is spent
//   hash(config), same(a, b)
//   dominates(a, b)                  whether a can do whatever b can; false is always sound. rank(config): a dominating one never has a greater rank
//   group(config)                    configurations of different groups do not dominate each other
//   trace(), bytes()
//   settle(config)                   the only configuration left: whatever it does not need may be forgotten
namespace clio::linearizable {

enum class Outcome : std::uint8_t { undecided, found, exhausted };

/// Keeps a budget's account of a table that changes its size.
class Held {
 public:
  explicit Held(Budget& budget) : budget_(budget) {}
  ~Held() { budget_.release(bytes_); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  void now(std::size_t bytes) {
    if (bytes > bytes_) budget_.hold(bytes - bytes_);
    else budget_.release(bytes_ - bytes);
    bytes_ = bytes;
  }

 private:
  Budget& budget_;
  std::size_t bytes_ = 0;
};

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
        system_.successors(layer_, current_[done_], next_);
      }
      if (budget_.spent()) return Outcome::undecided;
      if (next_.size() > 1) prune();
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

  /// Drops what is there twice, and what others of the same group dominate (looking at the most promising ones only).
  void prune() {
    std::sort(next_.begin(), next_.end(), [this](const Config& a, const Config& b) {
      const auto key = [this](const Config& c) { return std::pair(system_.group(c), system_.rank(c)); };
      return key(a) != key(b) ? key(a) < key(b) : system_.hash(a) < system_.hash(b);
    });
    std::size_t kept = 0, group_begin = 0;
    for (std::size_t i = 0; i < next_.size(); ++i) {
      if (kept > 0 && system_.group(next_[i]) != system_.group(next_[group_begin])) group_begin = kept;
      bool dominated = kept > group_begin && system_.same(next_[kept - 1], next_[i]);
      for (std::size_t k = group_begin; !dominated && k < std::min(kept, group_begin + kComparedAtMost); ++k) {
        dominated = system_.dominates(next_[k], next_[i]);
      }
      if (dominated) continue;
      if (kept != i) next_[kept] = next_[i];
      ++kept;
    }
    next_.resize(kept);
  }

  void housekeeping() {
    if (system_.trace().size() > trace_limit_) {
      system_.trace().compact(current_.size(), [this](std::size_t i) -> Trace::Node& { return current_[i].trace; });
      trace_limit_ = std::max(trace_limit_, 2 * system_.trace().size());
    }
    if (current_.size() == 1) system_.settle(current_.front());
    if ((layer_ & 15u) == 0 || current_.size() > 1024) held_.now((current_.capacity() + next_.capacity()) * sizeof(Config) + system_.bytes());
  }

  System& system_;
  Budget& budget_;
  Held held_;
  std::vector<Config> current_, next_;
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
    while (layer_ < system_.layers()) {
      if (steps-- == 0 || budget_.spent()) return Outcome::undecided;
      last_layer_ = std::max(last_layer_, layer_);
      const std::size_t begin = pending_.size();
      if (failed_count_ == 0 || !failed(layer_, config_)) system_.successors(layer_, config_, pending_);
      if (budget_.spent()) return Outcome::undecided;
      const std::size_t count = pending_.size() - begin;
      std::reverse(pending_.begin() + static_cast<std::ptrdiff_t>(begin), pending_.end());
      if (count > 1 || (layer_ % kCheckpointEvery == 0 && count > 0)) frames_.push_back({config_, layer_, begin, system_.trace().size()});
      if (count == 0 && !backtrack()) return Outcome::exhausted;
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

  struct Frame {
    Config config;
    std::uint32_t layer;
    std::size_t pending_begin;
    std::size_t trace_size;
  };
  struct Failed {
    Config config;
    std::uint32_t layer;
  };

  /// To the last configuration with an alternative: layer_ becomes its layer. What has none left has failed.
  bool backtrack() {
    while (!frames_.empty()) {
      const Frame& frame = frames_.back();
      if (pending_.size() > frame.pending_begin) {
        layer_ = frame.layer;
        system_.trace().truncate(std::min(frame.trace_size, system_.trace().size()));
        return true;
      }
      remember(frame.layer, frame.config);
      frames_.pop_back();
    }
    return false;
  }

  [[nodiscard]] std::uint64_t hash(std::uint32_t layer, const Config& config) const {
    return (system_.hash(config) ^ layer) * 0x9e3779b97f4a7c15ULL >> 20;
  }
  [[nodiscard]] bool failed(std::uint32_t layer, const Config& config) const {
    for (std::size_t i = hash(layer, config) & (failed_slots_.size() - 1); failed_slots_[i] != 0; i = (i + 1) & (failed_slots_.size() - 1)) {
      const Failed& entry = failed_[failed_slots_[i] - 1];
      if (entry.layer == layer && system_.same(entry.config, config)) return true;
    }
    return false;
  }
  void remember(std::uint32_t layer, const Config& config) {
    if (2 * (failed_count_ + 1) > failed_slots_.size()) {
      failed_slots_.assign(std::max<std::size_t>(64, 2 * failed_slots_.size()), 0);
      for (std::size_t i = 0; i < failed_count_; ++i) enter(i);
    }
    failed_.push_back({config, layer});
    enter(failed_count_++);
  }
  void enter(std::size_t entry) {
    std::size_t i = hash(failed_[entry].layer, failed_[entry].config) & (failed_slots_.size() - 1);
    while (failed_slots_[i] != 0) i = (i + 1) & (failed_slots_.size() - 1);
    failed_slots_[i] = static_cast<std::uint32_t>(entry + 1);
  }
  void housekeeping() {
    if (system_.trace().size() > trace_limit_) {
      pending_.push_back(config_);  // one of those whose past is kept
      system_.trace().compact(pending_.size(), [this](std::size_t i) -> Trace::Node& { return pending_[i].trace; });
      config_ = pending_.back();
      pending_.pop_back();
      for (Frame& frame : frames_) frame.trace_size = system_.trace().size();
      trace_limit_ = std::max(trace_limit_, 2 * system_.trace().size());
    }
    held_.now(frames_.capacity() * sizeof(Frame) + pending_.capacity() * sizeof(Config) + failed_.capacity() * sizeof(Failed) +
              failed_slots_.capacity() * sizeof(std::uint32_t) + system_.bytes());
  }

  System& system_;
  Budget& budget_;
  Held held_;
  Config config_;
  std::uint32_t layer_ = 0, last_layer_ = 0;
  std::vector<Frame> frames_;     // the configurations on the way that may have alternatives left, and every 16th
  std::vector<Config> pending_;   // their alternatives
  std::vector<Failed> failed_;
  std::vector<std::uint32_t> failed_slots_;
  std::size_t failed_count_ = 0;
  std::uint32_t turns_ = 0;
  std::size_t trace_limit_ = 1 << 14;
};

struct SearchResult {
  Outcome outcome = Outcome::undecided;  ///< undecided: the budget is spent, or steps_max
  std::vector<Chosen> choices;           ///< found
  std::uint32_t last_layer = 0;          ///< exhausted
  std::uint64_t steps = 0;               ///< granted to each way
};

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
