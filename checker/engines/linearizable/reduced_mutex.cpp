// A mutex is a register that holds its holder: acquire is a cas from "nobody" to the process, release one from the process to "nobody".
//
// A core that is closed for the register (with every cas all that set what it finds) is violated, and so is everything that holds more; it is blown up to all
// operations of its processes, since an acquire can only be left out together with its release.
// Tested by tests/linearizable/agreement_test.cpp.

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "checker/engines/linearizable/reductions.hpp"
#include "checker/engines/linearizable/register_problem.hpp"

namespace clio::linearizable {

std::optional<KeyFinding> reduced_mutex(const BaseRelations& relations, KeyId key, Budget& budget, bool search) {
  const History& history = relations.history();
  if (history.object() != Object::mutex) return std::nullopt;
  RegisterProblem problem;
  std::unordered_map<ProcessId, std::uint32_t> holder;  // 0: nobody
  for (const OpId op : relations.on_key(key)) {
    const std::uint32_t self = holder.try_emplace(history.process(op), static_cast<std::uint32_t>(holder.size() + 1)).first->second;
    Item item = item_of(relations, op, Role::cas);
    (history.kind(op) == Kind::acquire ? item.sets : item.finds) = self;
    problem.items.push_back(item);
  }
  problem.values = static_cast<std::uint32_t>(holder.size() + 1);
  KeyFinding finding = finding_of(problem, decide_register(problem, budget, search));
  if (finding.answer != Answer::violated) return finding;
  std::unordered_set<ProcessId> involved;
  for (const OpId op : finding.core) involved.insert(history.process(op));
  finding.core.clear();
  for (const OpId op : relations.on_key(key)) {
    if (involved.contains(history.process(op))) finding.core.push_back(op);
  }
  std::sort(finding.core.begin(), finding.core.end());
  return finding;
}

}  // namespace clio::linearizable
