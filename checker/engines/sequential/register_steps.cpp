#include "checker/engines/sequential/register_steps.hpp"

#include <numeric>

#include "checker/engines/sequential/frontier_search.hpp"
#include "checker/engines/sequential/saturation.hpp"

namespace clio::sequential {

Finding decide_registers(const Problem& problem, const History&, Budget& budget, Path path) {
  std::vector<std::uint32_t> rank(problem.size());
  for (std::size_t e = 0; e < rank.size(); ++e) rank[e] = static_cast<std::uint32_t>(index(problem.op(static_cast<Event>(e))));
  Saturation saturation(problem, rank, budget);
  if (path != Path::complete) {
    switch (saturation.run()) {
      case Saturation::Outcome::contradiction: return Finding::violated("saturation", problem.closed_core(saturation.contradiction()));
      case Saturation::Outcome::spent: return Finding::unknown("saturation", budget.reason());
      case Saturation::Outcome::consistent: break;
    }
  }
  if (path == Path::fast) return Finding::unknown("saturation", "only a search decides it");
  FrontierSearch search(problem, rank, path == Path::automatic ? &saturation.clocks() : nullptr, budget);
  switch (search.run(~std::uint64_t{0})) {
    case Search::found: return Finding::satisfied("frontier search", problem.ops_of(search.order()));
    case Search::exhausted: return Finding::violated("frontier search", problem.all_ops());
    case Search::paused:
    case Search::spent: break;
  }
  return Finding::unknown("frontier search", budget.reason());
}

}  // namespace clio::sequential
