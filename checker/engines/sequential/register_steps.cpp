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
#include "checker/engines/sequential/write_orders.hpp"

namespace clio::sequential {
namespace {

/// The complete searches in turn, each for ever longer: their strengths are different, and nobody knows beforehand which will do. `guess` is an order
/// close to an explanation.
Finding search(const Problem& problem, std::span<const std::uint32_t> rank, std::span<const Event> guess, const Saturation* known, Budget& budget) {
  constexpr std::uint64_t kFirstStates = 1000, kFirstRounds = 8;
  FrontierSearch frontiers(problem, rank, known, budget);
  WriteOrders orders(problem, known, guess, budget);
  const auto answer = [&](Search found, const char* engine, std::span<const Event> order, auto core) -> std::optional<Finding> {
    switch (found) {
      case Search::found: return Finding::satisfied(engine, problem.ops_of(order));
      case Search::exhausted: return Finding::violated(engine, core());
      case Search::spent: return Finding::unknown(engine, budget.reason());
      case Search::paused: break;
    }
    return std::nullopt;
  };
  for (std::uint64_t longer = 1;; longer *= 2) {
    const Search by_orders = orders.run(longer * kFirstRounds);
    if (auto finding = answer(by_orders, "write orders", orders.order(), [&] { return problem.closed_core(orders.core()); })) return *std::move(finding);
    const Search by_frontiers = frontiers.run(longer * kFirstStates);
    if (auto finding = answer(by_frontiers, "frontier search", frontiers.order(), [&] { return problem.all_ops(); })) return *std::move(finding);
  }
}

}  // namespace

Finding search_frontiers(const Problem& problem, const History& history, Budget& budget) {
  const std::vector<std::uint32_t> rank = ranked(problem, history, Guess::call);
  FrontierSearch search(problem, rank, nullptr, budget);
  switch (search.run(~std::uint64_t{0})) {
    case Search::found: return Finding::satisfied("frontier search", problem.ops_of(search.order()));
    case Search::exhausted: return Finding::violated("frontier search", problem.all_ops());
    case Search::paused:
    case Search::spent: break;
  }
  return Finding::unknown("frontier search", budget.reason());
}

Finding search_write_orders(const Problem& problem, const History& history, Budget& budget) {
  const std::vector<std::uint32_t> rank = ranked(problem, history, Guess::call);
  Schedule guess(problem, rank, nullptr, Preference::rank, budget);
  (void)guess.run(WhenStuck::force);
  WriteOrders orders(problem, nullptr, guess.order(), budget);
  switch (orders.run(~std::uint64_t{0})) {
    case Search::found: return Finding::satisfied("write orders", problem.ops_of(orders.order()));
    case Search::exhausted: return Finding::violated("write orders", problem.closed_core(orders.core()));
    case Search::paused:
    case Search::spent: break;
  }
  return Finding::unknown("write orders", budget.reason());
}

Finding decide_registers(const Problem& problem, const History& history, Budget& budget, Path path) {
  constexpr std::size_t kFew = 20'000;  // events for which another guess costs next to nothing
  constexpr std::size_t kSaturationMax = std::size_t{8} << 30;  // bytes: beyond, clocks of all sessions are no way to go
  const std::vector<Guess> tries = guesses(problem, history);
  std::vector<std::uint32_t> rank = ranked(problem, history, tries.front());

  budget.phase("scheduling");
  {
    Schedule first(problem, rank, nullptr, Preference::rank, budget);
    const Schedule::Outcome outcome = first.run(path == Path::complete ? WhenStuck::force : WhenStuck::give_up);
    if (path == Path::complete) return search(problem, rank, first.order(), nullptr, budget);
    if (outcome == Schedule::Outcome::complete) return Finding::satisfied("schedule", problem.ops_of(first.order()));
  }

  if (Saturation::bytes(problem) > std::min(kSaturationMax, budget.memory_left())) {
    if (path == Path::fast) return Finding::unknown("schedule", "too many operations and sessions for saturation");
    Schedule close(problem, rank, nullptr, Preference::rank, budget);
    (void)close.run(WhenStuck::force);
    return search(problem, rank, close.order(), nullptr, budget);
  }
  budget.phase("saturating");
  Saturation saturation(problem, rank, budget);
  switch (saturation.run()) {
    case Saturation::Outcome::contradiction: return Finding::violated("saturation", problem.closed_core(saturation.contradiction()));
    case Saturation::Outcome::spent: return Finding::unknown("saturation", budget.reason());
    case Saturation::Outcome::consistent: break;
  }

  budget.phase("scheduling");
  {
    Schedule recorded(problem, rank, &saturation, Preference::rank, budget);
    if (recorded.run() == Schedule::Outcome::complete) return Finding::satisfied("saturation and schedule", problem.ops_of(recorded.order()));
  }
  const std::vector<std::uint32_t> rank_by_past = ranked_by_past(problem, saturation.clocks());
  Schedule close(problem, rank_by_past, &saturation, Preference::rank, budget);
  switch (close.run(WhenStuck::force)) {
    case Schedule::Outcome::complete: return Finding::satisfied("saturation and schedule", problem.ops_of(close.order()));
    case Schedule::Outcome::spent: return Finding::unknown("saturation and schedule", budget.reason());
    case Schedule::Outcome::stuck:
    case Schedule::Outcome::forced: break;
  }
  for (const Guess guess : problem.size() <= kFew || path == Path::fast ? tries : std::vector<Guess>{}) {
    rank = ranked(problem, history, guess);
    for (const Preference preference : {Preference::rank, Preference::wanted_first}) {
      Schedule other(problem, rank, &saturation, preference, budget);
      if (other.run() == Schedule::Outcome::complete) return Finding::satisfied("saturation and schedule", problem.ops_of(other.order()));
    }
  }
  if (path == Path::fast) return Finding::unknown("saturation and schedule", "only a search decides it");
  budget.phase("searching");
  return search(problem, rank_by_past, close.order(), &saturation, budget);
}

}  // namespace clio::sequential
