// Micro-benchmarks: reading, relations and every model's engine over simulated histories of 10,000 to 1,000,000 operations (16 processes, 1,000 keys), and the
// searches on small hard ones. Printed, never asserted. Run: build-bench/bin/clio-benchmarks --benchmark_filter=causal

#include <benchmark/benchmark.h>

#include <map>
#include <sstream>
#include <string>
#include <tuple>

#include "adapters/formats/lecture/lecture.hpp"
#include "adapters/formats/native/native.hpp"
#include "checker/engines/engine.hpp"
#include "checker/history/history.hpp"
#include "checker/measures/staleness.hpp"
#include "checker/models/catalogue.hpp"
#include "checker/relations/base_relations.hpp"
#include "tests/benchmarks/simulation.hpp"

namespace clio::bench {
namespace {

History history_of(const Settings& settings) {
  HistoryBuilder builder;
  builder.set_timed(true);
  builder.reserve(settings.operations);
  const auto value = [&](std::int64_t v) { return v == kNull ? clio::kNull : builder.value(v); };
  for (const Row& row : simulate(settings).rows) {
    builder.add({.kind = row.op == Op::read ? Kind::read : row.op == Op::write ? Kind::write : Kind::cas,
                 .status = row.failed ? Status::fail : row.response == kPending ? Status::unknown : Status::ok,
                 .success = row.success,
                 .process = builder.process(std::int64_t{row.process}),
                 .key = builder.key(std::int64_t{row.key}),
                 .value = value(row.value),
                 .expected = value(row.expected),
                 .call = row.call,
                 .response = row.response});
  }
  return std::move(builder).build().value();
}

/// Histories are made once for each shape and size.
const History& simulated(Shape shape, std::int64_t operations, std::uint64_t values = 0) {
  static std::map<std::tuple<Shape, std::int64_t, std::uint64_t>, History> made;
  const auto [entry, added] = made.try_emplace({shape, operations, values});
  if (added) {
    entry->second = history_of({.shape = shape, .operations = static_cast<std::uint64_t>(operations), .processes = 16,
                                .keys = values == 0 ? 1000u : 100u, .values = values});
  }
  return entry->second;
}

void count(benchmark::State& state, const History& history) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(history.size()));
}

void read_native_text(benchmark::State& state) {
  const History& history = simulated(Shape::linearizable, state.range(0));
  std::ostringstream out;
  if (!write_native(history, out).empty()) return state.SkipWithError("not written");
  std::string text = out.str();
  const std::size_t size = text.size();
  text.append(kPaddingBytes, '\0');
  for (auto _ : state) benchmark::DoNotOptimize(read_native(std::string_view(text).substr(0, size)).has_value());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(size));
  count(state, history);
}

void relations(benchmark::State& state) {
  const History& history = simulated(Shape::linearizable, state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(BaseRelations(history).participant_count());
  count(state, history);
}

void linearizable(benchmark::State& state) {
  const History& history = simulated(Shape::linearizable, state.range(0), static_cast<std::uint64_t>(state.range(1)));
  const BaseRelations base(history);
  for (auto _ : state) {
    Budget budget(Limits{});
    benchmark::DoNotOptimize(decide_linearizable(base, budget).answer);
  }
  count(state, history);
}

void sequential(benchmark::State& state) {
  const History& history = simulated(Shape::sequential, state.range(0));
  const BaseRelations base(history);
  for (auto _ : state) {
    Budget budget(Limits{});
    benchmark::DoNotOptimize(decide_sequential(base, budget).answer);
  }
  count(state, history);
}

void cache(benchmark::State& state) {
  const History& history = simulated(Shape::sequential, state.range(0));
  const BaseRelations base(history);
  for (auto _ : state) {
    Budget budget(Limits{});
    benchmark::DoNotOptimize(decide_cache(base, budget).answer);
  }
  count(state, history);
}

void causal_family(benchmark::State& state, const Model& model) {
  const History& history = simulated(Shape::causal, state.range(0));
  const BaseRelations base(history);
  for (auto _ : state) {
    Budget budget(Limits{});
    benchmark::DoNotOptimize(decide_causal_family(base, model, budget).answer);
  }
  count(state, history);
}

void stale_reads(benchmark::State& state) {
  const History& history = simulated(Shape::sequential, state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(measure_staleness(history).has_value());
  count(state, history);
}

constexpr std::int64_t kSmall = 10'000, kLarge = 1'000'000;

BENCHMARK(read_native_text)->RangeMultiplier(10)->Range(kSmall, kLarge)->Unit(benchmark::kMillisecond);
BENCHMARK(relations)->RangeMultiplier(10)->Range(kSmall, kLarge)->Unit(benchmark::kMillisecond);
BENCHMARK(linearizable)->ArgsProduct({{kSmall, 100'000, kLarge}, {0, 5}})->ArgNames({"ops", "values"})->Unit(benchmark::kMillisecond);
BENCHMARK(sequential)->RangeMultiplier(10)->Range(kSmall, kLarge)->Unit(benchmark::kMillisecond);
BENCHMARK(cache)->RangeMultiplier(10)->Range(kSmall, kLarge)->Unit(benchmark::kMillisecond);
BENCHMARK(stale_reads)->RangeMultiplier(10)->Range(kSmall, kLarge)->Unit(benchmark::kMillisecond);

[[maybe_unused]] const int kRegistered = [] {
  for (const Model* model : {&kCausalConvergent, &kCausal, &kWeakCausal, &kPram, &kReadYourWrites, &kMonotonicReads, &kMonotonicWrites, &kWritesFollowReads}) {
    benchmark::RegisterBenchmark(std::string(model->id).c_str(), [model](benchmark::State& state) { causal_family(state, *model); })
        ->RangeMultiplier(10)->Range(kSmall, kLarge)->Unit(benchmark::kMillisecond);
  }
  return 0;
}();

}  // namespace
}  // namespace clio::bench

BENCHMARK_MAIN();
