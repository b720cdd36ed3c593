// The validator's entry points: which check a row's evidence gets. Nothing here, or in this folder, uses the engines or their relations.

#include "checker/validate/validate.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "checker/validate/closed.hpp"
#include "checker/validate/definition.hpp"
#include "checker/validate/specification.hpp"
#include "checker/validate/witness.hpp"

namespace clio {

std::string validate_witness(const History& history, const Model& model, std::span<const OpId> witness) {
  if (model.agreed_by != Agreement::everyone) return "the row " + std::string(model.id) + " has no order for everyone";
  if (model.sees != Visibility::arbitrated_before) return validate::wrong_arbitration(history, witness);
  if (model.extends == Base::real_time || model.scope == Scope::per_key) return validate::wrong_order_of_keys(history, model, witness);
  return validate::wrong_order_of_all(history, witness);
}

Confirmation validate_counterexample(const History& history, const Model& model, std::span<const OpId> operations, std::uint64_t steps_max) {
  const bool fit = std::all_of(operations.begin(), operations.end(), [&](OpId op) { return index(op) < history.size() && validate::participates(history, op); });
  const bool ascending = std::adjacent_find(operations.begin(), operations.end(), std::greater_equal<>()) == operations.end();
  if (!fit || !ascending || operations.empty()) return Confirmation::refuted;
  if (!validate::not_closed(history, model, operations).empty()) return Confirmation::refuted;
  std::map<KeyId, std::vector<OpId>> parts;  // what is judged alone
  for (const OpId op : operations) parts[model.scope == Scope::per_key ? history.key(op) : KeyId{}].push_back(op);
  bool undecided = false;
  for (const auto& [key, part] : parts) {
    const validate::Explained explained = validate::explained(history, model, part, steps_max);
    if (explained == validate::Explained::no) return Confirmation::confirmed;
    undecided = undecided || explained == validate::Explained::undecided;
  }
  return undecided ? Confirmation::too_large : Confirmation::refuted;
}

}  // namespace clio
