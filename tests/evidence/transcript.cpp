#include "tests/evidence/transcript.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <utility>
#include <vector>

#include "tests/evidence/random_evidence.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

const char* const kRule = "----";

std::string told(const Counterexample& counterexample) {
  std::string text = name_of(counterexample) + " " + ids_text(counterexample.operations) + "\n  " + counterexample.explanation + "\n";
  for (const Edge& edge : counterexample.cycle) {
    text += "    " + std::to_string(index(edge.from)) + " -> " + std::to_string(index(edge.to)) + " " + std::string(name_of(edge.relation)) + ": " + edge.because + "\n";
  }
  return text;
}

std::string answers_for(const std::string& picture, std::span<const Model* const> models, const Tell& tell) {
  const History history = history_of(picture);
  std::vector<std::pair<std::string, std::string>> answers;  // models, what is said
  for (const Model* model : models) {
    SCOPED_TRACE(picture + std::string(model->id));
    const auto counterexample = tell(history, *model);
    if (!counterexample) continue;
    const std::string text = told(*counterexample);
    const auto same = std::find_if(answers.begin(), answers.end(), [&](const auto& answer) { return answer.second == text; });
    if (same == answers.end()) {
      answers.emplace_back(model->id, text);
    } else {
      same->first += ", " + std::string(model->id);
    }
  }
  std::string text;
  for (const auto& [ids, said] : answers) text += ids + ": " + said;
  return text.empty() ? "every model holds\n" : text;
}

}  // namespace

void expect_transcript(const std::string& name, std::span<const Model* const> models, const Tell& tell) {
  const std::string path = CLIO_SOURCE_DIR "/tests/evidence/" + name;
  std::ifstream file(path);
  ASSERT_TRUE(file) << path;
  std::string expected, actual, picture, line;
  bool answering = false;
  while (std::getline(file, line)) {
    expected += line + "\n";
    if (line == kRule) {
      actual += picture + kRule + "\n" + answers_for(picture, models, tell) + "\n";
      answering = true;
    } else if (line.empty()) {
      picture.clear();
      answering = false;
    } else if (!answering) {
      picture += line + "\n";
    }
  }
  if (std::getenv("CLIO_REWRITE") != nullptr) {
    std::ofstream(path) << actual;
    return;
  }
  EXPECT_EQ(actual, expected);
}

}  // namespace clio::test
