// The oracle for transactions itself: verdicts of the papers' histories that were worked out by hand, two more readings of the same rows, and enumerations against closed formulas.

#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <map>
#include <ostream>
#include <string>

#include "tests/oracle/bounds.hpp"
#include "tests/oracle/enumerate_transactions.hpp"
#include "tests/oracle/random_transactions.hpp"
#include "tests/oracle/reference_evaluator.hpp"
#include "tests/oracle/reference_transactions.hpp"
#include "tests/oracle/short_notation.hpp"

namespace clio::oracle {
namespace {

/// A history and the rows that it satisfies, one letter each in the order of transaction_models(), as worked out by hand: T strict-serializable, S serializable,
/// I snapshot-isolation, P prefix, V causal-convergent, A read-atomic, C read-committed, R M W F the session guarantees, s i c Adya's forms. Rows that do not apply have a dot.
struct Known {
  const char* name;
  const char* history;
  const char* satisfied;
  Object object = Object::register_;

  friend std::ostream& operator<<(std::ostream& out, const Known& known) { return out << known.name; }
};

constexpr Known kKnown[] = {
    {"one transaction after the other", "P1: [Rx- Wx1]\nP2: [Rx1 Wx2]", ".SIPVACRMWFsic"},
    {"lost update, Berenson et al. P4", "P1: [Rx- Wx1]\nP2: [Rx- Wx2]", "...PVACRMWF..c"},
    {"write skew, Berenson et al. A5B", "P1: [Rx- Ry- Wx1]\nP2: [Rx- Ry- Wy1]", "..IPVACRMWF.ic"},
    {"long fork, Cerone et al.", "P1: [Wx1]\nP2: [Wy1]\nP3: [Rx1 Ry-]\nP4: [Ry1 Rx-]", "....VACRMWF..c"},
    {"read skew, Berenson et al. A5A", "P1: [Wx1 Wy1]\nP2: [Ry- Rx1]", "......CRMWF..c"},
    {"fractured read that goes back, Bailis et al.", "P1: [Wx1 Wy1]\nP2: [Rx1 Ry-]", ".......RMWF..c"},
    {"non-repeatable read, Berenson et al. P2", "P1: [Wx1]\nP2: [Rx- Rx1]", "......CRMWF..c"},
    {"a read goes back within its transaction", "P1: [Wx1]\nP2: [Rx1 Rx-]", ".......RMWF..c"},
    {"G0, Adya: two orders of writes, shown by lists", "P1: [Ax1 Ay1]\nP2: [Ax2 Ay2]\nP3: [Rx12 Ry21]", "..............", Object::list},
    {"G1a, Adya: aborted read", "P1: [Wx1]!\nP2: [Rx1]", ".............."},
    {"G1b, Adya: intermediate read", "P1: [Wx1 Wx2]\nP2: [Rx1]", ".............."},
    {"G1c, Adya: circular information flow", "P1: [Wx1 Ry1]\nP2: [Wy1 Rx1]", ".......RMWF..."},
    {"G1c through a session", "P1: [Rx1] [Wy1]\nP2: [Ry1 Wx1]", ".......RMWFsic"},
    {"G-single across three, Adya", "P1: [Wx1]\nP2: [Rx1 Wy1]\nP3: [Ry1 Rx-]", ".....ACRMWF..c"},
    {"causality violation between sessions", "P1: [Wx1]\nP2: [Rx1] [Wy1]\nP3: [Ry1] [Rx-]", ".....ACRMW.sic"},
    {"read-only anomaly, Fekete et al.", "P1: [Ry- Wy1]\nP2: [Rx- Ry- Wx1]\nP3: [Rx- Ry1]", "..IPVACRMWF.ic"},
    {"a session misses its own write", "P1: [Wx1] [Rx-]", "......C.MWFsic"},
    {"a session goes back", "P1: [Wx1]\nP2: [Rx1] [Rx-]", ".....ACR.WFsic"},
    {"a session's writes seen out of order", "P1: [Wx1] [Wy1]\nP2: [Ry1 Rx-]", ".....ACRM.Fsic"},
    {"a session overwrites its own write unseen", "P1: [Wx1] [Rx- Wx2]", "......C.MWFsic"},
    {"two sessions disagree on the order of two writes", "P1: [Wx1]\nP2: [Wx2]\nP3: [Rx1] [Rx2]\nP4: [Rx2] [Rx1]", ".....ACRMWFsic"},
    {"thin air", "P1: [Rx1]", ".............."},
    {"a future read: its own later write", "P1: [Rx1 Wx1]", ".............."},
    {"an internal read misses the transaction's own write", "P1: [Wx1 Rx2]\nP2: [Wx2]", ".............."},
    {"an internal read returns the last own write", "P1: [Wx1 Wx2 Rx2]\nP2: [Rx2]", ".SIPVACRMWFsic"},
    {"one value written twice may have two sources", "P1: [Wx1] [Wx2] [Wx1]\nP2: [Rx1] [Rx2] [Rx1]", ".SIPVACRMWFsic"},
    {"null written again is not the initial value", "P1: [Wx1 Wy1] [Dx]\nP2: [Rx- Ry1]", ".SIPVACRMWFsic"},
    {"unknown, and took effect", "P1: [Wx1 Wy1]?\nP2: [Rx1 Ry1]", ".SIPVACRMWFsic"},
    {"unknown, and did not", "P1: [Wx1 Wy1]?\nP2: [Rx- Ry-]", ".SIPVACRMWFsic"},
    {"unknown takes effect as a whole", "P1: [Wx1 Wy1]?\nP2: [Rx1 Ry-]", ".......RMWF..c"},
    {"an unknown transaction precedes nothing of its session", "P1: [Wx1]? [Rx-] [Rx1]", ".SIPVACRMWFsic"},
    {"what an unknown transaction read is not looked at", "P1: [Rx7 Wx1]?\nP2: [Rx1]", ".SIPVACRMWFsic"},
    {"what a failed transaction read is not looked at", "P1: [Rx7]!\nP2: [Rx-]", ".SIPVACRMWFsic"},
    {"two compare-and-sets from one value", "P1: [Cx-1]\nP2: [Cx-2]", "...PVACRMWF..c"},
    {"a failed compare-and-set read something else", "P1: [Wx1]\nP2: [cx-2]", ".SIPVACRMWFsic"},
    {"a failed compare-and-set that should have succeeded", "P1: [Wx1]\nP2: [cx12]", ".SIPVACRMWFsic"},
    {"a failed compare-and-set after an own write", "P1: [Wx1 cx12]", ".............."},
    {"stale read: allowed as soon as nobody looks at the clock", "P1: [Wx1]@0-1\nP2: [Rx-]@2-3", ".SIPVACRMWFsic"},
    {"touching intervals may be taken in either order", "P1: [Wx1]@0-2\nP2: [Rx-]@2-3", "TSIPVACRMWFsic"},
    {"strict serializability contains session order where transactions touch", "P1: [Wx1]@0-2 [Rx-]@2-3", "......C.MWFsic"},
    {"an unknown write happens late", "P1: [Wx1]?@0-0\nP2: [Rx-]@2-3 [Rx1]@4-5", "TSIPVACRMWFsic"},

    {"lists read one after the other", "P1: [Ax1] [Ax2]\nP2: [Rx1] [Rx12]", ".SIPVACRMWFsic", Object::list},
    {"lost update of lists", "P1: [Rx Ax1]\nP2: [Rx Ax2]\nP3: [Rx12]", "...PVACRMWF..c", Object::list},
    {"write skew of lists", "P1: [Rx Ay1]\nP2: [Ry Ax1]\nP3: [Rx1 Ry1]", "..IPVACRMWF.ic", Object::list},
    {"duplicate elements", "P1: [Ax1]\nP2: [Rx11]", "..............", Object::list},
    {"one value appended twice", "P1: [Ax1]\nP2: [Ax1]\nP3: [Rx11]", ".SIPVACRMWFsic", Object::list},
    {"incompatible orders", "P1: [Ax1]\nP2: [Ax2]\nP3: [Rx12]\nP4: [Rx21]", "..............", Object::list},
    {"a list that ends within a transaction's appends", "P1: [Ax1 Ax2]\nP2: [Rx1]", "..............", Object::list},
    {"appends of others between a transaction's own", "P1: [Ax1 Ax2]\nP2: [Ax3]\nP3: [Rx132]", "..............", Object::list},
    {"own appends end what is read after them", "P1: [Ax1]\nP2: [Ax2 Rx12]", ".SIPVACRMWFsic", Object::list},
    {"own appends are missing", "P1: [Ax1]\nP2: [Ax2 Rx1]", "..............", Object::list},
    {"own appends are read before they were made", "P1: [Rx12 Ax1]\nP2: [Ax2]", "..............", Object::list},
    {"a session's appends the wrong way round", "P1: [Ax1] [Ax2]\nP2: [Rx21]", "...........sic", Object::list},

    {"a set is read in any order", "P1: [+x1 +x2]\nP2: [Rx21]", ".SIPVACRMWFsic", Object::set},
    {"a set's elements are fractured in one read", "P1: [+x1 +x2]\nP2: [Rx1]", "......CRMWF..c", Object::set},
    {"an element read twice", "P1: [+x1]\nP2: [Rx11]", "..............", Object::set},
    {"an element that was never added", "P1: [?x1]", "..............", Object::set},
    {"write skew of two elements", "P1: [!x1 +x2]\nP2: [!x2 +x1]", "..IPVACRMWF.ic", Object::set},
    {"an element is removed within the transaction", "P1: [+x1 -x1 !x1]\nP2: [!x1]", ".SIPVACRMWFsic", Object::set},
    {"a session's addition is missing", "P1: [+x1] [Rx]", "......C.MWFsic", Object::set},

    {"lost additions", "P1: [Rx0 +x1]\nP2: [Rx0 +x1]", "..............", Object::counter},
    {"additions one after the other", "P1: [Rx0 +x1]\nP2: [Rx1 +x1]\nP3: [Rx2]", ".S.........s..", Object::counter},
    {"an addition of its own session is missing", "P1: [+x1] [Rx0]", "...........s..", Object::counter},
    {"half of a transaction's additions", "P1: [+x1 +x2]\nP2: [Rx1]", "..............", Object::counter},
};

std::string verdicts(const Plan& plan) {
  constexpr std::string_view kLetters = "TSIPVACRMWFsic";
  const History history = history_of(plan);
  const std::vector<bool> holds = TransactionReference(history).satisfied(transaction_models());
  std::string satisfied;
  for (std::size_t m = 0; m < kLetters.size(); ++m) satisfied += holds[m] ? kLetters[m] : '.';
  return satisfied;
}

class KnownTransactions : public testing::TestWithParam<Known> {};

TEST_P(KnownTransactions, AreJudgedAsByHand) { EXPECT_EQ(verdicts(plan_of(GetParam().history, GetParam().object)), GetParam().satisfied) << GetParam().history; }

INSTANTIATE_TEST_SUITE_P(Oracle, KnownTransactions, testing::ValuesIn(kKnown));

std::string ids(const std::vector<bool>& holds) {
  std::string text;
  for (std::size_t m = 0; m < holds.size(); ++m) text += holds[m] ? " " + std::string(transaction_models()[m]->id) : "";
  return text;
}

/// Where the readings of the rows differ; empty where they agree.
std::string readings_differ(const Plan& plan) {
  const History history = history_of(plan);
  const TransactionReference reference(history);
  const std::vector<bool> ordered = reference.satisfied(transaction_models());
  const std::vector<bool> acyclic = reference.satisfied_without_cycles(transaction_models());
  if (ordered != acyclic) return "by orders:" + ids(ordered) + "\nby cycles:" + ids(acyclic);
  for (std::size_t m = 0; m < ordered.size(); ++m) {
    const Model& model = *transaction_models()[m];
    if (model.sees != Visibility::arbitrated_before && model.sees != Visibility::prefix && model.sees != Visibility::snapshot) continue;
    if (reference.applies(model) && reference.runs_on_states(model) != ordered[m]) return std::string(model.id) + " on states is " + (ordered[m] ? "violated" : "satisfied");
  }
  return {};
}

/// Fails the test at the first history whose readings differ.
class Readings {
 public:
  void compare(const Plan& plan) {
    ++compared_;
    if (differ_ || readings_differ(plan).empty()) return;
    differ_ = true;
    const Plan small = shrunk(plan, [](const Plan& part) { return !readings_differ(part).empty(); });
    ADD_FAILURE() << readings_differ(small) << '\n' << show(small);
  }
  [[nodiscard]] std::uint64_t compared() const { return compared_; }

