// The JUnit report: its structure by a reader of its own and, where xmllint is installed, by tests/gate/schemas/junit.xsd; its counts; its words.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>

#include "src/gate/checks.hpp"
#include "src/report/junit.hpp"
#include "tests/gate/made_result.hpp"
#include "tests/report/made_judgement.hpp"

namespace clio::gate {
namespace {

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::vector<Element> children;
  std::string text;
};

/// As much of XML as the reports may use: elements, attributes in double quotes, text with the five named and decimal references. Anything else fails.
class XmlReader {
 public:
  explicit XmlReader(std::string text) : text_(std::move(text)) {}
  Element document() {
    take("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    Element root = element();
    take("\n");
    if (at_ != text_.size()) fail("the end");
    return root;
  }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  void fail(const std::string& expected) {
    if (error_.empty()) error_ = "at " + std::to_string(at_) + " expected " + expected + ": " + text_.substr(at_, 40);
    at_ = text_.size();
  }
  bool next(const std::string& part) const { return text_.compare(at_, part.size(), part) == 0; }
  void take(const std::string& part) { next(part) ? void(at_ += part.size()) : fail(part); }
  std::string name() {
    const std::size_t end = text_.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", at_);
    const std::string word = text_.substr(at_, std::min(end, text_.size()) - at_);
    at_ += word.size();
    if (word.empty()) fail("a name");
    return word;
  }
  std::string characters(char end) {
    std::string result;
    while (at_ < text_.size() && text_[at_] != end) {
      if (text_[at_] == '<' || text_[at_] == '>') fail("no markup");
      if (at_ < text_.size() && text_[at_] == '&') {
        bool known = false;
        for (const auto& [reference, character] : {std::pair("&amp;", '&'), std::pair("&lt;", '<'), std::pair("&gt;", '>'), std::pair("&quot;", '"'), std::pair("&#10;", '\n'), std::pair("&#9;", '\t')}) {
          if (known || !next(reference)) continue;
          at_ += std::string(reference).size();
          result += character;
          known = true;
        }
        if (!known) fail("a reference");
      } else if (at_ < text_.size()) {
        const auto byte = static_cast<unsigned char>(text_[at_]);
        if (byte < 0x20 && byte != '\n' && byte != '\t') fail("a character of XML");
        if (at_ < text_.size()) result += text_[at_++];
      }
    }
    return result;
  }
  Element element() {
    Element one;
    take("<");
    one.name = name();
    while (next(" ")) {
      take(" ");
      const std::string attribute = name();
      take("=\"");
      if (!one.attributes.emplace(attribute, characters('"')).second) fail("no attribute twice");
      take("\"");
    }
    if (next("/>")) {
      take("/>");
      return one;
    }
    take(">");
    while (at_ < text_.size() && !next("</")) {
      if (next("<")) {
        one.children.push_back(element());
      } else {
        one.text += characters('<');
      }
    }
    take("</" + one.name + ">");
    return one;
  }

  std::string text_;
  std::size_t at_ = 0;
  std::string error_;
};

Element read(const std::string& report) {
  XmlReader reader(report);
  Element root = reader.document();
  EXPECT_EQ(reader.error(), "") << report;
  return root;
}

std::vector<std::string> names(const std::map<std::string, std::string>& attributes) {
  std::vector<std::string> all;
  for (const auto& [name, value] : attributes) all.push_back(name);
  return all;
}

/// The structure that every reader of JUnit XML relies on, and that the counts are true.
void expect_junit(const std::string& report) {
  const Element root = read(report);
  EXPECT_EQ(root.name, "testsuites");
  for (const Element& suite : root.children) {
    EXPECT_EQ(suite.name, "testsuite");
    EXPECT_EQ(names(suite.attributes), (std::vector<std::string>{"errors", "failures", "name", "skipped", "tests", "time"}));
    std::map<std::string, std::size_t> counts;
    for (const Element& part : suite.children) {
      if (part.name == "system-out") {
        EXPECT_EQ(&part, &suite.children.back());
        continue;
      }
      EXPECT_EQ(part.name, "testcase");
      EXPECT_EQ(names(part.attributes), (std::vector<std::string>{"classname", "name", "time"}));
      ++counts["tests"];
      EXPECT_LE(part.children.size(), 1u);
      for (const Element& outcome : part.children) {
        ++counts[outcome.name];
        EXPECT_TRUE(outcome.name == "failure" || outcome.name == "error" || outcome.name == "skipped") << outcome.name;
        EXPECT_TRUE(outcome.attributes.contains("message"));
      }
    }
    EXPECT_EQ(suite.attributes.at("tests"), std::to_string(counts["tests"]));
    EXPECT_EQ(suite.attributes.at("failures"), std::to_string(counts["failure"]));
    EXPECT_EQ(suite.attributes.at("errors"), std::to_string(counts["error"]));
    EXPECT_EQ(suite.attributes.at("skipped"), std::to_string(counts["skipped"]));
  }
}

GateResult hostile_result() {
  GateResult result = test::made_result();
  for (CaseResult& one : result.cases) one.name = test::kHostile;
  Failure& failure = result.cases[1].failures[0];
  failure.what = failure.folder = failure.anomaly = failure.key = failure.explanation = failure.core = failure.cause = failure.command = failure.shrinking = test::kHostile;
  failure.chain = {test::kHostile, "\xFF\x01]]>"};
  result.name = test::kHostile;
  result.weakenings = result.changes = {test::kHostile};
  return result;
}

std::vector<std::string> reports() {
  GateResult compared = test::made_result();
  compared.weakenings = {"less"};
  compared.changes = {"other"};
  return {junit_report(test::made_result()), junit_report(compared), junit_report(hostile_result()), junit_report(GateResult{}),
          clio::junit_report(junit_suite(clio::test::made_judgement()))};
}

TEST(JUnitReport, TellsOneOfEverything) { test::expect_golden("report.xml", junit_report(test::made_result())); }

TEST(JUnitReport, HasTheStructureThatReadersRelyOn) {
  for (const std::string& report : reports()) expect_junit(report);
}

TEST(JUnitReport, FitsItsSchema) {
  if (std::system("xmllint --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "xmllint is not installed";
  const std::filesystem::path file = std::filesystem::temp_directory_path() / ("clio-junit-" + std::to_string(getpid()) + ".xml");
  const auto valid = [&](const std::string& report) {
    std::ofstream(file) << report;
    return std::system(("xmllint --noout --schema " CLIO_SOURCE_DIR "/tests/gate/schemas/junit.xsd " + file.string() + " >/dev/null 2>&1").c_str()) == 0;
  };
  for (const std::string& report : reports()) EXPECT_TRUE(valid(report)) << report;
  EXPECT_FALSE(valid("<testsuites><testsuite name=\"x\"/></testsuites>"));
  std::filesystem::remove(file);
}

TEST(JUnitReport, IsRedExactlyWhereTheGateIs) {
  GateResult result;
  result.cases = {test::made_case()};
  const auto red = [&] { return junit_report(result).find("<failure") != std::string::npos || junit_report(result).find("<error") != std::string::npos; };
  EXPECT_FALSE(red());
  for (const CaseResult& one : test::made_result().cases) {
    result.cases = {one};
    EXPECT_EQ(red(), outcome_of(one) != Outcome::holds) << one.name;
  }
  result.cases = {test::made_case()};
  result.interrupted = true;
  EXPECT_TRUE(red());
  result.interrupted = false;
  result.weakenings = {"less"};
  EXPECT_TRUE(red());
}

TEST(JUnitReport, CarriesTheThreeThingsThatAFailureEndsWith) {
  const Element root = read(junit_report(test::made_result()));
  const Element& test = root.children.at(2).children.at(0);
  EXPECT_EQ(test.attributes.at("name"), "keeps linearizable");
  const Element& failure = test.children.at(0);
  EXPECT_EQ(failure.attributes.at("type"), "violated");
  EXPECT_EQ(failure.attributes.at("message"), "linearizable is violated in 3 of 100 runs, first under seed 17");
  EXPECT_TRUE(failure.text.ends_with("linearizable is violated (stale-read): key k0 with operations 2 and 5 of clio-gate/runs/async/17/history.jsonl (lines 4 and 7)\n\n"
                                     "  P1: W(k0)1\n  P2:           R(k0)-\n\n"
                                     "replay: clio record --protocol async-primary-backup --seed 17 --ops 2 -o history.jsonl\n"))
      << failure.text;
}

}  // namespace
}  // namespace clio::gate
