#include "tests/causal/agreement.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <vector>

#include "tests/oracle/reference_evaluator.hpp"

namespace clio::test {

using oracle::Dice;
using oracle::Plan;
using oracle::Reference;
using oracle::Step;

std::span<const Model* const> causal_family() {
  static const std::array family{&kCausalConvergent, &kCausal,         &kWeakCausal,     &kPram,
                                 &kReadYourWrites,   &kMonotonicReads, &kMonotonicWrites, &kWritesFollowReads};
  return family;
}

std::string disagreement(const History& history, const Model& model, Path path) {
  const BaseRelations relations(history);
  Budget budget(Limits{});
  const Finding finding = decide_causal_family(relations, model, budget, path);
  const Reference reference(history);
  const bool expected = reference.satisfies(model);
  if (finding.answer == Answer::unknown) return path == Path::fast ? std::string() : "no answer: " + finding.reason;
  if ((finding.answer == Answer::satisfied) != expected) return "answered " + std::string(name_of(finding.answer)) + " by " + finding.engine;
  if (finding.answer == Answer::satisfied) {
    if (model.agreed_by != Agreement::everyone) return {};
    return reference.proves(model, finding.witness) ? std::string() : "its witness proves nothing";
  }
  std::ostringstream core;
  for (const OpId op : finding.core) core << ' ' << index(op);
  if (!std::is_sorted(finding.core.begin(), finding.core.end())) return "its core is not sorted:" + core.str();
  if (!reference.closed(model, finding.core)) return "its core is not closed:" + core.str();
  const History alone = sub_history(history, finding.core).history;
  if (Reference(alone).satisfies(model)) return "its core does not violate:" + core.str();
  return {};
}

std::string first_disagreement(const Plan& plan) {
  const History history = oracle::history_of(plan);
  for (const Model* model : causal_family()) {
    for (const Path path : {Path::fast, Path::automatic, Path::complete}) {
      if (disagreement(history, *model, path).empty()) continue;
      const Plan small = oracle::shrunk(plan, [&](const Plan& p) { return !disagreement(oracle::history_of(p), *model, path).empty(); });
      return std::string(model->id) + " (path " + std::to_string(static_cast<int>(path)) + ") " +
             disagreement(oracle::history_of(small), *model, path) + "\n" + oracle::show(small);
    }
  }
  return {};
}

Plan random_causal_plan(Dice& dice, const CausalMixture& mixture) {
  // Each process holds a copy of the keys that takes over single values of the others' at random: like a store without any order of delivery.
  Plan plan;
  const std::size_t steps = mixture.steps_min + dice.below(mixture.steps_max - mixture.steps_min + 1);
  std::vector<std::vector<int>> seen(mixture.processes, std::vector<int>(static_cast<std::size_t>(mixture.keys), 0));
  std::vector<int> written(static_cast<std::size_t>(mixture.keys), 0);
  for (std::size_t i = 0; i < steps; ++i) {
    Step step;
    const std::size_t process = dice.below(mixture.processes), key = dice.below(static_cast<std::size_t>(mixture.keys));
    step.process = static_cast<int>(process);
    step.key = static_cast<int>(key);
    int& value = seen[process][key];
    const auto fresh = [&] { return mixture.distinct ? ++written[key] : static_cast<int>(dice.below(3)); };
    if (dice.chance(mixture.cas)) {
      step.kind = Kind::cas;
      step.expected = dice.chance(80) ? value : static_cast<int>(dice.below(3));
      step.value = fresh();
      step.success = !dice.chance(mixture.failed_cas);
      if (step.success) value = step.value;
    } else if (dice.chance(45)) {
      step.kind = Kind::write;
      step.value = value = fresh();
    } else {
      if (dice.chance(60)) value = dice.chance(mixture.initial) ? 0 : seen[dice.below(mixture.processes)][key];
      step.value = dice.chance(90) || written[key] == 0 ? value : 1 + static_cast<int>(dice.below(static_cast<std::size_t>(written[key])));
    }
    if (step.kind != Kind::read && dice.chance(mixture.unknown)) {
      step.status = Status::unknown;
      step.success = true;
    }
    plan.steps.push_back(step);
  }
  return plan;
}

}  // namespace clio::test
