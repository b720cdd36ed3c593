// What the explainer leaves out, held to the validator's own rules, which were written apart.

#include "checker/explain/removal.hpp"

#include <gtest/gtest.h>

#include "checker/explain/sources_in_time.hpp"
#include "checker/validate/closed.hpp"
#include "tests/evidence/made_transactions.hpp"
#include "tests/evidence/random_evidence.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

std::vector<OpId> members(const Removal& removal, const Removal::Kept& kept) {
  std::vector<OpId> operations;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i] != 0) operations.push_back(removal.operations()[i]);
  }
  return operations;
}

class Trimming : public testing::TestWithParam<Object> {};

TEST_P(Trimming, LeavesWhatTheValidatorTakesForClosed) {
  oracle::Dice dice(random_seed(41 + static_cast<std::uint64_t>(GetParam())));
  std::size_t trimmed = 0, kept_some = 0;
  for (std::size_t i = 0; i < random_count(600); ++i) {
    const oracle::Plan plan = oracle::random_plan(dice, {.object = GetParam(), .steps_min = 4, .steps_max = 8});
    const History history = oracle::history_of(plan);
    const std::vector<OpId> all = participants_of(history);
    if (all.empty()) continue;
    for (const Model* model : operation_models()) {
      if ((model->needs_times && !history.timed()) || (model->judged != Judged::any_object && GetParam() != Object::register_)) continue;
      const Removal removal(history, *model, all);
      for (int tries = 0; tries < 6; ++tries) {
        Removal::Kept kept = removal.start();
        for (std::uint8_t& flag : kept) flag = dice.chance(70) ? flag : std::uint8_t{0};
        const Removal::Kept before = kept;
        removal.trim(kept);
        for (std::size_t k = 0; k < kept.size(); ++k) ASSERT_LE(kept[k], before[k]);
        const std::vector<OpId> rest = members(removal, kept);
        ASSERT_EQ(validate::not_closed(history, *model, rest), "") << model->id << " of " << ids_text(rest) << "\n" << show(plan);
        trimmed += kept == before ? 0 : 1;
        kept_some += rest.empty() ? 0 : 1;
      }
    }
  }
  EXPECT_GT(trimmed, 100u);
  EXPECT_GT(kept_some, 100u);
}

INSTANTIATE_TEST_SUITE_P(OfEveryObject, Trimming, testing::ValuesIn(kObjects), [](const auto& object) { return std::string(name_of(object.param)); });

