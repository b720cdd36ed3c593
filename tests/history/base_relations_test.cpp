#include "checker/relations/base_relations.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace clio {
namespace {

/// Builds small histories in a line an operation; process and key are small integers.
class Script {
 public:
  explicit Script(bool timed = false) : builder_(Header{}) { builder_.set_timed(timed); }
  Script& op(int process, Kind kind, int key, Value value, Status status = Status::ok, Time call = 0, Time response = 0) {
    builder_.add({.kind = kind, .status = status, .process = builder_.process(process), .key = builder_.key(key), .value = builder_.value(value),
                  .call = call, .response = response});
    return *this;
  }
  Script& cas(int process, int key, Value expected, Value value, bool success, Status status = Status::ok) {
    builder_.add({.kind = Kind::cas, .status = status, .success = success, .process = builder_.process(process), .key = builder_.key(key),
                  .value = builder_.value(value), .expected = builder_.value(expected)});
    return *this;
  }
  History history() { return std::move(builder_).build().value(); }
  HistoryBuilder& builder() { return builder_; }

 private:
  HistoryBuilder builder_;
};

TEST(SessionOrder, LeavesOutFailedOperationsAndUnknownReads) {
  const History h = Script()
                        .op(0, Kind::write, 0, 1)
                        .op(0, Kind::write, 0, 2, Status::fail)
                        .op(0, Kind::read, 0, 1, Status::unknown)
                        .op(0, Kind::read, 0, 1)
                        .history();
  const BaseRelations relations(h);
  EXPECT_EQ(relations.participant_count(), 2u);
  EXPECT_FALSE(relations.participates(OpId{1}));
  EXPECT_FALSE(relations.participates(OpId{2}));
  EXPECT_TRUE(relations.session_ordered(OpId{0}, OpId{3}));
}

TEST(SessionOrder, PutsAnUnknownOperationAfterItsPredecessorsAndBeforeNothing) {
  const History h = Script().op(0, Kind::write, 0, 1).op(0, Kind::write, 0, 2, Status::unknown).op(0, Kind::read, 0, 1).history();
  const BaseRelations relations(h);
  EXPECT_TRUE(relations.session_ordered(OpId{0}, OpId{1}));
  EXPECT_FALSE(relations.session_ordered(OpId{1}, OpId{2}));
  EXPECT_TRUE(relations.session_ordered(OpId{0}, OpId{2}));
  EXPECT_TRUE(relations.abandoned(OpId{1}));
}

TEST(SessionOrder, FollowsTheCallsAndNotTheFile) {
  const History h = Script(true).op(0, Kind::write, 0, 1, Status::ok, 10, 11).op(0, Kind::write, 0, 2, Status::ok, 1, 2).history();
  const BaseRelations relations(h);
  EXPECT_TRUE(relations.session_ordered(OpId{1}, OpId{0}));
  EXPECT_EQ(relations.position(OpId{0}), 1u);
}

TEST(RealTime, IsOfClosedIntervals) {
  const History h = Script(true).op(0, Kind::write, 0, 1, Status::ok, 0, 5).op(1, Kind::read, 0, 1, Status::ok, 5, 6).op(2, Kind::read, 0, 1, Status::ok, 6, 7).history();
  const BaseRelations relations(h);
  EXPECT_FALSE(relations.before_in_real_time(OpId{0}, OpId{1}));
  EXPECT_TRUE(relations.before_in_real_time(OpId{0}, OpId{2}));
}

TEST(RealTime, NeedsMoreThanTheClockUncertainty) {
  Script script(true);
  script.builder().header().clock_uncertainty = 3;
  const History h = script.op(0, Kind::write, 0, 1, Status::ok, 0, 5).op(1, Kind::read, 0, 1, Status::ok, 8, 9).op(2, Kind::read, 0, 1, Status::ok, 9, 9).history();
  const BaseRelations relations(h);
  EXPECT_FALSE(relations.before_in_real_time(OpId{0}, OpId{1}));
  EXPECT_TRUE(relations.before_in_real_time(OpId{0}, OpId{2}));
}

TEST(Gaps, AreMissingWhereOperationsOfAProcessTouch) {
  EXPECT_TRUE(BaseRelations(Script(true).op(0, Kind::write, 0, 1, Status::ok, 0, 5).op(0, Kind::read, 0, 1, Status::ok, 6, 7).history()).gaps());
  EXPECT_FALSE(BaseRelations(Script(true).op(0, Kind::write, 0, 1, Status::ok, 0, 5).op(0, Kind::read, 0, 1, Status::ok, 5, 7).history()).gaps());
  // An unknown operation precedes nothing, so it needs no gap.
  EXPECT_TRUE(BaseRelations(Script(true).op(0, Kind::write, 0, 1, Status::unknown, 0, 0).op(0, Kind::read, 0, 1, Status::ok, 1, 7).history()).gaps());
}

TEST(Cells, JoinWritesAndReadsOfAValueOfAKey) {
  const History h = Script().op(0, Kind::write, 0, 1).op(1, Kind::read, 0, 1).op(1, Kind::read, 1, 1).op(0, Kind::write, 0, 1).op(1, Kind::read, 0, nullptr).history();
  const BaseRelations relations(h);
  const CellId cell = relations.write_cell(OpId{0});
  EXPECT_EQ(relations.read_cell(OpId{1}), cell);
  EXPECT_NE(relations.read_cell(OpId{2}), cell);
  ASSERT_EQ(relations.writers(cell).size(), 2u);
  EXPECT_EQ(relations.writers(cell)[1], OpId{3});
  EXPECT_TRUE(relations.is_initial(relations.read_cell(OpId{4})));
  EXPECT_FALSE(relations.distinct(KeyId{0}));
  EXPECT_TRUE(relations.distinct(KeyId{1}));
  EXPECT_FALSE(relations.all_distinct());
}

TEST(Cells, CountTheInitialValueAsWritten) {
  EXPECT_FALSE(BaseRelations(Script().op(0, Kind::erase, 0, nullptr).history()).all_distinct());
  EXPECT_TRUE(BaseRelations(Script().op(0, Kind::write, 0, 1).history()).all_distinct());
}

TEST(Cells, TellWhatACasReadsAndWrites) {
  const History h = Script().cas(0, 0, nullptr, 1, true).cas(0, 0, 1, 2, false).cas(1, 0, 1, 3, true, Status::unknown).history();
  const BaseRelations relations(h);
  EXPECT_TRUE(relations.reads(OpId{0}));
  EXPECT_TRUE(relations.writes(OpId{0}));
  EXPECT_TRUE(relations.is_initial(relations.read_cell(OpId{0})));
  EXPECT_TRUE(relations.reads_other(OpId{1}));
  EXPECT_FALSE(relations.writes(OpId{1}));
  EXPECT_EQ(relations.read_cell(OpId{1}), relations.write_cell(OpId{0}));
  EXPECT_FALSE(relations.reads(OpId{2}));
  EXPECT_TRUE(relations.writes(OpId{2}));
  EXPECT_EQ(relations.read_cell(OpId{2}), relations.write_cell(OpId{0}));
  EXPECT_TRUE(relations.has_failed_cas());
}

/// Large enough for two threads: processes take turns, some writes are unknown, some failed, some swaps mismatched.
History large() {
  Script script;
  for (int i = 0; i < 120'000; ++i) {
    const Status status = i % 97 == 0 ? Status::unknown : i % 89 == 0 ? Status::fail : Status::ok;
    if (i % 11 == 0) script.cas(i % 16, i % 300, i - 300, i, i % 3 == 0);
    else script.op(i % 16, i % 2 == 0 ? Kind::write : Kind::read, i % 300, i % 2 == 0 ? i : i - 301, status);
  }
  return script.history();
}

TEST(BaseRelations, AreTheSameOnTwoThreads) {
  const History h = large();
  const BaseRelations one(h), two(h, 2);
  ASSERT_EQ(two.participant_count(), one.participant_count());
  EXPECT_LT(one.participant_count(), h.size());
  EXPECT_EQ(two.all_distinct(), one.all_distinct());
  EXPECT_EQ(two.has_failed_cas(), one.has_failed_cas());
  const auto same = [](std::span<const OpId> a, std::span<const OpId> b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); };
  for (std::size_t p = 0; p < h.process_count(); ++p) ASSERT_TRUE(same(one.session(id_at<ProcessId>(p)), two.session(id_at<ProcessId>(p)))) << p;
  for (std::size_t k = 0; k < h.key_count(); ++k) ASSERT_TRUE(same(one.on_key(id_at<KeyId>(k)), two.on_key(id_at<KeyId>(k)))) << k;
  ASSERT_EQ(two.cell_count(), one.cell_count());
  for (std::size_t c = 0; c < one.cell_count(); ++c) ASSERT_TRUE(same(one.writers(id_at<CellId>(c)), two.writers(id_at<CellId>(c)))) << c;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    ASSERT_EQ(two.position(op), one.position(op)) << i;
    ASSERT_EQ(two.reads(op), one.reads(op)) << i;
    ASSERT_EQ(two.reads_other(op), one.reads_other(op)) << i;
    if (one.reads(op)) {
      ASSERT_EQ(two.read_cell(op), one.read_cell(op)) << i;
    }
    ASSERT_EQ(two.write_cell(op), one.write_cell(op)) << i;
  }
}

}  // namespace
}  // namespace clio
