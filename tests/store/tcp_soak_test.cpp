// Every protocol, read policy and promise, as processes with real kills for as long as one likes:
//
//     CLIO_SOAK=60 ctest --test-dir build -R TcpSoak      60 s for each protocol
//
// A run is 400 operations in about two seconds under all faults: kills, stops, cuts, delays, losses, duplicates, lost disks, leaves and joins.
// The history of a run that breaks a promise is kept below the build folder. Without CLIO_SOAK these tests are skipped; TcpRuns has two runs of some.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "adapters/formats/native/native.hpp"
#include "checker/check.hpp"
#include "src/record/history_of_run.hpp"
#include "src/record/settings.hpp"
#include "src/record/tcp_run.hpp"
#include "src/store/catalogue/catalogue.hpp"

namespace clio {
namespace {

/// A protocol under one of its read policies, with settings as `clio record` takes them.
struct Soaked {
  std::string name;
  store::RunConfig config;
};

std::vector<Soaked> ways_of(const std::string& protocol) {
  struct Variant {
    const char* protocol;
    const char* name;
    std::vector<std::pair<const char*, const char*>> settings;
  };
  const Variant variants[] = {
      {"read-only-replicas", "push_state", {}},
      {"read-only-replicas", "push_operation", {{"what", "operation"}}},
      {"read-only-replicas", "push_invalidation", {{"what", "invalidation"}}},
      {"read-only-replicas", "pull_state", {{"when", "pull"}}},
      {"read-only-replicas", "poll_operation", {{"when", "poll"}, {"what", "operation"}}},
      {"primary-backup", "", {{"cas-ratio", "0.2"}}},
      {"primary-backup", "five_nodes", {{"nodes", "5"}}},
      {"async-primary-backup", "", {}},
      {"async-primary-backup", "waits_for_all", {{"wait-for", "2"}}},
      {"causal", "last_writer", {}},
      {"causal", "arrival", {{"concurrent", "arrival"}}},
      {"quorum", "", {}},
      {"paxos", "", {}},
      {"multi-paxos", "", {{"cas-ratio", "0.2"}, {"snapshot-every", "8"}}},
      {"multi-paxos", "five_nodes", {{"nodes", "5"}}},
  };
  std::vector<Soaked> list;
  for (const Variant& variant : variants) {
    if (variant.protocol != protocol) continue;
    for (const store::Reads reads : store::protocol_named(variant.protocol)->reads) {
      Soaked soaked{.name = variant.protocol, .config = default_config(*store::protocol_named(variant.protocol))};
      for (const auto& [name, value] : variant.settings) EXPECT_FALSE(setting_named(name)->set(soaked.config, value)) << name;
      soaked.config.reads = reads;
      soaked.config.workload.operations = 400;
      soaked.config.faults = *store::faults_named("all,crash_every=250000");
      if (*variant.name != '\0') (soaked.name += '_') += variant.name;
      (soaked.name += "_reads_") += name_of(reads);
      list.push_back(std::move(soaked));
    }
  }
  return list;
}

class TcpSoak : public testing::TestWithParam<std::string> {
 protected:
  struct Count {
    std::size_t runs = 0, operations = 0, answered = 0, kills = 0;
  };
  void run_once(const Soaked& soaked, std::uint64_t seed) {
    const std::filesystem::path folder = std::filesystem::path(CLIO_BINARY_DIR) / "soak" / soaked.name;
    std::filesystem::remove_all(folder);
    store::RunConfig config = soaked.config;
    config.seed = seed;
    const Result<store::RunResult, std::string> run = run_tcp(config, {.program = CLIO_PROGRAM, .folder = folder.string()});
    std::filesystem::remove_all(folder);
    ASSERT_TRUE(run.has_value()) << run.error();
    ++count_.runs;
    for (const store::Recorded& operation : run->operations) ++count_.operations, count_.answered += operation.status == store::Completed::Status::ok;
    for (const store::Fault& fault : run->schedule) count_.kills += fault.kind == store::Fault::Kind::crash || fault.kind == store::Fault::Kind::replace;
    const History history = history_of(*run, config, header_of(config));
    std::string wrong = run->unavailable;
    for (const std::string_view id : config.protocol->promise(config.options, config.reads).keeps) {
      const Verdict verdict = check(history, *model_named(id));
      if (verdict.answer == Answer::satisfied) continue;
      wrong += std::string(id) + " is " + std::string(name_of(verdict.answer)) + ": " + (verdict.counterexample ? verdict.counterexample->explanation : verdict.reason);
    }
    if (wrong.empty()) return;
    const std::string kept = folder.string() + "-" + std::to_string(seed) + ".jsonl";
    std::ofstream out(kept);
    EXPECT_TRUE(write_native(history, out).empty());
    ADD_FAILURE() << wrong << "\n  " << options_of(config) << " --runtime tcp; its history: " << kept;
  }
  Count count_;
};

TEST_P(TcpSoak, KeepsEveryPromiseForAsLongAsItLasts) {
  const char* wanted = std::getenv("CLIO_SOAK");
  if (wanted == nullptr) GTEST_SKIP() << "CLIO_SOAK=SECONDS in the environment says how long";
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(std::strtod(wanted, nullptr));
  const std::vector<Soaked> ways = ways_of(GetParam());
  for (std::uint64_t seed = 1; std::chrono::steady_clock::now() < end; ++seed) {
    for (const Soaked& way : ways) {
      if (std::chrono::steady_clock::now() < end) run_once(way, seed);
    }
  }
  EXPECT_GT(count_.answered, count_.operations / 4) << "else little was tried";
  std::cout << count_.runs << " runs in " << ways.size() << " ways, " << count_.operations << " operations, " << count_.answered << " answered, " << count_.kills << " kills\n";
}

std::vector<std::string> protocol_ids() {
  std::vector<std::string> ids;
  for (const store::Entry* protocol : store::protocols()) ids.emplace_back(protocol->id);
  return ids;
}

INSTANTIATE_TEST_SUITE_P(Store, TcpSoak, testing::ValuesIn(protocol_ids()), [](const auto& tested) {
  std::string name = tested.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace clio
