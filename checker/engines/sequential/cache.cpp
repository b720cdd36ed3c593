#include "checker/engines/engine.hpp"
#include "checker/engines/sequential/frontier_search.hpp"
#include "checker/engines/sequential/problem.hpp"

namespace clio {

using namespace sequential;

Finding decide_cache(const BaseRelations& relations, Budget& budget, Path path) {
  if (relations.history().object() != Object::register_ || path == Path::fast) return Finding::unknown("none", "not built yet");
  std::vector<OpId> witness;
  for (std::size_t k = 0; k < relations.history().key_count(); ++k) {
    const KeyId key = id_at<KeyId>(k);
    const Problem problem(relations, {&key, 1});
    FrontierSearch search(problem, {}, nullptr, budget);
    switch (search.run(~std::uint64_t{0})) {
      case Search::found: break;
      case Search::exhausted: return Finding::violated("frontier search", problem.all_ops());
      case Search::paused:
      case Search::spent: return Finding::unknown("frontier search", budget.reason());
    }
    for (const Event e : search.order()) witness.push_back(problem.op(e));
  }
  return Finding::satisfied("frontier search", witness);
}

}  // namespace clio
