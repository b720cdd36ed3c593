// Greedy schedules: what they can do without help, what they take back, and what the lookahead refuses.

#include "checker/engines/sequential/schedule.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "brute_force.hpp"
#include "checker/engines/sequential/ranks.hpp"
#include "random_histories.hpp"
#include "written_histories.hpp"

namespace clio::test {
namespace {

using sequential::Event;
using sequential::Guess;
using sequential::kInitial;
using sequential::Lookahead;
using sequential::Preference;
using sequential::Problem;
using sequential::Saturation;
using sequential::Schedule;
using sequential::WhenStuck;

struct Prepared {
  explicit Prepared(History h) : history(std::move(h)), relations(history), problem(relations), rank(ranked(problem, history, Guess::call)) {
    saturation.emplace(problem, rank, budget);
    EXPECT_EQ(saturation->run(), Saturation::Outcome::consistent);
  }
  explicit Prepared(std::string_view text) : Prepared(written(text)) {}

  Schedule schedule(bool with_known, Preference preference = Preference::rank) {
    return Schedule(problem, rank, with_known ? &*saturation : nullptr, preference, budget);
  }

  History history;
  BaseRelations relations;
  Problem problem;
  std::vector<std::uint32_t> rank;
  Budget budget{Limits{}};
  std::optional<Saturation> saturation;
};

// Each of x = 1 and y = 1 is read after the other key's second write: written first, the two block each other.
constexpr std::string_view kBothTooEarly =
    "0 w x 1 | 1 w y 1 | 2 w y 2 | 2 r x 1 | 3 w x 2 | 3 r y 1";

TEST(Schedule, TheRecordedOrderIsEnoughForARecordingInOrder) {
  Prepared p(replicated_history({.operations = 500, .processes = 4, .keys = 5, .values = 0, .write_one_in = 3}, 0, 1));
  Schedule schedule = p.schedule(false);
  ASSERT_EQ(schedule.run(), Schedule::Outcome::complete);
  EXPECT_EQ(replay(p.history, p.problem.ops_of(schedule.order())), "");
}

TEST(Schedule, ValuesThatBlockEachOtherStopItWithoutSaturation) {
  Prepared p(kBothTooEarly);
  EXPECT_EQ(p.schedule(false).run(), Schedule::Outcome::stuck);
}

TEST(Schedule, AWriteThatCameTooEarlyIsTakenBack) {
  Prepared p(kBothTooEarly);
  Schedule schedule = p.schedule(true);
  ASSERT_EQ(schedule.run(), Schedule::Outcome::complete);
  EXPECT_EQ(replay(p.history, p.problem.ops_of(schedule.order())), "");
}

TEST(Schedule, AForcedScheduleHoldsEverythingAndSaysThatItIsNoExplanation) {
  Prepared p(kBothTooEarly);
  Schedule schedule = p.schedule(false);
  ASSERT_EQ(schedule.run(WhenStuck::force), Schedule::Outcome::forced);
  EXPECT_EQ(schedule.order().size(), p.problem.certain_count());
  EXPECT_NE(replay(p.history, p.problem.ops_of(schedule.order())), "");
}

TEST(Schedule, NearlyEveryScheduleThatTakesThingsBackIsAnExplanation) {
  int complete = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const History history = replicated_history({.operations = 3000, .processes = 8, .keys = 25, .values = 0, .write_one_in = 2}, 40, seed);
    Prepared p(drifted(history, 300, seed));
    for (const Preference preference : {Preference::rank, Preference::wanted_first}) {
      Schedule schedule = p.schedule(true, preference);
      if (schedule.run() != Schedule::Outcome::complete) continue;
      ++complete;
      EXPECT_EQ(replay(p.history, p.problem.ops_of(schedule.order())), "") << seed;
    }
  }
  EXPECT_GE(complete, 70);  // of 80
}

TEST(Schedule, UnknownWritesThatSomebodyWaitsForTakeEffectAlsoAfterSecondThoughts) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const History history = random_history({.operations = 12, .processes = 4, .keys = 2, .values = 0, .unknown_one_in = 4}, seed);
    const BaseRelations relations(history);
    const Problem problem(relations);
    const std::vector<std::uint32_t> rank = ranked(problem, history, Guess::call);
    Budget budget{Limits{}};
    Saturation saturation(problem, rank, budget);
    if (saturation.run() != Saturation::Outcome::consistent) continue;
    Schedule schedule(problem, rank, &saturation, Preference::rank, budget);
    if (schedule.run() != Schedule::Outcome::complete) continue;
    EXPECT_EQ(replay(history, problem.ops_of(schedule.order())), "") << seed << "\n" << show(history);
  }
}

TEST(Schedule, CompareAndSetsAreTakenBackLikeWrites) {
  Prepared p("0 w x 1 | 1 w y 1 | 2 c y 5 2 | 2 r x 1 | 3 w x 2 | 3 r y 1 | 4 w y 5");
  Schedule schedule = p.schedule(true);
  ASSERT_EQ(schedule.run(), Schedule::Outcome::complete);
  EXPECT_EQ(replay(p.history, p.problem.ops_of(schedule.order())), "");
}

TEST(Lookahead, RefusesAWriteWhoseReadersNeedAnotherWriteOfItsKey) {
  // y = 1 stands already and is read after x = 2; whoever reads x = 1 comes after y = 2. So x = 1 has to wait for x = 2.
  Prepared p(kBothTooEarly);
  Lookahead lookahead(p.problem, *p.saturation);
  const auto event = [&](std::size_t op) {
    Event e = 0;
    while (p.problem.op(e) != id_at<OpId>(op)) ++e;
    return e;
  };
  std::vector<Event> next;
  for (std::size_t s = 0; s < p.problem.session_count(); ++s) next.push_back(p.problem.session_begin(s));
  std::vector<sequential::Cell> holds;
  for (std::size_t k = 0; k < p.problem.key_count(); ++k) holds.push_back(p.problem.initial(k));
  std::vector<Event> written_by(p.problem.key_count(), kInitial);
  std::vector<std::uint32_t> reads_left(p.problem.cell_count(), 0);
  for (Event e = 0; e < p.problem.size(); ++e) {
    if (p.problem.needs(e) != sequential::kNoCell) ++reads_left[p.problem.needs(e)];
  }
  EXPECT_TRUE(lookahead.allows(event(0), {next, written_by, holds, reads_left}));
  const Event y1 = event(1);
  ++next[p.problem.session(y1)];
  holds[p.problem.key(y1)] = p.problem.writes(y1);
  written_by[p.problem.key(y1)] = y1;
  EXPECT_FALSE(lookahead.allows(event(0), {next, written_by, holds, reads_left}));
  EXPECT_TRUE(lookahead.allows(event(4), {next, written_by, holds, reads_left}));
}

}  // namespace
}  // namespace clio::test
