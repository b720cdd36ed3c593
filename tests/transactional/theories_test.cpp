// Rows over transactions that are decided in polynomial time, given sources: read committed, read atomicity, causal convergence and the session guarantees.

#include <gtest/gtest.h>

#include <sstream>

#include "checker/engines/engine.hpp"
#include "checker/engines/transactional/theory.hpp"
#include "tests/transactional/naive.hpp"
#include "tests/transactional/small_history.hpp"

namespace clio::test {
namespace {

using namespace transactional;
using transactional::kNoNode;

struct Case {
  const char* name;
  const char* history;
  const char* violated;  ///< by which of the polynomial rows: ids with spaces between them
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

class SmallHistories : public testing::TestWithParam<Case> {};

TEST_P(SmallHistories, AreJudgedByEachRowAsTheTableSays) {
  const History history = small_history(GetParam().history);
  const BaseRelations relations(history);
  TransactionalEngine engine(relations);
  std::string violated;
  for (const Model* model : polynomial_rows()) {
    Budget budget(Limits{});
    const Finding finding = engine.decide(*model, budget);
    ASSERT_NE(finding.answer, Answer::unknown) << model->id << ": " << finding.reason;
    if (finding.answer != Answer::violated) continue;
    if (!violated.empty()) violated += ' ';
    violated += model->id;
  }
  EXPECT_EQ(violated, GetParam().violated);
}

constexpr const char* kAll = "causal-convergent read-atomic read-committed adya-read-committed read-your-writes monotonic-reads monotonic-writes writes-follow-reads";

INSTANTIATE_TEST_SUITE_P(
    Table, SmallHistories,
    testing::Values(
        Case{"NothingWrong", "A: [wx1 wy1] B: [rx1 ry1] [rx1]", ""},
        Case{"InitialValues", "A: [rx0 ry0] B: [wx1 wy1]", ""},
        // Within one transaction.
        Case{"IntermediateRead", "A: [wx1 wx2] B: [rx1]", kAll},
        Case{"AbortedRead", "A: [wx1]! B: [rx1]", kAll},
        Case{"ThinAirRead", "A: [rx7]", kAll},
        Case{"FutureRead", "A: [rx1 wx1]", kAll},
        Case{"OwnWriteMissed", "A: [wx1 rx2] B: [wx2]", kAll},
        Case{"OwnWriteSeen", "A: [wx1 rx1 wx2 rx2]", ""},
        // Information flows in a circle (G1c). No guarantee of a session minds.
        Case{"CircularInformation", "A: [wx1 ry1] B: [wy1 rx1]", "causal-convergent read-atomic read-committed adya-read-committed"},
        Case{"ReadFromTheSessionsFuture", "A: [rx1] [wx1]", "causal-convergent read-atomic read-committed"},
        // Behind what was read before, in one transaction.
        Case{"BackBehindAnEarlierRead", "A: [wx1 wy1] B: [rx1 ry0]", "causal-convergent read-atomic read-committed"},
        Case{"NewerAfterOlderRead", "A: [wx1 wy1] B: [ry0 rx1]", "causal-convergent read-atomic"},
        Case{"NonRepeatableRead", "A: [wx1] B: [wx2] C: [rx1 rx2]", "causal-convergent read-atomic"},
        Case{"ReadThriceToAndFro", "A: [wx1] B: [wx2] C: [rx1 rx2 rx1]", "causal-convergent read-atomic read-committed"},
        Case{"FracturedRead", "A: [wx1 wy1] B: [wx2 wy2] C: [rx1 ry2]", "causal-convergent read-atomic"},
        Case{"FracturedReadAfterBoth", "A: [wx1 wy1] [wx2 wy2] C: [rx1 ry2]", "causal-convergent read-atomic"},
        Case{"FracturedBothWays", "A: [wx1 wy1] B: [wx2 wy2] C: [rx1 ry2] D: [rx2 ry1]", "causal-convergent read-atomic read-committed"},
        // Sessions.
        Case{"OwnSessionsWriteMissed", "A: [wx1] [rx0]", "causal-convergent read-atomic read-your-writes"},
        Case{"ReadsGoBack", "A: [wx1] B: [rx1] [rx0]", "causal-convergent monotonic-reads"},
        Case{"WritesOutOfOrder", "A: [wx1] [wy1] B: [ry1] [rx0]", "causal-convergent monotonic-writes"},
        Case{"WritesOutOfOrderWithinOneReader", "A: [wx1] [wy1] B: [ry1 rx0]", "causal-convergent monotonic-writes"},
        Case{"WriteBeforeWhatItFollows", "A: [wx1] B: [rx1] [wy1] C: [ry1] [rx0]", "causal-convergent writes-follow-reads"},
        Case{"WriteInTheReadingTransactionIsNotAfterIt", "A: [wx1] B: [rx1 wy1] C: [ry1] [rx0]", "causal-convergent"},
        Case{"TwoOrdersOfOneKey", "A: [wx1] B: [wx2] C: [rx1] [rx2] D: [rx2] [rx1]", "causal-convergent"},
        // Unknown transactions: wholly or not at all, and nothing of their session follows them.
        Case{"UnknownIsReadWhole", "A: [wx1 wy1]? B: [rx1] [ry0]", "causal-convergent monotonic-reads"},
        Case{"UnknownNeedNotBeSeen", "A: [wx1]? [rx0]", ""},
        Case{"UnknownIsAtomic", "A: [wx1 wy1]? B: [rx1 ry0]", "causal-convergent read-atomic read-committed"},
        // Compare-and-set.
        Case{"CasReadsAndWrites", "A: [wx1] B: [cx1:2] C: [rx2] [rx1]", "causal-convergent"},
        Case{"FailedCasSawSomethingElse", "A: [wx1] [fx1:2] B: [rx0]", "causal-convergent read-atomic read-your-writes"},
        // Lists: versions are ordered for everyone.
        Case{"ListsGrow", "A: [ax1] B: [ax2] C: [lx1] [lx1,2]", ""},
        Case{"ListsOfTwoOrders", "A: [ax1] B: [ax2] C: [lx1,2] D: [lx2,1]", kAll},
        Case{"VersionsAgainstTheSession", "A: [ax1] [ax2] B: [lx2,1]", "causal-convergent read-atomic read-committed read-your-writes monotonic-reads monotonic-writes writes-follow-reads"},
        Case{"VersionsAgainstEachOther", "A: [ax1 ay1] B: [ax2 ay2] C: [lx1,2] [ly2,1]", kAll},
        Case{"UnshownAppendComesLast", "A: [ax1] [ax2] B: [lx2]", "causal-convergent read-atomic read-committed read-your-writes monotonic-reads monotonic-writes writes-follow-reads"},
        Case{"ShownUnknownAppend", "A: [ax1 ay1]? B: [lx1 ly]", "causal-convergent read-atomic read-committed"},
        // Sets.
        Case{"ElementsAreRegisters", "A: [+x1 +x2] B: [sx1]", "causal-convergent read-atomic"},
        Case{"ElementsReadLater", "A: [+x1 +x2] B: [sx1,2 sx1]", "causal-convergent read-atomic read-committed"},
        Case{"RemovedElement", "A: [+x1] [-x1] B: [sx1] [sx] C: [sx]", ""}),
    [](const auto& test) { return std::string(test.param.name); });

/// Judges one choice of sources: the verdict, the order and each conflict by itself.
void expect_agreement(const Transactions& transactions, const Model& model, std::uint64_t seed, int& violated) {
  Budget budget(Limits{});
  const Ruling ruling = judge(transactions, model, budget, Wanted::several);
  ASSERT_FALSE(ruling.spent);
  const bool expected = naively_satisfied(transactions, model);
  ASSERT_EQ(ruling.conflicts.empty(), expected) << model.id << ", seed " << seed;
  if (!expected) ++violated;
  for (const std::vector<OpId>& conflict : ruling.conflicts) {
    ASSERT_TRUE(std::is_sorted(conflict.begin(), conflict.end()));
    const Accesses& accesses = transactions.accesses();
    const Transactions alone(accesses, {}, conflict);
    ASSERT_FALSE(naively_satisfied(alone, model)) << model.id << ", seed " << seed << ": a conflict that is none";
  }
  if (!expected || model.agreed_by != Agreement::everyone) return;
  std::vector<std::size_t> at(transactions.size(), transactions.size());
  for (std::size_t i = 0; i < ruling.order.size(); ++i) at[ruling.order[i]] = i;
  ASSERT_EQ(ruling.order.size(), transactions.size());
  for (Node node = 0; node < transactions.size(); ++node) {
    for (const Transactions::Read& read : transactions.reads(node)) {
      ASSERT_TRUE(read.source >= kUndecided || at[read.source] < at[node]) << model.id << ", seed " << seed;
    }
    const Node before = model.extends == Base::causal ? transactions.before(node) : kNoNode;
    ASSERT_TRUE(before == kNoNode || at[before] < at[node]) << model.id << ", seed " << seed;
  }
}

void expect_agreement(const RandomShape& shape, std::uint64_t seeds) {
  int violated = 0, judged = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    oracle::Dice dice(seed);
    const History history = random_transactions(dice, shape);
    const BaseRelations relations(history);
    const Accesses accesses(relations);
    const Transactions transactions(accesses);
    for (const Model* model : polynomial_rows()) {
      ++judged;
      expect_agreement(transactions, *model, seed, violated);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
  EXPECT_GT(violated, judged / 50);
  EXPECT_LT(violated, judged * 49 / 50);
}

TEST(Theories, AgreeWithTheDefinitionOnRegisters) { expect_agreement({}, 6000); }
TEST(Theories, AgreeWithTheDefinitionOnLargerTransactions) { expect_agreement({.transactions_max = 5, .operations_max = 6, .keys = 3}, 3000); }
TEST(Theories, AgreeWithTheDefinitionOnManyUnknowns) { expect_agreement({.unknown_percent = 50}, 3000); }
TEST(Theories, AgreeWithTheDefinitionWhereSomeReadsAreUndecided) { expect_agreement({.values = 3}, 3000); }
TEST(Theories, AgreeWithTheDefinitionOnLists) { expect_agreement({.object = Object::list}, 6000); }
TEST(Theories, AgreeWithTheDefinitionOnListsOfOneProcessEach) { expect_agreement({.object = Object::list, .processes = 7, .unknown_percent = 30}, 3000); }
TEST(Theories, AgreeWithTheDefinitionOnSets) { expect_agreement({.object = Object::set}, 3000); }

}  // namespace
}  // namespace clio::test
