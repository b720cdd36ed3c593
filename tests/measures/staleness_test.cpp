#include "checker/measures/staleness.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "checker/relations/base_relations.hpp"

namespace clio {
namespace {

/// The definition, by looking at every pair: the fewest certain overwrites over the possible sources.
std::optional<StaleRead> by_definition(const BaseRelations& relations, OpId read) {
  const History& h = relations.history();
  std::optional<StaleRead> best;
  const auto consider = [&](std::optional<OpId> source) {
    StaleRead from{.read = read};
    Time first = kNever;
    for (const OpId w : relations.on_key(h.key(read))) {
      if (!relations.writes(w) || relations.optional(w) || w == source) continue;
      if (source && !relations.before_in_real_time(*source, w)) continue;
      if (!relations.before_in_real_time(w, read)) continue;
      ++from.versions;
      first = std::min(first, relations.settled(w));
    }
    if (first != kNever) from.time = h.call(read) - first;
    if (!best || from.versions < best->versions || (from.versions == best->versions && from.time < best->time)) best = from;
  };
  if (relations.is_initial(relations.read_cell(read))) consider(std::nullopt);
  for (const OpId w : relations.writers(relations.read_cell(read))) {
    if (w != read && !relations.before_in_real_time(read, w)) consider(w);
  }
  return best;
}

enum class FileOrder { by_call, any };

History random_history(std::mt19937_64& random, FileOrder order, int values) {
  const auto pick = [&](int bound) { return static_cast<int>(random() % static_cast<std::uint64_t>(bound)); };
  HistoryBuilder builder(Header{.initial = 0, .clock_uncertainty = pick(3)});
  builder.set_timed(true);
  std::vector<Time> free_at(4, 0);
  std::vector<Operation> rows;
  for (int i = 0; i < 40; ++i) {
    const int process = pick(4);
    Time& free = free_at[static_cast<std::size_t>(process)];
    const Time call = free + pick(4), response = call + pick(6);
    free = response + pick(3);
    const bool write = pick(2) == 0;
    rows.push_back({.kind = write ? Kind::write : Kind::read, .status = write && pick(5) == 0 ? Status::unknown : Status::ok,
                 .process = builder.process(process), .key = builder.key(pick(4)), .value = builder.value(pick(values)), .call = call, .response = response});
  }
  if (order == FileOrder::by_call) std::stable_sort(rows.begin(), rows.end(), [](const Operation& a, const Operation& b) { return a.call < b.call; });
  for (const Operation& row : rows) builder.add(row);
  return std::move(builder).build().value();
}

TEST(Staleness, IsTheNumberOfCertainOverwritesAndTheAgeOfTheFirst) {
  HistoryBuilder builder;
  builder.set_timed(true);
  for (int v = 1; v <= 4; ++v) {
    builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(v), .call = 10 * v, .response = 10 * v + 5});
  }
  const auto read = [&](int process, int value, Time call) {
    builder.add({.kind = Kind::read, .process = builder.process(process), .key = builder.key("x"), .value = builder.value(value), .call = call, .response = call + 1});
  };
  read(1, 4, 50);  // fresh
  read(1, 2, 60);  // 3 and 4 lie between; 3 ended at 35
  read(2, 3, 44);  // 4 is still open: nothing is certain
  read(2, 9, 70);  // nobody wrote 9
  const History h = std::move(builder).build().value();
  const std::optional<Staleness> measured = measure_staleness(h);
  ASSERT_TRUE(measured.has_value());
  EXPECT_EQ(measured->reads, 3u);
  EXPECT_EQ(measured->stale, (std::vector<StaleRead>{{OpId{5}, 2, 25}}));
  EXPECT_EQ(measured->without_source, 1u);
  EXPECT_EQ(measured->versions_max, 2u);
  EXPECT_EQ(measured->time_max, 25);
  EXPECT_EQ(measured->versions, (std::map<std::uint32_t, std::size_t>{{0, 2}, {2, 1}}));
}

TEST(Staleness, AgreesWithItsDefinitionOnRandomHistories) {
  std::mt19937_64 random(7);
  std::size_t stale = 0;
  for (int round = 0; round < 1500; ++round) {
    const History h = random_history(random, round % 2 == 0 ? FileOrder::by_call : FileOrder::any, round % 3 == 0 ? 2 : 12);  // of two values each is written often
    const BaseRelations relations(h);
    const Staleness measured = measure_staleness(h).value();
    std::size_t reads = 0, sourceless = 0;
    std::vector<StaleRead> expected_stale;
    for (std::size_t i = 0; i < h.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      if (!relations.participates(op) || !relations.reads(op)) continue;
      const std::optional<StaleRead> expected = by_definition(relations, op);
      expected ? ++reads : ++sourceless;
      if (expected && expected->versions > 0) expected_stale.push_back(*expected);
    }
    EXPECT_EQ(measured.reads, reads);
    EXPECT_EQ(measured.without_source, sourceless);
    EXPECT_EQ(measured.stale, expected_stale);
    EXPECT_EQ(measured.versions.count(0) != 0 ? measured.versions.at(0) : 0, reads - expected_stale.size());
    stale += expected_stale.size();
  }
  EXPECT_GT(stale, 100u);
}

TEST(Staleness, IsNotMeasuredWithoutTimesOrForOtherObjects) {
  HistoryBuilder untimed;
  untimed.add({.kind = Kind::read, .process = untimed.process(0), .key = untimed.key("x")});
  EXPECT_FALSE(measure_staleness(std::move(untimed).build().value()).has_value());
  HistoryBuilder counter(Header{.object = Object::counter});
  counter.set_timed(true);
  EXPECT_FALSE(measure_staleness(std::move(counter).build().value()).has_value());
}

}  // namespace
}  // namespace clio
