#include "checker/engines/causal/each_process.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace clio::causal {

std::uint32_t each_process(std::uint32_t count, unsigned jobs, bool stop_at_failure, const std::function<bool(std::uint32_t)>& task) {
  std::atomic<std::uint32_t> next{0}, failed{count};
  const auto work = [&] {
    for (;;) {
      const std::uint32_t i = next.fetch_add(1, std::memory_order_relaxed);
      if (i >= count || (stop_at_failure && i > failed.load(std::memory_order_relaxed))) return;
      if (task(i)) continue;
      std::uint32_t lowest = failed.load(std::memory_order_relaxed);
      while (i < lowest && !failed.compare_exchange_weak(lowest, i)) {
      }
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned j = 1; j < std::min<unsigned>(jobs, count); ++j) threads.emplace_back(work);
  work();
  threads.clear();  // joins
  return failed.load();
}

}  // namespace clio::causal
