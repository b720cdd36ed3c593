// validate_witness against the reference: every arrangement of the operations of small histories, right and wrong ones alike.

#include <gtest/gtest.h>

#include <algorithm>

#include "checker/validate/validate.hpp"
#include "checker/validate/witness.hpp"
#include "tests/evidence/random_evidence.hpp"
#include "tests/oracle/reference_evaluator.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

const Model* const kRowsWithOneOrder[] = {&kLinearizable, &kSequential, &kCache, &kCausalConvergent};

/// Counts the arrangements that both accept.
struct Counts {
  std::size_t accepted = 0, refused = 0;
};

void compare(const oracle::Plan& plan, const History& history, const oracle::Reference& reference, const Model& model,
             const std::vector<OpId>& arrangement, Counts& counts) {
  const std::string wrong = validate_witness(history, model, arrangement);
  const bool proves = reference.proves(model, arrangement);
  ASSERT_EQ(wrong.empty(), proves) << model.id << " of " << ids_text(arrangement) << ": " << wrong << "\n" << show(plan);
  ++(proves ? counts.accepted : counts.refused);
  if (model != kLinearizable && model != kCache) return;
  for (const std::size_t window : {1, 2, 4}) {
    EXPECT_EQ(validate::wrong_order_of_keys(history, model, arrangement, window).empty(), proves)
        << model.id << " of " << ids_text(arrangement) << ", window by window of " << window << "\n" << show(plan);
  }
}

void compare_arrangements(Object object, std::size_t histories, Counts& counts) {
  oracle::Dice dice(random_seed(7 + static_cast<std::uint64_t>(object)));
  for (std::size_t i = 0; i < histories; ++i) {
    const oracle::Plan plan = oracle::random_plan(dice, {.object = object, .steps_min = 2, .steps_max = 6});
    const History history = oracle::history_of(plan);
    const oracle::Reference reference(history);
    std::vector<OpId> all = participants_of(history);
    if (all.size() > 5) continue;
    for (const Model* model : kRowsWithOneOrder) {
      if (!reference.applies(*model)) continue;
      for (std::size_t chosen = 0; chosen < (std::size_t{1} << all.size()); ++chosen) {
        std::vector<OpId> arrangement;
        for (std::size_t b = 0; b < all.size(); ++b) {
          if ((chosen >> b & 1) != 0) arrangement.push_back(all[b]);
        }
        do {
          ASSERT_NO_FATAL_FAILURE(compare(plan, history, reference, *model, arrangement, counts));
        } while (std::next_permutation(arrangement.begin(), arrangement.end()));
      }
    }
  }
}

class Witnesses : public testing::TestWithParam<Object> {};

TEST_P(Witnesses, AreAcceptedExactlyWhenTheReferenceSaysThatTheyProve) {
  Counts counts;
  compare_arrangements(GetParam(), random_count(400), counts);
  EXPECT_GT(counts.accepted, 100u);
  EXPECT_GT(counts.refused, 100u);
}

INSTANTIATE_TEST_SUITE_P(OfEveryObject, Witnesses, testing::ValuesIn(kObjects),
                         [](const auto& object) { return std::string(name_of(object.param)); });

struct Wrong {
  const char* name;
  const char* history;
  const Model* model;
  std::vector<std::uint32_t> witness;
  const char* message;

  friend std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.name; }
};

