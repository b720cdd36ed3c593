// explain() on random histories of every object: what it answers is confirmed, minimal, and its cycle holds; the search that decides here is the
// validator's, so a second opinion comes from the reference evaluator.

#include <gtest/gtest.h>

#include <map>

#include "checker/validate/closed.hpp"
#include "tests/evidence/brute.hpp"
#include "tests/oracle/reference_evaluator.hpp"

namespace clio::test {
namespace {

/// Every smaller closed set satisfies the model: the operations are minimal.
void expect_minimal(const History& history, const Model& model, const std::vector<OpId>& operations, const oracle::Plan& plan) {
  for (std::size_t chosen = 1; chosen + 1 < (std::size_t{1} << operations.size()); ++chosen) {
    std::vector<OpId> part;
    for (std::size_t b = 0; b < operations.size(); ++b) {
      if ((chosen >> b & 1) != 0) part.push_back(operations[b]);
    }
    ASSERT_EQ(validate_counterexample(history, model, part), Confirmation::refuted)
        << model.id << " of " << ids_text(operations) << " needs no more than " << ids_text(part) << "\n" << show(plan);
  }
}

class Explanations : public testing::TestWithParam<Object> {};

TEST_P(Explanations, AreConfirmedAndMinimalAndTheirCyclesHold) {
  oracle::Dice dice(random_seed(17 + static_cast<std::uint64_t>(GetParam())));
  std::map<Anomaly, std::size_t> names;
  std::size_t violated = 0, with_cycle = 0;
  for (std::size_t i = 0; i < random_count(500); ++i) {
    const oracle::Plan plan = oracle::random_plan(dice, {.object = GetParam(), .steps_min = 4, .steps_max = 9});
    const History history = oracle::history_of(plan);
    const oracle::Reference reference(history);
    for (const Model* model : operation_models()) {
      if (!reference.applies(*model) || reference.satisfies(*model)) continue;
      const Counterexample found = explained(history, *model);
      SCOPED_TRACE(std::string(model->id) + " of " + ids_text(found.operations) + ": " + found.explanation + "\n" + show(plan));
      ASSERT_FALSE(found.operations.empty());
      ASSERT_TRUE(found.validated) << found.degraded;
      ASSERT_TRUE(found.minimal) << found.degraded;
      ASSERT_EQ(found.degraded, "");
      ASSERT_FALSE(oracle::Reference(sub_history(history, found.operations).history).satisfies(*model));
      ASSERT_NO_FATAL_FAILURE(expect_minimal(history, *model, found.operations, plan));
      ASSERT_EQ(validate_cycle(history, *model, found), "");
      ASSERT_FALSE(found.explanation.empty());
      ++names[found.anomaly];
      ++violated;
      with_cycle += found.cycle.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(violated, 100u);
  if (std::getenv("CLIO_TELL") != nullptr) {
    std::cout << violated << " violations, " << with_cycle << " with a cycle\n";
    for (const auto& [name, times] : names) std::cout << "  " << name_of(name) << " " << times << "\n";
  }
}

INSTANTIATE_TEST_SUITE_P(OfEveryObject, Explanations, testing::ValuesIn(kObjects),
                         [](const auto& object) { return std::string(name_of(object.param)); });

}  // namespace
}  // namespace clio::test
