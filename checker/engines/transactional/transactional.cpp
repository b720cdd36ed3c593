// Rows over transactions: from values to sources, from sources to a ruling.
//
// Reads that are wrong by themselves violate every row. Where every other read has one possible source, one ruling of a theory (theory.hpp) is the answer; otherwise sources are searched.

#include "checker/engines/engine.hpp"
#include "checker/engines/transactional/object_orders.hpp"
#include "checker/engines/transactional/theory.hpp"

namespace clio {

using namespace transactional;

struct TransactionalEngine::Derived {
  explicit Derived(const BaseRelations& relations) : accesses(relations), transactions(accesses) {}

  Accesses accesses;
  Transactions transactions;  // with the certain sources
};

namespace {

bool has_sources(Object object) { return object == Object::register_ || object == Object::set || object == Object::list; }

}  // namespace

TransactionalEngine::TransactionalEngine(const BaseRelations& relations) : relations_(&relations) {}
TransactionalEngine::~TransactionalEngine() = default;

Finding TransactionalEngine::decide(const Model& model, Budget& budget, Path path) {
  static_cast<void>(path);
  if (!has_sources(relations_->history().object())) return decide_by_objects(*relations_, model, budget);
  if (!derived_) derived_ = std::make_unique<Derived>(*relations_);
  const Accesses& accesses = derived_->accesses;
  if (!accesses.inconsistencies().empty()) return Finding::violated("values", accesses.inconsistencies().front().operations);
  Ruling ruling = judge(derived_->transactions, model, budget, Wanted::first);
  if (ruling.spent) return Finding::unknown("transactions", ruling.reason.empty() ? budget.reason() : ruling.reason);
  if (!ruling.conflicts.empty()) return Finding::violated("transactions", accesses.closed(std::move(ruling.conflicts.front())));
  if (!accesses.undecidable().empty()) {
    if (model.sees == Visibility::arbitrated_before) return decide_by_objects(*relations_, model, budget);
    return Finding::unknown("transactions", accesses.undecidable());
  }
  if (!accesses.all_certain()) return Finding::unknown("transactions", "some reads have several possible sources");
  std::vector<OpId> witness;
  for (const Node node : ruling.order) witness.push_back(derived_->transactions.op(node));
  return Finding::satisfied("transactions", std::move(witness));
}

}  // namespace clio
