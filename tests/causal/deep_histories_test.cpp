// Histories that are deep rather than wide: nothing recurses along a session or from session to session.

#include <gtest/gtest.h>

#include "tests/causal/agreement.hpp"
#include "tests/causal/laid_out.hpp"

namespace clio::test {
namespace {

using Steps = std::vector<oracle::Step>;

Answer answer_of(const Steps& steps, const Model& model, Path path = Path::automatic) {
  const History history = history_of_steps(steps);
  const BaseRelations relations(history);
  Budget budget(Limits{});
  return decide_causal_family(relations, model, budget, path).answer;
}

struct Row {
  const Model* model;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.model->id; }

std::vector<Row> rows() {
  std::vector<Row> all;
  for (const Model* model : causal_family()) all.push_back({model});
  return all;
}

class DeepHistory : public testing::TestWithParam<Row> {};

TEST_P(DeepHistory, OfOneSessionIsJudgedToItsEnd) {
  Steps steps;
  for (int i = 1; i <= 500'000; ++i) {
    steps.push_back({.kind = Kind::write, .process = 0, .value = i});
    steps.push_back({.kind = Kind::read, .process = 0, .value = i});
  }
  EXPECT_EQ(answer_of(steps, *GetParam().model), Answer::satisfied);
}

/// Each process reads what the one before it wrote, and writes for the next; the file tells of the last process first.
Steps chain(int processes) {
  Steps steps;
  for (int p = processes; p-- > 0;) {
    if (p != 0) steps.push_back({.kind = Kind::read, .process = p, .key = p - 1, .value = 1});
    steps.push_back({.kind = Kind::write, .process = p, .key = p, .value = 1});
  }
  return steps;
}

TEST_P(DeepHistory, ThroughManySessionsIsFollowed) { EXPECT_EQ(answer_of(chain(1500), *GetParam().model), Answer::satisfied); }

INSTANTIATE_TEST_SUITE_P(Rows, DeepHistory, testing::ValuesIn(rows()), [](const auto& row) {
  std::string name(row.param.model->id);
  std::erase(name, '-');
  return name;
});

TEST(DeepHistory, ClosedToACircleViolatesWhatSeesTheCausalPast) {
  Steps steps = chain(1500);
  steps.insert(steps.end() - 1, {.kind = Kind::read, .process = 0, .key = 1499, .value = 1});
  for (const Model* model : {&kWeakCausal, &kCausalConvergent, &kCausal}) EXPECT_EQ(answer_of(steps, *model), Answer::violated) << model->id;
  EXPECT_EQ(answer_of(steps, kWritesFollowReads), Answer::satisfied);
}

TEST(DeepHistory, ShowsAtItsEndWhatTheChainBrought) {
  Steps steps = chain(1500);
  steps.insert(steps.begin() + 2, {.kind = Kind::read, .process = 1499, .key = 0, .value = 0});
  for (const Model* model : {&kWeakCausal, &kCausalConvergent, &kCausal}) EXPECT_EQ(answer_of(steps, *model), Answer::violated) << model->id;
  for (const Model* model : {&kPram, &kMonotonicWrites}) EXPECT_EQ(answer_of(steps, *model), Answer::satisfied) << model->id;
}

TEST(DeepHistory, OfRepeatedValuesIsJudgedToItsEnd) {
  Steps steps;
  for (int i = 0; i < 100'000; ++i) steps.push_back({.kind = i % 2 == 0 ? Kind::write : Kind::read, .process = 0, .value = 1 + (i / 2) % 2});
  for (const Model* model : causal_family()) EXPECT_EQ(answer_of(steps, *model), Answer::satisfied) << model->id;
}

}  // namespace
}  // namespace clio::test
