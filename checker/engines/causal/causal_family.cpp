#include "checker/engines/causal/events.hpp"
#include "checker/engines/causal/sources.hpp"
#include "checker/engines/causal/theory.hpp"
#include "checker/engines/engine.hpp"

namespace clio {

using namespace causal;

Finding decide_causal_family(const BaseRelations& relations, const Model& model, Budget& budget, Path path) {
  const Candidates candidates(relations, model);
  const CertainSources certain = certain_sources(candidates);
  if (certain.without_source != kNoOp) return Finding::violated("values", {certain.without_source});
  (void)path;
  const std::string engine = "one pass";
  budget.phase("causal past");
  Ruling ruling = judge(Events(relations, certain.of), model, budget, Wanted::first);
  if (!ruling.conflicts.empty()) return Finding::violated(engine, closed_under_candidates(candidates, std::move(ruling.conflicts.front())));
  if (ruling.spent) return Finding::unknown(engine, budget.reason());
  if (certain.open != 0) return Finding::unknown(engine, "some reads have several possible sources");
  return Finding::satisfied(engine, std::move(ruling.order));
}

}  // namespace clio
