#include <gtest/gtest.h>

#include "tests/report/made_judgement.hpp"

namespace clio {
namespace {

History transactions() {
  HistoryBuilder builder;
  const Operation write{.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(1)};
  builder.add_transaction(std::vector{write, write});
  return std::move(builder).build().value();
}

TEST(Outcomes, AreWorstInThePrecedenceOfTheDesign) {
  const std::vector<Outcome> worst_first{Outcome::internal, Outcome::unusable, Outcome::violated, Outcome::undecided, Outcome::holds};
  for (std::size_t i = 0; i < worst_first.size(); ++i) {
    for (std::size_t j = 0; j < worst_first.size(); ++j) EXPECT_EQ(worse(worst_first[i], worst_first[j]), worst_first[std::min(i, j)]);
  }
  EXPECT_EQ(exit_status(Outcome::holds), 0);
  EXPECT_EQ(exit_status(Outcome::violated), 1);
  EXPECT_EQ(exit_status(Outcome::unusable), 2);
  EXPECT_EQ(exit_status(Outcome::undecided), 3);
  EXPECT_EQ(exit_status(Outcome::internal), 4);
}

TEST(Outcomes, CountAViolationOnlyWhereTheModelWasAskedFor) {
  Judgement judgement = test::made_judgement();
  EXPECT_EQ(outcome_of(judgement), Outcome::violated);
  judgement.classified = true;
  EXPECT_EQ(outcome_of(judgement), Outcome::undecided) << "classifying, an undecided model still is one";
  judgement.verdicts.pop_back();
  EXPECT_EQ(outcome_of(judgement), Outcome::holds);
}

TEST(Outcomes, TakeAModelThatDoesNotApplyForBadUsage) {
  Judgement judgement = test::made_judgement();
  judgement.verdicts.back().applies = false;
  EXPECT_EQ(outcome_of(judgement), Outcome::unusable);
}

TEST(Outcomes, FailClosedWhereNothingWasJudged) {
  Judgement unreadable;
  unreadable.error = InputError{.line = 3, .message = "broken"};
  EXPECT_EQ(outcome_of(unreadable), Outcome::unusable);
  const Judgement inapplicable = judge("a.jsonl", transactions(), {.models = {model_named("linearizable")}});
  EXPECT_EQ(outcome_of(inapplicable), Outcome::unusable) << "transactions have models of their own";
  EXPECT_EQ(outcome_of(judge("a.jsonl", transactions(), {})), Outcome::holds);
  Judgement broken;
  broken.internal_error = "out of memory";
  EXPECT_EQ(outcome_of(broken), Outcome::internal);
}

TEST(Judging, SaysTheSameOnTwoThreads) {
  HistoryBuilder builder;
  for (int i = 0; i < 120'000; ++i) {  // each written once and read once, but for some reads of what nobody wrote
    const bool read = i % 2 == 1;
    builder.add({.kind = read ? Kind::read : Kind::write, .process = builder.process(i % 16 / 2), .key = builder.key(0), .value = builder.value(i % 40'001 == 0 ? -i : i - (read ? 1 : 0))});
  }
  const History history = std::move(builder).build().value();
  Question question{.models = {model_named("read-committed"), model_named("pram")}, .measure_staleness = true};
  const Judgement one = judge("a.jsonl", history, question);
  question.options.limits.jobs = 2;
  const Judgement two = judge("a.jsonl", history, question);
  EXPECT_FALSE(one.warnings.empty());
  EXPECT_EQ(two.warnings, one.warnings);
  ASSERT_EQ(two.verdicts.size(), one.verdicts.size());
  for (std::size_t i = 0; i < one.verdicts.size(); ++i) EXPECT_EQ(two.verdicts[i].answer, one.verdicts[i].answer) << one.verdicts[i].model->id;
}

}  // namespace
}  // namespace clio
