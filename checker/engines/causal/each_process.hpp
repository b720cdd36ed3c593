#pragma once

#include <cstdint>
#include <functional>

namespace clio::causal {

/// Calls task(i) for each i in 0 .. count-1 on up to `jobs` threads, lowest first. Where `stop_at_failure`, a task that answers false makes those with a higher
/// number superfluous: they may or may not run, the lower ones all do. Answers the lowest number whose task answered false, or `count`.
/// So what is reported does not depend on how threads are scheduled.
std::uint32_t each_process(std::uint32_t count, unsigned jobs, bool stop_at_failure, const std::function<bool(std::uint32_t)>& task);

}  // namespace clio::causal
