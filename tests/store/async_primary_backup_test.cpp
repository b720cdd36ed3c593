// Asynchronous primary-backup: what it loses, and what it keeps as long as nobody fails.
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "src/store/protocols/async_primary_backup.hpp"
#include "src/store/run/run.hpp"
#include "tests/store/judged_runs.hpp"

namespace clio::store {
namespace {

constexpr const char* kNobodyFails = "delay,loss,duplication,reordering,clock,disk";

RunConfig config(Reads reads, const char* faults, std::size_t wait_for = 0, std::size_t nodes = 3) {
  RunConfig config{.protocol = &async_primary_backup_entry()};
  config.options.nodes = nodes;
  config.options.wait_for = wait_for;
  config.reads = reads;
  config.workload = {.sessions = 5, .operations = 150, .keys = 2, .cas = 0.1};
  config.faults = *faults_named(faults);
  return config;
}

void expect_kept(const judging::Tally& tally) {
  EXPECT_TRUE(tally.violated.empty()) << tally.violated.begin()->first << " violated in " << tally.violated.begin()->second << " of " << tally.runs;
  EXPECT_EQ(tally.broken, "");
  EXPECT_EQ(tally.unavailable, "");
  EXPECT_EQ(tally.undecided, "");
}

TEST(AsyncPrimaryBackup, IsLinearizableAtThePrimaryAsLongAsNobodyFails) { expect_kept(judging::judged(config(Reads::primary, kNobodyFails), 1, 100, {"linearizable"})); }

TEST(AsyncPrimaryBackup, IsSequentialAtBackupsAsLongAsNobodyFails) {
  for (const Reads reads : {Reads::sticky, Reads::any}) expect_kept(judging::judged(config(reads, kNobodyFails), 1, 100, {"sequential"}));
}

TEST(AsyncPrimaryBackup, IsCaughtLosingWhatItHasAnswered) {
  for (const Reads reads : async_primary_backup_entry().reads) {
    for (const std::string_view model : async_primary_backup_entry().promise({}, reads).caught) {
      EXPECT_NE(judging::first_caught(config(reads, "all"), 300, model), 0u) << name_of(reads) << ' ' << model;
    }
  }
}

TEST(AsyncPrimaryBackup, LosesNothingWhereWritesWaitForAllBackups) {
  ASSERT_EQ(async_primary_backup_entry().promise({.nodes = 3, .wait_for = 2}, Reads::primary).keeps.size(), 1u);
  expect_kept(judging::judged(config(Reads::primary, "all", 2), 1, 150, {"linearizable"}));
}

TEST(AsyncPrimaryBackup, CanLoseWhatFewerThanHalfHold) {
  EXPECT_NE(judging::first_caught(config(Reads::primary, "all", 1, 5), 300, "linearizable"), 0u);
}

TEST(AsyncPrimaryBackup, ComesBackAfterFaultsWhateverWasLost) {
  for (const Reads reads : async_primary_backup_entry().reads) {
    const judging::Tally tally = judging::judged(config(reads, "all"), 1, 200, {});
    EXPECT_EQ(tally.unavailable, "");
    EXPECT_EQ(tally.broken, "");
  }
}

TEST(AsyncPrimaryBackup, MutantsAreCaughtWhereTheRestKeepsItsPromise) {
  for (const Mutant& mutant : async_primary_backup_entry().mutants) {
    RunConfig broken = config(mutant.reads, mutant.reads == Reads::primary ? "all" : kNobodyFails, mutant.reads == Reads::primary ? 2 : 0);
    broken.options.mutant = mutant.name;
    EXPECT_NE(judging::first_caught(broken, 400, mutant.breaks), 0u) << mutant.name;
  }
}

}  // namespace
}  // namespace clio::store
