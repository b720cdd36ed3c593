// The oracle itself: verdicts that were worked out by hand, and enumerations against closed formulas.

#include "tests/oracle/reference_evaluator.hpp"

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>

#include "tests/oracle/enumerate.hpp"
#include "tests/oracle/plan.hpp"
#include "tests/oracle/random_history.hpp"
#include "tests/support/histories.hpp"

namespace clio::oracle {
namespace {

/// A history and the ids of the models that it satisfies, one letter each in table order, as worked out by hand:
/// l s c V C w p R M W F (V causal-convergent, C causal, R M W F the four session guarantees).
struct Known {
  const char* name;
  const char* history;
  const char* satisfied;

  friend std::ostream& operator<<(std::ostream& out, const Known& known) { return out << known.name; }
};

constexpr Known kKnown[] = {
    {"fresh read", "P1: W(x)1\nP2:       R(x)1", "lscVCwpRMWF"},
    {"stale read: allowed as soon as nobody looks at the clock", "P1: W(x)1\nP2:       R(x)-", "-scVCwpRMWF"},
    {"touching intervals may be taken in either order", "P1: W(x)1---\nP2:        R(x)-", "lscVCwpRMWF"},
    {"a value that nobody wrote", "P1: R(x)1", "-----------"},
    {"a value that only a failed write wrote", "P1: W(x)1!\nP2:        R(x)1", "-----------"},
    {"a value that an unknown write wrote", "P1: W(x)1?\nP2:        R(x)1", "lscVCwpRMWF"},
    {"an unknown write may take effect late", "P1: W(x)1?\nP2:        R(x)- R(x)- R(x)1", "lscVCwpRMWF"},
    {"an unknown write takes effect once", "P1: W(x)1?\nP2:        R(x)1 R(x)-", "-------R-WF"},
    {"a process misses its own write", "P1: W(x)1 R(x)-", "--------MWF"},
    {"store buffering", "P1: W(x)1 R(y)-\nP2: W(y)1 R(x)-", "--cVCwpRMWF"},
    {"message passing undone", "P1: W(x)1 W(y)1\nP2:       R(y)1 R(x)-", "--c----RM-F"},
    {"independent reads of independent writes",
     "P1: W(x)1\nP2: W(y)1\nP3:       R(x)1 R(y)-\nP4:       R(y)1 R(x)-", "--cVCwpRMWF"},
    {"an effect without its cause", "P1: W(x)1\nP2:       R(x)1 W(y)1\nP3:                   R(y)1 R(x)-", "--c---pRMW-"},
    {"two orders of concurrent writes", "P1: W(x)1\nP2: W(x)2\nP3:       R(x)1 R(x)2\nP4:       R(x)2 R(x)1", "----CwpRMWF"},
    {"back to the older value", "P1: W(x)1 W(x)2\nP2:             R(x)2 R(x)1", "-------R-WF"},
    {"reading one's own future", "P1: R(x)1 W(x)1", "-------RMWF"},
    {"two compare-and-sets from one value", "P1: C(x)null>1\nP2: C(x)null>2", "---VCwpRMWF"},
};

class HandComputed : public testing::TestWithParam<Known> {};

TEST_P(HandComputed, VerdictsAreFoundByTheReference) {
  const History history = test::history_of(GetParam().history);
  const Reference reference(history);
  ASSERT_TRUE(history.timed());
  std::string satisfied;
  constexpr std::string_view kLetters = "lscVCwpRMWF";
  for (std::size_t m = 0; m < kLetters.size(); ++m) satisfied += reference.satisfies(*operation_models()[m]) ? kLetters[m] : '-';
  EXPECT_EQ(satisfied, GetParam().satisfied) << GetParam().history;
}

INSTANTIATE_TEST_SUITE_P(Oracle, HandComputed, testing::ValuesIn(kKnown));

Step at(Step step, int process, Time call, Time response) {
  step.process = process;
  step.call = call;
  step.response = response;
  return step;
}

std::string verdicts(const Plan& plan) {
  const History history = history_of(plan);
  const Reference reference(history);
  return std::string(reference.satisfies(kLinearizable) ? "l" : "-") + (reference.satisfies(kSequential) ? "s" : "-") +
         (reference.satisfies(kCache) ? "c" : "-");
}

TEST(ReferenceObjects, AQueueAnswersInOrderOfArrival) {
  const Step first{.kind = Kind::enqueue, .value = 1}, second{.kind = Kind::enqueue, .value = 2};
  Plan plan{.object = Object::queue, .timed = true};
  plan.steps = {at(first, 0, 0, 1), at(second, 1, 2, 3), at({.kind = Kind::dequeue, .value = 2}, 2, 4, 5)};
  EXPECT_EQ(verdicts(plan), "-sc");
  plan.steps[1].process = 0;  // now session order knows who came first
  EXPECT_EQ(verdicts(plan), "---");
  plan.steps[2].value = 1;
  EXPECT_EQ(verdicts(plan), "lsc");
  plan.steps[2].value = 0;
  EXPECT_EQ(verdicts(plan), "-sc");
}

TEST(ReferenceObjects, AnUnknownDequeueMayHaveTakenAnything) {
  Plan plan{.object = Object::queue, .timed = true};
  plan.steps = {at({.kind = Kind::enqueue, .value = 1}, 0, 0, 1), at({.kind = Kind::enqueue, .value = 2}, 0, 2, 3),
                at({.kind = Kind::dequeue, .status = Status::unknown}, 1, 4, 5), at({.kind = Kind::dequeue, .value = 2}, 2, 6, 7)};
  EXPECT_EQ(verdicts(plan), "lsc");
  plan.steps[2].call = 8;  // too late for real time; session order does not know
  EXPECT_EQ(verdicts(plan), "-sc");
}

TEST(ReferenceObjects, AStackAnswersWithTheYoungest) {
  Plan plan{.object = Object::stack, .timed = true};
  plan.steps = {at({.kind = Kind::push, .value = 1}, 0, 0, 1), at({.kind = Kind::push, .value = 2}, 0, 2, 3),
                at({.kind = Kind::pop, .value = 1}, 0, 4, 5)};
  EXPECT_EQ(verdicts(plan), "---");
  plan.steps[2].value = 2;
  EXPECT_EQ(verdicts(plan), "lsc");
}

TEST(ReferenceObjects, OnlyTheHolderReleasesAMutex) {
  Plan plan{.object = Object::mutex, .timed = true};
  plan.steps = {at({.kind = Kind::acquire}, 0, 0, 1), at({.kind = Kind::release}, 1, 2, 3)};
  EXPECT_EQ(verdicts(plan), "---");
  plan.steps[1].process = 0;
  EXPECT_EQ(verdicts(plan), "lsc");
  plan.steps = {at({.kind = Kind::acquire}, 0, 0, 1), at({.kind = Kind::acquire}, 1, 2, 3)};
  EXPECT_EQ(verdicts(plan), "---");
  plan.steps.push_back(at({.kind = Kind::release, .status = Status::unknown}, 0, 1, 1));
  EXPECT_EQ(verdicts(plan), "lsc");
}

TEST(ReferenceObjects, ASetIsReadInAnyOrderAndACounterIsItsSum) {
  Plan plan{.object = Object::set, .timed = true};
  plan.steps = {at({.kind = Kind::add, .value = 1}, 0, 0, 1), at({.kind = Kind::add, .value = 2}, 0, 2, 3),
                at({.kind = Kind::read, .values = {2, 1}}, 0, 4, 5)};
  EXPECT_EQ(verdicts(plan), "lsc");
  plan.steps[2].values = {1, 1};
  EXPECT_EQ(verdicts(plan), "---");
  plan = {.object = Object::counter, .timed = true};
  plan.steps = {at({.kind = Kind::add, .value = 1}, 0, 0, 1), at({.kind = Kind::add, .value = 2}, 1, 2, 3), at({.kind = Kind::read, .value = 2}, 2, 4, 5)};
  EXPECT_EQ(verdicts(plan), "-sc");
  plan.steps[2].value = 3;
  EXPECT_EQ(verdicts(plan), "lsc");
}

TEST(Enumeration, DrawsEveryIntervalOrderOnce) {
  // Unlabelled interval orders are counted by the Fishburn numbers.
  const std::uint64_t fishburn[] = {1, 2, 5, 15, 53};
  for (std::size_t n = 1; n <= 5; ++n) {
    for (const Timing timing : {Timing::tight, Timing::spread}) {
      const Bound bound{.name = "reads", .timing = timing, .steps = n, .processes = n, .one_each = true, .contents = {Step{}}};
      EXPECT_EQ(enumerate(bound, [](const Plan&) {}), fishburn[n - 1]) << n;
    }
  }
}

TEST(Enumeration, VisitsEveryWordOnce) {
  // Contents that no renaming can exchange: an ok and a failed read of one key.
  const std::vector<Step> two{{.kind = Kind::read}, {.kind = Kind::read, .status = Status::fail}};
  const Bound one_process{.name = "words", .steps = 4, .processes = 1, .contents = two};
  EXPECT_EQ(enumerate(one_process, [](const Plan&) {}), 16u);
  const Bound two_processes{.name = "pairs of words", .steps = 4, .processes = 2, .contents = two};
  EXPECT_EQ(enumerate(two_processes, [](const Plan&) {}), 16u + 8u * 2u + 10u);  // lengths 4; 3+1; 2+2 in either order: 4*5/2
}

TEST(RandomHistories, SatisfyAndViolateEveryRow) {
  std::map<std::string_view, int> holds, fails;
  Dice dice(7);
  for (int i = 0; i < 1000; ++i) {
    const History history = history_of(random_plan(dice, {}));
    const Reference reference(history);
    for (const Model* model : operation_models()) {
      if (reference.applies(*model)) ++(reference.satisfies(*model) ? holds : fails)[model->id];
    }
  }
  for (const Model* model : operation_models()) {
    EXPECT_GT(holds[model->id], 100) << model->id;
    EXPECT_GT(fails[model->id], 100) << model->id;
  }
}

}  // namespace
}  // namespace clio::oracle
