#include "src/store/client/workload.hpp"

namespace clio::store {

Plan draw_plan(const Workload& workload, Random random) {
  Plan plan(workload.sessions);
  const Zipf keys(workload.keys, workload.skew);
  std::int64_t value = 0;
  for (std::size_t i = 0; i < workload.operations; ++i) {
    Planned planned;
    if (!random.chance(workload.reads)) {
      planned.operation = random.chance(workload.cas) ? Operation::cas : Operation::write;
      planned.value = ++value;
    }
    planned.key = static_cast<Key>(keys.draw(random));
    planned.think = random.chance(workload.bursts) ? 0 : random.waiting(workload.think);
    plan[i % workload.sessions].push_back(planned);
  }
  return plan;
}

}  // namespace clio::store
