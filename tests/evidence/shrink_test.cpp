// Shrinking within limits: what is needed is found in large cores, and a spent limit is admitted.

#include "checker/explain/shrink.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/evidence/brute.hpp"
#include "tests/evidence/made_transactions.hpp"

namespace clio::test {
namespace {

/// Processes that write and read back their own keys, with a store-buffering pair of operations at two thirds.
History with_planted_pair(std::size_t rounds, int processes) {
  HistoryBuilder builder;
  builder.set_timed(true);
  Time now = 0;
  const auto add = [&](Kind kind, int process, std::int64_t key, ValueId value) {
    builder.add({.kind = kind, .process = builder.process(process), .key = builder.key(key), .value = value, .call = now, .response = now + 1});
    now += 2;
  };
  std::int64_t value = 1;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (int p = 0; p < processes; ++p) {
      add(Kind::write, p, p, builder.value(value));
      add(Kind::read, (p + 1) % processes, p, builder.value(value++));
    }
    if (round != 2 * rounds / 3) continue;
    add(Kind::write, 0, 1000, builder.value(1));
    add(Kind::write, 1, 1001, builder.value(1));
    add(Kind::read, 0, 1001, kNull);
    add(Kind::read, 1, 1000, kNull);
  }
  return std::move(builder).build().value();
}

/// Knows the answer without looking far: violated exactly while all four operations of the pair are there.
Finding decide_by_pair(const History& history, const Model&, Budget&) {
  std::vector<OpId> all;
  std::size_t of_pair = 0;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const Value& key = history.key_name(history.key(id_at<OpId>(i)));
    of_pair += key.as_int() != nullptr && *key.as_int() >= 1000 ? 1 : 0;
    all.push_back(id_at<OpId>(i));
  }
  return of_pair == 4 ? Finding::violated("pair", all) : Finding::satisfied("pair");
}

TEST(Shrinking, FindsFourOperationsInTensOfThousandsWithFewDecisions) {
  const History history = with_planted_pair(2000, 8);
  std::size_t decisions = 0, operations = 0;
  const Decide decide = [&](const History& part, const Model& model, Budget& budget) {
    ++decisions;
    operations += part.size();
    return decide_by_pair(part, model, budget);
  };
  Budget budget(Limits{}, std::nullopt);
  const Shrunk shrunk = shrink(history, kSequential, participants_of(history), decide, budget);
  EXPECT_EQ(shrunk.operations.size(), 4u);
  EXPECT_TRUE(shrunk.minimal);
  EXPECT_EQ(shrunk.degraded, "");
  EXPECT_LT(decisions, 120u);
  EXPECT_LT(operations, 20 * history.size());
}

TEST(Shrinking, ExplainsThePlantedPair) {
  const History history = with_planted_pair(300, 8);
  const Counterexample found = explain(history, kSequential, participants_of(history), decide_by_pair, Limits{});
  EXPECT_EQ(found.anomaly, Anomaly::store_buffering);
  EXPECT_TRUE(found.minimal && found.validated) << found.degraded;
}

TEST(Shrinking, WithoutAnyTimeKeepsTheCoreAndSaysSo) {
  const History history = with_planted_pair(300, 8);
  const Limits limits{.explain_time = std::chrono::nanoseconds(0)};
  const Counterexample found = explain(history, kSequential, participants_of(history), decide_by_pair, limits);
  EXPECT_EQ(found.operations, participants_of(history));
  EXPECT_FALSE(found.minimal);
  EXPECT_FALSE(found.validated);
  EXPECT_TRUE(found.cycle.empty());
  EXPECT_EQ(found.explanation, "No order of these 4804 operations that keeps each process's own order gives all the recorded answers.");
  EXPECT_NE(found.degraded.find("not minimal: the time limit of 0 s was reached"), std::string::npos) << found.degraded;
  EXPECT_NE(found.degraded.find("no cycle"), std::string::npos) << found.degraded;
  EXPECT_NE(found.degraded.find("not validated"), std::string::npos) << found.degraded;
}

