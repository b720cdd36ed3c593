#include "checker/engines/linearizable/foresight.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace clio::linearizable {

Foresight::Foresight(const ObjectProblem& problem, const Timeline& times) {
  const History& history = problem.relations->history();
  if (history.object() != Object::queue) return;
  constexpr Time kBeforeAllTime = std::numeric_limits<Time>::min();
  struct Value {
    std::uint32_t enqueued = 0;
    Time from = kNever, by = kNever;  // of the dequeue
    bool dequeued = false;
  };
  std::unordered_map<ValueId, Value> values;
  for (const ObjectProblem::Item& item : problem.items) {
    const ValueId value = history.value(item.op);
    if (history.kind(item.op) == Kind::enqueue) {
      if (values[value].enqueued++ > 0) return;
    } else if (item.optional) {
      return;
    } else if (value != kNull) {
      Value& known = values[value];
      if (known.dequeued) return;
      known.dequeued = true;
      known.from = item.call;
      known.by = item.settled;
    }
  }
  leaves_from_.assign(problem.items.size(), kBeforeAllTime);
  leaves_by_.assign(problem.items.size(), kNever);
  for (std::size_t i = 0; i < problem.items.size(); ++i) {
    const OpId op = problem.items[i].op;
    if (history.kind(op) != Kind::enqueue) continue;
    leaves_from_[i] = values[history.value(op)].from;
    leaves_by_[i] = values[history.value(op)].by;
  }
  later_leaves_by_.assign(times.by_call.size() + 1, kNever);
  for (std::size_t p = times.by_call.size(); p-- > 0;) later_leaves_by_[p] = std::min(later_leaves_by_[p + 1], leaves_by_[times.by_call[p]]);
}

}  // namespace clio::linearizable
