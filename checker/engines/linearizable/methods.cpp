#include "checker/engines/linearizable/methods.hpp"

#include <algorithm>

#include "checker/engines/linearizable/object_problem.hpp"
#include "checker/engines/linearizable/register_problem.hpp"

namespace clio::linearizable {
namespace {

/// From positions among the problem's items to operations.
std::vector<OpId> operations(const RegisterProblem& problem, const std::vector<std::uint32_t>& items) {
  std::vector<OpId> ops;
  ops.reserve(items.size());
  for (const std::uint32_t i : items) ops.push_back(problem.items[i].op);
  return ops;
}

KeyFinding finding(const RegisterProblem& problem, const RegisterAnswer& answer) {
  switch (answer.answer) {
    case Answer::satisfied: return KeyFinding::satisfied(operations(problem, answer.witness));
    case Answer::violated: {
      std::vector<OpId> core = operations(problem, answer.core);
      std::sort(core.begin(), core.end());
      return KeyFinding::violated(std::move(core));
    }
    case Answer::unknown: break;
  }
  return KeyFinding::unknown(answer.reason);
}

}  // namespace

KeyFinding decide_key(const BaseRelations& relations, KeyId key, Budget& budget, Path path) {
  if (path == Path::fast) return KeyFinding::unknown("zones do not decide a key with repeated values or failed cas");
  if (relations.history().object() == Object::register_) {
    const RegisterProblem problem = register_problem(relations, key);
    return finding(problem, search_register(problem, budget));
  }
  return search_object(object_problem(relations, key), budget);
}

}  // namespace clio::linearizable
