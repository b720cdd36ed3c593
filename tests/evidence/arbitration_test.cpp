// Witnesses of causal convergence: with the sources of the reads, and without.

#include <gtest/gtest.h>

#include "checker/check.hpp"
#include "checker/engines/engine.hpp"
#include "checker/validate/witness.hpp"
#include "tests/evidence/random_evidence.hpp"
#include "tests/oracle/reference_evaluator.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

using validate::WitnessBounds;
using validate::check_arbitration;

constexpr std::uint32_t kNone = 0xffffffffu;  // in tables: the initial value, or no reading

std::vector<OpId> ids(const std::vector<std::uint32_t>& positions) {
  std::vector<OpId> operations;
  for (const std::uint32_t position : positions) operations.push_back(position == kNone ? kNoOp : OpId{position});
  return operations;
}

// Of the two writes of 1 to x, the first one that the order has would show P3 the write to y as well.
const char* const kChoiceMatters = "P1: W(y)1 W(x)1\nP2: W(x)1\nP3:             R(x)1 R(y)-";

TEST(Arbitration, WithItsSourcesIsProvedWithoutSearching) {
  const WitnessCheck check = check_arbitration(history_of(kChoiceMatters), ids({0, 1, 2}), ids({kNone, kNone, kNone, 2, kNone}), {.steps_max = 0});
  EXPECT_EQ(check.wrong, "");
  EXPECT_EQ(check.undecided, "");
}

TEST(Arbitration, WithoutThemIsProvedBySearchingUpToABoundAndThenUndecided) {
  const History history = history_of(kChoiceMatters);
  const WitnessCheck far = check_arbitration(history, ids({0, 1, 2}), {});
  EXPECT_EQ(far.wrong + far.undecided, "");
  const WitnessCheck near = check_arbitration(history, ids({0, 1, 2}), {}, {.steps_max = 0});
  EXPECT_EQ(near.wrong, "");
  EXPECT_EQ(near.undecided, "too many ways to match reads with writes");
}

TEST(Arbitration, OfMoreThanTheClocksCanHoldIsUndecidedAlsoWithSources) {
  const WitnessCheck check = check_arbitration(history_of(kChoiceMatters), ids({0, 1, 2}), ids({kNone, kNone, kNone, 2, kNone}), {.work_max = 100});
  EXPECT_EQ(check.wrong, "");
  EXPECT_EQ(check.undecided, "too many operations of too many processes to compare what each read saw");
}

TEST(Arbitration, WithManyUnknownCompareAndSetsLeftBehindNeedsClocksOfTheProcessesOnly) {
  // Each one of the chain reads from the one before; the second process sees the last of them, and goes on seeing it.
  std::string chain = "P1: W(x)0";
  std::vector<std::uint32_t> order{0}, sources{kNone};
  for (std::uint32_t i = 1; i <= 500; ++i) {
    chain += " C(x)" + std::to_string(i - 1) + ">" + std::to_string(i) + "?";
    order.push_back(i);
    sources.push_back(i - 1);
  }
  const History history = history_of(chain + " R(y)-\nP2: R(x)500 R(x)499");
  sources.insert(sources.end(), {kNone, 500, 499});
  const WitnessBounds bounds{.steps_max = 0, .work_max = 2 * history.size()};
  const WitnessCheck given = check_arbitration(history, ids(order), ids(sources), bounds);
  EXPECT_EQ(given.undecided, "");
  EXPECT_EQ(given.wrong, "operation 503 is said to have read from operation 499, but sees operation 500, which overwrote it");
}

TEST(Arbitration, WhereAFailedCompareAndSetMayHaveMetTooManyWritesIsUndecidedUnlessItsSourceIsGiven) {
  // What the compare-and-set met has to be the last of 70 writes: their process had written 1 to y before each of the others.
  std::string writer = "P1:", reader = "P3:";
  for (int i = 0; i < 70; ++i) writer += " W(y)" + std::to_string(i) + " W(x)" + std::to_string(i);
  const History history = history_of("# initial: 71\n" + writer + "\nP2: W(x)70\n" + reader + " C(x)71>72:no R(y)-");
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < 141; ++i) order.push_back(i);
  std::vector<OpId> sources(history.size(), kNoOp);
  sources[141] = OpId{140};
  EXPECT_EQ(check_arbitration(history, ids(order), {}).undecided, "too many writes that a failed compare-and-set may have met");
  const WitnessCheck given = check_arbitration(history, ids(order), sources);
  EXPECT_EQ(given.wrong + given.undecided, "");
}

