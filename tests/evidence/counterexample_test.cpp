// validate_counterexample against the reference: the search agrees on whole histories, and what it confirms of a part is true of the whole.

#include <gtest/gtest.h>

#include "checker/validate/closed.hpp"
#include "checker/validate/validate.hpp"
#include "tests/evidence/random_evidence.hpp"
#include "tests/oracle/reference_evaluator.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

class Counterexamples : public testing::TestWithParam<Object> {};

TEST_P(Counterexamples, OfAllOperationsAreConfirmedExactlyWhenTheReferenceSeesAViolation) {
  oracle::Dice dice(random_seed(11 + static_cast<std::uint64_t>(GetParam())));
  std::size_t confirmed = 0, refuted = 0;
  for (std::size_t i = 0; i < random_count(1500); ++i) {
    const oracle::Plan plan = oracle::random_plan(dice, {.object = GetParam(), .steps_min = 3, .steps_max = 8});
    const History history = oracle::history_of(plan);
    const oracle::Reference reference(history);
    for (const Model* model : operation_models()) {
      if (!reference.applies(*model)) continue;
      const bool satisfied = reference.satisfies(*model);
      ASSERT_EQ(validate_counterexample(history, *model, participants_of(history)), satisfied ? Confirmation::refuted : Confirmation::confirmed)
          << model->id << "\n" << show(plan);
      ++(satisfied ? refuted : confirmed);
    }
  }
  EXPECT_GT(confirmed, 100u);
  EXPECT_GT(refuted, 100u);
}

TEST_P(Counterexamples, OfSomeOperationsAreConfirmedOnlyWhereTheWholeHistoryIsViolated) {
  oracle::Dice dice(random_seed(13 + static_cast<std::uint64_t>(GetParam())));
  std::size_t confirmed = 0, not_closed = 0;
  for (std::size_t i = 0; i < random_count(500); ++i) {
    const oracle::Plan plan = oracle::random_plan(dice, {.object = GetParam(), .steps_min = 4, .steps_max = 7});
    const History history = oracle::history_of(plan);
    const oracle::Reference reference(history);
    const std::vector<OpId> all = participants_of(history);
    for (const Model* model : operation_models()) {
      if (!reference.applies(*model)) continue;
      const bool satisfied = reference.satisfies(*model);
      for (std::size_t chosen = 1; chosen < (std::size_t{1} << all.size()); ++chosen) {
        std::vector<OpId> part;
        for (std::size_t b = 0; b < all.size(); ++b) {
          if ((chosen >> b & 1) != 0) part.push_back(all[b]);
        }
        const bool closed = validate::not_closed(history, *model, part).empty();
        if (GetParam() == Object::register_) {  // under real time the validator may ask for more sources than the reference
          const bool by_reference = reference.closed(*model, part);
          ASSERT_TRUE(model->needs_times ? !closed || by_reference : closed == by_reference) << model->id << " of " << ids_text(part) << "\n" << show(plan);
        }
        not_closed += closed ? 0 : 1;
        const Confirmation answer = validate_counterexample(history, *model, part);
        ASSERT_NE(answer, Confirmation::too_large);
        if (!closed || satisfied) {
          ASSERT_EQ(answer, Confirmation::refuted) << model->id << " of " << ids_text(part) << "\n" << show(plan);
        }
        confirmed += answer == Confirmation::confirmed && part.size() < all.size() ? 1 : 0;
      }
    }
  }
  EXPECT_GT(confirmed, 100u) << "parts that prove a violation";
  EXPECT_GT(not_closed, 100u);
}

INSTANTIATE_TEST_SUITE_P(OfEveryObject, Counterexamples, testing::ValuesIn(kObjects),
                         [](const auto& object) { return std::string(name_of(object.param)); });

std::vector<OpId> ids(std::initializer_list<std::uint32_t> positions) {
  std::vector<OpId> operations;
  for (const std::uint32_t position : positions) operations.push_back(OpId{position});
  return operations;
}

TEST(Counterexamples, ThatAreNoSetOfOperationsWithEffectAreRefuted) {
  const History history = history_of("P1: W(x)1! R(x)1 W(y)2");
  EXPECT_EQ(validate_counterexample(history, kSequential, ids({1})), Confirmation::confirmed);
  EXPECT_EQ(validate_counterexample(history, kSequential, ids({})), Confirmation::refuted) << "nothing";
  EXPECT_EQ(validate_counterexample(history, kSequential, ids({0, 1})), Confirmation::refuted) << "a failed operation";
  EXPECT_EQ(validate_counterexample(history, kSequential, ids({1, 9})), Confirmation::refuted) << "an operation that does not exist";
  EXPECT_EQ(validate_counterexample(history, kSequential, ids({2, 1})), Confirmation::refuted) << "not sorted";
  EXPECT_EQ(validate_counterexample(history, kSequential, ids({1, 1})), Confirmation::refuted) << "twice";
}

