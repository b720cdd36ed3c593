#include "src/report/junit.hpp"

#include <cstdio>

#include "adapters/lecture/lecture.hpp"

namespace clio {
namespace {

constexpr std::size_t kDrawnOperationsMax = 60;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// How many bytes from the beginning are one character that XML 1.0 allows; 0: none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' ? 1 : 0;
  const std::size_t length = first >= 0xF0 && first <= 0xF4 ? 4 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xC2 && first < 0xE0 ? 2 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return 0;
  }
  if (first == 0xE0 && byte(1) < 0xA0) return 0;                                           // overlong
  if (first == 0xF0 && byte(1) < 0x90) return 0;                                           // overlong
  if (first == 0xED && byte(1) >= 0xA0) return 0;                                          // a surrogate
  if (first == 0xF4 && byte(1) >= 0x90) return 0;                                          // beyond Unicode
  if (first == 0xEF && byte(1) == 0xBF && (byte(2) == 0xBE || byte(2) == 0xBF)) return 0;  // U+FFFE, U+FFFF
  return length;
}

enum class Where { attribute, element };

/// Text as XML allows it; what is no character of XML becomes U+FFFD. Attributes would lose their line breaks, elements keep them.
std::string escaped(std::string_view text, Where where = Where::attribute) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) {
      result += kReplacement;
    } else if (length > 1) {
      result += text.substr(0, length);
    } else {
      switch (text.front()) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&quot;"; break;
        case '\n': result += where == Where::attribute ? "&#10;" : "\n"; break;
        case '\t': result += "&#9;"; break;
        default: result += text.front();
      }
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
};

std::string seconds(std::chrono::nanoseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", std::chrono::duration<double>(time).count());
  return text;
}

std::string test_case(const std::string& path, std::string_view name, std::chrono::nanoseconds time, const std::string& body) {
  return "    <testcase classname=\"" + escaped(path) + "\" name=\"" + escaped(name) + "\" time=\"" + seconds(time) + "\"" +
         (body.empty() ? "/>\n" : ">\n" + body + "    </testcase>\n");
}

std::string element(std::string_view name, std::string_view type, std::string_view message, std::string_view text = {}) {
  std::string open = "      <" + std::string(name);
  if (!type.empty()) open += " type=\"" + escaped(type) + "\"";
  open += " message=\"" + escaped(message) + "\"";
  return text.empty() ? open + "/>\n" : open + ">" + escaped(text, Where::element) + "</" + std::string(name) + ">\n";
}

std::string violation(const Judgement& judgement, const Verdict& verdict, Counts& counts) {
  const Counterexample& counterexample = *verdict.counterexample;
  if (judgement.classified) {
    ++counts.skipped;
    return element("skipped", {}, "violated, which nobody asked about: " + std::string(name_of(counterexample.anomaly)));
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
  return element("failure", name_of(counterexample.anomaly), std::string(verdict.model->id) + " is violated", text);
}

std::string cases(const Judgement& judgement, Counts& counts) {
  if (!judgement.judged()) {
    ++counts.tests;
    ++counts.errors;
    const std::string type = judgement.error ? "unreadable" : "internal-error";
    const std::string message =
        judgement.error
            ? (judgement.error->line == 0 ? "" : "line " + std::to_string(judgement.error->line) + ": ") + judgement.error->message
            : judgement.internal_error;
    return test_case(judgement.path, "read", {}, element("error", type, message));
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
        body = element("error", verdict.applies ? "undecided" : "not-applicable", verdict.reason);
        break;
    }
    text += test_case(judgement.path, verdict.model->id, verdict.spent, body);
  }
  return text;
}

}  // namespace

std::string junit_suite(const Judgement& judgement) {
  Counts counts;
  const std::string body = cases(judgement, counts);
  std::chrono::nanoseconds time{0};
  for (const Verdict& verdict : judgement.verdicts) time += verdict.spent;
  std::string text = "  <testsuite name=\"" + escaped(judgement.path) + "\" tests=\"" + std::to_string(counts.tests) + "\" failures=\"" +
                     std::to_string(counts.failures) + "\" errors=\"" + std::to_string(counts.errors) + "\" skipped=\"" +
                     std::to_string(counts.skipped) + "\" time=\"" + seconds(time) + "\">\n" + body;
  std::string warnings;
  for (const std::string& warning : judgement.warnings) warnings += "warning: " + warning + "\n";
  if (!warnings.empty()) text += "    <system-out>" + escaped(warnings, Where::element) + "</system-out>\n";
  return text + "  </testsuite>\n";
}

std::string junit_report(std::string_view suites) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"clio\">\n" + std::string(suites) + "</testsuites>\n";
}

}  // namespace clio
