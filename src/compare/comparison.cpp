#include "src/compare/comparison.hpp"

namespace clio {

std::span<const Comparison> comparisons() {
  static constexpr Comparison kComparisons[] = {
      {"cdn", "latency and availability of read-only replicas near their clients against one far origin", compare_cdn},
      {"failures", "synchronous, asynchronous and consensus replication under the same faults", compare_failures},
      {"push-pull", "staleness and traffic of push against pull, for state, operation and invalidation", compare_push_pull},
  };
  return kComparisons;
}

}  // namespace clio