TEST(Shrinking, WithLittleTimeStopsWhereItIs) {
  const History history = with_planted_pair(1000, 8);
  for (const int microseconds : {1, 100, 1000, 5000}) {
    const Limits limits{.explain_time = std::chrono::microseconds(microseconds)};
    const Counterexample found = explain(history, kSequential, participants_of(history), decide_by_pair, limits);
    EXPECT_FALSE(found.operations.empty());
    EXPECT_TRUE(found.minimal || !found.degraded.empty());
    EXPECT_FALSE(found.explanation.empty());
  }
}

TEST(Shrinking, AdmitsQuestionsThatTheEngineLeftOpen) {
  const History history = with_planted_pair(4, 3);
  const Decide unsure = [](const History& part, const Model& model, Budget& budget) {
    return part.size() < 9 ? Finding::unknown("pair", "too hard") : decide_by_pair(part, model, budget);
  };
  const Counterexample found = explain(history, kSequential, participants_of(history), unsure, Limits{});
  EXPECT_FALSE(found.minimal);
  EXPECT_GE(found.operations.size(), 9u);
  EXPECT_NE(found.degraded.find("a smaller history could not be decided (too hard)"), std::string::npos) << found.degraded;
}

TEST(Shrinking, WithTinyMemoryKeepsWhatItHasAndQuotesTheEngine) {
  const History history = with_planted_pair(4, 3);
  const Decide hungry = [](const History& part, const Model&, Budget& budget) {
    budget.hold(64 * part.size());
    return Finding::unknown("pair", budget.spent_now() ? budget.reason() : "not asked for that");
  };
  const Counterexample found = explain(history, kSequential, participants_of(history), hungry, Limits{.memory_bytes = 1});
  EXPECT_EQ(found.operations, participants_of(history));
  EXPECT_FALSE(found.minimal);
  EXPECT_FALSE(found.explanation.empty());
  EXPECT_NE(found.degraded.find("a smaller history could not be decided (the memory limit of 0 MiB was reached)"), std::string::npos) << found.degraded;
}

TEST(Shrinking, AddsTheSourcesThatACoreForgot) {
  const History history = with_planted_pair(2, 2);
  std::vector<OpId> reads;  // a core without any write is not closed
  for (const OpId op : participants_of(history)) {
    if (history.kind(op) == Kind::read) reads.push_back(op);
  }
  const Decide never = [](const History&, const Model&, Budget&) { return Finding::unknown("pair", "not now"); };
  Budget budget(Limits{}, std::nullopt);
  const Shrunk shrunk = shrink(history, kSequential, reads, never, budget);
  EXPECT_GT(shrunk.operations.size(), reads.size());
}

TEST(Shrinking, TriesAgainToLeaveOutAWriteThatIsOverwrittenOnceTheOverwrittenOneIsGone) {
  // R(x)1 stays with W(x)2 only for as long as W(x)1 of the same transaction does, and W(x)2 was tried before.
  const History history = made_of({{0, {{Kind::read, "y", 1}, {Kind::write, "x", 1}}}, {1, {{Kind::read, "x", 1}}}, {1, {{Kind::write, "x", 1}, {Kind::write, "x", 2}, {Kind::write, "y", 1}}}});
  Budget budget(Limits{}, std::nullopt);
  const Shrunk shrunk = shrink(history, kSerializable, participants_of(history), decide_transactions, budget);
  EXPECT_TRUE(shrunk.minimal) << shrunk.degraded;
  EXPECT_EQ(shrunk.operations, (std::vector<OpId>{OpId{0}, OpId{1}, OpId{2}, OpId{5}}));
}

TEST(Shrinking, SurvivesAnEngineThatThrows) {
  const History history = with_planted_pair(2, 2);
  const Decide throws = [](const History&, const Model&, Budget&) -> Finding { throw std::bad_alloc(); };
  const Counterexample found = explain(history, kSequential, participants_of(history), throws, Limits{});
  EXPECT_EQ(found.operations, participants_of(history));
  EXPECT_NE(found.degraded.find("explaining was given up"), std::string::npos) << found.degraded;
}

}  // namespace
}  // namespace clio::test