 private:
  std::uint64_t compared_ = 0;
  bool differ_ = false;
};

TEST(TransactionReference, ReadsTheRowsAsOrdersAsCyclesAndAsRunsOnStatesAlike) {
  for (const std::vector<TransactionBound>& bounds : {transaction_bounds(effort()), transaction_object_bounds(effort())}) {
    for (const TransactionBound& bound : bounds) {
      if (bound.object == Object::counter || bound.object == Object::queue) continue;  // no sources, no cycles
      Readings readings;
      std::uint64_t number = 0;
      const std::uint64_t one_of = effort() == Effort::full ? 1 : bound.transactions < 3 ? 1 : 16;
      enumerate(bound, [&](const Plan& plan) {
        if (number++ % one_of == 0) readings.compare(plan);
      });
      std::cout << readings.compared() << " of " << number << " histories: " << bound << '\n';
    }
  }
}

TEST(TransactionReference, ReadsTheRowsAlikeOnRandomHistories) {
  for (const Object object : {Object::register_, Object::list, Object::set}) {
    Readings readings;
    Dice dice(0x7172);
    for (std::uint64_t left = random_count(500, 5'000); left > 0; --left) readings.compare(random_transactions(dice, {.object = object}));
  }
}

TEST(TransactionReference, SaysTheSameOfTransactionsOfOneOperationAsTheReferenceForOperations) {
  constexpr std::array kRows{&kCausalConvergent, &kReadYourWrites, &kMonotonicReads, &kMonotonicWrites, &kWritesFollowReads};
  const std::vector<Step> contents = contents_of(RegisterContents{.keys = 2});
  std::uint64_t compared = 0, differing = 0;
  for (const std::size_t steps : {1u, 2u, 3u}) {
    enumerate({.name = "plain", .steps = steps, .processes = 3, .contents = contents}, [&](const Plan& plan) {
      const History history = history_of(plan);
      const Reference operations(history);
      const std::vector<bool> holds = TransactionReference(history).satisfied(kRows);
      for (std::size_t m = 0; m < kRows.size(); ++m) {
        ++compared;
        if (operations.satisfies(*kRows[m]) != holds[m] && ++differing == 1) ADD_FAILURE() << kRows[m]->id << '\n' << show(plan);
      }
    });
  }
  EXPECT_GT(compared, 10'000u);
}

TEST(TransactionReference, OrdersThatProveARowAreThoseThatTheRowsSay) {
  const History history = history_of(plan_of("P1: [Rx- Wx1]\nP2: [Rx1 Wx2]\nP3: [Rx1]"));
  const TransactionReference reference(history);
  const auto orders = [&](std::initializer_list<std::size_t> firsts) {
    std::vector<OpId> order;
    for (const std::size_t op : firsts) order.push_back(id_at<OpId>(op));
    return order;
  };
  EXPECT_TRUE(reference.proves(kSerializable, orders({0, 4, 2})));
  EXPECT_FALSE(reference.proves(kSerializable, orders({0, 2, 4}))) << "P3 read what was overwritten then";
  EXPECT_TRUE(reference.proves(kPrefix, orders({0, 2, 4})));
  EXPECT_FALSE(reference.proves(kPrefix, orders({2, 0, 4}))) << "P2 read from P1";
  EXPECT_FALSE(reference.proves(kSerializable, orders({0, 2}))) << "P3 is missing";
  EXPECT_FALSE(reference.proves(kSerializable, orders({0, 4, 3}))) << "a transaction is named by its first operation";
  EXPECT_FALSE(reference.proves(kSerializable, orders({0, 4, 2, 2})));
}

TEST(TransactionReference, JudgesPartsOfTransactions) {
  const History history = history_of(plan_of("P1: [Wx1 Wy1 Wz1]\nP2: [Rz- Ry- Rx1]"));
  const auto part = [](std::initializer_list<std::size_t> ops) {
    std::vector<OpId> operations;
    for (const std::size_t op : ops) operations.push_back(id_at<OpId>(op));
    return operations;
  };
  const TransactionReference whole(history);
  EXPECT_FALSE(whole.satisfies(kReadAtomic));
  EXPECT_FALSE(TransactionReference(history, part({0, 1, 4, 5})).satisfies(kReadAtomic));
  EXPECT_TRUE(TransactionReference(history, part({0, 2, 4, 5})).satisfies(kReadAtomic));
  EXPECT_TRUE(whole.closed(kReadAtomic, part({0, 1, 4, 5})));
  EXPECT_FALSE(whole.closed(kReadAtomic, part({1, 4, 5}))) << "the source of P2's read of x is missing";
}

TEST(TransactionEnumeration, VisitsEveryWordOnce) {
  // Contents that no renaming can exchange: an ok read of one key, alone and twice; and a failed write of null.
  const std::vector<Content> three = transactions_of({{.kind = Kind::read}, {.kind = Kind::erase}}, 1, {.unknown = false, .failed = true});
  ASSERT_EQ(three.size(), 3u);  // ok read, ok delete, failed delete
  const TransactionBound one_process{.name = "words", .transactions = 4, .processes = 1, .contents = three};
  EXPECT_EQ(enumerate(one_process, [](const Plan&) {}), 81u);
  const TransactionBound two_processes{.name = "pairs of words", .transactions = 4, .processes = 2, .contents = three};
  EXPECT_EQ(enumerate(two_processes, [](const Plan&) {}), 81u + 27u * 3u + 45u);  // lengths 4; 3+1; 2+2 in either order: 9*10/2
  EXPECT_EQ(transactions_of(contents_of(RegisterContents{.keys = 2, .rewrites_initial = false, .unknown = false, .failed = false}), 2, {}).size(), 110u + 2u * 20u);
}

TEST(RandomTransactions, SatisfyAndViolateEveryRow) {
  std::map<std::string_view, int> holds, fails;
  Dice dice(7);
  for (int i = 0; i < 1000; ++i) {
    const History history = history_of(random_transactions(dice, {}));
    const TransactionReference reference(history);
    const std::vector<bool> satisfied = reference.satisfied(transaction_models());
    for (std::size_t m = 0; m < satisfied.size(); ++m) {
      if (reference.applies(*transaction_models()[m])) ++(satisfied[m] ? holds : fails)[transaction_models()[m]->id];
    }
  }
  for (const Model* model : transaction_models()) {
    EXPECT_GT(holds[model->id], 100) << model->id;
    EXPECT_GT(fails[model->id], 100) << model->id;
  }
}

}  // namespace
}  // namespace clio::oracle
