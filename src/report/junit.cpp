#include "src/report/junit.hpp"

#include "adapters/formats/lecture/lecture.hpp"
#include "src/report/junit_document.hpp"

namespace clio {
namespace {

constexpr std::size_t kDrawnOperationsMax = 60;

std::string violation(const Judgement& judgement, const Verdict& verdict, JUnitCounts& counts) {
  const Counterexample& counterexample = *verdict.counterexample;
  if (judgement.classified) {
    ++counts.skipped;
    return junit_element("skipped", {}, "violated, which nobody asked about: " + name_of(counterexample));
  }
  ++counts.failures;
  std::string text = counterexample.explanation;
  if (counterexample.operations.size() <= kDrawnOperationsMax) {
    text += "\n\n" + draw_lecture(sub_history(judgement.history(), counterexample.operations).history);
  }
  for (const Edge& edge : counterexample.cycle) {
    text += "\n" + std::to_string(index(judgement.in_file(edge.from))) + " before " + std::to_string(index(judgement.in_file(edge.to))) +
            " [" + std::string(name_of(edge.relation)) + "]: " + edge.because;
  }
  if (counterexample.cause) text += "\ncause: " + *counterexample.cause;
  return junit_element("failure", name_of(counterexample), std::string(verdict.model->id) + " is violated", text);
}

std::string cases(const Judgement& judgement, JUnitCounts& counts) {
  if (!judgement.judged()) {
    ++counts.tests;
    ++counts.errors;
    const std::string type = judgement.error ? "unreadable" : "internal-error";
    const std::string message =
        judgement.error
            ? (judgement.error->line == 0 ? "" : "line " + std::to_string(judgement.error->line) + ": ") + judgement.error->message
            : judgement.internal_error;
    return junit_case(judgement.path, "read", {}, junit_element("error", type, message));
  }
  std::string text;
  for (const Verdict& verdict : judgement.verdicts) {
    ++counts.tests;
    std::string body;
    switch (verdict.answer) {
      case Answer::satisfied: break;
      case Answer::violated: body = violation(judgement, verdict, counts); break;
      case Answer::unknown:
        ++counts.errors;
        body = junit_element("error", verdict.applies ? "undecided" : "not-applicable", verdict.reason);
        break;
    }
    text += junit_case(judgement.path, verdict.model->id, verdict.spent, body);
  }
  return text;
}

}  // namespace

std::string junit_suite(const Judgement& judgement) {
  JUnitCounts counts;
  const std::string body = cases(judgement, counts);
  std::chrono::nanoseconds time{0};
  for (const Verdict& verdict : judgement.verdicts) time += verdict.spent;
  std::string warnings;
  for (const std::string& warning : judgement.warnings) warnings += "warning: " + warning + "\n";
  return junit_suite(judgement.path, counts, time, body, warnings);
}

}  // namespace clio
