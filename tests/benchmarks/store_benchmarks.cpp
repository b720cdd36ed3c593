// How fast the store is simulated, protocol by protocol under all faults: messages between nodes and steps of replicas a second, and what a run
// with its history and its verdicts costs (what the gate does for every seed). Printed, never asserted. Run: scripts/benchmark.sh --store

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "src/gate/config.hpp"
#include "src/gate/run.hpp"
#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"

namespace clio {
namespace {

/// 200 operations over 5 nodes with every fault.
gate::Case asked(const store::Entry& protocol) {
  gate::Case one{.subject = std::string(protocol.id), .workload = {}, .faults = "all", .config = default_config(protocol), .command = {}, .format = {}, .expect = {}};
  one.config.options.nodes = 5;
  one.config.faults = *store::faults_named("all");
  return one;
}

void simulated(benchmark::State& state, const store::Entry* protocol) {
  store::RunConfig config = asked(*protocol).config;
  config.seed = 0;
  double messages = 0, steps = 0;
  for (auto _ : state) {
    ++config.seed;
    const store::RunResult run = store::simulate(config);
    messages += static_cast<double>(run.count.sent), steps += static_cast<double>(run.count.steps);
  }
  state.counters["messages/s"] = benchmark::Counter(messages, benchmark::Counter::kIsRate);
  state.counters["steps/s"] = benchmark::Counter(steps, benchmark::Counter::kIsRate);
}

void judged(benchmark::State& state, const store::Entry* protocol) {
  const gate::Case one = asked(*protocol);
  const gate::Config config;
  std::uint64_t seed = 0;
  for (auto _ : state) {
    gate::Run run = gate::simulated_run(one, ++seed);
    gate::judge_run(run, one, config);
    benchmark::DoNotOptimize(run.strongest);
  }
  state.counters["runs/s"] = benchmark::Counter(static_cast<double>(seed), benchmark::Counter::kIsRate);
}

}  // namespace
}  // namespace clio

int main(int argc, char** argv) {
  for (const clio::store::Entry* protocol : clio::store::protocols()) {
    benchmark::RegisterBenchmark(("simulated/" + std::string(protocol->id)).c_str(), clio::simulated, protocol)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(("judged/" + std::string(protocol->id)).c_str(), clio::judged, protocol)->Unit(benchmark::kMillisecond);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
