// Making a failing run small.
//
// First the run is made independent of how it was drawn: its plan and schedule are written down, and each operation is asked not before the
// moment at which it was asked, so that leaving one out does not move those behind it. Chance comes from streams that are named by what they
// decide (src/store/sim/random.hpp), so a run with something less differs from the whole only by what follows from that.
//
// Then parts are taken away for as long as the run still fails: delta debugging (Zeller and Hildebrandt, "Simplifying and isolating
// failure-inducing input", 2002: chunks of half, a quarter, ... down to single elements, again from single elements until nothing changes)
// over faults, sessions and operations; and single simplifications: no loss, no duplication; no final reads; keys that nobody
// asks for; faults of half their length; the end right behind the last operation. A whole pass without a change is the end.
//
// Cost: one run and one decision for each try, at most O(n^2) tries of n parts, in practice about n log n.
//
// Tested by tests/gate/shrink_test.cpp.

#include "src/gate/shrink.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace clio::gate {
namespace {

using store::RunConfig, store::RunResult, store::Planned, store::Fault;
using Clock = std::chrono::steady_clock;

class Shrinker {
 public:
  Shrinker(const RunConfig& config, const StillFails& fails, std::chrono::milliseconds limit, const std::atomic<int>* stop)
      : fails_(fails), deadline_(Clock::now() + limit), stop_(stop) { shrunk_.config = config; }

  Shrunk run() {
    if (!write_down()) return std::move(shrunk_);
    for (bool changed = true; changed && !late();) {
      changed = false;
      changed |= fewer_faults();
      changed |= calmer();
      changed |= fewer_sessions();
      changed |= fewer_operations();
      changed |= fewer_keys();
      changed |= shorter();
    }
    if (late()) shrunk_.unfinished = stopped() ? "the gate was interrupted" : "the limit for shrinking was reached";
    shrunk_.operations_after = operations(shrunk_.config);
    shrunk_.faults_after = shrunk_.config.schedule->size();
    return std::move(shrunk_);
  }

 private:
  [[nodiscard]] bool stopped() const { return stop_ != nullptr && stop_->load() != 0; }
  [[nodiscard]] bool late() const { return stopped() || Clock::now() >= deadline_; }
  static std::size_t operations(const RunConfig& config) {
    std::size_t count = 0;
    for (const auto& session : *config.plan) count += session.size();
    return count;
  }

  /// Takes the candidate over if it still fails.
  bool try_out(RunConfig candidate) {
    if (late()) return false;
    ++shrunk_.tried;
    const RunResult result = store::simulate(candidate);
    if (!fails_(candidate, result)) return false;
    shrunk_.config = std::move(candidate);
    return true;
  }
  template <class Change>
  bool try_change(const Change& change) {
    RunConfig candidate = shrunk_.config;
    change(candidate);
    return try_out(std::move(candidate));
  }

  /// Plan and schedule as data, and each operation at its moment.
  bool write_down() {
    RunConfig drawn = shrunk_.config;
    const RunResult original = store::simulate(drawn);
    drawn.plan = original.plan;
    drawn.schedule = original.schedule;
    shrunk_.config = drawn;
    shrunk_.operations_before = shrunk_.operations_after = operations(drawn);
    shrunk_.faults_before = shrunk_.faults_after = drawn.schedule->size();
    std::vector<std::size_t> next(drawn.plan->size());
    for (const store::Recorded& operation : original.operations) {
      auto& session = (*drawn.plan)[store::index(operation.session)];
      std::size_t& mine = next[store::index(operation.session)];
      if (operation.final_read || mine == session.size()) continue;
      session[mine].at = operation.call;
      session[mine++].think = 0;
    }
    if (!try_out(drawn) && !fails_(shrunk_.config, store::simulate(shrunk_.config))) {
      shrunk_.unfinished = "the run does not fail again";
      return false;
    }
    return true;
  }

  /// Delta debugging over `parts` parts: `without(config, gone)` takes away those that are marked. What is left is 1-minimal unless time ran out.
  template <class Without>
  bool fewer(std::size_t parts, const Without& without) {
    std::vector<bool> gone(parts);
    const RunConfig whole = shrunk_.config;
    bool changed = false;
    for (std::size_t chunk = std::max<std::size_t>(1, parts / 2);; chunk = std::max<std::size_t>(1, chunk / 2)) {
      bool progress = false;
      for (std::size_t begin = 0; begin < parts && !late(); begin += chunk) {
        std::vector<bool> more = gone;
        std::fill(more.begin() + static_cast<std::ptrdiff_t>(begin), more.begin() + static_cast<std::ptrdiff_t>(std::min(parts, begin + chunk)), true);
        if (more == gone) continue;
        if (try_out(without(whole, more))) {
          gone = more;
          progress = changed = true;
        }
      }
      if (late() || (chunk == 1 && !progress)) return changed;
    }
  }

