// The causal family: from values to sources, from sources to a ruling.
//
// Where every read has one possible source, one ruling of a theory (theory.hpp) is the answer. Otherwise sources are searched (source_search.cpp).

#include "checker/engines/causal/source_search.hpp"
#include "checker/engines/engine.hpp"
#include "checker/engines/held.hpp"

namespace clio {

using namespace causal;

namespace {

const char* engine_of(const Model& model) {
  switch (model.sees) {
    case Visibility::causal: return "causal past";
    case Visibility::arbitrated_before: return "process orders from the back";
    default: return "write orders from the back";
  }
}

}  // namespace

Finding decide_causal_family(const BaseRelations& relations, const Model& model, Budget& budget, Path path) {
  const Candidates candidates(relations, model);
  const Held held(budget, sizeof(OpId) * relations.history().size() + Events::bytes(relations));  // the sources, and the events made of them
  const CertainSources certain = certain_sources(candidates);
  if (certain.without_source != kNoOp) return Finding::violated("values", {certain.without_source});
  if (path == Path::complete) return search_sources(candidates, certain, model, budget, Choosable::all);
  if (certain.open != 0 && path == Path::automatic) return search_sources(candidates, certain, model, budget, Choosable::ambiguous);

  const char* const engine = engine_of(model);
  budget.phase(engine);
  if (budget.spent_now()) return Finding::unknown(engine, budget.reason());
  Ruling ruling = judge_sources(candidates, Events(relations, certain.of), model, budget, Wanted::first);
  if (ruling.spent) return Finding::unknown(engine, budget.reason());
  if (!ruling.conflicts.empty()) return Finding::violated(engine, closed_under_candidates(candidates, std::move(ruling.conflicts.front())));
  if (certain.open != 0) return Finding::unknown(engine, "some reads have several possible sources");
  return Finding::satisfied(engine, std::move(ruling.order));
}

}  // namespace clio
