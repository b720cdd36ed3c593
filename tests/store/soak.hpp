#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "src/store/run/run.hpp"

namespace clio::store {

/// What many runs came to: empty where all was as it should be. Each line begins with its seed.
struct Soaked {
  std::vector<std::string> violated;     ///< a model
  std::vector<std::string> broken;       ///< an invariant
  std::vector<std::string> unavailable;  ///< no answer after everything had healed
  friend bool operator==(const Soaked&, const Soaked&) = default;
};
std::ostream& operator<<(std::ostream& out, const Soaked& soaked);

/// Runs seeds 1 to `seeds` and has the checker judge each history for `models`.
[[nodiscard]] Soaked soak(const std::function<RunConfig(std::uint64_t seed)>& config, std::uint64_t seeds, const std::vector<std::string_view>& models);

/// The first of the seeds 1 to `seeds` whose history violates the model that the mutant breaks (its name may be empty: the run as configured); 0: none. Invariants are not looked at.
[[nodiscard]] std::uint64_t caught_at(const std::function<RunConfig(std::uint64_t seed)>& config, const Mutant& mutant, std::uint64_t seeds);

}  // namespace clio::store
