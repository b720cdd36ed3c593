// One result against another: each row changes one thing of the same case and says which sentences that makes.

#include <gtest/gtest.h>

#include <functional>

#include "tests/gate/made_result.hpp"

namespace clio::gate {
namespace {

using Sentences = std::vector<std::string>;

GateResult gate_of(std::vector<CaseResult> cases) {
  GateResult result;
  result.seeds = {.from = 1, .count = 100};
  result.cases = std::move(cases);
  return result;
}

struct Row {
  const char* name;
  std::function<void(CaseResult&)> before, now;
  Sentences weakenings, changes;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

void nothing(CaseResult&) {}

void weaker(CaseResult& one, const std::vector<std::pair<std::uint64_t, std::string>>& seeds) {
  one.weaker = seeds;
  one.strongest["linearizable"] -= seeds.size();
  for (const auto& [seed, model] : seeds) ++one.strongest[model];
}

void violates(CaseResult& one, const std::string& model, std::uint64_t runs, std::uint64_t first) {
  one.violated[model] = runs;
  one.first_violated[model] = first;
}

void canary(CaseResult& one) {
  one.canary = true;
  one.expect = {.keeps = {}, .caught = {&kLinearizable}, .invariants = false, .available = false};
  one.runs = 7;
  one.findings = {{Finding::passed, 7}};
  violates(one, "linearizable", 1, 7);
}

const std::string kCase = "quorum / mixed / all: ";

class Compared : public testing::TestWithParam<Row> {};

TEST_P(Compared, SaysWhatHasChanged) {
  CaseResult before = test::made_case(), now = test::made_case();
  GetParam().before(before);
  GetParam().now(now);
  GateResult result = gate_of({now});
  compare(result, gate_of({before}));
  const auto told = [](const Sentences& sentences) {
    Sentences all;
    for (const std::string& sentence : sentences) all.push_back(kCase + sentence);
    return all;
  };
  EXPECT_EQ(result.weakenings, told(GetParam().weakenings));
  EXPECT_EQ(result.changes, told(GetParam().changes));
}

INSTANTIATE_TEST_SUITE_P(
    Gate, Compared,
    testing::Values(
        Row{"nothing", nothing, nothing, {}, {}},
        Row{"some seeds weaker", nothing,
            [](CaseResult& one) { weaker(one, {{17, "sequential"}, {20, "sequential"}, {31, "sequential"}, {44, "none"}}); },
            {"linearizable before, no model now (seed 44)", "linearizable before, sequential now (seeds 17, 20 and 1 more)"},
            {}},
        Row{"two seeds weaker", nothing, [](CaseResult& one) { weaker(one, {{17, "causal"}, {20, "causal"}}); }, {"linearizable before, causal now (seeds 17 and 20)"}, {}},
        Row{"the same seeds weaker as before", [](CaseResult& one) { weaker(one, {{17, "causal"}}); }, [](CaseResult& one) { weaker(one, {{17, "causal"}}); }, {}, {}},
        Row{"another seed weaker", [](CaseResult& one) { weaker(one, {{17, "causal"}}); }, [](CaseResult& one) { weaker(one, {{18, "causal"}}); },
            {"linearizable before, causal now (seed 18)"}, {"causal before, linearizable now (seed 17)"}},
        Row{"every seed weaker", [](CaseResult& one) { weaker(one, {{2, "sequential"}}); }, [](CaseResult& one) { one.strongest = {{"sequential", 100}}; },
            {"linearizable before, sequential now (seeds 1, 3 and 97 more)"}, {}},
        Row{"more weaker seeds than are listed, as before",
            [](CaseResult& one) { one.strongest = {{"linearizable", 70}, {"sequential", 30}}, one.weaker = {{17, "sequential"}, {20, "sequential"}}; },
            [](CaseResult& one) { one.strongest = {{"linearizable", 70}, {"sequential", 30}}, one.weaker = {{17, "sequential"}, {20, "sequential"}}; }, {}, {}},
        Row{"fewer weaker seeds, of which others are listed",
            [](CaseResult& one) { one.strongest = {{"linearizable", 70}, {"sequential", 30}}, one.weaker = {{17, "sequential"}, {20, "sequential"}}; },
            [](CaseResult& one) { one.strongest = {{"linearizable", 75}, {"sequential", 25}}, one.weaker = {{20, "sequential"}, {44, "sequential"}}; }, {},
            {"too many weaker runs to list; those under seeds below 21 are compared one by one, all by their number",
             "sequential or weaker in 30 of 100 runs before, in 25 now", "sequential before, linearizable now (seed 17)"}},
        Row{"more weaker seeds than are listed",
            [](CaseResult& one) { one.strongest = {{"linearizable", 70}, {"sequential", 30}}, one.weaker = {{17, "sequential"}, {20, "sequential"}}; },
            [](CaseResult& one) { one.strongest = {{"linearizable", 60}, {"sequential", 40}}, one.weaker = {{17, "sequential"}, {18, "sequential"}}; },
            {"sequential or weaker in 30 of 100 runs before, in 40 now", "linearizable before, sequential now (seed 18)"},
            {"too many weaker runs to list; those under seeds below 19 are compared one by one, all by their number"}},
        Row{"every seed stronger", [](CaseResult& one) { one.strongest = {{"causal", 100}}; }, nothing, {}, {"causal before, linearizable now (seeds 1, 2 and 98 more)"}},
        Row{"a seed undecided", nothing, [](CaseResult& one) { weaker(one, {{5, "undecided"}}); }, {}, {"linearizable before, undecided now (seed 5)"}},
        Row{"a kept model violated, which the class explains", nothing,
            [](CaseResult& one) {
              weaker(one, {{17, "sequential"}});
              violates(one, "linearizable", 1, 17);
              one.findings = {{Finding::passed, 99}, {Finding::violated, 1}};
            },
            {"linearizable before, sequential now (seed 17)"}, {}},
        Row{"a model beside the chain violated", [](CaseResult& one) { one.violated["causal-convergent"] = 0; },
            [](CaseResult& one) { violates(one, "causal-convergent", 2, 30); }, {"causal-convergent never violated before, in 2 of 100 runs now (first under seed 30)"}, {}},
        Row{"a model violated that the base did not judge", nothing, [](CaseResult& one) { violates(one, "cache", 2, 30); }, {}, {}},
        Row{"an expectation no longer met", nothing, [](CaseResult& one) { one.findings = {{Finding::passed, 98}, {Finding::not_available, 2}}; },
            {"\"answers everything once healed\" was met before, is not met now: not everything was answered once the faults had healed in 2 of 100 runs"}, {}},
        Row{"an expectation no longer judged", nothing, [](CaseResult& one) { one.findings = {{Finding::passed, 98}, {Finding::cut_short, 2}}; },
            {"\"ends within its limit\" was met before, is not judged now: the limit cut the run short in 2 of 100 runs"}, {}},
        Row{"an expectation met at last", [](CaseResult& one) { one.findings = {{Finding::passed, 98}, {Finding::not_available, 2}}; }, nothing, {},
            {"\"answers everything once healed\" was not met before, is met now"}},
        Row{"less asked", nothing, [](CaseResult& one) { one.expect.keeps = {&kSequential}, one.expect.available = false; },
            {"had to keep linearizable before, has not to now", "had to answer everything once healed before, has not to now"}, {}},
        Row{"invariants asked no longer", nothing, [](CaseResult& one) { one.expect.invariants = false; }, {"had to keep its invariants before, has not to now"}, {}},
        Row{"an invariant to be broken", nothing, [](CaseResult& one) { one.expect.invariants = false, one.expect.breaks_invariant = true, one.broken = 1, one.first_broken = 3; },
            {}, {"has to be caught at an invariant now, had not to before"}},
        Row{"more asked", [](CaseResult& one) { one.expect.keeps = {&kSequential}; }, nothing, {}, {"has to keep linearizable now, had not to before"}},
        Row{"kept where it was to be caught", [](CaseResult& one) { one.expect.keeps = {&kSequential}, one.expect.caught = {&kLinearizable}, violates(one, "linearizable", 3, 9); }, nothing, {},
            {"has to keep linearizable now, had not to before", "had to be caught at linearizable before, has not to now: it has to keep it"}},
        Row{"a canary that survives now", canary,
            [](CaseResult& one) {
              canary(one);
              one.runs = 100;
              one.findings = {{Finding::passed, 100}};
              one.violated["linearizable"] = 0;
              one.first_violated.clear();
            },
            {"\"is caught at linearizable\" was met before, is not met now: the canary survives: linearizable was never violated in 100 runs"}, {}},
        Row{"a canary caught later", canary,
            [](CaseResult& one) {
              canary(one);
              one.runs = 9;
              one.findings = {{Finding::passed, 9}};
              violates(one, "linearizable", 1, 9);
            },
            {}, {"caught after 7 seeds before, after 9 now"}},
        Row{"less available", nothing, [](CaseResult& one) { one.answered = 910; }, {"availability 99.2% before, 91.0% now"}, {}},
        Row{"more available", [](CaseResult& one) { one.answered = 910; }, nothing, {}, {"availability 91.0% before, 99.2% now"}},
        Row{"hardly less available", nothing, [](CaseResult& one) { one.answered = 983; }, {}, {}},
        Row{"slower at the end", nothing, [](CaseResult& one) { one.latency = {}, one.latency.add(310, 940), one.latency.add(24'000, 60); },
            {"latency p95 12.3 ms before, 24.6 ms now (+100%)", "latency p99 12.3 ms before, 24.6 ms now (+100%)"}, {}},
        Row{"faster", nothing, [](CaseResult& one) { one.latency = {}, one.latency.add(150, 900), one.latency.add(12'000, 100); }, {}, {"latency p50 319 us before, 151 us now (-53%)"}},
        Row{"slower in real time", [](CaseResult& one) { one.source = Source::processes; },
            [](CaseResult& one) { one.source = Source::processes, one.latency = {}, one.latency.add(620, 900), one.latency.add(12'000, 100); }, {}, {"latency p50 319 us before, 639 us now (+100%)"}},
        Row{"more messages", nothing, [](CaseResult& one) { one.messages = 5000; }, {"messages an operation 4.2 before, 5.0 now (+19%)"}, {}},
        Row{"fewer messages", nothing, [](CaseResult& one) { one.messages = 2100; }, {}, {"messages an operation 4.2 before, 2.1 now (-50%)"}},
        Row{"messages where there were none", [](CaseResult& one) { one.messages = 0; }, nothing, {"messages an operation 0.0 before, 4.2 now"}, {}},
        Row{"other options", nothing, [](CaseResult& one) { one.options = "--protocol quorum --nodes 3"; }, {}, {"is run otherwise now: --protocol quorum --nodes 3; before: --protocol quorum"}},
        Row{"not run now", nothing, [](CaseResult& one) { one.runs = 0, one.findings.clear(); }, {"was judged before, was not run now"}, {}},
        Row{"not run before", [](CaseResult& one) { one.runs = 0, one.findings.clear(); }, nothing, {}, {"was not run before, with nothing to compare it with"}},
        Row{"more seeds now", nothing,
            [](CaseResult& one) {
              one.runs = 150;
              one.findings = {{Finding::passed, 150}};
              one.strongest = {{"linearizable", 149}, {"causal", 1}};
              one.weaker = {{120, "causal"}};
            },
            {}, {"seeds 1 to 100 before, seeds 1 to 150 now; runs are compared under 100 common seeds, measurements over all"}},
        Row{"a violation under seeds that the base did not run", nothing,
            [](CaseResult& one) {
              one.runs = 150;
              one.findings = {{Finding::passed, 150}};
              violates(one, "causal", 1, 120);
            },
            {},
            {"seeds 1 to 100 before, seeds 1 to 150 now; runs are compared under 100 common seeds, measurements over all",
             "causal never violated before, in 1 of 150 runs now (first under seed 120), which the base did not run"}}));

TEST(Compare, CallsACaseThatIsGoneAWeakeningAndANewOneAChange) {
  GateResult result = gate_of({test::made_case("new")});
  compare(result, gate_of({test::made_case("old")}));
  EXPECT_EQ(result.weakenings, (Sentences{"old / mixed / all: was judged before, is not there now"}));
  EXPECT_EQ(result.changes, (Sentences{"new / mixed / all: is new, with nothing to compare it with"}));
}

TEST(Compare, IsNeverGreenWithoutACommonSeed) {
  GateResult result = gate_of({test::made_case()});
  result.seeds.from = 1000;
  compare(result, gate_of({test::made_case()}));
  EXPECT_EQ(result.weakenings, (Sentences{"no seed in common: seeds 1 to 100 before, seeds 1000 to 1099 now; run the base again with the same seeds"}));
  EXPECT_EQ(outcome_of(result), Outcome::violated);
}

TEST(Compare, TakesAnInterruptionForNoWeakening) {
  CaseResult cut = test::made_case();
  cut.runs = 40, cut.complete = false;
  cut.findings = {{Finding::passed, 40}};
  cut.strongest = {{"linearizable", 40}};
  GateResult result = gate_of({cut});
  result.interrupted = true;
  compare(result, gate_of({test::made_case()}));
  EXPECT_EQ(result.weakenings, Sentences{});
  EXPECT_EQ(outcome_of(result), Outcome::undecided);
}

TEST(Compare, SaysThatTheBaseWasInterrupted) {
  GateResult base = gate_of({test::made_case()});
  base.interrupted = true, base.interruption = "SIGINT";
  GateResult result = gate_of({test::made_case()});
  compare(result, base);
  EXPECT_EQ(result.changes, (Sentences{"the base was interrupted by SIGINT: it may know less than a whole one"}));
}

TEST(Compare, ForgetsWhatWasComparedBefore) {
  GateResult result = gate_of({test::made_case()});
  result.weakenings = {"old"};
  result.changes = {"old"};
  compare(result, result);
  EXPECT_TRUE(result.weakenings.empty());
  EXPECT_TRUE(result.changes.empty());
}

TEST(Compare, TakesTheTolerancesThatItIsGiven) {
  CaseResult now = test::made_case();
  now.answered = 910, now.messages = 5000;
  GateResult result = gate_of({now});
  compare(result, gate_of({test::made_case()}), {.availability = 0.1, .messages = 0.2});
  EXPECT_TRUE(result.weakenings.empty());
}

TEST(Compare, DoesNotWalkThroughSeedsOneByOne) {
  CaseResult before = test::made_case(), now = test::made_case();
  before.runs = now.runs = 1'000'000'000'000'000;
  before.findings = now.findings = {{Finding::passed, before.runs}};
  now.strongest = {{"causal", now.runs}};
  GateResult result = gate_of({now});
  compare(result, gate_of({before}));
  ASSERT_FALSE(result.weakenings.empty());
  EXPECT_EQ(result.weakenings[0], kCase + "linearizable before, causal now (seeds 1, 2 and 999999999999998 more)");
}

}  // namespace
}  // namespace clio::gate
