// Benchmarks of linearizability where it is hard: one key (or few) with repeated values, always busy processes, crashed writes, and the other objects. Printed,
// never asserted; `verdict` is 1 for satisfied, 2 for violated, 0 for unknown within the limit. Run: build-bench/bin/clio-linear-benchmarks

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "checker/engines/engine.hpp"
#include "checker/history/history.hpp"
#include "checker/relations/base_relations.hpp"
#include "tests/benchmarks/random.hpp"
#include "tests/benchmarks/run_history.hpp"
#include "tests/benchmarks/simulation.hpp"

namespace clio::bench {
namespace {

Settings busy(std::uint64_t operations, std::uint32_t processes, std::uint64_t values, std::uint32_t keys = 1) {
  return {.operations = operations, .processes = processes, .keys = keys, .values = values, .gap_mean = 0};
}

/// Turns one read, if `stale`, into one of a value that nobody writes any more around that time; if there is no such value the rows stay as they are.
std::vector<Row> made_stale(std::vector<Row> rows, std::uint32_t processes, bool stale) {
  for (std::size_t i = rows.size() * 4 / 5; stale && i < rows.size(); ++i) {
    if (rows[i].op != Op::read) continue;
    const std::size_t begin = i - std::min<std::size_t>(i, 6 * processes), end = std::min<std::size_t>(i + 3 * processes, rows.size());
    for (std::size_t w = 0; w < begin; ++w) {
      if (rows[w].op != Op::write) continue;
      const auto alike = [&](const Row& row) { return row.value == rows[w].value || row.response == kPending; };
      if (std::any_of(rows.begin() + static_cast<std::ptrdiff_t>(begin), rows.begin() + static_cast<std::ptrdiff_t>(end), alike)) continue;
      rows[i].value = rows[w].value;
      return rows;
    }
  }
  return rows;
}

History always_busy(std::uint64_t operations, std::uint32_t processes, std::uint64_t values, bool stale = false) {
  return history_of(made_stale(simulate(busy(operations, processes, values)).rows, processes, stale));
}

/// About one write in 25 times out.
History crashed_writes(std::uint64_t operations, std::uint64_t values, bool stale = false) {
  Settings settings = busy(operations, 4, values);
  settings.unknown = 0.04;
  return history_of(made_stale(simulate(settings).rows, 4, stale));
}

/// Writes that are all concurrent, and then a read of the initial value.
History concurrent_writes(int writes) {
  HistoryBuilder builder;
  builder.set_timed(true);
  const KeyId key = builder.key("x");
  for (int i = 0; i < writes; ++i) {
    builder.add({.kind = Kind::write, .process = builder.process(i), .key = key, .value = builder.value(i % 5), .call = 0, .response = 10});
  }
  builder.add({.kind = Kind::read, .process = builder.process(writes), .key = key, .value = clio::kNull, .call = 11, .response = 12});
  return std::move(builder).build().value();
}

/// A run of another object: every operation takes effect at a random moment of its interval.
History object_run(Object object, std::uint64_t operations, std::uint32_t processes, std::uint64_t values, double reads, double unknown = 0) {
  struct Draft {
    Operation op;
    std::int64_t effect = 0;
    bool happens = true;
  };
  Random random(7);
  Header header;
  header.object = object;
  if (object == Object::counter) header.initial = Value(0);
  HistoryBuilder builder(header);
  builder.set_timed(true);
  const KeyId key = builder.key("x");
  std::vector<Draft> drafts;
  std::vector<std::int64_t> free_at(processes, 0);
  while (drafts.size() < operations) {
    const auto p = static_cast<std::uint32_t>(std::min_element(free_at.begin(), free_at.end()) - free_at.begin());
    Draft draft;
    draft.op.process = builder.process(std::int64_t{p});
    draft.op.key = key;
    draft.op.call = free_at[p] + 1;
    draft.op.response = draft.op.call + 1 + random.between(0, 2000);
    free_at[p] = draft.op.response;
    draft.effect = random.between(draft.op.call, draft.op.response);
    const bool observes = random.chance(reads);
    if (random.chance(unknown)) {
      draft.op.status = Status::unknown;
      draft.op.response = kNever;
      draft.happens = random.chance(0.5);
    }
    switch (object) {
      case Object::queue: draft.op.kind = observes ? Kind::dequeue : Kind::enqueue; break;
      case Object::stack: draft.op.kind = observes ? Kind::pop : Kind::push; break;
      case Object::counter: draft.op.kind = observes ? Kind::read : Kind::add; break;
      case Object::set: draft.op.kind = observes ? (random.chance(0.5) ? Kind::read : Kind::contains) : random.chance(0.5) ? Kind::add : Kind::remove; break;
      case Object::text: draft.op.kind = observes ? Kind::read : Kind::append; break;
      case Object::list: draft.op.kind = observes ? Kind::read : Kind::append; break;
      default: break;
    }
    drafts.push_back(draft);
  }
  std::vector<std::size_t> order(drafts.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return drafts[a].effect < drafts[b].effect; });
  std::vector<std::int64_t> items;
  std::size_t first = 0;
  std::int64_t sum = 0, fresh = 0;
  for (const std::size_t i : order) {
    Draft& draft = drafts[i];
    const std::int64_t drawn = values == 0 ? ++fresh : static_cast<std::int64_t>(random.below(values));
    const auto holds = [&] { return std::find(items.begin(), items.end(), drawn); };
    switch (draft.op.kind) {
      case Kind::enqueue:
      case Kind::push:
      case Kind::append:
        draft.op.value = builder.value(drawn);
        if (draft.happens) items.push_back(drawn);
        break;
      case Kind::dequeue:
        if (!draft.happens) break;
        draft.op.value = first == items.size() ? clio::kNull : builder.value(items[first++]);
        break;
      case Kind::pop:
        if (!draft.happens) break;
        draft.op.value = items.empty() ? clio::kNull : builder.value(items.back());
        if (!items.empty()) items.pop_back();
        break;
      case Kind::add:
        draft.op.value = builder.value(object == Object::counter ? std::int64_t{1} : drawn);
        if (!draft.happens) break;
        if (object == Object::counter) ++sum;
        else if (holds() == items.end()) items.push_back(drawn);
        break;
      case Kind::remove:
        draft.op.value = builder.value(drawn);
        if (draft.happens) std::erase(items, drawn);
        break;
      case Kind::contains:
        draft.op.value = builder.value(drawn);
        draft.op.success = holds() != items.end();
        break;
      default:
        if (object == Object::counter) {
          draft.op.value = builder.value(sum);
        } else {
          Value::Array array;
          for (const std::int64_t item : items) array.emplace_back(item);
          draft.op.value = builder.value(Value(array));
        }
    }
    if (draft.op.status == Status::unknown && (draft.op.kind == Kind::dequeue || draft.op.kind == Kind::pop)) draft.op.value = clio::kNull;
  }
  for (const Draft& draft : drafts) builder.add(draft.op);
  return std::move(builder).build().value();
}

struct Case {
  std::string name;
  std::function<History()> history;
  Path path = Path::automatic;
};

void decide(benchmark::State& state, const Case& which) {
  const History history = which.history();
  const BaseRelations relations(history);
  Answer answer = Answer::unknown;
  for (auto _ : state) {
    Limits limits;
    limits.time = std::chrono::seconds(20);
    limits.memory_bytes = std::size_t{4} << 30;
    Budget budget(limits);
    answer = decide_linearizable(relations, budget, which.path).answer;
  }
  state.counters["verdict"] = answer == Answer::satisfied ? 1 : answer == Answer::violated ? 2 : 0;
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(history.size()));
}

