// The examples of the public headers, compiled and run. Each stands here line by line as it stands in its header; the last test reads the
// headers and fails where one holds an example that this file does not.

#include <gtest/gtest.h>

#include <algorithm>
#include <clio/adapters/edn/lexer.hpp>
#include <clio/adapters/format.hpp>
#include <clio/adapters/formats/lecture/lecture.hpp>
#include <clio/checker/check.hpp>
#include <clio/checker/engines/engine.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

using namespace clio;

namespace {

TEST(HeaderExamples, BuildAHistory) {
  HistoryBuilder builder;
  builder.set_timed(true);
  builder.add(
      {.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(1), .call = 0, .response = 5});
  Result<History, std::vector<InputError>> history = std::move(builder).build();
  ASSERT_TRUE(history);
  EXPECT_EQ(history->size(), 1u);
}

TEST(HeaderExamples, CheckAHistory) {
  HistoryBuilder builder;
  for (const int value : {1, 2})
    builder.add({.kind = Kind::read, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(value)});
  const History history = std::move(builder).build().value();
  testing::internal::CaptureStdout();
  const clio::Verdict verdict = clio::check(history, clio::kSequential);
  if (verdict.answer == clio::Answer::violated) std::cout << verdict.counterexample->explanation << '\n';
  EXPECT_FALSE(testing::internal::GetCapturedStdout().empty());
}

Finding searched(Budget& budget) {
  for (;;) {
    if (budget.spent()) return Finding::unknown("zones", budget.reason());
  }
}

TEST(HeaderExamples, GiveUpWhereABudgetIsSpent) {
  Budget budget(Limits{.time = std::chrono::nanoseconds(0)});
  EXPECT_EQ(searched(budget).reason, "the time limit of 0 s was reached");
}

std::string trimmed(const std::string& line) {
  const std::size_t first = line.find_first_not_of(' ');
  return first == std::string::npos ? "" : line.substr(first);
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

TEST(HeaderExamples, ReadTokensOfEdn) {
  edn::Lexer lexer("{:f :read, :value [1 nil]}", edn::Syntax::edn);
  std::size_t tokens = 0;
  for (edn::Token token = lexer.next(); token != edn::Token::end && token != edn::Token::fault; token = lexer.next()) ++tokens;
  EXPECT_EQ(tokens, 9u) << "braces, brackets and what stands in them";
}

TEST(HeaderExamples, AreAllHere) {
  // Not C++ but a drawing; and what only engines include.
  const auto shown = [](const std::filesystem::path& path) {
    const std::string text = path.string();
    return path.extension() == ".hpp" && path.filename() != "lecture.hpp" && text.find("/engines/") == std::string::npos &&
           text.find("/objects/") == std::string::npos;
  };
  std::set<std::string> here;
  for (const std::string& line : lines_of(CLIO_SOURCE_DIR "/tests/package/header_examples_test.cpp")) here.insert(trimmed(line));
  std::size_t examples = 0;
  for (const char* folder : {"/checker", "/adapters"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(CLIO_SOURCE_DIR + std::string(folder))) {
      if (!shown(entry.path())) continue;
      for (const std::string& line : lines_of(entry.path())) {
        const std::string text = trimmed(line);
        if (!text.starts_with("///     ")) continue;
        ++examples;
        EXPECT_TRUE(here.contains(trimmed(text.substr(3)))) << entry.path() << ": " << text;
      }
    }
  }
  EXPECT_GE(examples, 6u);
}

}  // namespace
