// Reading: megabytes of text a second for each format, on one core, with the building of the history. Texts of about 100,000 operations, made by Clio's writers where there is one.
// Printed, never asserted. Run: scripts/benchmark.sh --micro --benchmark_filter=reading
#include <benchmark/benchmark.h>

#include <sstream>
#include <string>

#include "adapters/format.hpp"
#include "tests/benchmarks/random.hpp"

namespace clio::bench {
namespace {

constexpr std::int64_t kOperations = 100'000, kKeys = 1000, kProcesses = 16;

/// Registers that are read and written one operation after the other.
History registers() {
  HistoryBuilder builder;
  builder.set_timed(true);
  Random random(1);
  std::vector<ValueId> held(kKeys, kNull);
  for (std::int64_t i = 0; i < kOperations; ++i) {
    const auto key = static_cast<std::int64_t>(random.below(kKeys));
    ValueId& value = held[static_cast<std::size_t>(key)];
    const bool writes = random.below(2) == 0;
    if (writes) value = builder.value(i + 1);
    builder.add({.kind = writes ? Kind::write : Kind::read, .process = builder.process(i % kProcesses), .key = builder.key(key), .value = value, .call = 1'000'000'000 + 10 * i,
                 .response = 1'000'000'000 + 10 * i + 5});
  }
  return std::move(builder).build().value();
}

/// Transactions of eight, of registers or of lists of up to 16 elements.
History transactions(Object object) {
  Header header;
  header.object = object;
  HistoryBuilder builder(header);
  const bool lists = object == Object::list;
  builder.set_timed(lists);
  Random random(2);
  std::vector<Value::Array> appended(kKeys);
  std::vector<std::int64_t> written(kKeys, 0);
  std::vector<Operation> rows;
  for (std::int64_t i = 0; i < kOperations;) {
    rows.clear();
    for (int n = 0; n < 8; ++n, ++i) {
      const bool writes = random.below(2) == 0;
      const auto k = static_cast<std::size_t>(random.below(kKeys));
      // A list that is full is left behind for a new key.
      const auto key = static_cast<std::int64_t>(k) + kKeys * (written[k] / 16);
      if (writes && appended[k].size() == 16) appended[k].clear();
      if (writes) appended[k].push_back(Value(++written[k]));
      const ValueId value = lists && !writes ? builder.value(Value(appended[k])) : builder.value(written[k]);
      rows.push_back({.kind = !writes ? Kind::read : lists ? Kind::append : Kind::write, .process = builder.process(i / 8 % kProcesses), .key = builder.key(lists ? key : key % kKeys), .value = value,
                      .call = 1'000'000'000 + 10 * i, .response = 1'000'000'000 + 10 * i + 5});
    }
    for (Operation& row : rows) row.process = rows.front().process;
    builder.add_transaction(rows);
  }
  return std::move(builder).build().value();
}

std::string porcupine_log() {
  std::string text;
  for (std::int64_t i = 0; i < kOperations; ++i) {
    const std::string head = "{:process " + std::to_string(i % kProcesses) + ", :type ";
    const std::string key = ", :key \"" + std::to_string(i % kKeys) + "\", :value ", value = "\"x " + std::to_string(i / 2) + " y\"";
    const bool writes = i % 2 == 0;
    const std::string function = writes ? ":f :put" : ":f :get";
    text += head + ":invoke, " + function + key + (writes ? value : "nil") + "}\n" + head + ":ok, " + function + key + value + "}\n";
  }
  return text;
}

std::string written(const char* format, const History& history) {
  std::ostringstream out;
  (void)format_named(format)->write(history, out, {.lossy = true});
  return out.str();
}

void reading(benchmark::State& state, const char* format, std::string (*make)()) {
  std::string text = make();
  const std::size_t size = text.size();
  text.append(kPaddingBytes, '\0');
  for (auto _ : state) {
    const HistoryOrErrors history = format_named(format)->read(std::string_view(text).substr(0, size), {});
    if (!history) return state.SkipWithError(history.error().front().message.c_str());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(size));
  state.SetItemsProcessed(state.iterations() * kOperations);
}

#define CLIO_READING(name, format, make) BENCHMARK_CAPTURE(reading, name, format, [] { return make; })->Unit(benchmark::kMillisecond)
CLIO_READING(json_lines, "native", written("native", registers()));
CLIO_READING(json_lines_transactions, "native", written("native", transactions(Object::register_)));
CLIO_READING(edn_registers, "jepsen-edn", written("jepsen-edn", registers()));
CLIO_READING(edn_lists, "jepsen-edn", written("jepsen-edn", transactions(Object::list)));
CLIO_READING(json_of_jepsen, "jepsen-json", written("jepsen-json", registers()));
CLIO_READING(plume, "plume", written("plume", transactions(Object::register_)));
CLIO_READING(dbcop_text, "dbcop-text", written("dbcop-text", transactions(Object::register_)));
CLIO_READING(csv, "csv", written("csv", registers()));
CLIO_READING(porcupine_kv, "porcupine-kv", porcupine_log());
#undef CLIO_READING

}  // namespace
}  // namespace clio::bench
