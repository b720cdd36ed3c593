// One run: what is found of it, and that runs are what their seed says.
#include "src/gate/run.hpp"

#include <gtest/gtest.h>

#include "src/record/settings.hpp"
#include "src/store/catalogue/catalogue.hpp"
#include "tests/support/histories.hpp"

namespace clio::gate {
namespace {

Case case_of(const char* protocol) {
  Case one{.subject = protocol, .workload = {}, .faults = {}, .config = default_config(*store::protocol_named(protocol)), .command = {}, .format = {}, .expect = {}};
  one.config.faults = *store::faults_named("all");
  one.expect.keeps = {model_named("linearizable")};
  return one;
}

TEST(GateRun, IsTheSameForTheSameSeedAndAnotherForAnother) {
  const Case one = case_of("quorum");
  gate::Run a = simulated_run(one, 7);
  judge_run(a, one, {});
  const gate::Run b = simulated_run(one, 7, true), c = simulated_run(one, 8);
  EXPECT_EQ(a.hash, b.hash) << "whether a trace is kept changes nothing";
  EXPECT_NE(a.hash, c.hash);
  EXPECT_EQ(a.finding, Finding::passed);
  EXPECT_GT(a.operations, 0u);
  EXPECT_FALSE(b.store_run->trace.empty());
}

TEST(GateRun, ARunOfTransactionsIsJudgedByTheirModels) {
  Case one = case_of("quorum");
  one.expect.keeps = {model_named("snapshot-isolation")};
  gate::Run run;
  run.history = std::make_shared<const History>(test::history_of("P1: [R(x)- W(y)1]\nP2: [R(y)- W(x)1]"));
  judge_run(run, one, {});
  EXPECT_EQ(run.finding, Finding::passed) << run.what;
  ASSERT_NE(run.strongest, nullptr);
  EXPECT_EQ(run.strongest->id, "snapshot-isolation");
  EXPECT_EQ(run.judged.size(), transaction_models().size());
}

struct Found {
  const char* what;
  const char* picture;
  Finding finding;
  const char* said;
};

TEST(GateRun, SaysTheWorstThatIsFound) {
  const Found kFound[] = {
      {"all well", "P1: W(x)1\nP2:        R(x)1", Finding::passed, ""},
      {"a promise broken", "P1: W(x)1\nP2:        R(x)-", Finding::violated, "linearizable is violated"},
      {"nothing answered", "P1: W(x)1?", Finding::nothing_done, "none of 1 operation was answered"},
      {"nothing asked", "# nothing", Finding::nothing_done, "the run has no operations"},
      {"no times", "# untimed\nP1: W(x)1\nP2: R(x)1", Finding::undecided, "linearizable could not be decided within the limits"},
  };
  for (const auto& [what, picture, finding, said] : kFound) {
    const Case one = case_of("quorum");
    gate::Run run;
    run.history = std::make_shared<const History>(test::history_of(picture));
    judge_run(run, one, {});
    EXPECT_EQ(run.finding, finding) << what;
    EXPECT_EQ(run.what, said) << what;
  }
}

TEST(GateRun, IsNotAvailableOrBreaksAnInvariantWhereTheStoreSaysSo) {
  const Case one = case_of("quorum");
  const auto found = [&](const char* broken, const char* unavailable) {
    gate::Run run;
    run.history = std::make_shared<const History>(test::history_of("P1: W(x)1\nP2:        R(x)1"));
    auto made = std::make_shared<store::RunResult>();
    made->broken = broken, made->unavailable = unavailable;
    run.store_run = made;
    judge_run(run, one, {});
    return std::pair(run.finding, run.what);
  };
  EXPECT_EQ(found("at 5: two leaders", "").second, "an invariant broke at 5: two leaders");
  EXPECT_EQ(found("at 5: two leaders", "").first, Finding::invariant_broken);
  EXPECT_EQ(found("", "session 1 waits").first, Finding::not_available);
  EXPECT_EQ(found("", "").first, Finding::passed);
}

TEST(GateRun, NamesTheStrongestModelThatHolds) {
  const Case one = case_of("quorum");
  gate::Run run;
  run.history = std::make_shared<const History>(test::history_of("P1: W(x)1\nP2:        R(x)-"));
  judge_run(run, one, {});
  ASSERT_NE(run.strongest, nullptr);
  EXPECT_EQ(run.strongest->id, "sequential");
}

}  // namespace
}  // namespace clio::gate
