// Cycles over transactions: which edges are believed, and which ways of joining them.

#include <gtest/gtest.h>

#include "checker/validate/validate.hpp"
#include "tests/evidence/made_transactions.hpp"

namespace clio::test {
namespace {

constexpr Kind W = Kind::write, R = Kind::read, A = Kind::append;
constexpr Relation so = Relation::session_order, wr = Relation::reads_from, ww = Relation::write_order, rw = Relation::anti_dependency, rt = Relation::real_time;

struct Step {
  std::uint32_t from, to;
  Relation relation;
};

std::string wrong(const History& history, const Model& model, const std::vector<Step>& steps) {
  Counterexample counterexample;
  for (std::size_t i = 0; i < history.size(); ++i) counterexample.operations.push_back(OpId{static_cast<std::uint32_t>(i)});
  for (const Step& step : steps) counterexample.cycle.push_back({.from = OpId{step.from}, .to = OpId{step.to}, .relation = step.relation, .key = {}, .because = {}});
  return validate_cycle(history, model, counterexample);
}

TEST(TransactionCycles, MeetInTwoOperationsOfOneTransaction) {
  const History skew = made_of({{0, {{R, "x", Value()}, {W, "y", 1}}}, {1, {{R, "y", Value()}, {W, "x", 1}}}});
  EXPECT_EQ(wrong(skew, kSerializable, {{0, 3, rw}, {2, 1, rw}}), "");
  EXPECT_EQ(wrong(skew, kSerializable, {{0, 3, rw}, {0, 3, rw}}), "the cycle is broken: an edge ends at operation 3, and the next starts at operation 0");
  EXPECT_EQ(wrong(skew, kSerializable, {{0, 1, rw}}), "the anti-dependency edge from operation 0 to operation 1 stays within one transaction");
  EXPECT_EQ(wrong(skew, kSerializable, {{0, 2, rw}, {2, 1, rw}}), "the anti-dependency edge from operation 0 to operation 2 is not true of the history");
  EXPECT_EQ(wrong(skew, kSnapshotIsolation, {{0, 3, rw}, {2, 1, rw}}),
            "the anti-dependency edge from operation 0 to operation 3 follows another one, which snapshot-isolation does not compose");
  EXPECT_EQ(wrong(skew, kPrefix, {{0, 3, rw}, {2, 1, rw}}), "the anti-dependency edge from operation 0 to operation 3 follows another one, which prefix does not compose");
  EXPECT_EQ(wrong(skew, kCausalConvergent, {{0, 3, rw}, {2, 1, rw}}), "the cycle holds an anti-dependency edge in a way that causal-convergent does not compose");
  EXPECT_EQ(wrong(skew, kAdyaReadCommitted, {{0, 3, rw}, {2, 1, rw}}),
            "the anti-dependency edge from operation 0 to operation 3 is of a kind that adya-read-committed does not know");
}

TEST(TransactionCycles, OfALostUpdateAreThoseOfSnapshotIsolationAndNotOfPrefix) {
  const History lost = made_of({{0, {{R, "x", Value()}, {W, "x", 1}}}, {1, {{R, "x", Value()}, {W, "x", 2}}}});
  const std::vector<Step> cycle{{1, 3, ww}, {2, 1, rw}};
  EXPECT_EQ(wrong(lost, kSnapshotIsolation, cycle), "");
  EXPECT_EQ(wrong(lost, kAdyaSnapshotIsolation, cycle), "");
  EXPECT_EQ(wrong(lost, kPrefix, cycle), "the anti-dependency edge from operation 2 to operation 1 follows a write-order edge, which prefix does not compose");
}

TEST(TransactionCycles, OfAFracturedReadAreThoseOfReadAtomicAndOfReadCommittedWhereTheOtherReadCameFirst) {
  const History fractured = made_of({{0, {{W, "x", 1}, {W, "y", 1}}}, {1, {{R, "x", 1}, {R, "y", Value()}, {R, "x", 1}}}});  // 0,1; 2,3,4
  for (const Model* model : {&kReadCommitted, &kReadAtomic, &kCausalConvergent, &kPrefix, &kSnapshotIsolation, &kSerializable}) {
    EXPECT_EQ(wrong(fractured, *model, {{0, 2, wr}, {3, 1, rw}}), "") << model->id;
  }
  EXPECT_EQ(wrong(fractured, kReadAtomic, {{0, 4, wr}, {3, 1, rw}}), "");
  EXPECT_EQ(wrong(fractured, kReadCommitted, {{0, 4, wr}, {3, 1, rw}}), "the anti-dependency edge from operation 3 to operation 1 follows no earlier read of its transaction");
}

TEST(TransactionCycles, ThroughAThirdTransactionAreNotThoseOfReadAtomic) {
  const History causal = made_of({{0, {{W, "x", 1}}}, {1, {{R, "x", 1}, {W, "y", 1}}}, {2, {{R, "y", 1}, {R, "x", Value()}}}});  // 0; 1,2; 3,4
  const std::vector<Step> cycle{{0, 1, wr}, {2, 3, wr}, {4, 0, rw}};
  EXPECT_EQ(wrong(causal, kCausalConvergent, cycle), "");
  EXPECT_EQ(wrong(causal, kReadAtomic, cycle), "the cycle holds an anti-dependency edge in a way that read-atomic does not compose");
}

TEST(TransactionCycles, ReadFromFinalWritesByExternalReadsOnly) {
  const History history = made_of({{0, {{W, "x", 1}, {W, "x", 2}}}, {1, {{R, "x", 1}, {W, "x", 2}, {R, "x", 2}}}});  // 0,1; 2,3,4
  EXPECT_EQ(wrong(history, kReadCommitted, {{0, 2, wr}, {3, 0, ww}}), "the reads-from edge from operation 0 to operation 2 is not true of the history") << "an intermediate value";
  EXPECT_EQ(wrong(history, kReadCommitted, {{1, 4, wr}, {3, 0, ww}}), "the reads-from edge from operation 1 to operation 4 is not true of the history") << "an own value";
  const History lists = made_of({{0, {{A, "l", 1}}}, {1, {{A, "l", 2}}}, {2, {{A, "l", 3}, {R, "l", list_of({1, 2, 3})}}}}, Object::list);  // 0; 1; 2,3
  EXPECT_EQ(wrong(lists, kReadCommitted, {{1, 3, wr}, {2, 1, ww}}), "");
  EXPECT_EQ(wrong(lists, kReadCommitted, {{0, 3, wr}, {2, 0, ww}}), "the reads-from edge from operation 0 to operation 3 is not true of the history") << "not the last element";
  const History sets = made_of({{0, {{Kind::add, "s", 1}}}, {1, {{R, "s", list_of({1})}, {Kind::add, "s", 2}}}, {2, {{R, "s", list_of({})}}}}, Object::set);  // 0; 1,2; 3
  EXPECT_EQ(wrong(sets, kReadCommitted, {{0, 1, wr}, {2, 3, wr}, {3, 0, ww}}), "the reads-from edge from operation 2 to operation 3 is not true of the history");
  EXPECT_EQ(wrong(sets, kReadCommitted, {{0, 1, wr}, {2, 0, ww}}), "the write-order edge from operation 2 to operation 0 is not true of the history") << "another element";
}

TEST(TransactionCycles, HoldSessionOrderAndRealTimeOnlyWhereTheRowHasThem) {
  const History history = made_of({{0, {{W, "x", 1}}, Status::ok, 0, 1}, {0, {{W, "x", 2}}, Status::ok, 2, 3}}, Object::register_, true);
  EXPECT_EQ(wrong(history, kReadCommitted, {{0, 1, so}, {1, 0, ww}}), "");
  EXPECT_EQ(wrong(history, kStrictSerializable, {{0, 1, rt}, {1, 0, ww}}), "");
  EXPECT_EQ(wrong(history, kStrictSerializable, {{0, 1, so}, {1, 0, ww}}), "");
  EXPECT_EQ(wrong(history, kSerializable, {{0, 1, rt}, {1, 0, ww}}), "the real-time edge from operation 0 to operation 1 is of a kind that serializable does not know");
  EXPECT_EQ(wrong(history, kAdyaSerializable, {{0, 1, so}, {1, 0, ww}}),
            "the session-order edge from operation 0 to operation 1 is of a kind that adya-serializable does not know");
  EXPECT_EQ(wrong(history, kReadCommitted, {{1, 0, so}, {0, 1, ww}}), "the session-order edge from operation 1 to operation 0 is not true of the history");
  Counterexample keyed{.operations = {OpId{0}, OpId{1}}, .cycle = {{.from = OpId{0}, .to = OpId{1}, .relation = so, .key = {}, .because = {}},
                                                                    {.from = OpId{1}, .to = OpId{0}, .relation = ww, .key = KeyId{7}, .because = {}}}};
  EXPECT_EQ(validate_cycle(history, kReadCommitted, keyed), "the write-order edge from operation 1 to operation 0 is not about its key");
}

}  // namespace
}  // namespace clio::test
