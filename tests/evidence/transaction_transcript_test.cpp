// What people read of transactions: histories in lecture notation, and under each what explain() says of the rows over transactions that it violates. The transcript is a file of its own,
// tests/evidence/transactions.transcript; CLIO_REWRITE=1 rewrites it, to be committed only when every change is understood.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/evidence/brute.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

const char* const kTranscript = CLIO_SOURCE_DIR "/tests/evidence/transactions.transcript";
const char* const kRule = "----";

std::string told(const Counterexample& counterexample) {
  std::string text = name_of(counterexample) + " " + ids_text(counterexample.operations) + "\n  " + counterexample.explanation + "\n";
  for (const Edge& edge : counterexample.cycle) {
    text += "    " + std::to_string(index(edge.from)) + " -> " + std::to_string(index(edge.to)) + " " + std::string(name_of(edge.relation)) + ": " + edge.because + "\n";
  }
  return text;
}

/// The models that fail, those with the same answer together.
std::string answers_for(const std::string& picture) {
  const History history = history_of(picture);
  std::vector<std::pair<std::string, std::string>> answers;  // models, what is said
  for (const Model* model : transaction_models()) {
    if (model->needs_times && !history.timed()) continue;
    const Limits limits;
    Budget budget(limits);
    const Finding finding = decide_transactions(history, *model, budget);
    if (finding.answer != Answer::violated) continue;
    const Counterexample found = explain(history, *model, finding.core, decide_transactions, limits);
    EXPECT_TRUE(found.minimal) << picture << model->id << ": " << found.degraded;
    const std::string text = told(found);
    const auto same = std::find_if(answers.begin(), answers.end(), [&](const auto& answer) { return answer.second == text; });
    if (same == answers.end()) {
      answers.emplace_back(model->id, text);
    } else {
      same->first += ", " + std::string(model->id);
    }
  }
  std::string text;
  for (const auto& [models, said] : answers) text += models + ": " + said;
  return text.empty() ? "every model holds\n" : text;
}

TEST(TransactionExplanations, ReadAsInTheTranscript) {
  std::ifstream file(kTranscript);
  ASSERT_TRUE(file) << kTranscript;
  std::string expected, actual, picture, line;
  bool answering = false;
  while (std::getline(file, line)) {
    expected += line + "\n";
    if (line == kRule) {
      actual += picture + kRule + "\n" + answers_for(picture) + "\n";
      answering = true;
    } else if (line.empty()) {
      picture.clear();
      answering = false;
    } else if (!answering) {
      picture += line + "\n";
    }
  }
  if (std::getenv("CLIO_REWRITE") != nullptr) {
    std::ofstream(kTranscript) << actual;
    return;
  }
  EXPECT_EQ(actual, expected);
}

}  // namespace
}  // namespace clio::test
