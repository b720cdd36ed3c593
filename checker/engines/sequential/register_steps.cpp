// The ladder for registers: what is quick and settles most histories first, what settles all of them last.
//
//   1. A schedule by the recorded order, without any preparation: a healthy store's history usually ends here, in linear time.
//   2. Saturation: a contradiction, or what every explanation has in common. Nearly all violations end here.
//   3. Schedules held to what saturation found, for several guesses at the free order.
//   4. Complete search.
//
// Each step stands alone; what one cannot decide the next one takes up. Tested by the agreement tests, which force each path.

#include "checker/engines/sequential/register_steps.hpp"

#include <algorithm>

#include "checker/engines/sequential/frontier_search.hpp"
#include "checker/engines/sequential/ranks.hpp"
#include "checker/engines/sequential/saturation.hpp"
#include "checker/engines/sequential/schedule.hpp"

namespace clio::sequential {
namespace {

Finding search(const Problem& problem, std::span<const std::uint32_t> rank, const Clocks* known, Budget& budget) {
  FrontierSearch search(problem, rank, known, budget);
  switch (search.run(~std::uint64_t{0})) {
    case Search::found: return Finding::satisfied("frontier search", problem.ops_of(search.order()));
    case Search::exhausted: return Finding::violated("frontier search", problem.all_ops());
    case Search::paused:
    case Search::spent: break;
  }
  return Finding::unknown("frontier search", budget.reason());
}

/// An explanation found greedily, or nothing.
std::optional<Finding> scheduled(const Problem& problem, std::span<const std::uint32_t> rank, const Clocks* known, Preference preference, Budget& budget) {
  Schedule schedule(problem, rank, known, preference, budget);
  if (schedule.run() != Schedule::Outcome::complete) return std::nullopt;
  return Finding::satisfied(known == nullptr ? "schedule" : "saturation and schedule", problem.ops_of(schedule.order()));
}

}  // namespace

Finding decide_registers(const Problem& problem, const History& history, Budget& budget, Path path) {
  const std::vector<Guess> tries = guesses(problem, history);
  std::vector<std::uint32_t> rank = ranked(problem, history, tries.front());
  if (path == Path::complete) return search(problem, rank, nullptr, budget);

  budget.phase("scheduling");
  if (std::optional<Finding> finding = scheduled(problem, rank, nullptr, Preference::rank, budget)) return *std::move(finding);
  budget.phase("saturating");
  Saturation saturation(problem, rank, budget);
  switch (saturation.run()) {
    case Saturation::Outcome::contradiction: return Finding::violated("saturation", problem.closed_core(saturation.contradiction()));
    case Saturation::Outcome::spent: return Finding::unknown("saturation", budget.reason());
    case Saturation::Outcome::consistent: break;
  }
  budget.phase("scheduling");
  for (const Guess guess : tries) {
    if (guess != tries.front()) rank = ranked(problem, history, guess);
    for (const Preference preference : {Preference::rank, Preference::wanted_first}) {
      if (std::optional<Finding> finding = scheduled(problem, rank, &saturation.clocks(), preference, budget)) return *std::move(finding);
    }
  }
  if (path == Path::fast) return Finding::unknown("saturation and schedule", "only a search decides it");
  budget.phase("searching");
  return search(problem, rank, &saturation.clocks(), budget);
}

}  // namespace clio::sequential
