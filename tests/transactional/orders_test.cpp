// The rows that judge orders: what everybody knows about the classic anomalies, agreement with all permutations by the definitions, and evidence that stands alone.

#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <string>
#include <vector>

#include "checker/engines/transactional/theory.hpp"
#include "tests/oracle/dice.hpp"
#include "tests/transactional/order_axioms.hpp"
#include "tests/transactional/order_histories.hpp"

namespace clio::test {
namespace {

using namespace transactional;

constexpr std::array kRows{&kStrictSerializable, &kSerializable, &kSnapshotIsolation, &kPrefix, &kAdyaSerializable, &kAdyaSnapshotIsolation};
constexpr std::array kSearches{OrderSearch::automatic, OrderSearch::frontier, OrderSearch::solver};

std::string name_of(OrderSearch search) { return search == OrderSearch::automatic ? "automatic" : search == OrderSearch::frontier ? "frontier" : "solver"; }

struct Judged {
  explicit Judged(History h) : history(std::move(h)), relations(history), accesses(relations), transactions(accesses) {}
  Judged(const Judged&) = delete;
  Judged& operator=(const Judged&) = delete;

  History history;
  BaseRelations relations;
  Accesses accesses;
  Transactions transactions;
};

std::string drawn(const History& h) {
  std::string text;
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    const Operation o = h.at(op);
    if (h.first_of(h.transaction(op)) == op) {
      text += "\n" + std::to_string(index(o.process)) + (o.status == Status::unknown ? "?" : "");
      if (h.timed()) text += " [" + std::to_string(o.call) + "," + (o.response == kNever ? "never" : std::to_string(o.response)) + "]";
      text += ":";
    }
    text += " " + std::string(clio::name_of(o.kind)) + "(" + std::to_string(index(o.key)) + ")" + h.value_at(o.value).to_json();
  }
  return text;
}

Ruling ruling(const Transactions& transactions, const Model& model, OrderSearch search) {
  const Limits limits;
  Budget budget(limits);
  return judge_orders(transactions, model, budget, search);
}

struct Classic {
  std::string name, lines;
  std::string allowed;  // rows, by their abbreviations; of strict serializability only where there are times
};
std::ostream& operator<<(std::ostream& out, const Classic& c) { return out << c.name; }

class ClassicAnomalies : public testing::TestWithParam<Classic> {};

TEST_P(ClassicAnomalies, AreAllowedByTheRowsThatAllowThem) {
  const Judged judged(transactions_of(GetParam().lines));
  ASSERT_TRUE(judged.accesses.inconsistencies().empty());
  for (const Model* model : kRows) {
    if (model->needs_times && !judged.history.timed()) continue;
    const bool allowed = (" " + GetParam().allowed + " ").find(" " + std::string(model->abbreviation) + " ") != std::string::npos;
    for (const OrderSearch search : kSearches) {
      const Ruling found = ruling(judged.transactions, *model, search);
      EXPECT_FALSE(found.spent);
      EXPECT_EQ(found.conflicts.empty(), allowed) << model->id << ", " << name_of(search);
      if (!found.conflicts.empty()) continue;
      EXPECT_EQ(against(judged.transactions, *model, found.order), "") << model->id << ", " << name_of(search);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, ClassicAnomalies,
    testing::Values(
        Classic{"one after the other", "0: rx0 wx1 @0-1\n1: rx1 wx2 @2-3\n0: rx2 @4-5", "SSER SER SI PC PL-3 PL-SI"},
        Classic{"stale in real time only", "0: wx1 @0-1\n1: rx0 @2-3", "SER SI PC PL-3 PL-SI"},
        Classic{"stale in the session", "0: wx1 @0-1\n0: rx0 @2-3", "PL-3 PL-SI"},
        Classic{"write skew", "0: rx0 ry0 wx1\n1: rx0 ry0 wy2", "SI PC PL-SI"},
        Classic{"lost update", "0: rx0 wx1\n1: rx0 wx2", "PC"},
        Classic{"lost update between sessions' transactions", "0: wx1\n0: rx1 wx2\n1: rx1 wx3", "PC"},
        Classic{"long fork", "0: wx1\n1: wy2\n2: rx1 ry0\n3: rx0 ry2", ""},
        Classic{"long fork on the sides of a read", "0: wx1\n1: wy2\n0: rx1 ry0\n1: rx0 ry2", ""},
        Classic{"read skew", "0: rx0 ry2\n1: wx1 wy2", ""},
        Classic{"fractured read", "0: wx1 wy2\n1: rx1 ry0", ""},
        Classic{"causality violation", "0: wx1\n1: rx1 wy2\n2: ry2 rx0", ""},
        Classic{"circular information flow", "0: wx1 ry2\n1: wy2 rx1", ""},
        Classic{"monotonic reads go back", "0: wx1\n0: wx2\n1: rx2\n1: rx1", "PL-3 PL-SI"},
        Classic{"read-only anomaly of snapshots", "0: rx0 ry0 wx1\n1: ry0 wy2\n2: rx0 ry2", "SI PC PL-SI"},
        Classic{"two sessions each behind the other", "0: wx1\n0: ry0\n1: wy2\n1: rx0", "PL-3 PL-SI"},
        Classic{"blind writes that cross", "0: wx1 wy2\n1: wx3 wy4\n2: rx1\n3: ry4\n2: rx3\n3: ry2", "PL-3 PL-SI"},
        Classic{"unknown but read", "0: wx1 @0-?\n1: rx1 @5-6\n1: rx0 @7-8", "PL-3 PL-SI"},
        Classic{"lists lose an append", "0: rx[] ax1\n1: rx[] ax2\n2: rx[1,2]", "PC"},
        Classic{"lists skew", "0: rx[] ay1\n1: ry[] ax2\n2: rx[2] ry[1]", "SI PC PL-SI"},
        Classic{"lists say who was first, sessions who reads", "0: ax1\n0: rx[1]\n1: ax2\n2: rx[1,2]", "SER SI PC PL-3 PL-SI"},
        Classic{"unread appends come behind", "0: ax1\n1: ax2\n1: rx[1]", "PL-3 PL-SI"}),
    [](const testing::TestParamInfo<Classic>& classic) {
      std::string name = classic.param.name;
      for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
      return name;
    });

void agree(std::uint64_t seed, std::size_t histories, const OrderShape& shape) {
  oracle::Dice dice(seed);
  std::size_t judged_count = 0, violated = 0;
  for (std::size_t i = 0; i < histories; ++i) {
    const Judged judged(random_transactions(dice, shape));
    if (!judged.accesses.inconsistencies().empty() || !judged.accesses.all_certain() || judged.transactions.size() > 6) continue;
    for (const Model* model : kRows) {
      if (model->needs_times && !judged.history.timed()) continue;
      const bool allowed = any_arbitration(judged.transactions, *model).has_value();
      ++judged_count;
      violated += allowed ? 0 : 1;
      for (const OrderSearch search : kSearches) {
        const Ruling found = ruling(judged.transactions, *model, search);
        ASSERT_FALSE(found.spent);
        ASSERT_EQ(found.conflicts.empty(), allowed) << model->id << ", " << name_of(search) << ", history " << i << drawn(judged.history);
        if (allowed) {
          ASSERT_EQ(against(judged.transactions, *model, found.order), "") << model->id << ", " << name_of(search) << ", history " << i << drawn(judged.history);
          continue;
        }
        const Judged alone(only(judged.history, judged.accesses.closed(found.conflicts.front())));
        ASSERT_TRUE(alone.accesses.inconsistencies().empty()) << drawn(judged.history) << "\nconflict" << drawn(alone.history);
        ASSERT_FALSE(any_arbitration(alone.transactions, *model).has_value())
            << model->id << ", " << name_of(search) << ", history " << i << drawn(judged.history) << "\nconflict" << drawn(alone.history);
      }
    }
  }
  EXPECT_GT(violated, judged_count / 50);  // both answers are asked for
  EXPECT_GT(judged_count - violated, judged_count / 50);
}

TEST(OrdersAgreement, RegistersAreJudgedAsAllPermutationsSay) { agree(1, 6000, {}); }
TEST(OrdersAgreement, ManySmallTransactionsAreJudgedAsAllPermutationsSay) { agree(2, 3000, {.transactions_max = 6, .operations_max = 2, .lies_percent = 25}); }
TEST(OrdersAgreement, SnapshotsAreJudgedAsAllPermutationsSay) { agree(3, 6000, {.operations_max = 4, .keys = 3, .lies_percent = 5, .snapshots = true}); }
TEST(OrdersAgreement, UnknownTransactionsAreJudgedAsAllPermutationsSay) { agree(4, 4000, {.unknown_percent = 40}); }
TEST(OrdersAgreement, ListsAreJudgedAsAllPermutationsSay) { agree(5, 6000, {.object = Object::list}); }
TEST(OrdersAgreement, ListsReadFromSnapshotsAreJudgedAsAllPermutationsSay) { agree(6, 4000, {.object = Object::list, .unknown_percent = 25, .lies_percent = 5, .snapshots = true}); }

}  // namespace
}  // namespace clio::test