const Wrong kWrong[] = {
    {"an empty one", "P1: W(x)1", &kLinearizable, {}, "operation 0 took effect, but is not listed"},
    {"an operation that does not exist", "P1: W(x)1", &kLinearizable, {0, 7}, "operation 7 does not exist"},
    {"a failed operation", "P1: W(x)1 W(x)2!", &kLinearizable, {0, 1}, "operation 1 is listed, but it had no effect"},
    {"an operation twice", "P1: W(x)1", &kSequential, {0, 0}, "operation 0 is listed twice"},
    {"real time", "P1: W(x)1 W(y)1\nP2: W(x)2-----", &kLinearizable, {0, 2, 1}, ""},
    {"real time ignored", "P1: W(x)1\nP2:       W(x)2", &kLinearizable, {1, 0},
     "operation 0 stands after an operation that was called only when it had returned"},
    {"keys out of order", "P1: W(x)1 W(y)1", &kLinearizable, {1, 0}, "operation 0 stands after the operations of a later key"},
    {"session order ignored", "P1: W(x)1 W(y)1", &kSequential, {1, 0}, "operation 0 stands after an operation that follows it in its process"},
    {"an answer that cannot be", "P1: W(x)1 R(x)2\nP2: W(x)2", &kCache, {2, 0, 1}, "operation 1 cannot have its result where key \"x\" is 1"},
    {"an unknown operation before its predecessor", "P1: W(x)1 W(x)2?\nP2:       R(x)2 R(x)1", &kSequential, {1, 2, 0, 3},
     "operation 0 stands after an operation that follows it in its process"},
    {"a read among the writes", "P1: W(x)1 R(x)1", &kCausalConvergent, {0, 1}, "operation 1 is listed, but it is not a write that took effect"},
    {"a write left out", "P1: W(x)1 W(y)1", &kCausalConvergent, {0}, "operation 1 is a write that took effect, but is not listed"},
    {"session order of writes ignored", "P1: W(x)1 W(y)1", &kCausalConvergent, {1, 0},
     "operation 0 precedes operation 1 in its process, but not in the order"},
    {"a row without an order for everyone", "P1: W(x)1", &kCausal, {0}, "the row causal has no order for everyone"},
};

/// Two processes in turn write a value to each of three keys and read it, until there are more operations than a window holds.
struct Long {
  History history;
  std::vector<OpId> witness;
};
Long long_history(std::size_t rounds) {
  HistoryBuilder builder;
  builder.set_timed(true);
  std::vector<std::vector<OpId>> of_key(3);
  Time now = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (int key = 0; key < 3; ++key) {
      for (const Kind kind : {Kind::write, Kind::read}) {
        of_key[static_cast<std::size_t>(key)].push_back(builder.add({.kind = kind,
                                                                     .process = builder.process(static_cast<int>(round % 2)),
                                                                     .key = builder.key(key),
                                                                     .value = builder.value(static_cast<int>(round)),
                                                                     .call = now,
                                                                     .response = now + 1}));
        now += 2;
      }
    }
  }
  Long made{std::move(builder).build().value(), {}};
  for (const std::vector<OpId>& ops : of_key) made.witness.insert(made.witness.end(), ops.begin(), ops.end());
  return made;
}

TEST(Witnesses, LongerThanAWindowAreWalkedToTheEnd) {
  const std::size_t rounds = 10'000, per_key = 2 * rounds;
  Long made = long_history(rounds);
  for (const Model* model : {&kLinearizable, &kCache}) {
    EXPECT_EQ(validate_witness(made.history, *model, made.witness), "") << model->id;
    for (const std::size_t at : {std::size_t{1}, per_key / 2 + 1, 3 * per_key - 3}) {  // a read, before the write that follows it
      std::vector<OpId> swapped = made.witness;
      std::swap(swapped[at], swapped[at + 1]);
      EXPECT_NE(validate_witness(made.history, *model, swapped), "") << model->id << " at " << at;
    }
    std::vector<OpId> mixed = made.witness;
    std::swap(mixed[per_key - 1], mixed[per_key]);
    EXPECT_NE(validate_witness(made.history, *model, mixed), "") << model->id;
  }
}

TEST(Witnesses, ThatAreWrongAreToldWhy) {
  for (const Wrong& wrong : kWrong) {
    const History history = history_of(wrong.history);
    std::vector<OpId> witness;
    for (const std::uint32_t op : wrong.witness) witness.push_back(OpId{op});
    EXPECT_EQ(validate_witness(history, *wrong.model, witness), wrong.message) << wrong.name;
  }
}

}  // namespace
}  // namespace clio::test