TEST(Counterexamples, WithoutASourceOfAReadAreRefuted) {
  const History history = history_of("P1: W(x)1 W(x)2 W(x)1\nP2:             R(x)1 R(x)2");
  EXPECT_EQ(validate_counterexample(history, kLinearizable, ids({0, 1, 3})), Confirmation::refuted);
}

TEST(Counterexamples, ThatNeedMoreThanTheStepsAllowedAreTooLarge) {
  const History history = history_of("P1: W(x)1 R(y)-\nP2: W(y)1 R(x)-");
  EXPECT_EQ(validate_counterexample(history, kSequential, participants_of(history)), Confirmation::confirmed);
  EXPECT_EQ(validate_counterexample(history, kSequential, participants_of(history), 3), Confirmation::too_large);
}

Counterexample with_cycle(std::vector<OpId> operations, std::vector<Edge> cycle) {
  return {.operations = std::move(operations), .cycle = std::move(cycle)};
}
Edge edge(std::uint32_t from, std::uint32_t to, Relation relation) { return {.from = OpId{from}, .to = OpId{to}, .relation = relation}; }

TEST(Cycles, AreBelievedOnlyWhereTheHistoryShowsTheirEdges) {
  const History history = history_of("P1: W(x)1 W(x)2 W(y)3\nP2:             R(x)2 R(x)1");
  const auto wrong = [&](const Model& model, std::vector<Edge> cycle, std::vector<OpId> operations = ids({0, 1, 3, 4})) {
    return validate_cycle(history, model, with_cycle(std::move(operations), std::move(cycle)));
  };
  const Edge back = edge(1, 0, Relation::write_order);
  EXPECT_EQ(wrong(kSequential, {}), "");
  EXPECT_EQ(wrong(kSequential, {edge(0, 1, Relation::session_order), back}), "");
  EXPECT_EQ(wrong(kLinearizable, {edge(0, 1, Relation::real_time), back}), "");
  EXPECT_EQ(wrong(kSequential, {edge(4, 1, Relation::anti_dependency), edge(1, 3, Relation::reads_from), edge(3, 4, Relation::session_order)}), "");
  EXPECT_EQ(wrong(kSequential, {edge(0, 1, Relation::real_time), back}),
            "the real-time edge from operation 0 to operation 1 is of a kind that sequential does not know");
  EXPECT_EQ(wrong(kLinearizable, {edge(0, 1, Relation::session_order), back}),
            "the session-order edge from operation 0 to operation 1 is of a kind that linearizable does not know");
  EXPECT_EQ(wrong(kSequential, {edge(1, 0, Relation::session_order), edge(0, 1, Relation::write_order)}),
            "the session-order edge from operation 1 to operation 0 is not true of the history");
  EXPECT_EQ(wrong(kSequential, {edge(0, 3, Relation::reads_from), edge(3, 0, Relation::anti_dependency)}),
            "the reads-from edge from operation 0 to operation 3 is not true of the history");
  EXPECT_EQ(wrong(kSequential, {edge(3, 4, Relation::write_order), edge(4, 3, Relation::anti_dependency)}),
            "the write-order edge from operation 3 to operation 4 is not true of the history");
  EXPECT_EQ(wrong(kSequential, {edge(0, 1, Relation::session_order), edge(3, 0, Relation::write_order)}),
            "the cycle is broken: an edge ends at operation 1, and the next starts at operation 3");
  EXPECT_EQ(wrong(kSequential, {edge(0, 1, Relation::session_order), back}, ids({0, 3, 4})),
            "the cycle goes through operation 1, which is not among the operations");
  EXPECT_EQ(wrong(kCache, {edge(1, 2, Relation::session_order), edge(2, 1, Relation::write_order)}, ids({1, 2})),
            "the session-order edge from operation 1 to operation 2 connects two keys");
  Edge keyed = back;
  keyed.key = history.key(OpId{2});
  EXPECT_EQ(wrong(kSequential, {edge(0, 1, Relation::session_order), keyed}), "the write-order edge from operation 1 to operation 0 is not about its key");
}

}  // namespace
}  // namespace clio::test
