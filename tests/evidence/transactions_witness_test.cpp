// Witnesses over transactions: every arrangement of small histories, right and wrong ones alike, against the definition read literally.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "checker/validate/transactions.hpp"
#include "checker/validate/validate.hpp"
#include "tests/evidence/made_transactions.hpp"
#include "tests/evidence/random_evidence.hpp"
#include "tests/evidence/random_transactions.hpp"
#include "tests/oracle/reference_transactions.hpp"

namespace clio::test {
namespace {

using oracle::Dice;

const Model* const kSerial[] = {&kStrictSerializable, &kSerializable, &kAdyaSerializable};
const Model* const kWeaker[] = {&kSnapshotIsolation, &kPrefix, &kCausalConvergent, &kReadAtomic, &kReadCommitted, &kAdyaSnapshotIsolation, &kAdyaReadCommitted};

std::vector<const Model*> rows_of(const History& history) {
  std::vector<const Model*> rows;
  for (const Model* model : kSerial) rows.push_back(model);
  for (const Model* model : kWeaker) rows.push_back(model);
  std::erase_if(rows, [&](const Model* model) { return !judged(history, *model); });
  return rows;
}

class TransactionWitnesses : public testing::TestWithParam<Object> {};

TEST_P(TransactionWitnesses, AreAcceptedExactlyWhenTheDefinitionSaysThatTheyProve) {
  Dice dice(random_seed(101 + static_cast<std::uint64_t>(GetParam())));
  std::map<std::string_view, std::pair<std::size_t, std::size_t>> counts;  // accepted, refused
  for (std::size_t i = 0; i < random_count(1200); ++i) {
    const History history = random_transactions(dice, {.object = GetParam(), .transactions_max = i % 4 == 0 ? 5u : 4u});
    const oracle::TransactionReference reference(history);
    for (const std::vector<OpId>& order : arrangements_of(history)) {
      if (order.empty()) continue;
      for (const Model* model : rows_of(history)) {
        const WitnessCheck check = check_witness(history, *model, order);
        ASSERT_EQ(check.undecided, "");
        const bool proves = reference.proves(*model, order);
        ASSERT_EQ(check.wrong.empty(), proves) << model->id << " of " << ids_text(order) << ": " << check.wrong << "\n" << show_transactions(history);
        if (i % 20 == 0) {
          ASSERT_EQ(validate::check_transactions(history, *model, order, {}, {.jobs = 2, .transactions_a_thread = 1}).wrong, check.wrong) << "on two threads\n" << show_transactions(history);
        }
        ++(proves ? counts[model->id].first : counts[model->id].second);
      }
    }
  }
  for (const auto& [model, count] : counts) {
    EXPECT_GT(count.first, 200u) << model;
    EXPECT_GT(count.second, 200u) << model;
  }
}

INSTANTIATE_TEST_SUITE_P(OfEveryObject, TransactionWitnesses, testing::ValuesIn(std::begin(kObjects), std::end(kObjects) - 1),
                         [](const auto& object) { return std::string(name_of(object.param)); });

TEST(TransactionWitnesses, AreAcceptedWithSourcesThatFitAndWithNoOthers) {
  Dice dice(random_seed(131));
  std::size_t given = 0, refused = 0, accepted = 0;
  for (std::size_t i = 0; i < random_count(2500); ++i) {
    const History history = random_transactions(dice, {});
    const oracle::TransactionReference reference(history);
    for (const std::vector<OpId>& order : arrangements_of(history)) {
      if (order.empty()) continue;
      for (const Model* model : kWeaker) {
        if (!judged(history, *model)) continue;
        std::vector<OpId> sources;
        const bool proves = reference.proves(*model, order, &sources);
        if (proves) {
          ASSERT_EQ(check_witness(history, *model, order, sources).wrong, "") << model->id << " of " << ids_text(order) << "\n" << show_transactions(history);
          ++given;
        } else {
          sources.assign(history.size(), kNoOp);
        }
        OpId& changed = sources[dice.below(sources.size())];
        changed = dice.chance(20) ? kNoOp : OpId{static_cast<std::uint32_t>(dice.below(history.size() + 1))};
        const bool wrong = !check_witness(history, *model, order, sources).wrong.empty();
        ASSERT_TRUE(wrong || proves) << model->id << " of " << ids_text(order) << " from " << ids_text(sources) << "\n" << show_transactions(history);
        ++(wrong ? refused : accepted);
      }
    }
  }
  EXPECT_GT(given, 1000u);
  EXPECT_GT(refused, 1000u);
  EXPECT_GT(accepted, 100u);
}

// ---- by hand

constexpr Kind W = Kind::write, R = Kind::read, A = Kind::append;

std::vector<OpId> ids(const std::vector<std::uint32_t>& positions) {
  std::vector<OpId> operations;
  for (const std::uint32_t position : positions) operations.push_back(OpId{position});
  return operations;
}

struct Wrong {
  const char* name;
  History history;
  const Model* model;
  std::vector<std::uint32_t> witness, sources;
  const char* message;
};
constexpr std::uint32_t kNone = 0xffffffffu;

std::vector<Wrong> wrong_ones() {
  const auto two = [] { return made_of({{0, {{W, "x", 1}, {W, "y", 1}}}, {1, {{R, "x", 1}, {R, "y", Value()}}}}); };  // 0,1 and 2,3
  std::vector<Wrong> wrong;
  wrong.push_back({"nothing", two(), &kSerializable, {}, {}, "operation 0 took effect, but its transaction is not listed"});
  wrong.push_back({"an operation that does not exist", two(), &kSerializable, {0, 9}, {}, "operation 9 does not exist"});
  wrong.push_back({"within a transaction", two(), &kSerializable, {0, 3}, {}, "operation 3 is listed, but it does not begin a transaction"});
  wrong.push_back({"twice", two(), &kReadCommitted, {0, 2, 0}, {}, "operation 0 is listed twice"});
  wrong.push_back({"failed", made_of({{0, {{W, "x", 1}}, Status::fail}}), &kReadCommitted, {0}, {}, "operation 0 is listed, but it had no effect"});
  wrong.push_back({"session order ignored", made_of({{0, {{W, "x", 1}}}, {0, {{W, "x", 2}}}}), &kReadCommitted, {1, 0}, {},
                   "operation 0 stands after an operation that follows it in its process"});
  wrong.push_back({"an unknown one before its predecessor", made_of({{0, {{W, "x", 1}}}, {0, {{W, "x", 2}}, Status::unknown}, {1, {{R, "x", 1}}}}), &kPrefix, {1, 0, 2}, {},
                   "operation 0 stands after an operation that follows it in its process"});
  wrong.push_back({"real time ignored", made_of({{0, {{W, "x", 1}}, Status::ok, 0, 1}, {1, {{W, "x", 2}}, Status::ok, 2, 3}}, Object::register_, true), &kStrictSerializable,
                   {1, 0}, {}, "operation 0 stands after an operation that was called only when it had returned"});
  wrong.push_back({"a skewed read, serially", two(), &kSerializable, {0, 2}, {}, "operation 3 cannot have its result where key \"y\" is 1"});
  wrong.push_back({"a skewed read, from a snapshot", two(), &kPrefix, {0, 2}, {}, "operation 3 did not return the last write of any snapshot that its transaction may have"});
  wrong.push_back({"a fractured read", two(), &kReadAtomic, {0, 2}, {}, "operation 3 sees a later write than the one that it read from"});
  wrong.push_back({"going back", two(), &kReadCommitted, {0, 2}, {}, "operation 3 sees a later write than the one that it read from"});
  wrong.push_back({"an effect without its cause", two(), &kCausalConvergent, {0, 2}, {}, "operation 3 read the initial value, but sees that of operation 0"});
  wrong.push_back({"a lost update", made_of({{0, {{R, "x", Value()}, {W, "x", 1}}}, {1, {{R, "x", Value()}, {W, "x", 2}}}}), &kAdyaSnapshotIsolation, {0, 2}, {},
                   "operation 2 did not return the last write of any snapshot that its transaction may have"});
  wrong.push_back({"a source that comes later", made_of({{0, {{R, "x", 1}}}, {1, {{W, "x", 1}}}}), &kAdyaReadCommitted, {0, 1}, {},
                   "operation 0 has no source that the order has before its transaction"});
  wrong.push_back({"an intermediate value", made_of({{0, {{W, "x", 1}, {W, "x", 2}}}, {1, {{R, "x", 1}}}}), &kAdyaReadCommitted, {0, 2}, {},
                   "operation 2 has no source that the order has before its transaction"});
  wrong.push_back({"an own value ignored", made_of({{0, {{W, "x", 1}, {R, "x", 2}}}, {1, {{W, "x", 2}}}}), &kReadCommitted, {2, 0}, {},
                   "operation 1 does not return what its own transaction had written"});
  wrong.push_back({"an intermediate list", made_of({{0, {{A, "l", 1}, {A, "l", 2}}}, {1, {{R, "l", list_of({1})}}}}, Object::list), &kReadCommitted, {0, 2}, {},
                   "operation 2 has no source that the order has before its transaction"});
  wrong.push_back({"a list that was appended to in another order", made_of({{0, {{A, "l", 1}}}, {1, {{A, "l", 2}}}, {2, {{R, "l", list_of({2, 1})}}}}, Object::list), &kReadCommitted,
                   {0, 1, 2}, {}, "operation 2 returned a list that the order contradicts"});
  wrong.push_back({"a list without its own append", made_of({{0, {{A, "l", 1}, {R, "l", list_of({})}}}}, Object::list), &kReadCommitted, {0}, {},
                   "operation 1 does not return what its own transaction had written"});
  wrong.push_back({"an element that nobody added", made_of({{0, {{Kind::add, "s", 1}, {R, "s", list_of({1, 2})}}}}, Object::set), &kReadAtomic, {0}, {},
                   "operation 1 returned 2, which nobody added"});
  wrong.push_back({"an element twice", made_of({{0, {{Kind::add, "s", 1}, {R, "s", list_of({1, 1})}}}}, Object::set), &kReadAtomic, {0}, {}, "operation 1 returned 1 twice"});
  wrong.push_back({"sources of something else", two(), &kReadCommitted, {0, 2}, {0}, "the sources are not those of all operations"});
  wrong.push_back({"a source of another key", two(), &kReadCommitted, {0, 2}, {kNone, kNone, 1, kNone}, "operation 2 cannot have read from operation 1"});
  wrong.push_back({"the initial value, which was not read", two(), &kReadAtomic, {0, 2}, {kNone, kNone, kNone, kNone}, "operation 2 cannot have read the initial value"});
  wrong.push_back({"a given source that comes later", two(), &kAdyaReadCommitted, {2, 0}, {kNone, kNone, 0, kNone},
                   "operation 2 is said to have read from operation 0, which the order has later"});
  wrong.push_back({"a row without an order for everyone", two(), &kReadYourWrites, {0, 2}, {}, "the row read-your-writes has no order for everyone"});
  return wrong;
}

TEST(TransactionWitnesses, ThatAreWrongAreToldWhy) {
  for (const Wrong& wrong : wrong_ones()) {
    const std::vector<OpId> sources = ids(wrong.sources);
    EXPECT_EQ(check_witness(wrong.history, *wrong.model, ids(wrong.witness), sources).wrong, wrong.message) << wrong.name;
  }
}

TEST(TransactionWitnesses, OfSnapshotRowsHaveTheLeastSnapshotThatTheRowForces) {
  // Write skew: both read before either commits.
  const History skew = made_of({{0, {{R, "x", Value()}, {W, "y", 1}}}, {1, {{R, "y", Value()}, {W, "x", 1}}}, {0, {{R, "x", 1}}}});
  EXPECT_EQ(snapshot_points(skew, kSnapshotIsolation, ids({0, 2, 4})), (std::vector<std::uint32_t>{0, 0, 2}));
  EXPECT_EQ(snapshot_points(skew, kPrefix, ids({0, 2, 4})), (std::vector<std::uint32_t>{0, 0, 2}));
  EXPECT_EQ(snapshot_points(skew, kSerializable, ids({0, 2, 4})), std::vector<std::uint32_t>{}) << "a row without snapshots";
  EXPECT_EQ(snapshot_points(skew, kSnapshotIsolation, ids({4, 0, 2})), std::vector<std::uint32_t>{}) << "no witness";
  // Whoever writes what another has written holds that in its snapshot.
  const History writers = made_of({{0, {{W, "x", 1}}}, {1, {{W, "y", 1}}}, {2, {{W, "x", 2}}}, {2, {{W, "z", 1}}}});
  EXPECT_EQ(snapshot_points(writers, kAdyaSnapshotIsolation, ids({0, 1, 2, 3})), (std::vector<std::uint32_t>{0, 0, 1, 0}));
  EXPECT_EQ(snapshot_points(writers, kSnapshotIsolation, ids({0, 1, 2, 3})), (std::vector<std::uint32_t>{0, 0, 1, 3}));
  EXPECT_EQ(snapshot_points(writers, kPrefix, ids({0, 1, 2, 3})), (std::vector<std::uint32_t>{0, 0, 0, 3}));
}

TEST(TransactionWitnesses, OfATransactionOfManyReadsAreDecidedWhereTheirSourcesHaveToBeSearched) {
  MadeTransaction reader{2, {{R, "y", 1}, {R, "x", 1}}};
  std::vector<std::string> keys;
  for (int i = 0; i < 12'000; ++i) keys.push_back(std::to_string(i));
  for (const std::string& key : keys) reader.operations.emplace_back(R, key.c_str(), Value());
  const History history = made_of({{0, {{W, "x", 1}, {W, "y", 1}}}, {1, {{W, "x", 1}, {W, "y", 2}}}, reader});
  const WitnessCheck check = validate::check_transactions(history, kReadAtomic, ids({0, 2, 4}), {});
  EXPECT_EQ(check.wrong + check.undecided, "");
}

TEST(TransactionWitnesses, WhoseSourcesHaveToBeSearchedTooLongAreUndecidedAndDecidedByThem) {
  // Each x and y was written by two transactions; the reader of both may read the pair from one of them only, and y from the one that wrote nothing later.
  const History history = made_of({{0, {{W, "x", 1}, {W, "y", 1}}}, {1, {{W, "x", 1}, {W, "y", 2}}}, {2, {{R, "y", 1}, {R, "x", 1}}}});
  for (const Model* model : {&kReadAtomic, &kCausalConvergent}) {
    const WitnessCheck near = validate::check_transactions(history, *model, ids({0, 2, 4}), {}, {.steps_max = 1});
    const WitnessCheck far = validate::check_transactions(history, *model, ids({0, 2, 4}), {});
    EXPECT_EQ(far.wrong + far.undecided, "") << model->id;
    EXPECT_EQ(near.wrong, "") << model->id;
    const WitnessCheck given = validate::check_transactions(history, *model, ids({0, 2, 4}), ids({kNone, kNone, kNone, kNone, 1, 0}), {.steps_max = 1});
    EXPECT_EQ(given.wrong + given.undecided, "") << model->id;
  }
  EXPECT_EQ(validate::check_transactions(history, kReadAtomic, ids({0, 2, 4}), {}, {.steps_max = 1}).undecided, "too many ways to match reads with writes");
  EXPECT_EQ(validate::check_transactions(history, kCausalConvergent, ids({0, 2, 4}), {}, {.work_max = 10}).undecided,
            "too many transactions of too many processes to compare what each read saw");
}

}  // namespace
}  // namespace clio::test
