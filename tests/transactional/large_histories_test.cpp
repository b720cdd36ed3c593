// Large histories: nothing recurses, and limits are honoured.

#include <gtest/gtest.h>

#include "checker/engines/engine.hpp"
#include "tests/transactional/naive.hpp"
#include "tests/transactional/small_history.hpp"

namespace clio::test {
namespace {

/// Collects transactions of single reads and writes of integer keys.
class Building {
 public:
  Building() { builder_.set_timed(false); }
  void txn(int process, const std::vector<Operation>& operations) {
    std::vector<Operation> all = operations;
    for (Operation& op : all) op.process = builder_.process(process);
    builder_.add_transaction(all);
  }
  Operation read(int key, int value) { return {.kind = Kind::read, .key = builder_.key(key), .value = value == 0 ? kNull : builder_.value(value)}; }
  Operation write(int key, int value) { return {.kind = Kind::write, .key = builder_.key(key), .value = builder_.value(value)}; }
  History take() { return std::move(*std::move(builder_).build()); }

 private:
  HistoryBuilder builder_;
};

/// Each transaction reads what the one before it wrote, in another session; with `comes_around` the first reads from the last.
History chain(int length, bool comes_around) {
  Building b;
  for (int i = 1; i <= length; ++i) {
    const int before = i > 1 ? i - 1 : comes_around ? length : 0;
    b.txn(i % 7, {b.read(before, before), b.write(i, i)});
  }
  return b.take();
}

Finding decide(const History& history, const Model& model, const Limits& limits = {}, Path path = Path::automatic) {
  const BaseRelations relations(history);
  TransactionalEngine engine(relations);
  Budget budget(limits);
  return engine.decide(model, budget, path);
}

TEST(LargeHistories, OfAMillionTransactionsAreJudgedWithoutRecursion) {
  const History history = chain(1'000'000, false);
  for (const Model* model : {&kCausalConvergent, &kReadAtomic, &kReadCommitted, &kAdyaReadCommitted, &kWritesFollowReads}) {
    EXPECT_EQ(decide(history, *model).answer, Answer::satisfied) << model->id;
  }
}

TEST(LargeHistories, WithACircleThroughAllTransactionsAreRefuted) {
  // Sessions shorten the way: seven transactions, one of each session, come around as well.
  const History history = chain(200'000, true);
  for (const Model* model : {&kCausalConvergent, &kReadAtomic, &kReadCommitted}) {
    const Finding finding = decide(history, *model);
    ASSERT_EQ(finding.answer, Answer::violated) << model->id;
    EXPECT_LE(finding.core.size(), 20u) << model->id;
  }
  const Finding finding = decide(history, kAdyaReadCommitted);
  ASSERT_EQ(finding.answer, Answer::violated);
  EXPECT_EQ(finding.core.size(), history.size()) << "without sessions there is no shorter one";
}

TEST(LargeHistories, WithOneTransactionThatReadsEverythingAreJudged) {
  Building b;
  std::vector<Operation> reads;
  for (int i = 1; i <= 100'000; ++i) {
    b.txn(i % 5, {b.write(i, i)});
    reads.push_back(b.read(i, i));
  }
  b.txn(9, reads);
  const History history = b.take();
  for (const Model* model : polynomial_rows()) EXPECT_EQ(decide(history, *model).answer, Answer::satisfied) << model->id;
}

TEST(LargeHistories, WithOneTransactionThatWritesEverythingAreJudged) {
  Building b;
  std::vector<Operation> writes;
  for (int i = 1; i <= 50'000; ++i) writes.push_back(b.write(i, i));
  b.txn(9, writes);
  for (int i = 1; i <= 50'000; ++i) b.txn(i % 5, {b.read(i, i), b.read(i, i)});
  const History history = b.take();
  for (const Model* model : polynomial_rows()) EXPECT_EQ(decide(history, *model).answer, Answer::satisfied) << model->id;
}

TEST(LargeHistories, AreLeftUnknownWhereTheMemoryLimitIsReached) {
  const History history = chain(50'000, false);
  Limits limits;
  limits.memory_bytes = 10'000;
  for (const Model* model : polynomial_rows()) {
    const Finding finding = decide(history, *model, limits);
    EXPECT_EQ(finding.answer, Answer::unknown) << model->id;
    EXPECT_NE(finding.reason.find("memory limit"), std::string::npos) << model->id;
    EXPECT_EQ(decide(history, *model, limits, Path::complete).answer, Answer::unknown) << model->id;
  }
}

TEST(LargeHistories, AreLeftUnknownWhereTheTimeLimitIsReached) {
  const History history = chain(50'000, false);
  Limits limits;
  limits.time = std::chrono::nanoseconds(1);
  for (const Model* model : polynomial_rows()) {
    const Finding finding = decide(history, *model, limits);
    EXPECT_EQ(finding.answer, Answer::unknown) << model->id;
    EXPECT_NE(finding.reason.find("time limit"), std::string::npos) << model->id;
  }
}

TEST(LargeHistories, WithRepeatedValuesFindTheirSources) {
  // Every value is written again and again; the latest before each read will do.
  Building b;
  for (int i = 0; i < 40'000; ++i) {
    b.txn(i % 5, {b.write(i % 11, 1 + i % 3), b.write(20 + i % 11, 1 + i % 3)});
    b.txn((i + 1) % 5, {b.read(i % 11, 1 + i % 3), b.read(20 + i % 11, 1 + i % 3)});
  }
  const History history = b.take();
  for (const Model* model : {&kCausalConvergent, &kReadAtomic, &kReadCommitted}) {
    const Finding finding = decide(history, *model);
    EXPECT_EQ(finding.answer, Answer::satisfied) << model->id << ": " << finding.reason;
    EXPECT_EQ(finding.sources.size(), history.size());
  }
}

}  // namespace
}  // namespace clio::test
