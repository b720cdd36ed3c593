// The gate's result as JUnit XML: a suite for each case, a test for each thing that is asked of it; what was not judged is an error. One
// suite more says whether everything asked was run, and what a base has to say.
//
// Tested by tests/gate/junit_test.cpp.

#include "src/gate/report_words.hpp"
#include "src/report/junit_document.hpp"
#include "src/report/words.hpp"

namespace clio::gate {
namespace {

std::string failure_text(const GateResult& result, const Failure& failure) {
  std::string text = "seed " + std::to_string(failure.seed) + ": " +
                     (failure.what.empty() ? std::string(meaning_of(failure.finding)) : failure.what) + "\n";
  if (!failure.explanation.empty()) text += failure.explanation + "\n";
  if (const std::string cause = cause_text(failure); !cause.empty()) text += cause + "\n";
  for (std::size_t i = 0; i < failure.chain.size(); ++i) text += "  " + std::to_string(i + 1) + ". " + failure.chain[i] + "\n";
  if (const std::string shrunk = shrinking_text(failure); !shrunk.empty()) text += shrunk + "\n";
  text += violation_text(result, failure) + "\n";
  if (!failure.core.empty()) text += "\n" + indented(failure.core, "  ") + "\n\n";
  if (!failure.command.empty()) text += "replay: " + failure.command + "\n";
  return text;
}

std::string_view type_of(const Check& check) {
  if (check.finding != Finding::passed) return name_of(check.finding);
  return check.standing == CheckStanding::failed ? "not-caught" : "not-judged";
}

std::string test_of(const GateResult& result, const CaseResult& one, const Check& check, JUnitCounts& counts) {
  ++counts.tests;
  if (check.standing == CheckStanding::met) return junit_case(one.name, check.name, {}, {});
  std::string text;
  for (const Failure* failure : check.failures) text += (text.empty() ? "" : "\n") + failure_text(result, *failure);
  const bool failed = check.standing == CheckStanding::failed;
  ++(failed ? counts.failures : counts.errors);
  return junit_case(one.name, check.name, {}, junit_element(failed ? "failure" : "error", type_of(check), check.message, text));
}

/// What is known of a case beside its tests.
std::string output(const CaseResult& one) {
  std::string text = counted(one.runs, "run") + ": " + findings_text(one) + "\n";
  if (const std::string caught = caught_text(one); !caught.empty()) text += "caught at " + caught + "\n";
  if (one.operations > 0) {
    text += "available " + percent(one.availability()) + ", latency p50 " + latency_text(one.latency, 0.50) + ", p99 " +
            latency_text(one.latency, 0.99) + ", " + messages_text(one) + " messages an operation\n";
  }
  return text;
}

std::string whole(const GateResult& result) {
  JUnitCounts counts;
  const std::string suite = result.name.empty() ? "gate" : result.name;
  ++counts.tests;
  std::string body;
  if (result.interrupted || result.cases.empty()) {
    ++counts.errors;
    body = junit_element("error", result.cases.empty() ? "nothing-judged" : "interrupted", conclusion(result));
  }
  std::string tests = junit_case(suite, "runs everything that is asked", {}, body);
  ++counts.tests;
  body.clear();
  if (!result.weakenings.empty()) {
    ++counts.failures;
    std::string text;
    for (const std::string& weakening : result.weakenings) text += weakening + "\n";
    body = junit_element("failure", "weakened", counted(result.weakenings.size(), "weakening") + " against the base", text);
  }
  tests += junit_case(suite, "is no weaker than its base", {}, body);
  std::string said = conclusion(result) + "\n";
  for (const std::string& change : result.changes) said += "changed: " + change + "\n";
  return junit_suite(suite, counts, std::chrono::milliseconds(result.elapsed_ms), tests, said);
}

}  // namespace

std::string junit_report(const GateResult& result) {
  std::string suites = whole(result);
  for (const CaseResult& one : result.cases) {
    JUnitCounts counts;
    std::string tests;
    for (const Check& check : checks_of(one)) tests += test_of(result, one, check, counts);
    suites += junit_suite(one.name, counts, {}, tests, output(one));
  }
  return clio::junit_report(suites);
}

}  // namespace clio::gate
