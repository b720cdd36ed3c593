// What comparisons measure in runs, and the clients that two of them share.
//
// Tested by tests/store/compare_test.cpp.

#include "src/compare/measure.hpp"

#include <algorithm>
#include <numeric>

#include "checker/measures/staleness.hpp"
#include "checker/support/assert.hpp"
#include "src/record/history_of_run.hpp"

namespace clio {

namespace {

Cell milliseconds(double microseconds) { return Cell::number(microseconds / 1000.0, 1); }

}  // namespace

store::RunResult sound_run(const store::RunConfig& config) {
  store::RunResult run = store::simulate(config);
  CLIO_ASSERT(run.broken.empty());
  return run;
}

Cell Durations::mean() const {
  if (empty()) return Cell::nothing();
  return milliseconds(static_cast<double>(std::accumulate(list_.begin(), list_.end(), store::Time{0})) / static_cast<double>(size()));
}

Cell Durations::percentile(int percent) const {
  if (empty()) return Cell::nothing();
  std::vector<store::Time> sorted = list_;
  const std::size_t rank = std::max<std::size_t>(1, (size() * static_cast<std::size_t>(percent) + 99) / 100);
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(rank - 1), sorted.end());
  return milliseconds(static_cast<double>(sorted[rank - 1]));
}

Cell Share::percent(int digits) const {
  return whole == 0 ? Cell::nothing() : Cell::number(100.0 * static_cast<double>(part) / static_cast<double>(whole), digits);
}

void StaleReads::add(const store::RunResult& run, const store::RunConfig& config) {
  const History history = history_of(run, config, header_of(config));
  const std::optional<Staleness> measured = measure_staleness(history);
  CLIO_ASSERT(measured.has_value());  // a timed history of registers
  const auto at_replica = [&](const store::Recorded& operation) {
    return operation.command.operation == store::Operation::read && operation.status == store::Completed::Status::ok && operation.node != store::node_at(0);
  };
  for (const store::Recorded& operation : run.operations) share.whole += at_replica(operation) ? 1 : 0;
  for (const StaleRead& stale : measured->stale) {
    if (!at_replica(run.operations[static_cast<std::size_t>(stale.read)])) continue;
    ++share.part;
    ages.add(stale.time);
    versions += stale.versions;
  }
}

Cell StaleReads::mean_versions() const {
  return share.part == 0 ? Cell::nothing() : Cell::number(static_cast<double>(versions) / static_cast<double>(share.part), 1);
}

store::Plan publishing_plan(const store::RunConfig& config, store::Time between_reads, store::Time between_writes, store::Time duration) {
  const store::Zipf keys(config.workload.keys, config.workload.skew);
  const store::Random chance = store::Random(config.seed).fork(0xC11E);
  store::Plan plan(config.workload.sessions);
  std::int64_t value = 0;
  for (std::size_t session = 0; session < plan.size(); ++session) {
    store::Random random = chance.fork(session);
    const bool writes = session % config.options.nodes == 0;  // beside the origin
    const store::Time between = writes ? between_writes : between_reads;
    for (store::Time at = random.waiting(between); at < duration; at += 1 + random.waiting(between)) {
      store::Planned planned{.operation = writes ? store::Operation::write : store::Operation::read, .key = static_cast<store::Key>(keys.draw(random)), .at = at};
      if (writes) planned.value = ++value;
      plan[session].push_back(planned);
    }
  }
  return plan;
}

std::string seeds_text(std::uint64_t seed, std::size_t seeds) {
  const std::string options = " (--seed " + std::to_string(seed) + " --seeds " + std::to_string(seeds) + ")";
  if (seeds == 1) return "seed " + std::to_string(seed) + options;
  return "seeds " + std::to_string(seed) + " to " + std::to_string(seed + seeds - 1) + options;
}

}  // namespace clio