struct Wrong {
  const char* name;
  const char* history;
  std::vector<std::uint32_t> order, sources;
  const char* message;

  friend std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.name; }
};

const Wrong kWrong[] = {
    {"too few", kChoiceMatters, {0, 1, 2}, {kNone}, "the sources are not those of all operations"},
    {"a source that shows too much", kChoiceMatters, {0, 1, 2}, {kNone, kNone, kNone, 1, kNone},
     "operation 4 is said to have read the initial value, but sees operation 0"},
    {"the initial value, which was not read", kChoiceMatters, {0, 1, 2}, {kNone, kNone, kNone, kNone, kNone}, "operation 3 cannot have read the initial value"},
    {"a write of another key", kChoiceMatters, {0, 1, 2}, {kNone, kNone, kNone, 0, kNone}, "operation 3 cannot have read from operation 0"},
    {"an operation that does not exist", kChoiceMatters, {0, 1, 2}, {kNone, kNone, kNone, 9, kNone}, "operation 3 cannot have read from operation 9"},
    {"a read", "P1: W(x)1 R(x)1 R(x)1", {0}, {kNone, 0, 1}, "operation 2 cannot have read from operation 1"},
    {"itself", "P1: C(x)1>1", {0}, {0}, "operation 0 cannot have read from operation 0"},
    {"another value", "P1: W(x)1 W(x)2 R(x)2", {0, 1}, {kNone, kNone, 0}, "operation 2 cannot have read from operation 0"},
    {"an overwritten write", "P1: W(x)1\nP2:       R(x)1 W(x)2 R(x)1\nP3: W(x)1", {0, 2, 4}, {kNone, 0, kNone, 0, kNone},
     "operation 3 is said to have read from operation 0, but sees operation 2, which overwrote it"},
    {"a write that took no effect", "P1: W(x)1?\nP2: W(x)1 R(x)1", {1}, {kNone, kNone, 0}, "operation 2 cannot have read from operation 0"},
    {"what precedes the source of an unknown compare-and-set that was left behind", "P1: W(y)1 W(x)1\nP2: C(x)1>2? R(z)-\nP3: R(x)2 R(y)-", {0, 1, 2},
     {kNone, kNone, 1, kNone, 2, kNone}, "operation 5 is said to have read the initial value, but sees operation 0"},
    {"an overwritten unknown compare-and-set that was left behind", "P1: W(x)1\nP2: C(x)1>2? R(z)-\nP3: C(x)2>3? R(z)-\nP4: R(x)3 R(x)2", {0, 1, 3},
     {kNone, 0, kNone, 1, kNone, 3, 1}, "operation 6 is said to have read from operation 1, but sees operation 3, which overwrote it"},
    {"a write that comes later", "P1: R(x)1 W(x)2\nP2: W(x)1", {1, 2}, {2, kNone, kNone},
     "operation 0 is said to have read from operation 2, which the order has later"},
};

TEST(Arbitration, WithSourcesThatAreWrongIsToldWhy) {
  for (const Wrong& wrong : kWrong) {
    EXPECT_EQ(check_arbitration(history_of(wrong.history), ids(wrong.order), ids(wrong.sources)).wrong, wrong.message) << wrong.name;
  }
}

TEST(Arbitration, FromTheEngineIsProvedByItsSourcesAlone) {
  oracle::Dice dice(random_seed(29));
  std::size_t given = 0;
  for (std::size_t i = 0; i < random_count(4000); ++i) {
    const oracle::Plan plan = oracle::random_plan(dice, {.steps_min = 4, .steps_max = 9});
    const History history = oracle::history_of(plan);
    Budget budget{Limits{}};
    const Finding finding = decide_causal_family(BaseRelations(history), kCausalConvergent, budget);
    if (finding.answer != Answer::satisfied) continue;
    given += finding.sources.empty() ? 0 : 1;
    const WitnessCheck check = check_arbitration(history, finding.witness, finding.sources, {.steps_max = 0});
    ASSERT_EQ(check.wrong + check.undecided, "") << show(plan);
  }
  EXPECT_GT(given, 100u);
}

