// What is asked of a case and how it stands: met only where the counts show it, never where they do not.

#include "src/gate/checks.hpp"

#include <gtest/gtest.h>

#include "tests/gate/made_result.hpp"

namespace clio::gate {
namespace {

const Check& named(const std::vector<Check>& checks, const std::string& name) {
  static const Check kNone;
  for (const Check& check : checks) {
    if (check.name == name) return check;
  }
  ADD_FAILURE() << "no check is called " << name;
  return kNone;
}

TEST(Checks, AreAllMetByACaseThatPasses) {
  const CaseResult one = test::made_case();
  std::vector<std::string> names;
  for (const Check& check : checks_of(one)) {
    EXPECT_EQ(check.standing, CheckStanding::met) << check.name;
    names.push_back(check.name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"keeps linearizable", "keeps its invariants", "answers everything once healed", "runs the same under the same seed", "runs every seed",
                                             "can be run", "ends within its limit", "does something", "is decided within the limits"}));
  EXPECT_TRUE(complaints_of(one).empty());
}

TEST(Checks, SayHowOftenAModelIsViolatedAndShowTheRuns) {
  const GateResult result = test::made_result();
  const std::vector<Check> checks = checks_of(result.cases[1]);
  const Check& keeps = named(checks, "keeps linearizable");
  EXPECT_EQ(keeps.standing, CheckStanding::failed);
  EXPECT_EQ(keeps.message, "linearizable is violated in 3 of 100 runs, first under seed 17");
  ASSERT_EQ(keeps.failures.size(), 1u);
  EXPECT_EQ(keeps.failures[0]->seed, 17u);
}

TEST(Checks, ShowAViolationOfAWeakerModelWhereTheStrongerIsKept) {
  CaseResult one = test::made_case();
  one.expect.keeps = {&kSequential, &kMonotonicReads, &kWritesFollowReads};
  one.findings = {{Finding::passed, 99}, {Finding::violated, 1}};
  one.violated = {{"sequential", 1}, {"monotonic-reads", 1}};
  one.failures = {test::made_violation()};
  one.failures[0].model = &kMonotonicReads;
  const std::vector<Check> checks = checks_of(one);
  EXPECT_EQ(named(checks, "keeps sequential").failures.size(), 1u);
  EXPECT_EQ(named(checks, "keeps monotonic-reads").failures.size(), 1u);
  EXPECT_EQ(named(checks, "keeps writes-follow-reads").standing, CheckStanding::met);
}

TEST(Checks, NameWhatWasNotDecided) {
  const GateResult result = test::made_result();
  const std::vector<Check> checks = checks_of(result.cases[4]);
  EXPECT_EQ(named(checks, "keeps causal").standing, CheckStanding::not_judged);
  EXPECT_EQ(named(checks, "keeps causal").message, "causal could not be decided within the limits in 1 of 100 runs");
  EXPECT_EQ(named(checks, "keeps pram").standing, CheckStanding::met);
}

TEST(Checks, CountUndecidedRunsWhereNoModelIsNamed) {
  CaseResult one = test::made_case();
  one.findings = {{Finding::passed, 98}, {Finding::undecided, 2}};
  EXPECT_EQ(complaints_of(one), (std::vector<std::string>{"a model could not be decided within the limits in 2 of 100 runs"}));
}

TEST(Checks, TellASurvivingCanaryFromOneThatHadNotAllItsSeeds) {
  CaseResult canary = test::made_result().cases[3];
  EXPECT_EQ(complaints_of(canary), (std::vector<std::string>{"the canary survives: linearizable was never violated in 100 runs"}));
  EXPECT_EQ(outcome_of(canary), Outcome::violated);
  canary.complete = false;
  canary.runs = 12;
  canary.findings = {{Finding::passed, 12}};
  EXPECT_EQ(complaints_of(canary), (std::vector<std::string>{"not caught yet: linearizable was never violated in 12 runs", "not every seed was run: the gate ended after 12 runs"}));
  EXPECT_EQ(outcome_of(canary), Outcome::undecided);
}

TEST(Checks, OfACanaryAskOnlyThatItIsCaught) {
  CaseResult canary = test::made_result().cases[2];
  canary.expect.available = true;
  canary.findings = {{Finding::passed, 2}, {Finding::not_available, 1}, {Finding::undecided, 1}};
  EXPECT_EQ(outcome_of(canary), Outcome::holds);
  canary.findings = {{Finding::passed, 3}, {Finding::not_the_same, 1}};
  EXPECT_EQ(outcome_of(canary), Outcome::violated);
  canary.findings = {{Finding::passed, 4}};
  canary.complaints = {"the weather"};
  EXPECT_EQ(outcome_of(canary), Outcome::violated);
}

TEST(Checks, AskForABrokenInvariantWhereOneHasToBreak) {
  CaseResult one = test::made_case();
  one.expect = {.keeps = {}, .caught = {}, .invariants = false, .breaks_invariant = true};
  EXPECT_EQ(complaints_of(one), (std::vector<std::string>{"it was to be caught: no invariant was ever broken in 100 runs"}));
  one.broken = 2, one.first_broken = 9;
  EXPECT_TRUE(complaints_of(one).empty());
  EXPECT_EQ(seeds_until_caught(one, {.from = 1}), 9u);
}

TEST(Checks, OfACaseThatWasNotRunAreAllNotJudged) {
  CaseResult one = test::made_case();
  one.runs = 0;
  one.findings.clear();
  for (const Check& check : checks_of(one)) EXPECT_EQ(check.standing, CheckStanding::not_judged) << check.name;
  EXPECT_EQ(outcome_of(one), Outcome::undecided);
}

TEST(Checks, AreNotMetByRunsThatCouldNotBeJudged) {
  CaseResult one = test::made_case();
  one.runs = 2;
  one.findings = {{Finding::nothing_done, 1}, {Finding::cut_short, 1}};
  const std::vector<Check> keeps = checks_of(one);
  EXPECT_EQ(named(keeps, "keeps linearizable").standing, CheckStanding::not_judged);
  EXPECT_EQ(named(keeps, "keeps linearizable").message, "no run could be judged");
  one.expect = {.keeps = {}, .caught = {&kLinearizable}, .invariants = false, .available = false};
  const std::vector<Check> caught = checks_of(one);
  EXPECT_EQ(named(caught, "is caught at linearizable").standing, CheckStanding::not_judged);
}

TEST(Checks, FailWhereRunsHaveNoFinding) {
  CaseResult one = test::made_case();
  one.findings = {{Finding::passed, 60}};
  EXPECT_EQ(complaints_of(one), (std::vector<std::string>{"60 of 100 runs have a finding"}));
}

TEST(Checks, LoseNoFindingThatNoExpectationSpeaksOf) {
  CaseResult one = test::made_case();
  one.findings = {{Finding::passed, 99}, {Finding::violated, 1}};
  EXPECT_EQ(complaints_of(one), (std::vector<std::string>{"a run is violated in 1 of 100 runs"}));
}

TEST(Checks, LoseNoComplaint) {
  CaseResult one = test::made_case();
  one.complaints = {"the weather"};
  EXPECT_EQ(complaints_of(one), (std::vector<std::string>{"the weather"}));
  EXPECT_EQ(outcome_of(one), Outcome::violated);
}

TEST(SeedsUntilCaught, AreThoseOfTheModelThatTookLongest) {
  CaseResult one = test::made_case();
  one.expect.caught = {&kSequential, &kLinearizable};
  one.violated = {{"linearizable", 5}, {"sequential", 1}};
  one.first_violated = {{"linearizable", 101}, {"sequential", 150}};
  EXPECT_EQ(seeds_until_caught(one, {.from = 100}), 51u);
  one.violated["sequential"] = 0;
  EXPECT_EQ(seeds_until_caught(one, {.from = 100}), 0u);
}

}  // namespace
}  // namespace clio::gate
