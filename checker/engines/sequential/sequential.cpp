#include "checker/engines/engine.hpp"
#include "checker/engines/sequential/frontier_search.hpp"
#include "checker/engines/sequential/problem.hpp"

namespace clio {

using namespace sequential;

Finding decide_sequential(const BaseRelations& relations, Budget& budget, Path path) {
  if (relations.history().object() != Object::register_ || path == Path::fast) return Finding::unknown("none", "not built yet");
  const Problem problem(relations);
  FrontierSearch search(problem, {}, nullptr, budget);
  switch (search.run(~std::uint64_t{0})) {
    case Search::found: return Finding::satisfied("frontier search", problem.ops_of(search.order()));
    case Search::exhausted: return Finding::violated("frontier search", problem.all_ops());
    case Search::paused:
    case Search::spent: break;
  }
  return Finding::unknown("frontier search", budget.reason());
}

}  // namespace clio