std::vector<Case> cases() {
  std::vector<Case> cases;
  const auto add = [&](std::string name, std::function<History()> history, Path path = Path::automatic) {
    cases.push_back({std::move(name), std::move(history), path});
  };
  for (const std::uint32_t processes : {4u, 16u, 64u}) {
    add("10k distinct values by search, " + std::to_string(processes) + " processes", [=] { return always_busy(10'000, processes, 0); }, Path::complete);
  }
  for (const std::uint32_t processes : {16u, 24u, 32u, 64u}) {
    add("1k always busy, distinct values by search, " + std::to_string(processes) + " processes", [=] { return always_busy(1000, processes, 0); }, Path::complete);
  }
  for (const std::uint64_t values : {2u, 5u, 100u}) {
    add("10k always busy, " + std::to_string(values) + " values, 8 processes", [=] { return always_busy(10'000, 8, values); });
  }
  for (const std::uint32_t processes : {32u, 64u, 100u, 200u}) {
    for (const std::uint64_t values : {2u, 5u, 20u, 50u}) {
      const std::string name = "always busy, " + std::to_string(values) + " values, " + std::to_string(processes) + " processes";
      add("1k " + name, [=] { return always_busy(1000, processes, values); });
      add("10k " + name, [=] { return always_busy(10'000, processes, values); });
      add("1k one stale read, " + name, [=] { return always_busy(1000, processes, values, true); });
    }
  }
  add("1k, 20 crashed writes, distinct values, a stale read, 4 processes", [] { return crashed_writes(1000, 0, true); }, Path::complete);
  add("1k, 20 crashed writes, 5 values, 4 processes", [] { return crashed_writes(1000, 5); });
  add("1k, 20 crashed writes, 5 values, a stale read, 4 processes", [] { return crashed_writes(1000, 5, true); });
  for (const int writes : {20, 24, 1000}) {
    add(std::to_string(writes) + " concurrent writes, one read of the initial value", [=] { return concurrent_writes(writes); });
  }
  add("1M, 5 values, 100 keys, 16 processes", [] { return history_of(simulate({.operations = 1'000'000, .keys = 100, .values = 5}).rows); });
  for (const auto& [name, object] : {std::pair("queue", Object::queue), std::pair("stack", Object::stack)}) {
    add("1M " + std::string(name) + ", distinct values, 16 processes", [object = object] { return object_run(object, 1'000'000, 16, 0, 0.5); });
    add("10k " + std::string(name) + ", distinct values, by search, 16 processes", [object = object] { return object_run(object, 10'000, 16, 0, 0.5); }, Path::complete);
    add("10k " + std::string(name) + ", 1 in 100 unknown, 16 processes", [object = object] { return object_run(object, 10'000, 16, 0, 0.5, 0.01); });
    for (const std::uint64_t values : {5u, 100u}) {
      add("10k " + std::string(name) + ", " + std::to_string(values) + " values, 16 processes", [=, object = object] { return object_run(object, 10'000, 16, values, 0.5); });
    }
  }
  add("10k set, 100 elements, a quarter whole reads, 16 processes", [] { return object_run(Object::set, 10'000, 16, 100, 0.5); });
  add("10k set, 5 elements, a quarter whole reads, 16 processes", [] { return object_run(Object::set, 10'000, 16, 5, 0.5); });
  add("10k counter, 16 processes", [] { return object_run(Object::counter, 10'000, 16, 1, 0.5); });
  add("10k counter, 1 in 100 unknown, 16 processes", [] { return object_run(Object::counter, 10'000, 16, 1, 0.5, 0.01); });
  add("2k list, distinct values, 16 processes", [] { return object_run(Object::list, 2000, 16, 0, 0.3); });
  add("2k list, 5 values, 16 processes", [] { return object_run(Object::list, 2000, 16, 5, 0.3); });
  return cases;
}

[[maybe_unused]] const int kRegistered = [] {
  for (const Case& which : cases()) {
    benchmark::RegisterBenchmark(which.name.c_str(), [which](benchmark::State& state) { decide(state, which); })->Unit(benchmark::kMillisecond);
  }
  return 0;
}();

}  // namespace
}  // namespace clio::bench

BENCHMARK_MAIN();
