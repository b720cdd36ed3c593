// The report for people. Every name may come from a file or a command: nothing reaches the terminal that could command it.
//
// Tested by tests/gate/reports_test.cpp.

#include <algorithm>
#include <utility>

#include "src/gate/report_words.hpp"
#include "src/report/words.hpp"

namespace clio::gate {
namespace {

constexpr std::size_t kLastColumnMin = 24;  // narrower, and what stands last gets a line of its own

struct Row {
  Outcome outcome = Outcome::holds;
  std::vector<std::string> cells;
  std::string last;  ///< any length: it is broken into lines
};

std::string mark(Outcome outcome, const Palette& palette) {
  switch (outcome) {
    case Outcome::holds: return palette.good("✓");
    case Outcome::violated: return palette.bad("✗");
    case Outcome::undecided:
    case Outcome::unusable:
    case Outcome::internal: return palette.doubtful("?");
  }
  return {};
}

/// Text in lines of its own, after something that stands `column` wide before it.
std::string hanging(const std::string& text, std::size_t width, std::size_t column) {
  return wrapped(text, std::max(width, column + kLastColumnMin), std::string(column, ' ')).substr(column);
}

/// Cells below their heads, the first to the left and numbers to the right.
std::string table(const Row& head, const std::vector<Row>& rows, std::size_t width, const Palette& palette) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < head.cells.size(); ++i) {
    widths.push_back(columns(head.cells[i]));
    for (const Row& row : rows) widths[i] = std::max(widths[i], columns(row.cells[i]));
  }
  const auto line = [&](const Row& row, const std::string& begin) {
    std::string text;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const std::string blanks(widths[i] - columns(row.cells[i]), ' ');
      text += i == 0 ? row.cells[i] + blanks : "  " + blanks + row.cells[i];
    }
    const std::size_t column = 2 + columns(text) + 2;
    text.insert(0, begin);
    if (row.last.empty()) return text + "\n";
    if (column + kLastColumnMin <= width) return text + "  " + hanging(row.last, width, column) + "\n";
    return text + "\n" + wrapped(row.last, width, "      ") + "\n";
  };
  std::string text = palette.faint(line(head, "  "));
  for (const Row& row : rows) text += line(row, mark(row.outcome, palette) + " ");
  return text;
}

std::string cases_table(const GateResult& result, std::size_t width, const Palette& palette) {
  std::vector<Row> rows;
  for (const CaseResult& one : result.cases) {
    if (one.canary) continue;
    std::string last = findings_text(one, false);
    if (const std::string caught = caught_text(one); !caught.empty()) last += (last.empty() ? "" : "; ") + ("caught at " + caught);
    const auto passed = one.findings.find(Finding::passed);
    rows.push_back(
        {.outcome = outcome_of(one),
         .cells = {printable(one.name), std::to_string(one.runs), std::to_string(passed == one.findings.end() ? 0 : passed->second),
                   one.operations == 0 ? "-" : percent(one.availability()), latency_text(one.latency, 0.50),
                   latency_text(one.latency, 0.99), messages_text(one)},
         .last = last});
  }
  if (rows.empty()) return {};
  return "\n" + table({.cells = {"case", "runs", "passed", "available", "p50", "p99", "msgs/op"}}, rows, width, palette);
}

std::string canaries_table(const GateResult& result, std::size_t width, const Palette& palette) {
  std::vector<Row> rows;
  for (const CaseResult& one : result.cases) {
    if (!one.canary) continue;
    rows.push_back({.outcome = outcome_of(one),
                    .cells = {printable(one.name), promise_text(one), seeds_until_caught_text(one, result.seeds), core_size_text(one)},
                    .last = findings_text(one, false)});
  }
  if (rows.empty()) return {};
  return "\n" + table({.cells = {"canary", "breaks", "seeds until caught", "minimal core"}}, rows, width, palette);
}

std::string failure_text(const GateResult& result, const CaseResult& one, const Failure& failure, std::size_t width,
                         const Palette& palette) {
  const std::string indent = "    ";
  const auto paragraph = [&](const std::string& text) { return text.empty() ? "" : wrapped(printable(text), width, indent) + "\n"; };
  std::string text =
      "\n" + mark(outcome_of(failure.finding), palette) +
      palette.bad(" " + printable(one.name) + ", seed " + std::to_string(failure.seed) + ": " + std::string(name_of(failure.finding))) +
      "\n";
  text += paragraph(failure.what) + paragraph(failure.explanation) + paragraph(cause_text(failure));
  for (std::size_t i = 0; i < failure.chain.size(); ++i) {
    const std::string number = "      " + std::to_string(i + 1) + ". ";
    text += number + hanging(printable(failure.chain[i]), width, number.size()) + "\n";
  }
  text += paragraph(shrinking_text(failure));
  text += palette.strong(wrapped(printable(violation_text(result, failure)), width, indent)) + "\n";
  if (!failure.core.empty()) {
    std::string core;
    for (std::size_t begin = 0; begin < failure.core.size();) {
      const std::size_t end = std::min(failure.core.find('\n', begin), failure.core.size());
      core += printable(failure.core.substr(begin, end - begin)) + "\n";
      begin = end + 1;
    }
    text += "\n" + indented(core, "      ") + "\n\n";
  }
  if (!failure.command.empty()) text += indent + "replay: " + printable(failure.command) + "\n";
  return text;
}

std::string list(const std::string& title, const std::vector<std::string>& items, std::size_t width) {
  std::string text = items.empty() ? "" : "\n" + title + "\n";
  for (const std::string& item : items) text += "  - " + hanging(printable(item), width, 4) + "\n";
  return text;
}

}  // namespace

std::string text_report(const GateResult& result, std::size_t width, const Palette& palette) {
  const std::string name = result.name.empty() ? "gate" : "gate " + printable(result.name);
  std::string text = palette.strong(name) + (result.configuration.empty() ? "" : "  " + printable(result.configuration)) + "\n  " +
                     seeds_text(result.seeds) + ", " + counted(result.runs, "run") + " in " +
                     duration_text(std::chrono::milliseconds(result.elapsed_ms));
  if (!result.program.empty()) text += ", " + printable(result.program);
  text += "\n";
  text += cases_table(result, width, palette) + canaries_table(result, width, palette);
  for (const CaseResult& one : result.cases) {
    for (const Failure* failure : failures_of(one)) text += failure_text(result, one, *failure, width, palette);
  }
  std::vector<std::string> complaints;
  for (const CaseResult& one : result.cases) {
    for (const std::string& complaint : complaints_of(one)) complaints.push_back(one.name + ": " + complaint);
  }
  text += list("why the gate fails:", complaints, width) + list("weaker than the base:", result.weakenings, width) +
          list("changed against the base:", result.changes, width);
  const Outcome outcome = outcome_of(result);
  const std::string end = hanging(printable(conclusion(result)), width, 2);
  return text + "\n" + mark(outcome, palette) + " " + (outcome == Outcome::holds ? palette.good(end) : palette.bad(end)) + "\n";
}

}  // namespace clio::gate
