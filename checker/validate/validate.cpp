// The validator's entry points: which check a row's evidence gets. Nothing here, or in this folder, uses the engines or their relations.

#include "checker/validate/validate.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "checker/validate/closed.hpp"
#include "checker/validate/definition.hpp"
#include "checker/validate/specification.hpp"
#include "checker/validate/transactional_definition.hpp"
#include "checker/validate/transactions.hpp"
#include "checker/validate/witness.hpp"

namespace clio {
namespace {

constexpr std::size_t kWorkMax = 1'000'000'000;  // pairs of operations looked at

/// As validate_counterexample(), for rows over transactions. Precondition: sorted participants.
Confirmation validate_transactions(const History& history, const Model& model, std::span<const OpId> operations, std::uint64_t steps_max) {
  std::size_t transactions = 1;
  for (std::size_t i = 1; i < operations.size(); ++i) transactions += history.transaction(operations[i]) != history.transaction(operations[i - 1]) ? 1 : 0;
  if (transactions > validate::kExplainedMax) return Confirmation::too_large;
  if (history.object() != Object::register_ && history.size() > kWorkMax / operations.size()) return Confirmation::too_large;
  if (const std::string open = validate::not_closed(history, model, operations); !open.empty()) return Confirmation::refuted;
  switch (validate::explained_by_transactions(history, model, operations, steps_max)) {
    case validate::Explained::yes: return Confirmation::refuted;
    case validate::Explained::no: return Confirmation::confirmed;
    case validate::Explained::undecided: break;
  }
  return Confirmation::too_large;
}

}  // namespace

WitnessCheck check_witness(const History& history, const Model& model, std::span<const OpId> witness, std::span<const OpId> sources, unsigned jobs) {
  if (model.agreed_by != Agreement::everyone) return {.wrong = "the row " + std::string(model.id) + " has no order for everyone"};
  if (validate::over_transactions(history, model)) return validate::check_transactions(history, model, witness, sources, {.jobs = jobs});
  if (model.sees != Visibility::arbitrated_before) return validate::check_arbitration(history, witness, sources);
  if (model.extends == Base::real_time || model.scope == Scope::per_key) return {.wrong = validate::wrong_order_of_keys(history, model, witness)};
  return {.wrong = validate::wrong_order_of_all(history, witness)};
}

std::vector<std::uint32_t> snapshot_points(const History& history, const Model& model, std::span<const OpId> witness) {
  if (!validate::over_transactions(history, model)) return {};
  return validate::check_transactions(history, model, witness, {}).snapshots;
}

std::string validate_witness(const History& history, const Model& model, std::span<const OpId> witness) {
  return check_witness(history, model, witness).wrong;
}

Confirmation validate_counterexample(const History& history, const Model& model, std::span<const OpId> operations, std::uint64_t steps_max) {
  const bool fit = std::all_of(operations.begin(), operations.end(), [&](OpId op) { return index(op) < history.size() && validate::participates(history, op); });
  const bool ascending = std::adjacent_find(operations.begin(), operations.end(), std::greater_equal<>()) == operations.end();
  if (!fit || !ascending || operations.empty()) return Confirmation::refuted;
  if (validate::over_transactions(history, model)) return validate_transactions(history, model, operations, steps_max);
  std::map<KeyId, std::vector<OpId>> parts;  // what is judged alone
  for (const OpId op : operations) parts[model.scope == Scope::per_key ? history.key(op) : KeyId{}].push_back(op);
  // Of parts that cannot be searched nothing is known in the end: then what is dear need not be asked first.
  if (std::all_of(parts.begin(), parts.end(), [](const auto& part) { return part.second.size() > validate::kExplainedMax; })) return Confirmation::too_large;
  if (history.object() != Object::register_ && history.size() > kWorkMax / operations.size()) return Confirmation::too_large;
  if (!validate::not_closed(history, model, operations).empty()) return Confirmation::refuted;
  bool undecided = false;
  for (const auto& [key, part] : parts) {
    const validate::Explained explained = validate::explained(history, model, part, steps_max);
    if (explained == validate::Explained::no) return Confirmation::confirmed;
    undecided = undecided || explained == validate::Explained::undecided;
  }
  return undecided ? Confirmation::too_large : Confirmation::refuted;
}

}  // namespace clio
