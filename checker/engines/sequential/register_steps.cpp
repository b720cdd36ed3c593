#include "checker/engines/sequential/register_steps.hpp"

#include "checker/engines/sequential/frontier_search.hpp"

namespace clio::sequential {

Finding decide_registers(const Problem& problem, const History&, Budget& budget, Path path) {
  if (path == Path::fast) return Finding::unknown("saturation", "only a search decides it");
  FrontierSearch search(problem, {}, nullptr, budget);
  switch (search.run(~std::uint64_t{0})) {
    case Search::found: return Finding::satisfied("frontier search", problem.ops_of(search.order()));
    case Search::exhausted: return Finding::violated("frontier search", problem.all_ops());
    case Search::paused:
    case Search::spent: break;
  }
  return Finding::unknown("frontier search", budget.reason());
}

}  // namespace clio::sequential
