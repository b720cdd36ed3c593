#include <gtest/gtest.h>

#include "checker/check.hpp"

namespace clio {
namespace {

TEST(EmptyHistory, SatisfiesEveryModelThoughItHasNoTimes) {
  const History history = HistoryBuilder().build().value();
  const std::vector<Verdict> verdicts = classify(history);
  ASSERT_EQ(verdicts.size(), operation_models().size());
  for (const Verdict& verdict : verdicts) EXPECT_EQ(verdict.answer, Answer::satisfied) << verdict.model->id;
  EXPECT_EQ(strongest(history, verdicts), (std::vector<const Model*>{&kLinearizable}));
}

}  // namespace
}  // namespace clio
