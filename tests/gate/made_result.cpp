#include "tests/gate/made_result.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace clio::gate::test {

const std::string kHostile = "a|b `c` <img src=x> & \"q\" *s* [l](http://www.x) {0}\n# h\x1b[31m";

CaseResult made_case(const std::string& subject, const std::string& workload, const std::string& faults) {
  CaseResult one;
  one.name = subject + " / " + workload + " / " + faults;
  one.subject = subject, one.workload = workload, one.faults = faults;
  one.line = 12;
  one.options = "--protocol " + subject;
  one.expect.keeps = {&kLinearizable};
  one.runs = 100;
  one.findings = {{Finding::passed, 100}};
  one.violated = {{"linearizable", 0}, {"sequential", 0}, {"causal", 0}};
  one.strongest = {{"linearizable", 100}};
  one.run_twice = 5;
  one.latency.add(310, 900);
  one.latency.add(12'000, 100);
  one.operations = 1000, one.answered = 992, one.messages = 4200, one.bytes = 99'000;
  one.availability_least = 0.75;
  return one;
}

Failure made_violation() {
  Failure failure;
  failure.seed = 17;
  failure.finding = Finding::violated;
  failure.what = "linearizable is violated";
  failure.folder = "runs/async/17";
  failure.model = &kLinearizable;
  failure.anomaly = "stale-read";
  failure.key = "k0";
  failure.operations = {2, 5};
  failure.lines = {4, 7};
  failure.explanation = "P1 W(k0)1 came before P2 R(k0)-, because it was answered first; but the read missed it: a contradiction";
  failure.core = "P1: W(k0)1\nP2:           R(k0)-\n";
  failure.cause = "n1 acknowledged the write at t=120 before n3 applied it at t=310; the read asked n3 at t=200";
  failure.chain = {"t=100 n1 received W(k0)1", "t=120 n1 acknowledged it", "t=200 n3 answered the read", "t=310 n3 applied the write"};
  failure.asynchronous = true;
  failure.command = "clio record --protocol async-primary-backup --seed 17 --ops 2 -o history.jsonl";
  failure.operations_before = 200, failure.operations_after = 2;
  failure.faults_before = 5, failure.faults_after = 1;
  return failure;
}

GateResult made_result() {
  GateResult result;
  result.name = "store";
  result.configuration = "ci/gate.json";
  result.folder = "clio-gate";
  result.program = "clio 0.1 (abc1234)";
  result.seeds = {.from = 1, .count = 100};
  result.elapsed_ms = 12'300;
  result.interrupted = true;
  result.interruption = "SIGINT";

  result.cases.push_back(made_case());
  result.cases.back().line = 5;

  CaseResult violated = made_case("async-primary-backup");
  violated.findings = {{Finding::passed, 97}, {Finding::violated, 3}};
  violated.violated["linearizable"] = 3;
  violated.first_violated["linearizable"] = 17;
  violated.strongest = {{"linearizable", 97}, {"sequential", 3}};
  violated.weaker = {{17, "sequential"}, {40, "sequential"}, {41, "sequential"}};
  violated.failures = {made_violation()};
  result.cases.push_back(violated);

  CaseResult caught = made_case("quorum-one");
  caught.canary = true;
  caught.line = 20;
  caught.options += " --mutant quorum-of-f";
  caught.expect = {.keeps = {}, .caught = {&kLinearizable}, .invariants = false, .available = false};
  caught.runs = 4;
  caught.findings = {{Finding::passed, 4}};
  caught.violated["linearizable"] = 1;
  caught.first_violated["linearizable"] = 4;
  caught.failures = {made_violation()};
  caught.failures[0].finding = Finding::passed;
  caught.failures[0].seed = 4;
  result.cases.push_back(caught);

  CaseResult survived = caught;
  survived.subject = "quorum-late", survived.name = "quorum-late / mixed / all";
  survived.line = 26;
  survived.runs = 100;
  survived.findings = {{Finding::passed, 100}};
  survived.violated["linearizable"] = 0;
  survived.first_violated.clear();
  survived.failures.clear();
  result.cases.push_back(survived);

  CaseResult undecided = made_case("causal");
  undecided.line = 32;
  undecided.expect.keeps = {&kCausal, &kPram};
  undecided.findings = {{Finding::passed, 99}, {Finding::undecided, 1}};
  undecided.undecided = {{"causal", 1}};
  undecided.failures.resize(1);
  undecided.failures[0].seed = 8;
  undecided.failures[0].finding = Finding::undecided;
  undecided.failures[0].what = "causal was not decided: the time limit of 10 s was reached";
  undecided.failures[0].folder = "runs/causal/8";
  undecided.failures[0].command = "clio check -m causal clio-gate/runs/causal/8/history.jsonl";
  result.cases.push_back(undecided);

  CaseResult not_available = made_case("multi-paxos");
  not_available.line = 40;
  not_available.findings = {{Finding::passed, 98}, {Finding::not_available, 2}};
  not_available.failures.resize(1);
  not_available.failures[0].seed = 30;
  not_available.failures[0].finding = Finding::not_available;
  not_available.failures[0].what = "3 operations were not answered within 5 s once the faults had healed";
  not_available.failures[0].folder = "runs/multi-paxos/30";
  not_available.failures[0].command = "clio record --protocol multi-paxos --seed 30 -o history.jsonl";
  result.cases.push_back(not_available);

  CaseResult command;
  command.name = command.subject = "mystore";
  command.source = Source::command;
  command.line = 48;
  command.options = "./run-mystore --seed {seed} --history {out}";
  command.expect = {.keeps = {&kSequential}, .invariants = false, .available = false};
  command.runs = 3;
  command.findings = {{Finding::nothing_done, 1}, {Finding::cut_short, 1}, {Finding::not_run, 1}};
  command.violated = {{"sequential", 0}};
  command.complete = false;
  result.cases.push_back(command);

  CaseResult never = made_case("primary-backup");
  never.line = 55;
  never.runs = 0;
  never.findings.clear();
  never.strongest.clear();
  never.latency = {};
  never.operations = never.answered = never.messages = never.bytes = 0;
  never.complete = false;
  result.cases.push_back(never);

  for (const CaseResult& one : result.cases) result.runs += one.runs;
  return result;
}

void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = CLIO_SOURCE_DIR "/tests/gate/golden/" + name;
  if (std::getenv("CLIO_REWRITE_GOLDEN") != nullptr) {
    std::ofstream(path) << text;
    return;
  }
  std::ifstream file(path);
  std::istringstream said(text);
  std::string golden, line;
  for (std::size_t number = 1;; ++number) {  // only the first line that differs: the whole is long
    const bool more_golden = static_cast<bool>(std::getline(file, golden)), more_said = static_cast<bool>(std::getline(said, line));
    if (!more_golden && !more_said) return;
    if (more_golden == more_said && golden == line) continue;
    ADD_FAILURE() << path << ", line " << number << ": " << (more_golden ? golden : "the end") << "\nis now: " << (more_said ? line : "the end");
    return;
  }
}

}  // namespace clio::gate::test
