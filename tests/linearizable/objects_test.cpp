// The sequential specifications: results, and states that are equal exactly when they hold the same.

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <random>
#include <vector>

#include "checker/objects/object_state.hpp"
#include "tests/linearizable/brute_force.hpp"
#include "tests/linearizable/random_histories.hpp"
#include "tests/linearizable/rows.hpp"

namespace clio::test {
namespace {

struct Kept {
  Object object;
  int unknown;
};
void PrintTo(const Kept& kept, std::ostream* out) { *out << name_of(kept.object) << ", unknown " << kept.unknown; }

class Specifications : public testing::TestWithParam<Kept> {};

// Random walks through the operations of random histories, side by side with the plain object of the tests.
TEST_P(Specifications, AllowWhatThePlainObjectAllowsAndNumberItsStates) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Recipe recipe{.object = GetParam().object, .operations_min = 4, .operations_max = 10, .values = seed % 2 == 0 ? 3 : 0, .time_max = 40,
                        .cas = 30, .failed_cas = 30, .unknown = GetParam().unknown, .plausible = 80};
    const History history = random_history(recipe, seed);
    if (history.empty()) continue;
    const BaseRelations relations(history);
    const std::unique_ptr<ObjectSpace> space = ObjectSpace::of(relations, KeyId{0});
    std::vector<std::pair<std::string, StateId>> known;  // what the plain object prints, and the state's id
    std::uint64_t dice = seed * 77 + 5;
    for (int walk = 0; walk < 40; ++walk) {
      PlainObject plain(history, KeyId{0});
      StateId state = space->initial();
      for (int step = 0; step < 8; ++step) {
        dice = dice * 6364136223846793005ULL + 1442695040888963407ULL;
        const auto ops = relations.on_key(KeyId{0});
        if (ops.empty()) break;
        const OpId op = ops[(dice >> 33) % ops.size()];
        PlainObject after = plain;
        const bool allowed = after.apply(history, op);
        const std::optional<StateId> next = space->step(state, op);
        ASSERT_EQ(next.has_value(), allowed) << print(history) << index(op);
        if (!allowed) continue;
        ASSERT_TRUE(*next == state || !ObjectSpace::only_observes(history, op));
        plain = after;
        state = *next;
        for (const auto& [text, id] : known) ASSERT_EQ(text == plain.print(), id == state) << print(history) << text << " and " << plain.print();
        known.emplace_back(plain.print(), state);
      }
      if (walk % 8 == 7) {
        state = space->compact(state);
        known = {{plain.print(), state}};
      }
    }
  }
}

std::vector<Kept> all_objects() {
  std::vector<Kept> all;
  for (const Object object : {Object::register_, Object::counter, Object::set, Object::queue, Object::stack, Object::list, Object::mutex, Object::text}) {
    all.push_back({object, 0});
    all.push_back({object, 30});
  }
  return all;
}
INSTANTIATE_TEST_SUITE_P(Objects, Specifications, testing::ValuesIn(all_objects()),
                         [](const auto& parameter) { return std::string(name_of(parameter.param.object)) + (parameter.param.unknown > 0 ? "WithUnknown" : ""); });

TEST(SetSpace, HoldsThousandsOfElementsAndForgetsTheirOrder) {
  std::vector<Row> rows;
  for (int i = 0; i < 1000; ++i) rows.push_back({Kind::add, i, i, i});
  for (int i = 0; i < 1000; ++i) rows.push_back({Kind::remove, i, 2000 + i, 2000 + i});
  const History history = timed(rows, Object::set);
  const BaseRelations relations(history);
  const std::unique_ptr<ObjectSpace> space = ObjectSpace::of(relations, KeyId{0});
  StateId up = space->initial(), down = space->initial();
  for (std::uint32_t i = 0; i < 1000; ++i) {
    up = *space->step(up, OpId{i});
    down = *space->step(down, OpId{999 - i});
  }
  EXPECT_EQ(up, down);
  for (std::uint32_t i = 0; i < 1000; ++i) up = *space->step(up, OpId{1000 + (i * 7) % 1000});
  EXPECT_EQ(up, space->initial());
}

TEST(QueueSpace, AStateIsWhatIsLeftNotHowItCameAbout) {
  const History history = timed({{Kind::enqueue, 1, 0, 9}, {Kind::enqueue, 2, 0, 9}, {Kind::enqueue, 3, 0, 9}, {Kind::dequeue, 1, 0, 9},
                                 {Kind::dequeue, 2, 0, 9}},
                                Object::queue);
  const BaseRelations relations(history);
  const std::unique_ptr<ObjectSpace> space = ObjectSpace::of(relations, KeyId{0});
  const auto walk = [&](std::initializer_list<std::uint32_t> ops) {
    StateId state = space->initial();
    for (const std::uint32_t op : ops) state = space->step(state, OpId{op}).value();
    return state;
  };
  EXPECT_EQ(walk({0, 1, 2, 3, 4}), walk({1, 0, 2, 4, 3}));
  EXPECT_EQ(walk({0, 1, 2, 3, 4}), walk({2}));
  EXPECT_NE(walk({0, 1}), walk({1, 0}));
  EXPECT_EQ(walk({0, 3}), space->initial());
}

TEST(TextSpace, AStateIsTheTextNotThePiecesThatItWasPutTogetherFrom) {
  HistoryBuilder builder(Header{.object = Object::text});
  const auto add = [&](Kind kind, std::string_view value) {
    builder.add({.kind = kind, .process = builder.process(static_cast<int>(builder.size())), .key = builder.key(0), .value = builder.value(value)});
  };
  add(Kind::append, "ab");
  add(Kind::append, "a");
  add(Kind::append, "b");
  add(Kind::write, "ab");
  add(Kind::read, "ab");
  add(Kind::read, "");
  const History history = std::move(builder).build().value();
  const BaseRelations relations(history);
  const std::unique_ptr<ObjectSpace> space = ObjectSpace::of(relations, KeyId{0});
  const auto step = [&](StateId state, std::uint32_t op) { return space->step(state, OpId{op}); };
  const StateId nothing = space->initial();
  const StateId ab = step(nothing, 0).value();
  EXPECT_EQ(step(step(nothing, 1).value(), 2).value(), ab);
  EXPECT_EQ(step(step(nothing, 2).value(), 3).value(), ab) << "a write replaces";
  EXPECT_EQ(step(ab, 4), ab);
  EXPECT_EQ(step(nothing, 4), std::nullopt);
  EXPECT_EQ(step(nothing, 5), nothing) << "the empty text comes first";
  const StateId kept = space->compact(ab);
  EXPECT_EQ(step(kept, 4), kept);
}

TEST(CounterSpace, SumsMayLeaveSixtyFourBits) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const History history = timed({{Kind::add, most, 0, 1}, {Kind::add, most, 0, 1}, {Kind::add, -most, 0, 1}, {Kind::read, most, 5, 6}},
                                Object::counter);
  EXPECT_TRUE(is_linearizable(history));
}

}  // namespace
}  // namespace clio::test