TEST(Trimming, TakesOutNoMoreThanItMustOfRegisters) {
  oracle::Dice dice(random_seed(43));
  std::size_t compared = 0;
  for (std::size_t i = 0; i < random_count(300); ++i) {
    const oracle::Plan plan = oracle::random_plan(dice, {.steps_min = 4, .steps_max = 7});
    const History history = oracle::history_of(plan);
    const std::vector<OpId> all = participants_of(history);
    for (const Model* model : {&kSequential, &kCausal}) {
      const Removal removal(history, *model, all);
      ASSERT_EQ(removal.operations(), all);
      for (std::size_t chosen = 0; chosen < (std::size_t{1} << all.size()); ++chosen) {
        Removal::Kept kept(all.size(), 0);
        for (std::size_t b = 0; b < all.size(); ++b) kept[b] = static_cast<std::uint8_t>(chosen >> b & 1);
        const Removal::Kept before = kept;
        removal.trim(kept);
        const bool closed = validate::not_closed(history, *model, members(removal, before)).empty();
        ASSERT_EQ(kept == before, closed) << model->id << " of " << ids_text(members(removal, before)) << "\n" << show(plan);
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 1000u);
}

/// A transaction with many appends, one that shows them all, and shows them again after an append of its own.
History with_long_list(int appends) {
  std::vector<MadeTransaction> transactions(2);
  Value::Array list;
  for (int i = 1; i <= appends; ++i) {
    transactions[0].operations.emplace_back(Kind::append, "x", i);
    list.emplace_back(i);
  }
  transactions[1].process = 1;
  transactions[1].operations.emplace_back(Kind::read, "x", Value(list));
  transactions[1].operations.emplace_back(Kind::append, "x", appends + 1);
  list.emplace_back(appends + 1);
  transactions[1].operations.emplace_back(Kind::read, "x", Value(list));
  return made_of(transactions, Object::list);
}

TEST(Trimming, ListsWhatAReadNeedsOfALongTransactionOnlyOnce) {
  constexpr int kAppends = 5000;
  const History history = with_long_list(kAppends);
  const Removal removal(history, kSerializable, participants_of(history), 5 * kAppends);
  EXPECT_TRUE(removal.exact()) << "each read needs each append twice at most";
  Removal::Kept kept = removal.start();
  kept[kAppends / 2] = 0;
  removal.trim(kept);
  Removal::Kept expected = removal.start();
  expected[kAppends / 2] = expected[kAppends] = expected[kAppends + 2] = 0;
  EXPECT_EQ(kept, expected) << "both reads go, and no append";
}

TEST(Trimming, KeepsAllOrNothingOfListsAndSetsWhereTheirSourcesAreTooManyToList) {
  const History list = with_long_list(5);
  const History set = made_of({{0, {{Kind::add, "x", 1}, {Kind::add, "x", 2}}}, {1, {{Kind::read, "x", list_of({1, 2})}}}}, Object::set);
  for (const History* history : {&list, &set}) {
    const std::vector<OpId> all = participants_of(*history);
    EXPECT_TRUE(Removal(*history, kSerializable, all).exact());
    const Removal removal(*history, kSerializable, all, 1);
    EXPECT_FALSE(removal.exact());
    EXPECT_EQ(members(removal, removal.start()), all);
    for (std::size_t out = 0; out < all.size(); ++out) {
      Removal::Kept kept = removal.start();
      kept[out] = 0;
      removal.trim(kept);
      EXPECT_TRUE(members(removal, kept).empty()) << out;
    }
  }
}

TEST(Trimming, KeepsEveryWriteOfAValueOfRegistersWhereSourcesAreTooManyToList) {
  const History history = made_of({{0, {{Kind::write, "x", 1}}}, {1, {{Kind::write, "x", 1}, {Kind::write, "x", 2}}}, {2, {{Kind::read, "x", 1}}}});
  const std::vector<OpId> all = participants_of(history);
  for (const std::uint64_t needs_max : {std::uint64_t{1}, Removal::kNeedsMax}) {
    const Removal removal(history, kSerializable, all, needs_max);
    EXPECT_EQ(removal.exact(), needs_max > 1);
    Removal::Kept kept = removal.start();
    kept[1] = 0;  // no source of the read
    removal.trim(kept);
    const std::vector<OpId> rest = members(removal, kept);
    EXPECT_EQ(rest.size(), removal.exact() ? 3u : 2u) << "without the read, or with it";
    EXPECT_EQ(validate::not_closed(history, kSerializable, rest), "");
  }
}

std::vector<std::uint32_t> needed(const char* picture, std::uint32_t reading) {
  const History history = history_of(picture);
  std::uint64_t work = 1000;
  std::vector<std::uint32_t> found;
  for (const OpId op : SourcesInTime(history, participants_of(history)).needed(OpId{reading}, work).possible) found.push_back(static_cast<std::uint32_t>(index(op)));
  std::sort(found.begin(), found.end());
  return found;
}

TEST(SourcesInTime, AreTheWritesThatNothingHasCertainlyOverwritten) {
  using Ids = std::vector<std::uint32_t>;
  EXPECT_EQ(needed("P1: W(x)1 W(x)2 W(x)1\nP2:                   R(x)1", 3), (Ids{2})) << "the first 1 was overwritten";
  EXPECT_EQ(needed("P1: W(x)1 W(x)1\nP2:             R(x)1", 2), (Ids{1}));
  EXPECT_EQ(needed("P1: W(x)1\nP2: W(x)1\nP3:       R(x)1", 2), (Ids{0, 1})) << "they overlap";
  EXPECT_EQ(needed("P1: W(x)1      W(x)1\nP2:       R(x)1", 2), (Ids{0})) << "the second one came too late";
  EXPECT_EQ(needed("P1: W(x)1\nP2: W(x)2-----------\nP3:            R(x)1", 2), (Ids{0})) << "nothing has overwritten it for certain";
  EXPECT_EQ(needed("P1: W(x)1?\nP2: W(x)2\nP3:            R(x)1", 2), (Ids{0})) << "a timeout may take effect late";
}

}  // namespace
}  // namespace clio::test
