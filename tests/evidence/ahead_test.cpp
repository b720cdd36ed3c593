// Rows that are decided ahead of their turn: when that begins and ends, and that nobody can tell from the verdicts.

#include "checker/ahead.hpp"

#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include "checker/check.hpp"
#include "random_evidence.hpp"
#include "random_transactions.hpp"

namespace clio::test {
namespace {

using namespace std::chrono_literals;

const std::vector<const Model*> kThreeRows{&kLinearizable, &kCache, &kSequential}, kTwoRows{&kLinearizable, &kSequential};
constexpr Limits kTwoThreads{.jobs = 2};

TEST(Ahead, LeavesEverythingToItsOwnerWhilePatienceLasts) {
  Ahead ahead(kThreeRows, kTwoThreads, 24h, [](const Model&, Budget&) -> Finding { throw std::logic_error("too early"); });
  for (std::size_t row = 0; row < kThreeRows.size(); ++row) EXPECT_FALSE(ahead.take(row).has_value()) << row;
}

TEST(Ahead, DecidesEveryRowWhereThereIsNoPatienceTheLowestFirstAndHandsThemOutInTheirTurn) {
  std::latch all(3);
  std::vector<std::string> decided;  // by the one thread that there is before a row is taken
  Ahead ahead(kThreeRows, kTwoThreads, 0s, [&](const Model& model, Budget&) {
    decided.emplace_back(model.id);
    all.count_down();
    return Finding::satisfied(std::string(model.id));
  });
  all.wait();
  EXPECT_EQ(decided, (std::vector<std::string>{"linearizable", "cache", "sequential"}));
  for (std::size_t row = 0; row < kThreeRows.size(); ++row) {
    const std::optional<Ahead::Taken> taken = ahead.take(row);
    ASSERT_TRUE(taken.has_value());
    EXPECT_EQ(taken->finding.engine, kThreeRows[row]->id);
  }
}

TEST(Ahead, StopsTheDecisionOfARowThatIsDroppedAndGoesOnToTheNext) {
  std::promise<void> begun;
  Ahead ahead(kThreeRows, kTwoThreads, 0s, [&](const Model& model, Budget& budget) {
    if (model == kLinearizable) {
      begun.set_value();
      while (!budget.spent_now()) std::this_thread::yield();
      return Finding::unknown("endless", budget.reason());
    }
    return Finding::violated("at once", {});
  });
  begun.get_future().wait();
  ahead.drop(0);
  EXPECT_EQ(ahead.take(1)->finding.engine, "at once");
  EXPECT_EQ(ahead.take(2)->finding.engine, "at once");
}

TEST(Ahead, NeverBeginsARowThatWasDroppedInTime) {
  std::promise<void> begun, dropped;
  std::mutex mutex;
  std::set<std::string> decided;
  Ahead ahead(kThreeRows, kTwoThreads, 0s, [&, may_go_on = dropped.get_future().share()](const Model& model, Budget&) {
    if (model == kLinearizable) {
      begun.set_value();
      may_go_on.wait();
    }
    const std::lock_guard lock(mutex);
    decided.emplace(model.id);
    return Finding::satisfied("in time");
  });
  begun.get_future().wait();
  ahead.drop(1);
  dropped.set_value();
  EXPECT_TRUE(ahead.take(0).has_value());
  EXPECT_TRUE(ahead.take(2).has_value());
  const std::lock_guard lock(mutex);
  EXPECT_EQ(decided, (std::set<std::string>{"linearizable", "sequential"}));
}

TEST(Ahead, EndsWithWhoeverMadeItHoweverLongARowWouldTake) {
  std::promise<void> begun;
  bool stopped = false;
  {
    Ahead ahead(kThreeRows, kTwoThreads, 0s, [&](const Model&, Budget& budget) {
      begun.set_value();
      while (!budget.spent_now()) std::this_thread::yield();
      stopped = true;
      return Finding();
    });
    begun.get_future().wait();
  }
  EXPECT_TRUE(stopped);
}

TEST(Ahead, ThrowsWhatDecidingARowThrewToWhoeverTakesIt) {
  Ahead ahead(kTwoRows, kTwoThreads, 0s, [](const Model& model, Budget&) -> Finding {
    if (model == kSequential) throw std::runtime_error("no luck");
    return Finding::satisfied("luck");
  });
  EXPECT_EQ(ahead.take(0)->finding.engine, "luck");
  EXPECT_THROW((void)ahead.take(1), std::runtime_error);
}

TEST(Ahead, TellsProgressInRows) {
  Progress progress;
  Ahead ahead(kThreeRows, {.jobs = 2, .progress = &progress}, 0s, [](const Model&, Budget& budget) {
    budget.phase("a phase of one of many");
    return Finding::satisfied("told");
  });
  EXPECT_TRUE(ahead.take(0).has_value());
  EXPECT_TRUE(ahead.take(1).has_value());
  EXPECT_EQ(std::string(progress.phase), "models, several at once");
  EXPECT_EQ(progress.done, 1u);
  EXPECT_EQ(progress.total, 3u);
}

TEST(Ahead, SharesTheThreadsOutAmongTheRowsThatAreLeft) {
  std::promise<void> begun;
  Ahead ahead(kTwoRows, {.jobs = 4}, 0s, [&](const Model& model, Budget& budget) {
    if (model == kLinearizable) begun.set_value();
    return Finding::satisfied(std::to_string(budget.jobs()));
  });
  begun.get_future().wait();
  EXPECT_EQ(ahead.take(0)->finding.engine, "2");
}

/// All of the verdicts that does not depend on the clock.
std::string text_of(const std::vector<Verdict>& verdicts) {
  std::string text;
  for (const Verdict& verdict : verdicts) {
    text += std::string(verdict.model->id) + " " + std::string(name_of(verdict.answer)) + " by " + verdict.engine + ": " + verdict.reason + verdict.unchecked + ids_text(verdict.witness);
    for (const std::uint32_t snapshot : verdict.snapshots) text += " " + std::to_string(snapshot);
    if (verdict.counterexample) text += " " + name_of(*verdict.counterexample) + ids_text(verdict.counterexample->operations) + verdict.counterexample->explanation + verdict.counterexample->degraded;
    text += "\n";
  }
  return text;
}

class ClassifyingAhead : public testing::TestWithParam<Object> {};

TEST_P(ClassifyingAhead, SaysWhatClassifyingInTurnSays) {
  const CheckOptions in_turn{.witness = true}, ahead{.limits = {.jobs = 3}, .witness = true, .ahead_after = 0s};
  oracle::Dice dice(random_seed(5 + static_cast<std::uint64_t>(GetParam())));
  const std::size_t count = random_count(150);
  for (std::size_t i = 0; i < count; ++i) {
    const bool transactions = GetParam() != Object::text && dice.chance(50);
    const History history = transactions ? random_transactions(dice, {.object = GetParam()}) : oracle::history_of(oracle::random_plan(dice, {.object = GetParam()}));
    ASSERT_EQ(text_of(classify(history, ahead)), text_of(classify(history, in_turn))) << "history " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(OfEachObject, ClassifyingAhead, testing::ValuesIn(kObjects), [](const testing::TestParamInfo<Object>& object) {
  std::string name(name_of(object.param));
  name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
});

}  // namespace
}  // namespace clio::test
