#include "tests/store/soak.hpp"

#include <memory>

#include "checker/check.hpp"
#include "src/record/history_of_run.hpp"

namespace clio::store {
namespace {

bool holds(const RunResult& run, const RunConfig& config, std::string_view model) {
  const History history = history_of(run, config, {});
  return check(history, *model_named(model), {.limits = {}, .explain = false}).answer == clio::Answer::satisfied;
}

class NoInvariants final : public Invariants {
 public:
  std::string broken(std::span<const Protocol* const>, Node) override { return {}; }
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const Soaked& soaked) {
  for (const auto* lines : {&soaked.violated, &soaked.broken, &soaked.unavailable}) {
    for (const std::string& line : *lines) out << "\n  seed " << line;
  }
  return out;
}

Soaked soak(const std::function<RunConfig(std::uint64_t)>& config, std::uint64_t seeds, const std::vector<std::string_view>& models) {
  Soaked soaked;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const RunConfig one = config(seed);
    const RunResult run = simulate(one);
    const std::string name = std::to_string(seed) + ": ";
    if (!run.broken.empty()) soaked.broken.push_back(name + run.broken);
    if (!run.unavailable.empty()) soaked.unavailable.push_back(name + run.unavailable);
    for (const std::string_view model : models) {
      if (!holds(run, one, model)) soaked.violated.push_back(name + std::string(model));
    }
  }
  return soaked;
}

std::uint64_t caught_at(const std::function<RunConfig(std::uint64_t)>& config, const Mutant& mutant, std::uint64_t seeds) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    RunConfig one = config(seed);
    Entry unwatched = *one.protocol;  // an invariant would end the run before a client sees anything
    unwatched.invariants = [](const Options&) -> std::unique_ptr<Invariants> { return std::make_unique<NoInvariants>(); };
    one.protocol = &unwatched;
    one.options.mutant = mutant.name;
    one.reads = mutant.reads;
    if (!holds(simulate(one), one, mutant.breaks)) return seed;
  }
  return 0;
}

}  // namespace clio::store
