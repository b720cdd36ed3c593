// The effective transactions under one choice of sources: who takes effect, where in its session, and what it does.

#include <gtest/gtest.h>

#include "checker/engines/transactional/transactions.hpp"
#include "tests/transactional/small_history.hpp"

namespace clio::test {
namespace {

using namespace transactional;
using transactional::kNoNode;

/// A history with everything that is derived from it.
struct Derived {
  explicit Derived(std::string_view text) : history(small_history(text)), relations(history), accesses(relations) {}
  History history;
  BaseRelations relations;
  Accesses accesses;
};

TEST(Transactions, AreNumberedSessionBySessionInItsOrder) {
  const Derived derived("A: [wx1] B: [wx2] A: [wx3] B: [rx3]");
  const Transactions t(derived.accesses);
  ASSERT_EQ(t.size(), 4u);
  EXPECT_EQ(t.op(0), OpId{0});
  EXPECT_EQ(t.op(1), OpId{2});
  EXPECT_EQ(t.op(2), OpId{1});
  EXPECT_EQ(t.op(3), OpId{3});
  EXPECT_EQ(t.before(1), 0u);
  EXPECT_EQ(t.before(2), kNoNode);
  EXPECT_EQ(t.reads(3)[0].source, 1u);
}

TEST(Transactions, OfUnknownOutcomeTakeEffectOnlyWhereSomebodyReadsFromThem) {
  const Derived derived("A: [wx1]? B: [wy1]? C: [rx1]");
  const Transactions t(derived.accesses);
  EXPECT_EQ(t.size(), 2u);
  EXPECT_NE(t.node_of(TxnId{0}), kNoNode);
  EXPECT_EQ(t.node_of(TxnId{1}), kNoNode);
}

TEST(Transactions, OfUnknownOutcomeTakeEffectWhereAListShowsThem) {
  const Derived derived("A: [ax1]? B: [ax2] C: [lx1,2]");
  EXPECT_EQ(Transactions(derived.accesses).size(), 3u) << "though its append is nobody's source";
}

TEST(Transactions, OfUnknownOutcomeStandAsideWhereTheirProcessWentOn) {
  const Derived derived("A: [wx0] [wx1]? [wx2] B: [rx1]");
  const Transactions t(derived.accesses);
  const Node side = t.node_of(TxnId{1});
  ASSERT_TRUE(t.is_side(side));
  EXPECT_EQ(t.before(side), t.node_of(TxnId{0}));
  EXPECT_EQ(t.before(t.node_of(TxnId{2})), t.node_of(TxnId{0})) << "which nothing unknown precedes";
}

TEST(Transactions, KnowWhoWritesAPlaceAndWhichOperationDoes) {
  const Derived derived("A: [wx1 wy1 wx2] B: [wy2] C: [rx2]");
  const Transactions t(derived.accesses);
  EXPECT_TRUE(t.writes(0, 0));
  EXPECT_FALSE(t.writes(1, 0));
  EXPECT_EQ(t.write_op(0, 0), OpId{2});
  const auto writers = t.writers(1);
  EXPECT_EQ(std::vector<Node>(writers.begin(), writers.end()), (std::vector<Node>{0, 1}));
}

TEST(Transactions, NumberTheirReadsThroughAll) {
  const Derived derived("A: [wx1 rx1 ry0] B: [rx1 ry0]");
  const Transactions t(derived.accesses);
  ASSERT_EQ(t.read_count(), 3u);
  EXPECT_EQ(t.reader(0), 0u);
  EXPECT_EQ(t.reader(2), 1u);
  EXPECT_EQ(t.read_op(1), OpId{3});
}

TEST(Transactions, FollowTheSourcesThatAreChosen) {
  const Derived derived("A: [wx1] B: [wx1]? C: [rx1]");
  EXPECT_EQ(Transactions(derived.accesses).reads(1)[0].source, kUndecided);
  const std::vector<OpId> sources{OpId{1}};
  const Transactions chosen(derived.accesses, sources);
  EXPECT_EQ(chosen.size(), 3u) << "the unknown one took effect by being chosen";
  EXPECT_EQ(chosen.reads(chosen.node_of(TxnId{2}))[0].source, chosen.node_of(TxnId{1}));
}

TEST(Transactions, OfSomeOperationsAreAsIfTheOthersHadNotBeen) {
  const Derived derived("A: [wx1 wy1] B: [rx1 ry1] C: [wx2]");
  const std::vector<OpId> only{OpId{1}, OpId{2}, OpId{3}};
  const Transactions part(derived.accesses, {}, only);
  ASSERT_EQ(part.size(), 2u);
  EXPECT_EQ(part.writes(0).size(), 1u);
  ASSERT_EQ(part.reads(1).size(), 2u);
  EXPECT_EQ(part.reads(1)[0].source, kUndecided) << "its write is not there";
  EXPECT_EQ(part.reads(1)[1].source, 0u);
  EXPECT_EQ(part.read_op(1, 1), OpId{3});
}

}  // namespace
}  // namespace clio::test
