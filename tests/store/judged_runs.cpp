#include "tests/store/judged_runs.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <span>
#include <utility>

#include "checker/check.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/support/assert.hpp"
#include "src/record/history_of_run.hpp"

namespace clio::store::judging {
namespace {

class NoInvariants final : public Invariants {
 public:
  std::string broken(std::span<const Protocol* const>, Node) override { return {}; }
};

clio::Answer verdict(const RunResult& run, const RunConfig& config, std::string_view id) {
  const Model* model = model_named(id);
  CLIO_ASSERT(model != nullptr);
  return check(history_of(run, config, header_of(config)), *model, {.explain = false}).answer;
}

/// How many seeds are tried where a test usually tries `usual`: one stays one.
std::size_t seeds_of(std::size_t usual) {
  const char* wanted = std::getenv("CLIO_SEEDS");
  return wanted == nullptr || usual <= 1 ? usual : std::max(usual, static_cast<std::size_t>(std::strtoull(wanted, nullptr, 10)));
}

std::string seed_text(const RunConfig& config) { return "seed " + std::to_string(config.seed) + ": "; }

}  // namespace

std::string complaint(const Tally& tally) {
  std::string text;
  for (const auto& [model, runs] : tally.violated) text += model + " is violated in " + std::to_string(runs) + " of " + std::to_string(tally.runs) + " runs; ";
  for (const auto& [what, where] : {std::pair("an invariant broke, ", &tally.broken), std::pair("not available again, ", &tally.unavailable), std::pair("undecided, ", &tally.undecided)}) {
    if (!where->empty()) ((text += what) += *where) += "; ";
  }
  return text;
}

Tally judged(RunConfig config, std::uint64_t first, std::size_t seeds, const std::vector<std::string_view>& models, Watch watch,
             const std::function<void(RunConfig&)>& prepare) {
  Entry unwatched = *config.protocol;
  unwatched.invariants = [](const Options&) -> std::unique_ptr<Invariants> { return std::make_unique<NoInvariants>(); };
  if (watch == Watch::clients_only) config.protocol = &unwatched;
  Tally tally;
  for (config.seed = first; config.seed < first + seeds_of(seeds); ++config.seed) {
    if (prepare) prepare(config);
    const RunResult run = simulate(config);
    ++tally.runs;
    if (!run.broken.empty() && tally.broken.empty()) tally.broken = seed_text(config) + run.broken;
    if (!run.unavailable.empty() && tally.unavailable.empty()) tally.unavailable = seed_text(config) + run.unavailable;
    for (const std::string_view id : models) {
      const clio::Answer answer = verdict(run, config, id);
      if (answer == clio::Answer::violated) ++tally.violated[std::string(id)];
      if (answer == clio::Answer::unknown && tally.undecided.empty()) tally.undecided = seed_text(config) + std::string(id);
    }
  }
  if (tally.runs > 1) std::cout << tally.runs << " runs of " << config.protocol->id << " judged\n";
  return tally;
}

std::uint64_t first_caught(RunConfig config, std::size_t seeds, std::string_view model) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    if (!judged(config, seed, 1, {model}, Watch::clients_only).violated.empty()) return seed;
  }
  return 0;
}

RunConfig with(RunConfig config, const Mutant& mutant) {
  config.options.mutant = mutant.name;
  config.reads = mutant.reads;
  return config;
}

}  // namespace clio::store::judging
