// What the causal family does when its time or memory is used up: it says so, promptly, and never guesses.

#include <gtest/gtest.h>

#include <chrono>

#include "tests/causal/agreement.hpp"
#include "tests/causal/laid_out.hpp"

namespace clio::test {
namespace {

using Steps = std::vector<oracle::Step>;

/// Processes that take turns in writing what all others then read; `values` to choose from, or all distinct.
Steps busy(int operations, int values) {
  Steps steps;
  for (int i = 0; i < operations; ++i) {
    const int round = i / 8, process = (i + round) % 8, key = round % 5;
    const int value = values == 0 ? 1 + round / 5 : 1 + (round / 5) % values;
    steps.push_back({.kind = i % 8 == 0 ? Kind::write : Kind::read, .process = process, .key = key, .value = value});
  }
  return steps;
}

struct Row {
  const Model* model;
  Path path;
  int values;  ///< 0: distinct
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.model->id << (row.values == 0 ? " distinct" : " repeated") << " path " << static_cast<int>(row.path);
}

std::vector<Row> rows() {
  std::vector<Row> all;
  for (const Model* model : causal_family()) {
    for (const Path path : {Path::automatic, Path::fast, Path::complete}) {
      for (const int values : {0, 2}) all.push_back({model, path, values});
    }
  }
  return all;
}

class CausalLimits : public testing::TestWithParam<Row> {
 protected:
  static Finding decided(const Limits& limits) {
    const History history = history_of_steps(busy(4000, GetParam().values));
    const BaseRelations relations(history);
    Budget budget(limits);
    return decide_causal_family(relations, *GetParam().model, budget, GetParam().path);
  }
};

TEST_P(CausalLimits, MemoryThatIsUsedUpIsTheReason) {
  Limits limits;
  limits.memory_bytes = 1 << 10;
  const Finding finding = decided(limits);
  EXPECT_EQ(finding.answer, Answer::unknown);
  EXPECT_EQ(finding.reason, "the memory limit of 0 MiB was reached");
}

TEST_P(CausalLimits, TimeThatIsUpIsTheReason) {
  Limits limits;
  limits.time = std::chrono::nanoseconds(0);
  const Finding finding = decided(limits);
  EXPECT_EQ(finding.answer, Answer::unknown);
  EXPECT_EQ(finding.reason, "the time limit of 0 s was reached");
}

TEST_P(CausalLimits, EnoughOfBothIsNoReason) {
  Limits limits;
  limits.memory_bytes = 64u << 20;
  const Finding finding = decided(limits);
  if (GetParam().path == Path::fast && GetParam().values != 0) EXPECT_EQ(finding.reason, "some reads have several possible sources");
  else EXPECT_EQ(finding.answer, Answer::satisfied) << finding.reason;
}

INSTANTIATE_TEST_SUITE_P(Rows, CausalLimits, testing::ValuesIn(rows()), [](const auto& row) {
  std::string name = std::string(row.param.model->id) + (row.param.values == 0 ? "Distinct" : "Repeated") + std::to_string(static_cast<int>(row.param.path));
  std::erase(name, '-');
  return name;
});

TEST(CausalLimits, EveryTableIsGivenBack) {
  for (const int values : {0, 2}) {
    const History history = history_of_steps(busy(400, values));
    const BaseRelations relations(history);
    for (const Model* model : causal_family()) {
      Limits limits;
      limits.memory_bytes = 64u << 20;
      Budget budget(limits);
      EXPECT_EQ(decide_causal_family(relations, *model, budget).answer, Answer::satisfied) << model->id;
      EXPECT_EQ(budget.memory_left(), limits.memory_bytes) << model->id;
    }
  }
}

}  // namespace
}  // namespace clio::test