TEST(Arbitration, WithAnySourcesIsAcceptedOnlyWhereTheReferenceSaysThatItProves) {
  oracle::Dice dice(random_seed(31));
  std::size_t accepted = 0, refused = 0;
  for (std::size_t i = 0; i < random_count(6000); ++i) {
    const oracle::Plan plan = oracle::random_plan(dice, {.steps_min = 3, .steps_max = 7});
    const History history = oracle::history_of(plan);
    const oracle::Reference reference(history);
    std::vector<OpId> order, sources(history.size(), kNoOp);
    for (std::size_t w = 0; w < history.size(); ++w) {
      const OpId op = id_at<OpId>(w);
      const bool writes = history.kind(op) != Kind::read && (history.kind(op) != Kind::cas || history.status(op) == Status::unknown || history.success(op));
      if (writes && history.status(op) != Status::fail && (history.status(op) == Status::ok || dice.chance(50))) order.push_back(op);
    }
    if (order.empty()) continue;
    for (OpId& source : sources) {
      if (dice.chance(70)) source = order[dice.below(order.size())];
    }
    for (std::size_t r = 0; r < history.size(); ++r) {  // mostly of the right value
      for (const OpId write : order) {
        const OpId op = id_at<OpId>(r);
        const ValueId read = history.kind(op) == Kind::cas ? history.expected(op) : history.value(op);
        if (history.key(write) == history.key(op) && write != op && history.value(write) == read && dice.chance(60)) sources[r] = write;
      }
    }
    const WitnessCheck check = check_arbitration(history, order, sources);
    ASSERT_EQ(check.undecided, "");
    const bool proves = !check.wrong.empty() || reference.proves(kCausalConvergent, order);
    ASSERT_TRUE(proves) << ids_text(order) << " from " << ids_text(sources) << "\n" << show(plan);
    ++(check.wrong.empty() ? accepted : refused);
  }
  EXPECT_GT(accepted, 100u);
  EXPECT_GT(refused, 100u);
}

TEST(Verdicts, OfRowsWithOneOrderForEveryoneAreCheckedOnRandomHistories) {
  oracle::Dice dice(random_seed(37));
  std::size_t satisfied = 0;
  for (std::size_t i = 0; i < random_count(1500); ++i) {
    const oracle::Plan plan = oracle::random_plan(dice, {.object = kObjects[i % std::size(kObjects)], .steps_min = 3, .steps_max = 8});
    const History history = oracle::history_of(plan);
    for (const Verdict& verdict : classify(history)) {
      ASSERT_EQ(verdict.unchecked, "") << verdict.model->id << "\n" << show(plan);
      satisfied += verdict.answer == Answer::satisfied ? 1 : 0;
    }
  }
  EXPECT_GT(satisfied, 100u);
}

TEST(Verdicts, HandOutNoWitnessesWhereNobodyKeepsThemAndAreCheckedAllTheSame) {
  const History history = history_of("P1: W(x)1 W(y)2\nP2:             R(y)2 R(x)1\n");
  for (const Model* model : {&kLinearizable, &kSequential, &kCache, &kCausalConvergent}) {
    const Verdict kept = check(history, *model), let_go = check(history, *model, {.keep_witnesses = false});
    EXPECT_FALSE(kept.witness.empty()) << model->id;
    EXPECT_EQ(let_go.answer, Answer::satisfied) << model->id;
    EXPECT_EQ(let_go.witness, std::vector<OpId>{}) << model->id;
    EXPECT_EQ(let_go.unchecked, "") << model->id;
    EXPECT_EQ(check(history, *model, {.witness = true, .keep_witnesses = false}).witness, kept.witness) << model->id;
  }
}

}  // namespace
}  // namespace clio::test
