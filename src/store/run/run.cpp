#include "src/store/run/run.hpp"

namespace clio::store {

std::size_t node_count(const RunConfig& config) { return config.options.nodes + (config.protocol->managed ? 1 : 0); }

RunResult prepared(const RunConfig& config) {
  const Random random(config.seed);
  RunResult run;
  run.plan = config.plan ? *config.plan : draw_plan(config.workload, random.fork(kPlan));
  run.schedule = config.schedule ? *config.schedule
                                 : draw_schedule(config.faults, config.options.nodes, node_count(config), config.protocol->managed, config.duration,
                                                 random.fork(kSchedule));
  return run;
}

}  // namespace clio::store
