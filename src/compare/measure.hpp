#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/compare/table.hpp"
#include "src/store/run/run.hpp"

namespace clio {

/// A run whose numbers mean something: every invariant held (anything else is a bug of ours, and ends the program).
[[nodiscard]] store::RunResult sound_run(const store::RunConfig& config);

/// Durations in microseconds, and what can be said of them.
class Durations {
 public:
  void add(store::Time duration) { list_.push_back(duration); }
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] std::size_t size() const { return list_.size(); }
  /// In milliseconds, with one digit; nothing where there is none.
  [[nodiscard]] Cell mean() const;
  /// The smallest that is not less than so many percent of all (nearest rank). Precondition: 0 < percent <= 100.
  [[nodiscard]] Cell percentile(int percent) const;

 private:
  std::vector<store::Time> list_;
};

/// How many of how many.
struct Share {
  std::size_t part = 0, whole = 0;
  void add(bool belongs) { part += belongs ? 1 : 0, ++whole; }
  /// In percent; nothing of nothing.
  [[nodiscard]] Cell percent(int digits = 1) const;
};

/// How stale the reads are that replicas other than the origin answered; lower bounds, as measures/staleness.hpp has them.
struct StaleReads {
  Share share;
  Durations ages;              ///< of the stale ones: since an overwrite of what they returned was answered
  std::size_t versions = 0;    ///< of the stale ones together: writes that they missed
  /// Adds the reads of a run.
  void add(const store::RunResult& run, const store::RunConfig& config);
  /// Versions that a stale read missed on average.
  [[nodiscard]] Cell mean_versions() const;
};

/// Clients of one origin (node 0) with replicas elsewhere: the sessions beside the origin write, all others read. Operations come about every
/// `between_reads` and `between_writes` in each session, until `duration`; keys by config.workload (Zipf).
[[nodiscard]] store::Plan publishing_plan(const store::RunConfig& config, store::Time between_reads, store::Time between_writes, store::Time duration);

/// "seeds 3 to 12 (--seed 3 --seeds 10)".
[[nodiscard]] std::string seeds_text(std::uint64_t seed, std::size_t seeds);

}  // namespace clio
