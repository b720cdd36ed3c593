// What the text, JUnit, SARIF and Markdown reports say alike, so that they say the same.
//
// Tested by tests/gate/reports_test.cpp.

#include "src/gate/report_words.hpp"

#include <algorithm>
#include <cstdio>

#include "src/report/words.hpp"

namespace clio::gate {
namespace {

constexpr std::size_t kListedMax = 20;  // operations of a core, in a sentence

std::string fixed(double value, const char* format) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// "operations 2, 5 and 6", "line 3".
std::string numbered(const std::string& noun, const std::vector<std::uint64_t>& numbers) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < std::min(numbers.size(), kListedMax); ++i) texts.push_back(std::to_string(numbers[i]));
  if (numbers.size() > kListedMax) texts.push_back(std::to_string(numbers.size() - kListedMax) + " more");
  return noun + (numbers.size() == 1 ? " " : "s ") + listed(texts);
}

}  // namespace

std::string percent(double share) { return fixed(100 * share, "%.1f%%"); }

std::string messages_text(const CaseResult& one) {
  return one.operations == 0 ? "-" : fixed(static_cast<double>(one.messages) / static_cast<double>(one.operations), "%.1f");
}

std::string latency_text(const Distribution& latency, double share) {
  return latency.count() == 0 ? "-" : duration_text(std::chrono::microseconds(latency.percentile(share)));
}

std::string conclusion(const GateResult& result) {
  std::uint64_t violated = 0, open = 0;
  for (const CaseResult& one : result.cases) {
    const Outcome outcome = outcome_of(one);
    violated += outcome == Outcome::violated ? 1 : 0;
    open += outcome != Outcome::violated && outcome != Outcome::holds ? 1 : 0;
  }
  const std::string all = counted(result.cases.size(), "case") + ", " + counted(result.runs, "run");
  if (outcome_of(result) == Outcome::holds) return "passed: " + all;
  std::vector<std::string> why;
  if (result.cases.empty()) why.emplace_back("there was nothing to judge");
  if (violated > 0) why.push_back(counted(violated, "case") + " failed");
  if (open > 0) why.push_back(counted(open, "case") + " not judged");
  if (!result.weakenings.empty()) why.push_back(counted(result.weakenings.size(), "weakening") + " against the base");
  if (result.interrupted) why.push_back("interrupted" + (result.interruption.empty() ? "" : " by " + result.interruption));
  return "FAILED: " + listed(why) + "; " + all;
}

std::string seeds_text(const Seeds& seeds) {
  if (seeds.budget) return "seeds from " + std::to_string(seeds.from) + " on for " + duration_text(*seeds.budget);
  if (seeds.count == 1) return "seed " + std::to_string(seeds.from);
  return "seeds " + std::to_string(seeds.from) + " to " + std::to_string(seeds.from + std::max<std::uint64_t>(seeds.count, 1) - 1);
}

std::string findings_text(const CaseResult& one, bool passed) {
  std::vector<std::string> parts;
  for (const auto& [finding, count] : one.findings) {
    if (count > 0 && (passed || finding != Finding::passed)) parts.push_back(std::to_string(count) + " " + std::string(name_of(finding)));
  }
  if (one.runs == 0) return "not run";
  const std::string text = listed(parts);
  return one.complete ? text : text + (text.empty() ? "ended early" : "; ended early");
}

std::string caught_text(const CaseResult& one) {
  std::vector<std::string> parts;
  for (const Model* model : one.expect.caught) {
    const auto first = one.first_violated.find(model->id);
    const auto count = one.violated.find(model->id);
    const bool never = first == one.first_violated.end() || count == one.violated.end() || count->second == 0;
    parts.push_back(std::string(model->id) + (never ? " (never)" : " (seed " + std::to_string(first->second) + ")"));
  }
  if (one.expect.breaks_invariant)
    parts.push_back(one.broken == 0 ? "an invariant (never)" : "an invariant (seed " + std::to_string(one.first_broken) + ")");
  return listed(parts);
}

std::string promise_text(const CaseResult& one) {
  std::vector<std::string> parts;
  for (const Model* model : one.expect.caught) parts.emplace_back(model->id);
  if (one.expect.breaks_invariant) parts.emplace_back("an invariant");
  return parts.empty() ? "-" : listed(parts);
}

std::string seeds_until_caught_text(const CaseResult& one, const Seeds& seeds) {
  if (const std::uint64_t until = seeds_until_caught(one, seeds); until > 0) return std::to_string(until);
  if (one.runs == 0) return "not run";
  return (one.complete ? "survived " : "not yet, after ") + std::to_string(one.runs);
}

std::string core_size_text(const CaseResult& one) {
  for (const Failure& failure : one.failures) {
    if ((failure.finding == Finding::passed || one.canary) && !failure.operations.empty())
      return counted(failure.operations.size(), "operation");
  }
  return "-";
}

std::vector<const Failure*> failures_of(const CaseResult& one) {
  std::vector<const Failure*> all;
  if (one.canary && outcome_of(one) == Outcome::holds) return all;  // whatever its runs came to, it is caught
  for (const Failure& failure : one.failures) {
    if (failure.finding != Finding::passed) all.push_back(&failure);
  }
  return all;
}

std::string folder_of(const GateResult& result, const Failure& failure) {
  if (failure.folder.empty() || result.folder.empty()) return failure.folder;
  return result.folder + (result.folder.ends_with('/') ? "" : "/") + failure.folder;
}

std::string violation_text(const GateResult& result, const Failure& failure) {
  std::string text;
  if (failure.finding == Finding::violated || failure.model != nullptr) {
    text = (failure.model == nullptr ? "a model" : std::string(failure.model->id)) + " is violated";
    if (!failure.anomaly.empty()) text += " (" + failure.anomaly + ")";
  } else {
    text = meaning_of(failure.finding);
  }
  std::vector<std::string> where;
  if (!failure.key.empty()) where.push_back((failure.key.find(',') == std::string::npos ? "key " : "keys ") + failure.key);
  if (!failure.operations.empty()) where.push_back(numbered("operation", failure.operations));
  if (!where.empty()) text += ": " + listed(where, "with");
  if (!failure.folder.empty())
    text += (failure.operations.empty() ? ": " : " of ") + folder_of(result, failure) +
            (failure.operations.empty() ? "" : "/" + failure.history);
  if (!failure.lines.empty()) text += " (" + numbered("line", failure.lines) + ")";
  return text;
}

std::string shrinking_text(const Failure& failure) {
  std::string text;
  if (failure.operations_before != failure.operations_after || failure.faults_before != failure.faults_after) {
    text = "shrunk from " + counted(failure.operations_before, "operation") + " and " + counted(failure.faults_before, "fault") + " to " +
           std::to_string(failure.operations_after) + " and " + std::to_string(failure.faults_after);
  }
  if (!failure.shrinking.empty())
    text += (text.empty() ? "it may not be the smallest: " : "; it may not be the smallest: ") + failure.shrinking;
  return text;
}

std::string cause_text(const Failure& failure) {
  if (failure.cause.empty()) return {};
  return "cause: " + failure.cause + (failure.asynchronous ? " [asynchronous replication is to blame: confirmed by replay]" : "");
}

}  // namespace clio::gate