  bool fewer_faults() {
    return fewer(shrunk_.config.schedule->size(), [](RunConfig config, const std::vector<bool>& gone) {
      std::vector<Fault> kept;
      for (std::size_t i = 0; i < gone.size(); ++i) {
        if (!gone[i]) kept.push_back((*config.schedule)[i]);
      }
      config.schedule = kept;
      return config;
    });
  }
  bool fewer_sessions() {
    std::vector<std::size_t> asking;
    for (std::size_t i = 0; i < shrunk_.config.plan->size(); ++i) {
      if (!(*shrunk_.config.plan)[i].empty()) asking.push_back(i);
    }
    return fewer(asking.size(), [&](RunConfig config, const std::vector<bool>& gone) {
      for (std::size_t i = 0; i < gone.size(); ++i) {
        if (gone[i]) (*config.plan)[asking[i]].clear();
      }
      return config;
    });
  }
  bool fewer_operations() {
    return fewer(operations(shrunk_.config), [](RunConfig config, const std::vector<bool>& gone) {
      std::size_t i = 0;
      for (auto& session : *config.plan) std::erase_if(session, [&](const Planned&) { return gone[i++]; });
      return config;
    });
  }

  /// Less chance, and fewer final reads.
  bool calmer() {
    bool changed = false;
    const auto lower = [&](auto store::Faults::* member) {
      if (shrunk_.config.faults.*member == 0) return;
      changed |= try_change([&](RunConfig& config) { config.faults.*member = 0; });
    };
    lower(&store::Faults::loss), lower(&store::Faults::duplication), lower(&store::Faults::reordering), lower(&store::Faults::torn);
    lower(&store::Faults::skew_max), lower(&store::Faults::drift_ppm), lower(&store::Faults::sync);
    if (shrunk_.config.faults.delay_mean > 0) changed |= try_change([](RunConfig& config) { config.faults.delay_mean = 0; });
    if (shrunk_.config.workload.final_reads) changed |= try_change([](RunConfig& config) { config.workload.final_reads = false; });
    return changed;
  }

  /// Keys that are asked for become the first ones, the others go; then all in one.
  bool fewer_keys() {
    std::map<store::Key, store::Key> names;
    for (const auto& session : *shrunk_.config.plan) {
      for (const Planned& planned : session) names.emplace(planned.key, 0);
    }
    store::Key next = 0;
    for (auto& [old, name] : names) name = next++;
    bool changed = false;
    const auto renamed = [&](const auto& name) {
      return [&](RunConfig& config) {
        for (auto& session : *config.plan) {
          for (Planned& planned : session) planned.key = name(planned.key);
        }
        config.workload.keys = 1;
        for (const auto& session : *config.plan) {
          for (const Planned& planned : session) config.workload.keys = std::max<std::size_t>(config.workload.keys, planned.key + 1);
        }
      };
    };
    if (next < shrunk_.config.workload.keys) changed |= try_change(renamed([&](store::Key key) { return names.at(key); }));
    if (next > 1) changed |= try_change(renamed([](store::Key) { return store::Key{0}; }));
    return changed;
  }

  /// Faults that begin later and end earlier, and an earlier end of everything.
  bool shorter() {
    bool changed = false;
    for (std::size_t i = 0; i < shrunk_.config.schedule->size(); ++i) {
      const auto halve = [&](bool front) {
        const Fault& fault = (*shrunk_.config.schedule)[i];
        if (fault.until - fault.at < 2 * store::kMillisecond) return false;
        return try_change([&](RunConfig& config) {
          Fault& shortened = (*config.schedule)[i];
          const store::Time middle = shortened.at + (shortened.until - shortened.at) / 2;
          (front ? shortened.at : shortened.until) = middle;
        });
      };
      while (halve(false)) changed = true;
      while (halve(true)) changed = true;
    }
    const store::Time end = last_moment();
    if (end < shrunk_.config.duration) changed |= try_change([&](RunConfig& config) { config.duration = end; });
    return changed;
  }
  [[nodiscard]] store::Time last_moment() const {
    store::Time last = 0;
    for (const auto& session : *shrunk_.config.plan) {
      for (const Planned& planned : session) last = std::max(last, planned.at);
    }
    for (const Fault& fault : *shrunk_.config.schedule) last = std::max(last, fault.until);
    return last + store::kMillisecond;
  }

  const StillFails& fails_;
  const Clock::time_point deadline_;
  const std::atomic<int>* stop_;
  Shrunk shrunk_;
};

}  // namespace

Shrunk shrink_run(const RunConfig& config, const StillFails& fails, std::chrono::milliseconds limit, const std::atomic<int>* stop) { return Shrinker(config, fails, limit, stop).run(); }

}  // namespace clio::gate
