// The gate's result for the summary page of a CI job, in GitHub's and GitLab's common Markdown. Names and sentences are shown as the text
// that they are: markup in them is escaped, and drawings and commands stand in fences that are longer than any row of backticks inside.
//
// Tested by tests/gate/markdown_test.cpp.

#include <algorithm>

#include "src/gate/report_words.hpp"
#include "src/report/words.hpp"

namespace clio::gate {
namespace {

/// Text as text, in a paragraph or a cell: one line, nothing of it markup.
std::string escaped(std::string_view text) {
  std::string result;
  const std::string plain = printable(text);
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    switch (c) {
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '&': result += "&amp;"; break;
      case '\\':
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '|':
      case '~':
      case '#':
      case '!':
      case '$': result.append("\\").append(1, c); break;
      case ':': result += plain.compare(i, 3, "://") == 0 ? "\\:" : ":"; break;  // no address becomes a link
      case '.': result += i >= 3 && plain.compare(i - 3, 4, "www.") == 0 ? "\\." : "."; break;
      default: result += c;
    }
  }
  return result;
}

/// The same where a list's item begins: nothing of it is a list or a heading of its own.
std::string item(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  std::string result = escaped(text);
  const std::size_t digits = std::min(result.find_first_not_of("0123456789"), result.size());
  const bool bullet = digits == 0 && !result.empty() && std::string_view("-+=").find(result.front()) != std::string_view::npos;
  const bool number = digits > 0 && digits < result.size() && (result[digits] == '.' || result[digits] == ')');
  if (bullet || number) result.insert(digits, 1, '\\');
  return result;
}

/// Text of any number of lines, word by word.
std::string fenced(std::string_view text, std::string_view language) {
  std::string lines;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines += printable(rest.substr(0, end)) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::size_t longest = 2, row = 0;
  for (const char c : lines) {
    row = c == '`' ? row + 1 : 0;
    longest = std::max(longest, row);
  }
  const std::string fence(longest + 1, '`');
  return fence + std::string(language) + "\n" + lines + fence + "\n";
}

std::string_view mark(Outcome outcome) {
  switch (outcome) {
    case Outcome::holds: return "✅";
    case Outcome::violated: return "❌";
    case Outcome::undecided:
    case Outcome::unusable:
    case Outcome::internal: return "❓";
  }
  return {};
}

std::string row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) text += " " + cell + " |";
  return text + "\n";
}

std::string cases_table(const GateResult& result) {
  std::string rows;
  for (const CaseResult& one : result.cases) {
    if (one.canary) continue;
    rows += row({std::string(mark(outcome_of(one))), escaped(one.name), std::to_string(one.runs), escaped(findings_text(one)),
                 caught_text(one), one.operations == 0 ? "-" : percent(one.availability()), latency_text(one.latency, 0.50),
                 latency_text(one.latency, 0.99), messages_text(one)});
  }
  return rows.empty() ? ""
                      : "\n| | case | runs | findings | caught at | available | p50 | p99 | msgs/op "
                        "|\n|---|---|---:|---|---|---:|---:|---:|---:|\n" +
                            rows;
}

std::string canaries_table(const GateResult& result) {
  std::string rows;
  for (const CaseResult& one : result.cases) {
    if (!one.canary) continue;
    rows += row({std::string(mark(outcome_of(one))), escaped(one.name), promise_text(one), seeds_until_caught_text(one, result.seeds),
                 core_size_text(one), escaped(findings_text(one))});
  }
  return rows.empty() ? "" : "\n| | canary | breaks | seeds until caught | minimal core | findings |\n|---|---|---|---:|---|---|\n" + rows;
}

std::string failure_section(const GateResult& result, const CaseResult& one, const Failure& failure) {
  const auto paragraph = [](const std::string& text) { return text.empty() ? "" : "\n" + text + "\n"; };
  std::string text = "\n### " + std::string(mark(outcome_of(failure.finding))) + " " + escaped(one.name) + ", seed " +
                     std::to_string(failure.seed) + ": " + std::string(name_of(failure.finding)) + "\n";
  // A word of ours stands before each sentence: none begins a line, where it could be a heading or a list.
  if (!failure.what.empty()) text += paragraph("What: " + escaped(failure.what));
  if (!failure.explanation.empty()) text += paragraph("Why: " + escaped(failure.explanation));
  if (const std::string cause = cause_text(failure); !cause.empty()) text += paragraph(escaped("C" + cause.substr(1)));
  if (!failure.chain.empty()) text += "\n";
  for (std::size_t i = 0; i < failure.chain.size(); ++i) text += std::to_string(i + 1) + ". " + item(failure.chain[i]) + "\n";
  if (const std::string shrunk = shrinking_text(failure); !shrunk.empty()) text += paragraph("Run: " + escaped(shrunk));
  text += paragraph("**" + escaped(violation_text(result, failure)) + "**");
  if (!failure.core.empty()) text += "\n" + fenced(failure.core, "text");
  if (!failure.command.empty()) text += "\n" + fenced(failure.command, "sh");
  return text;
}

std::string list(const std::string& title, const std::vector<std::string>& items) {
  std::string text = items.empty() ? "" : "\n### " + title + "\n\n";
  for (const std::string& one : items) text += "- " + item(one) + "\n";
  return text;
}

}  // namespace

std::string markdown_report(const GateResult& result) {
  std::string text = "## " + std::string(mark(outcome_of(result))) + " gate" + (result.name.empty() ? "" : " " + escaped(result.name)) +
                     ": " + escaped(conclusion(result)) + "\n\n";
  if (!result.configuration.empty()) text += "Configuration: " + escaped(result.configuration) + ". ";
  text += "Run with " + seeds_text(result.seeds) + " in " + duration_text(std::chrono::milliseconds(result.elapsed_ms));
  if (!result.program.empty()) text += " by " + escaped(result.program);
  text += ".\n";
  std::vector<std::string> complaints;
  for (const CaseResult& one : result.cases) {
    for (const std::string& complaint : complaints_of(one)) complaints.push_back("in " + one.name + ": " + complaint);
  }
  text += list("Weaker than the base", result.weakenings) + list("Why the gate fails", complaints) + cases_table(result) +
          canaries_table(result);
  for (const CaseResult& one : result.cases) {
    for (const Failure* failure : failures_of(one)) text += failure_section(result, one, *failure);
  }
  return text + list("Changed against the base", result.changes);
}

}  // namespace clio::gate
