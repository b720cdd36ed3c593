#include "checker/measures/two_atomicity.hpp"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "checker/measures/staleness.hpp"

namespace clio {
namespace {

using two_atomicity::Answer;

struct Shape {
  int operations = 6;
  int processes = 3;
  bool distinct = true;
  bool cas = false;
  int value_count = 3;
};

/// A small random history of one key; seeds, not library distributions, decide what it is.
History random_history(std::mt19937_64& random, const Shape& shape) {
  const auto pick = [&](int bound) { return static_cast<int>(random() % static_cast<std::uint64_t>(bound)); };
  HistoryBuilder builder(Header{.initial = 0});
  builder.set_timed(true);
  std::vector<Time> free_at(static_cast<std::size_t>(shape.processes), 0);
  int next_value = 0;
  for (int i = 0; i < shape.operations; ++i) {
    const int process = pick(shape.processes);
    const Time call = free_at[static_cast<std::size_t>(process)] + pick(4);
    const Time response = call + pick(5);
    free_at[static_cast<std::size_t>(process)] = response + pick(2);
    const int kind = pick(shape.cas ? 4 : 2);
    Operation op{.process = builder.process(process), .key = builder.key("x"), .call = call, .response = response};
    const auto written = [&] { return builder.value(shape.distinct ? ++next_value : pick(shape.value_count)); };
    const auto observed = [&] { return builder.value(pick(shape.distinct ? shape.operations / 2 + 1 : shape.value_count)); };
    if (kind == 0) {
      op.kind = Kind::write;
      op.value = written();
    } else if (kind == 1) {
      op.kind = Kind::read;
      op.value = observed();
    } else {
      op.kind = Kind::cas;
      op.expected = observed();
      op.value = written();
      op.success = kind == 2;
    }
    if (op.kind != Kind::read && pick(6) == 0) op.status = Status::unknown;
    builder.add(op);
  }
  return std::move(builder).build().value();
}

std::string text_of(const History& h) {
  std::ostringstream out;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const Operation op = h.at(id_at<OpId>(i));
    out << "P" << index(op.process) << " " << name_of(op.kind) << " " << h.value_at(op.expected).to_json() << ">" << h.value_at(op.value).to_json()
        << (op.success ? "" : " no") << " [" << op.call << "," << op.response << "] " << name_of(op.status) << "\n";
  }
  return out.str();
}

/// Whether some order extending real time lets every read return one of the two latest values: all orders, one after the other.
class TwoAtomicByPermutation {
 public:
  explicit TwoAtomicByPermutation(const History& h) : h_(h), placed_(h.size(), false) {}
  bool decide() { return place(h_.initial(KeyId{0}), h_.initial(KeyId{0})); }

 private:
  bool place(ValueId older, ValueId newer) {
    bool all = true;
    for (std::size_t i = 0; i < h_.size(); ++i) all = all && (placed_[i] || h_.status(id_at<OpId>(i)) == Status::unknown);
    if (all) return true;
    for (std::size_t i = 0; i < h_.size(); ++i) {
      const Operation op = h_.at(id_at<OpId>(i));
      if (placed_[i] || !minimal(i)) continue;
      const bool holds = op.kind == Kind::read ? op.value == older || op.value == newer : op.expected == older || op.expected == newer;
      if (op.kind == Kind::read && !holds) continue;
      if (op.kind == Kind::cas && (op.success || op.status == Status::unknown) && !holds) continue;
      const bool failed_cas = op.kind == Kind::cas && op.status == Status::ok && !op.success;
      if (failed_cas && op.expected == older && op.expected == newer) continue;
      const bool writes = op.kind == Kind::write || (op.kind == Kind::cas && !failed_cas);
      placed_[i] = true;
      const bool found = writes ? place(newer, op.value) : place(older, newer);
      placed_[i] = false;
      if (found) return true;
    }
    return false;
  }
  [[nodiscard]] bool minimal(std::size_t i) const {
    for (std::size_t j = 0; j < h_.size(); ++j) {
      if (!placed_[j] && j != i && h_.response(id_at<OpId>(j)) < h_.call(id_at<OpId>(i))) return false;
    }
    return true;
  }
  const History& h_;
  std::vector<bool> placed_;
};

void expect_agreement(const Shape& shape, std::uint64_t seed, int rounds) {
  std::mt19937_64 random(seed);
  int yes = 0;
  for (int round = 0; round < rounds; ++round) {
    const History h = random_history(random, shape);
    const BaseRelations relations(h);
    Budget budget(Limits{});
    const Answer expected = TwoAtomicByPermutation(h).decide() ? Answer::yes : Answer::no;
    yes += expected == Answer::yes;
    ASSERT_EQ(two_atomicity::frontier_search(relations, KeyId{0}, budget), expected) << text_of(h);
    if (shape.distinct && !shape.cas) {
      ASSERT_EQ(two_atomicity::limited_backtracking(relations, KeyId{0}, budget), expected) << text_of(h);
    }
  }
  EXPECT_GT(yes, rounds / 20);
  EXPECT_LT(yes, rounds);
}

TEST(TwoAtomicity, AgreesWithAllPermutationsOnDistinctValues) { expect_agreement({.operations = 7}, 1, 20000); }
TEST(TwoAtomicity, AgreesWithAllPermutationsOnRepeatedValues) { expect_agreement({.operations = 7, .distinct = false}, 2, 10000); }
TEST(TwoAtomicity, AgreesWithAllPermutationsOnCompareAndSet) {
  expect_agreement({.operations = 6, .cas = true}, 3, 10000);
  expect_agreement({.operations = 6, .distinct = false, .cas = true}, 4, 10000);
}

/// Writes one after the other by one process; a second process reads, at the end, the value written `back` writes before the latest.
History read_lagging_by(int back) {
  HistoryBuilder builder;
  builder.set_timed(true);
  for (int v = 1; v <= 5; ++v) {
    builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(v), .call = 10 * v, .response = 10 * v + 5});
  }
  builder.add({.kind = Kind::read, .process = builder.process(1), .key = builder.key("x"), .value = builder.value(5 - back), .call = 100, .response = 101});
  return std::move(builder).build().value();
}

TEST(Atomicity, CountsHowManyVersionsAReadMayLag) {
  using Bound = Atomicity::Bound;
  const std::vector<Bound> expected{Bound::one, Bound::two, Bound::three_or_more, Bound::three_or_more};
  for (int back = 0; back < 4; ++back) {
    const History h = read_lagging_by(back);
    const Atomicity found = decide_atomicity(h);
    EXPECT_EQ(found.k, expected[static_cast<std::size_t>(back)]) << "lagging by " << back << ": " << found.reason;
  }
}

TEST(Atomicity, HasNoKForAValueThatNobodyWrote) {
  HistoryBuilder builder;
  builder.set_timed(true);
  builder.add({.kind = Kind::read, .process = builder.process(1), .key = builder.key("x"), .value = builder.value(9), .call = 0, .response = 1});
  const History h = std::move(builder).build().value();
  EXPECT_EQ(decide_atomicity(h).k, Atomicity::Bound::three_or_more);
}

TEST(Atomicity, IsUnknownWithoutTimes) {
  HistoryBuilder builder;
  builder.add({.kind = Kind::read, .process = builder.process(1), .key = builder.key("x")});
  const History h = std::move(builder).build().value();
  const Atomicity found = decide_atomicity(h);
  EXPECT_EQ(found.k, Atomicity::Bound::undecided);
  EXPECT_EQ(found.reason, "the history has no times");
}

}  // namespace
}  // namespace clio
