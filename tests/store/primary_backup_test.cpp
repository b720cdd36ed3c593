// Primary-backup: its promises under all faults, judged by the checker; its mutants; what its disk holds; what it does with garbage.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "src/store/protocols/primary_backup.hpp"
#include "src/store/run/run.hpp"
#include "src/store/sim/random.hpp"
#include "tests/store/judged_runs.hpp"

namespace clio::store {

void PrintTo(Reads reads, std::ostream* out) { *out << name_of(reads); }

namespace {

RunConfig config(Reads reads, std::size_t nodes = 3) {
  RunConfig config{.protocol = &primary_backup_entry()};
  config.options.nodes = nodes;
  config.reads = reads;
  config.workload = {.sessions = 5, .operations = 150, .keys = 2, .cas = 0.1};
  config.faults = *faults_named("all");
  return config;
}

class PrimaryBackupReads : public testing::TestWithParam<Reads> {};

TEST_P(PrimaryBackupReads, KeepTheirPromiseUnderAllFaultsAndComeBackAfterThem) {
  const Promise promise = primary_backup_entry().promise({}, GetParam());
  for (const std::size_t nodes : {2u, 3u, 5u}) {
    const judging::Tally tally = judging::judged(config(GetParam(), nodes), 1, 80, promise.keeps);
    EXPECT_TRUE(tally.violated.empty()) << nodes << " nodes: " << tally.violated.begin()->first;
    EXPECT_EQ(tally.broken, "");
    EXPECT_EQ(tally.unavailable, "");
    EXPECT_EQ(tally.undecided, "");
  }
}

TEST_P(PrimaryBackupReads, AreCaughtBreakingWhatTheyDoNotPromise) {
  for (const std::string_view model : primary_backup_entry().promise({}, GetParam()).caught) {
    EXPECT_NE(judging::first_caught(config(GetParam()), 50, model), 0u) << model;
  }
}

INSTANTIATE_TEST_SUITE_P(Policies, PrimaryBackupReads, testing::Values(Reads::primary, Reads::sticky, Reads::any),
                         [](const auto& test) { return std::string(name_of(test.param)); });

/// The manager is a node with a disk: it stops and starts again, while everything else goes wrong too.
TEST(PrimaryBackup, KeepsItsPromisesThroughRestartsOfTheManager) {
  const auto crash_the_manager_too = [](RunConfig& config) {
    const Random random = Random(config.seed).fork(1);
    config.schedule = draw_schedule(config.faults, config.options.nodes, config.options.nodes + 1, true, config.duration, random.fork(1));
    Random crashes = random.fork(2);
    for (Time at = crashes.waiting(300 * kMillisecond); at < config.duration;) {
      const Time until = std::min(config.duration, at + 1 + crashes.waiting(100 * kMillisecond));
      config.schedule->push_back({.kind = Fault::Kind::crash, .at = at, .until = until, .node = node_at(config.options.nodes)});
      at = until + 1 + crashes.waiting(300 * kMillisecond);
    }
    std::stable_sort(config.schedule->begin(), config.schedule->end(), [](const Fault& a, const Fault& b) { return a.at < b.at; });
  };
  for (const Reads reads : {Reads::primary, Reads::any}) {
    const auto keeps = primary_backup_entry().promise({}, reads).keeps;
    const judging::Tally tally = judging::judged(config(reads), 1, 100, keeps, judging::Watch::invariants, crash_the_manager_too);
    EXPECT_TRUE(tally.violated.empty()) << name_of(reads);
    EXPECT_EQ(tally.broken, "");
    EXPECT_EQ(tally.unavailable, "");
  }
}

class PrimaryBackupMutant : public testing::TestWithParam<std::string> {};

TEST_P(PrimaryBackupMutant, IsCaughtByWhatClientsSaw) {
  for (const Mutant& mutant : primary_backup_entry().mutants) {
    if (mutant.name != GetParam()) continue;
    RunConfig broken = config(mutant.reads);
    broken.options.mutant = mutant.name;
    const std::uint64_t seed = judging::first_caught(broken, 400, mutant.breaks);
    EXPECT_NE(seed, 0u) << "not caught in 400 seeds";
    RecordProperty("seeds", static_cast<int>(seed));
  }
}

INSTANTIATE_TEST_SUITE_P(All, PrimaryBackupMutant,
                         testing::Values("ack-before-backups", "no-fencing", "no-state-transfer", "serve-uncommitted", "lies-about-completion", "forgets-context"),
                         [](const auto& test) {
                           std::string name = test.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(PrimaryBackup, AnswersWithoutFaultsAllThatIsAsked) {
  RunConfig calm = config(Reads::primary);
  calm.faults = {};
  const RunResult run = simulate(calm);
  for (const Recorded& operation : run.operations) EXPECT_EQ(operation.status, Completed::Status::ok);
}

/// A replica alone: its effects are carried out at once.
struct Alone {
  explicit Alone(std::size_t nodes = 1) {
    options.nodes = nodes;
    options.snapshot_every = 8;
    start();
  }
  void start() {
    replica = std::make_unique<PrimaryBackup>(Node{0}, options, ReplicationPolicy{});
    const Durable before = disk;
    step(Started{.durable = &before});
  }
  void serve(std::uint64_t view) {
    step(ViewChanged{{.number = view, .primary = Node{0}, .members = NodeSet::first(1)}});
    step(LeaseGranted{.view = view, .until = kSecond});
  }
  void step(const Input& input) {
    effects.clear();
    replica->step(0, input, effects);
    for (const Effect& effect : effects.list()) {
      if (const auto* persist = std::get_if<Persist>(&effect)) disk[persist->slot] = persist->bytes;
      if (const auto* forget = std::get_if<Forget>(&effect)) disk.erase(disk.lower_bound(forget->first), disk.upper_bound(forget->last));
    }
  }
  Options options;
  Durable disk;
  Effects effects;
  std::unique_ptr<PrimaryBackup> replica;
};

ClientRequest write(std::uint64_t request, std::int64_t value) {
  return {.token = {Session{0}, request}, .command = {.operation = Operation::write, .key = 1, .value = value, .expected = {}}, .context = {}};
}

TEST(PrimaryBackup, KeepsItsDiskSmallAndFindsEverythingThereAgain) {
  Alone node;
  node.serve(1);
  for (std::uint64_t request = 1; request <= 1003; ++request) {
    node.step(write(request, static_cast<std::int64_t>(request)));
    ASSERT_LE(node.disk.size(), 1 + node.options.snapshot_every);
  }
  node.start();
  EXPECT_EQ(node.replica->end(), 1003u);
  node.serve(2);
  EXPECT_EQ(node.replica->applied(), 1003u);
  EXPECT_EQ(node.replica->content().value(1), Value(1003));
}

TEST(PrimaryBackup, AnswersARetryFromWhatItDidInAFormerLife) {
  Alone node;
  node.serve(1);
  node.step(write(1, 10));
  node.start();
  node.serve(2);
  node.step(write(1, 10));
  ASSERT_EQ(node.effects.list().size(), 1u);
  EXPECT_EQ(std::get<Reply>(node.effects.list()[0]).answer.version, 1u);
  EXPECT_EQ(node.replica->end(), 1u) << "not done again";
}

TEST(PrimaryBackup, IgnoresAWriteThatItsSessionHasLeftBehind) {
  Alone node;
  node.serve(1);
  node.step(write(5, 50));
  node.step(write(4, 40));
  EXPECT_TRUE(node.effects.list().empty());
  EXPECT_EQ(node.replica->content().value(1), Value(50));
}

TEST(PrimaryBackup, DoesNotSayRedirectedOfAWriteThatMayStillBeDone) {
  Alone node(2);
  node.step(ViewChanged{{.number = 1, .primary = Node{0}, .members = NodeSet::first(1)}});
  node.step(LeaseGranted{.view = 1, .until = kSecond});
  node.step(write(1, 10));
  node.step(ViewChanged{{.number = 2, .primary = Node{1}, .members = NodeSet::first(2)}});
  node.step(write(1, 10));
  EXPECT_EQ(std::get<Reply>(node.effects.list().back()).answer.outcome, Outcome::uncertain);
  node.step(write(2, 20));
  EXPECT_EQ(std::get<Reply>(node.effects.list().back()).answer.outcome, Outcome::redirected);
}

TEST(PrimaryBackup, TakesNoLeaseOfAViewThatItHasNotEstablished) {
  Alone node(2);
  node.step(ViewChanged{{.number = 1, .primary = Node{0}, .members = NodeSet::first(2)}});
  node.step(LeaseGranted{.view = 1, .until = kSecond});
  node.step(write(1, 10));
  EXPECT_EQ(std::get<Reply>(node.effects.list().back()).answer.outcome, Outcome::redirected);
  EXPECT_EQ(node.replica->end(), 0u);
}

TEST(PrimaryBackup, SurvivesAnyBytesFromAnybody) {
  using namespace primary_backup;
  const LogEntry entry{.view = 1, .token = {Session{0}, 1}, .command = {.operation = Operation::write, .key = 1, .value = 2, .expected = {}}};
  const std::vector<std::string> seeds = {wire::encode(Message(Report{.view = 1, .applied = 3, .applied_view = 1})),
                                          wire::encode(Message(Held{.view = 1, .version = 9})),
                                          wire::encode(Message(Replicate{.view = 1, .previous = 2, .committed = 7, .entries = {entry, entry}})),
                                          wire::encode(Message(Bring{.view = 1, .from = 5, .snapshot = Snapshot{.version = 5, .view = 1, .state = {}}, .entries = {entry}}))};
  Random random(7);
  for (const Node primary : {Node{0}, Node{1}}) {
    Alone node(2);
    node.step(ViewChanged{{.number = 1, .primary = primary, .members = NodeSet::first(2)}});
    for (int round = 0; round < 20'000; ++round) {
      std::string bytes = seeds[random.below(seeds.size())];
      for (std::uint64_t change = random.below(4); change > 0; --change) bytes[random.below(bytes.size())] = static_cast<char>(random.below(10));
      node.step(Received{.from = Node{1}, .bytes = bytes});
      ASSERT_LE(node.replica->applied(), node.replica->end());
    }
  }
}

}  // namespace
}  // namespace clio::store
