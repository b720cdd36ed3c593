#include "checker/engines/linearizable/register_problem.hpp"

#include <algorithm>

#include "checker/engines/linearizable/chains.hpp"

namespace clio::linearizable {

Item item_of(const BaseRelations& relations, OpId op, Role role) {
  Item item{.call = relations.history().call(op), .op = op, .role = role, .optional = relations.optional(op)};
  if (!item.optional) item.settled = std::min(relations.settled(op), kNever - 1);  // it must take effect before the end
  return item;
}

RegisterProblem register_problem(const BaseRelations& relations, KeyId key) {
  const auto first = static_cast<std::uint32_t>(relations.first_cell(key));
  RegisterProblem problem;
  problem.values = static_cast<std::uint32_t>(relations.end_cell(key)) - first;
  problem.items.reserve(relations.on_key(key).size());
  for (const OpId op : relations.on_key(key)) {
    const bool cas = relations.history().kind(op) == Kind::cas;
    Item item = item_of(relations, op, relations.reads_other(op) ? Role::other : cas ? Role::cas : relations.reads(op) ? Role::read : Role::write);
    if (item.role != Role::write) item.finds = static_cast<std::uint32_t>(relations.read_cell(op)) - first;
    if (item.changes()) item.sets = static_cast<std::uint32_t>(relations.write_cell(op)) - first;
    problem.items.push_back(item);
  }
  return problem;
}

RegisterAnswer decide_register(const RegisterProblem& problem, Budget& budget, bool search) {
  RegisterAnswer answer;
  answer.reason = "zones and chains do not decide a key with repeated values";
  if (chains_apply(problem)) answer = chains(problem);
  return answer.answer != Answer::unknown || !search ? answer : search_register(problem, budget);
}

std::vector<OpId> operations_of(const RegisterProblem& problem, std::span<const std::uint32_t> items) {
  std::vector<OpId> ops;
  ops.reserve(items.size());
  for (const std::uint32_t i : items) ops.push_back(problem.items[i].op);
  return ops;
}

KeyFinding finding_of(const RegisterProblem& problem, const RegisterAnswer& answer) {
  switch (answer.answer) {
    case Answer::satisfied: return KeyFinding::satisfied(operations_of(problem, answer.witness));
    case Answer::violated: {
      std::vector<OpId> core = operations_of(problem, answer.core);
      std::sort(core.begin(), core.end());
      return KeyFinding::violated(std::move(core));
    }
    case Answer::unknown: break;
  }
  return KeyFinding::unknown(answer.reason);
}

}  // namespace clio::linearizable
