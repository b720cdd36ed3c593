#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/store/run/run.hpp"

/// Many simulated runs of one configuration, each judged by the checker.
namespace clio::store::judging {

struct Tally {
  std::size_t runs = 0;
  std::map<std::string, std::size_t, std::less<>> violated;  ///< by model: in how many runs
  std::string broken;       ///< the first run in which an invariant broke: its seed and what
  std::string unavailable;  ///< the first run that was not available again after healing
  std::string undecided;    ///< the first run that could not be judged
};

/// What is wrong with the runs, in words; empty: every model held, no invariant broke, and all were available again.
[[nodiscard]] std::string complaint(const Tally& tally);

enum class Watch : std::uint8_t { invariants, clients_only };

/// Runs seeds `first` to `first` + `seeds` - 1, and prints how many; CLIO_SEEDS=N in the environment asks for at least N where there are several. With clients_only the protocol's invariants are not asked, so that a mutant shows in the history.
/// `prepare` may change the configuration once its seed is set (a schedule of its own, say).
[[nodiscard]] Tally judged(RunConfig config, std::uint64_t first, std::size_t seeds, const std::vector<std::string_view>& models, Watch watch = Watch::invariants,
                           const std::function<void(RunConfig&)>& prepare = {});

/// The first seed from 1 to `seeds` in which the model is violated, by what the clients saw alone; 0: none.
[[nodiscard]] std::uint64_t first_caught(RunConfig config, std::size_t seeds, std::string_view model);

/// The configuration with a deliberate bug, under the read policy where it shows.
[[nodiscard]] RunConfig with(RunConfig config, const Mutant& mutant);

}  // namespace clio::store::judging
