// Rows over transactions: from values to sources, from sources to a ruling.
//
// Reads that are wrong by themselves violate every row. Where every other read has one possible source, one ruling of a theory (theory.hpp) is the answer; otherwise sources are searched.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "checker/engines/engine.hpp"
#include "checker/engines/held.hpp"
#include "checker/engines/transactional/object_orders.hpp"
#include "checker/engines/transactional/source_search.hpp"

namespace clio {

using namespace transactional;

namespace {

constexpr std::uint64_t kSerialStatesMax = 100'000;

/// What is known of orders in which transactions run one after the other, for rows that cannot be told from sources: with session order and without.
class SerialOrders {
 public:
  explicit SerialOrders(const BaseRelations& relations) : relations_(&relations) {}

  /// A serializable row, decided without a limit but the budget's.
  Finding decide(const Model& row, Budget& budget) { return keep(row, decide_by_objects(*relations_, row, budget)); }
  /// An order that proves a row which is none of these; sought once for all rows of its base, through kSerialStatesMax states. Where that is reached, unknown without a reason.
  Finding proof(const Model& row, Budget& budget) {
    const Model& serial = row.extends == Base::reads_from ? kAdyaSerializable : kSerializable;
    if (const std::optional<Finding>& known = of(serial)) return *known;
    return keep(serial, decide_by_objects(*relations_, serial, budget, kSerialStatesMax));
  }

 private:
  [[nodiscard]] std::optional<Finding>& of(const Model& serial) { return known_[serial == kAdyaSerializable ? 1 : 0]; }
  Finding keep(const Model& serial, Finding finding) {
    const bool spent = finding.answer == Answer::unknown && !finding.reason.empty();  // the next row has a budget of its own
    if (!spent && serial != kStrictSerializable) of(serial) = finding;
    return finding;
  }

  const BaseRelations* relations_;
  std::array<std::optional<Finding>, 2> known_;
};

}  // namespace

struct TransactionalEngine::Derived {
  explicit Derived(const BaseRelations& relations) : accesses(relations), serial_orders(relations) {}

  /// Made once they are to be judged.
  [[nodiscard]] const Transactions& with_certain_sources() {
    std::call_once(transactions_once, [&] { transactions.emplace(accesses); });
    return *transactions;
  }

  Accesses accesses;
  SerialOrders serial_orders;
  std::once_flag transactions_once;
  std::optional<Transactions> transactions;
};

namespace {

const char* engine_of(const Model& model) {
  switch (model.sees) {
    case Visibility::nothing:
    case Visibility::read_earlier: return "reads in their order";
    case Visibility::adjacent: return "whole transactions";
    case Visibility::causal: return "causal past of transactions";
    case Visibility::session:
    case Visibility::read_then_session:
    case Visibility::session_then_read:
    case Visibility::read_then_session_then_read: return "orders of transactions from the back";
    case Visibility::prefix:
    case Visibility::snapshot:
    case Visibility::arbitrated_before: break;
  }
  return "orders of transactions";
}

/// What the accesses leave out may only refute more. An order in which transactions run one after the other needs no sources, and proves every row but those of real time.
Finding unless_undecidable(const Accesses& accesses, SerialOrders& serial_orders, const Model& model, Budget& budget, Finding finding) {
  if (finding.answer != Answer::satisfied || accesses.undecidable().empty()) return finding;
  if (model.sees == Visibility::arbitrated_before) return serial_orders.decide(model, budget);
  Finding serial = serial_orders.proof(model, budget);
  switch (serial.answer) {
    case Answer::satisfied: return Finding::satisfied(std::move(serial.engine), model.agreed_by == Agreement::everyone ? std::move(serial.witness) : std::vector<OpId>());
    case Answer::violated: return Finding::unknown(std::move(finding.engine), accesses.undecidable() + ", and no serial order explains the history");
    case Answer::unknown: break;
  }
  if (!serial.reason.empty()) return serial;
  return Finding::unknown(std::move(finding.engine), accesses.undecidable() + ", and no serial order that explains the history was found in " + std::to_string(kSerialStatesMax) + " states");
}

bool has_sources(Object object) { return object == Object::register_ || object == Object::set || object == Object::list; }

}  // namespace

TransactionalEngine::TransactionalEngine(const BaseRelations& relations) : relations_(&relations) {}
TransactionalEngine::~TransactionalEngine() = default;

TransactionalEngine::Derived& TransactionalEngine::derived() {
  std::call_once(once_, [&] { derived_ = std::make_unique<Derived>(*relations_); });
  return *derived_;
}

bool TransactionalEngine::rows_apart() { return relations_->history().object() != Object::list || derived().accesses.undecidable().empty(); }

Finding TransactionalEngine::decide(const Model& model, Budget& budget, Path path) {
  if (!has_sources(relations_->history().object())) return decide_by_objects(*relations_, model, budget);
  Derived& derived = this->derived();
  const Accesses& accesses = derived.accesses;
  const Held held(budget, accesses.bytes() + Transactions::bytes(accesses));
  if (!accesses.inconsistencies().empty()) return Finding::violated("values", accesses.closed(accesses.inconsistencies().front().operations));
  if (path == Path::complete) return unless_undecidable(accesses, derived.serial_orders, model, budget, search_sources(accesses, model, budget, Choosable::all));
  if (!accesses.all_certain() && path == Path::automatic) return unless_undecidable(accesses, derived.serial_orders, model, budget, search_sources(accesses, model, budget, Choosable::ambiguous));

  const char* const engine = engine_of(model);
  budget.phase(engine);
  if (budget.spent_now()) return Finding::unknown(engine, budget.reason());
  const Transactions& transactions = derived.with_certain_sources();
  Ruling ruling = judge(transactions, model, budget, Wanted::first);
  if (ruling.spent) return Finding::unknown(engine, ruling.reason.empty() ? budget.reason() : ruling.reason);
  if (!ruling.conflicts.empty()) return Finding::violated(engine, accesses.closed(std::move(ruling.conflicts.front())));
  if (!accesses.all_certain()) return Finding::unknown(engine, "some reads have several possible sources");
  Finding finding = Finding::satisfied(engine);
  finding.witness.reserve(ruling.order.size());
  for (const Node node : ruling.order) finding.witness.push_back(transactions.op(node));
  return unless_undecidable(accesses, derived.serial_orders, model, budget, std::move(finding));
}

}  // namespace clio
