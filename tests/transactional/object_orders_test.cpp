// Serializability by specification, against all permutations replayed by hand, and rows over transactions of one operation against the engines for operations.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "checker/engines/engine.hpp"
#include "checker/validate/validate.hpp"
#include "tests/oracle/dice.hpp"
#include "tests/transactional/order_histories.hpp"
#include "tests/transactional/small_history.hpp"

namespace clio::test {
namespace {

struct Wanted {
  Object object;
  std::size_t transactions_max, operations_max, keys, sessions;
  unsigned unknown_percent;
};

/// Answers as an object that was used in some random order gives them; some are made up.
History random_objects(oracle::Dice& dice, const Wanted& wanted) {
  HistoryBuilder builder({.name = {}, .about = {}, .object = wanted.object, .initial = {}, .initial_of = {}, .expect = {}, .cut_off = {}});
  builder.set_timed(true);
  std::map<std::size_t, std::deque<std::int64_t>> held;
  std::map<std::size_t, std::int64_t> counted;
  std::vector<Time> free_from(wanted.sessions, 0);
  std::int64_t next_value = 1;
  for (std::size_t t = 0, n = 2 + dice.below(wanted.transactions_max - 1); t < n; ++t) {
    const std::size_t session = dice.below(wanted.sessions);
    const bool unknown = dice.chance(wanted.unknown_percent);
    const auto now = static_cast<Time>(4 * t + 4);
    const Time call = std::max(free_from[session], now - static_cast<Time>(dice.below(9)));
    const Time response = std::max(call, now) + static_cast<Time>(dice.below(9));
    free_from[session] = (unknown ? call : response) + 1;
    std::vector<Operation> operations;
    for (std::size_t i = 0, m = 1 + dice.below(wanted.operations_max); i < m; ++i) {
      const std::size_t key = dice.below(wanted.keys);
      Operation op{.process = builder.process(static_cast<std::int64_t>(session)), .key = builder.key(static_cast<std::int64_t>(key)), .call = call, .response = unknown ? kNever : response};
      op.status = unknown ? Status::unknown : Status::ok;
      if (wanted.object == Object::counter) {
        op.kind = dice.chance(50) ? Kind::read : Kind::add;
        const auto by = static_cast<std::int64_t>(1 + dice.below(2));
        if (op.kind == Kind::add) counted[key] += by;
        op.value = builder.value(op.kind == Kind::add ? by : counted[key] + (dice.chance(15) ? 1 : 0));
      } else {
        std::deque<std::int64_t>& queue = held[key];
        op.kind = dice.chance(50) ? Kind::enqueue : Kind::dequeue;
        if (op.kind == Kind::enqueue) {
          queue.push_back(next_value);
          op.value = builder.value(next_value++);
        } else if (queue.empty() || unknown) {
          op.value = kNull;
        } else {
          const std::size_t which = dice.chance(15) ? dice.below(queue.size()) : 0;
          op.value = builder.value(queue[which]);
          queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(which));
        }
      }
      operations.push_back(op);
    }
    builder.add_transaction(operations);
  }
  Result<History, std::vector<InputError>> history = std::move(builder).build();
  if (!history) {
    ADD_FAILURE() << history.error().front().message;
    return {};
  }
  return std::move(history).value();
}

/// Whether the transactions, in this order, give the recorded answers, extending the row's base.
bool explains(const BaseRelations& relations, const Model& model, const std::vector<TxnId>& order) {
  const History& h = relations.history();
  const auto first = [&](TxnId t) { return h.first_of(t); };
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = i + 1; j < order.size(); ++j) {  // is j's place before i's forced?
      const OpId a = first(order[j]), b = first(order[i]);
      if (model.extends != Base::reads_from && h.process(a) == h.process(b) && h.status(a) == Status::ok && index(a) < index(b)) return false;
      if (model.extends == Base::causal_and_real_time && relations.before_in_real_time(a, b)) return false;
    }
  }
  std::map<std::size_t, std::deque<ValueId>> held;
  std::map<std::size_t, std::int64_t> counted;
  for (const TxnId t : order) {
    for (std::size_t i = 0; i < h.length_of(t); ++i) {
      const OpId op = id_at<OpId>(index(first(t)) + i);
      const bool checked = h.status(op) == Status::ok;
      const std::size_t key = index(h.key(op));
      std::deque<ValueId>& queue = held[key];
      switch (h.kind(op)) {
        case Kind::add: counted[key] += *h.value_at(h.value(op)).as_int(); break;
        case Kind::read:
          if (checked && *h.value_at(h.value(op)).as_int() != counted[key]) return false;
          break;
        case Kind::enqueue: queue.push_back(h.value(op)); break;
        case Kind::dequeue:
          if (checked && (queue.empty() ? kNull : queue.front()) != h.value(op)) return false;
          if (!queue.empty()) queue.pop_front();
          break;
        default: return false;
      }
    }
  }
  return true;
}

bool any_order(const BaseRelations& relations, const Model& model) {
  const History& h = relations.history();
  std::vector<TxnId> certain, optional;
  for (std::size_t t = 0; t < h.transaction_count(); ++t) {
    const TxnId txn = id_at<TxnId>(t);
    (h.status(h.first_of(txn)) == Status::ok ? certain : optional).push_back(txn);
  }
  for (std::size_t chosen = 0; chosen < std::size_t{1} << optional.size(); ++chosen) {
    std::vector<TxnId> order = certain;
    for (std::size_t i = 0; i < optional.size(); ++i) {
      if ((chosen >> i & 1) != 0) order.push_back(optional[i]);
    }
    std::sort(order.begin(), order.end());
    do {
      if (explains(relations, model, order)) return true;
    } while (std::next_permutation(order.begin(), order.end()));
  }
  return false;
}

Finding decided(const BaseRelations& relations, const Model& model) {
  const Limits limits;
  Budget budget(limits);
  return TransactionalEngine(relations).decide(model, budget);
}

void agree_on_objects(std::uint64_t seed, std::size_t histories, const Wanted& wanted) {
  oracle::Dice dice(seed);
  std::size_t violated = 0, satisfied = 0;
  for (std::size_t i = 0; i < histories; ++i) {
    const History history = random_objects(dice, wanted);
    const BaseRelations relations(history);
    for (const Model* model : {&kStrictSerializable, &kSerializable, &kAdyaSerializable}) {
      const bool allowed = any_order(relations, *model);
      const Finding finding = decided(relations, *model);
      ASSERT_EQ(finding.answer, allowed ? Answer::satisfied : Answer::violated) << model->id << ", history " << i;
      ++(allowed ? satisfied : violated);
      if (allowed) {
        std::vector<TxnId> order;
        for (const OpId op : finding.witness) order.push_back(history.transaction(op));
        ASSERT_TRUE(explains(relations, *model, order)) << model->id << ", history " << i;
      } else {
        const History part = only(history, finding.core);
        ASSERT_FALSE(any_order(BaseRelations(part), *model)) << model->id << ", history " << i;
      }
    }
  }
  EXPECT_GT(violated, histories / 50);
  EXPECT_GT(satisfied, histories / 50);
}

TEST(ObjectOrders, CountersAreJudgedAsAllPermutationsSay) { agree_on_objects(1, 1500, {Object::counter, 5, 3, 2, 3, 15}); }
TEST(ObjectOrders, QueuesAreJudgedAsAllPermutationsSay) { agree_on_objects(2, 1500, {Object::queue, 5, 3, 2, 3, 15}); }

// A plain operation is a transaction of one.
void agree_with_operations(std::uint64_t seed, std::size_t histories, Object object) {
  oracle::Dice dice(seed);
  std::size_t violated = 0;
  for (std::size_t i = 0; i < histories; ++i) {
    const bool registers = object == Object::register_;
    const History history = registers ? random_transactions(dice, {.sessions_max = 4, .transactions_max = 14, .operations_max = 1, .timed_percent = 100, .lies_percent = 12})
                                      : random_objects(dice, {object, 14, 1, 2, 4, 10});
    const BaseRelations relations(history);
    const Limits limits;
    Budget budget(limits);
    const Finding one = decided(relations, kSerializable);
    ASSERT_EQ(one.answer, decide_sequential(relations, budget).answer) << "history " << i;
    violated += one.answer == Answer::violated ? 1 : 0;
    if (!relations.gaps()) continue;
    ASSERT_EQ(decided(relations, kStrictSerializable).answer, decide_linearizable(relations, budget).answer) << "history " << i;
  }
  EXPECT_GT(violated, histories / 200);
}

TEST(SingleOperations, OfRegistersAreJudgedAsByTheEnginesForOperations) { agree_with_operations(3, 4000, Object::register_); }
TEST(SingleOperations, OfCountersAreJudgedAsByTheEnginesForOperations) { agree_with_operations(4, 2000, Object::counter); }
TEST(SingleOperations, OfQueuesAreJudgedAsByTheEnginesForOperations) { agree_with_operations(5, 2000, Object::queue); }

TEST(ObjectOrders, AListWhoseValueWasAppendedTwiceIsJudgedBySpecification) {
  const History fits = transactions_of("0: ax1\n1: ax1 ax2\n2: rx[1,1,2]");
  const History wrong = transactions_of("0: ax1\n1: ax1 ax2\n2: rx[1,2,1,2]");
  EXPECT_EQ(decided(BaseRelations(fits), kSerializable).answer, Answer::satisfied);
  EXPECT_EQ(decided(BaseRelations(wrong), kSerializable).answer, Answer::violated);
}

TEST(ObjectOrders, ASerialOrderProvesEveryRowOverListsToWhichOneValueWasAppendedTwice) {
  constexpr std::array kRows{&kSerializable, &kSnapshotIsolation, &kPrefix, &kCausalConvergent, &kReadAtomic, &kReadCommitted, &kMonotonicReads, &kAdyaSerializable, &kAdyaSnapshotIsolation, &kAdyaReadCommitted};
  const Limits limits;
  for (const Model* model : kRows) {
    const History serial = small_history("A: [ax1] B: [ax1] C: [lx1] [lx1,1]");
    const BaseRelations relations(serial);
    Budget budget(limits);
    const Finding finding = TransactionalEngine(relations).decide(*model, budget);
    EXPECT_EQ(finding.answer, Answer::satisfied) << model->id << ": " << finding.reason;
    if (model->agreed_by == Agreement::everyone) {
      EXPECT_EQ(validate_witness(serial, *model, finding.witness), "") << model->id;
    }
  }
  for (const Model* model : kRows) {
    const History torn = small_history("A: [ax1] B: [ax1] C: [lx1 lx]");
    const BaseRelations relations(torn);
    Budget budget(limits);
    const Finding finding = TransactionalEngine(relations).decide(*model, budget);
    if (model->sees == Visibility::arbitrated_before) {
      EXPECT_EQ(finding.answer, Answer::violated) << model->id;
    } else if (finding.answer == Answer::unknown) {
      EXPECT_NE(finding.reason.find("appended to it twice"), std::string::npos) << model->id;
      EXPECT_NE(finding.reason.find("no serial order"), std::string::npos) << model->id;
    } else {
      EXPECT_EQ(finding.answer, Answer::violated) << model->id << ": whatever source the first read has, the second one sees it";
    }
  }
}

TEST(ObjectOrders, ASerialOrderThatLeavesSessionsAsideProvesAdyasRowsOnly) {
  const History history = small_history("A: [ax1] B: [ax1] C: [lx1,1] [lx1]");  // the one session reads backwards
  const BaseRelations relations(history);
  for (const Model* model : {&kAdyaSerializable, &kAdyaSnapshotIsolation, &kAdyaReadCommitted}) {
    const Finding finding = decided(relations, *model);
    EXPECT_EQ(finding.answer, Answer::satisfied) << model->id << ": " << finding.reason;
    EXPECT_EQ(validate_witness(history, *model, finding.witness), "") << model->id;
  }
  EXPECT_EQ(decided(relations, kSerializable).answer, Answer::violated);
  EXPECT_EQ(decided(relations, kPrefix).answer, Answer::unknown) << "not proved by an order that the session contradicts";
}

/// No serial order, and more states than are looked at: nine sessions append to one list in any order.
History with_many_serial_orders() {
  std::string text = "A: [ax1] B: [ax1] C: [lx1,1 lx]";
  for (int session = 0; session < 9; ++session) text += std::string(" ") + static_cast<char>('D' + session) + ": [ay" + std::to_string(session + 1) + "]";
  return small_history(text);
}

TEST(ObjectOrders, ASerialOrderIsSoughtOnceForAllRowsOfABaseAndItsLimitIsNamed) {
  const History history = with_many_serial_orders();
  const BaseRelations relations(history);
  TransactionalEngine engine(relations);
  std::vector<std::string> searched;
  for (const Model* model : {&kAdyaReadCommitted, &kReadYourWrites, &kMonotonicReads, &kAdyaReadCommitted}) {
    Progress progress;
    Budget budget(Limits{.progress = &progress});
    const Finding finding = engine.decide(*model, budget);
    EXPECT_EQ(finding.answer, Answer::unknown) << model->id;
    EXPECT_NE(finding.reason.find("no serial order that explains the history was found in 100000 states"), std::string::npos) << model->id << ": " << finding.reason;
    searched.emplace_back(progress.phase.load());
  }
  EXPECT_EQ(searched[0], "searching by specification");
  EXPECT_EQ(searched[1], "searching by specification") << "sessions count now";
  EXPECT_NE(searched[2], "searching by specification");
  EXPECT_NE(searched[3], "searching by specification");
}

TEST(ObjectOrders, ASearchForASerialOrderThatIsCutShortSaysByWhatAndIsTakenUpAgain) {
  const History history = with_many_serial_orders();
  const BaseRelations relations(history);
  TransactionalEngine engine(relations);
  Budget little(Limits{.memory_bytes = std::size_t{1} << 18});
  const Finding cut = engine.decide(kAdyaReadCommitted, little);
  EXPECT_EQ(cut.answer, Answer::unknown);
  EXPECT_EQ(cut.reason, little.reason());
  EXPECT_TRUE(little.spent_now());
  Budget plenty(Limits{});
  EXPECT_NE(engine.decide(kAdyaReadCommitted, plenty).reason.find("no serial order"), std::string::npos);
}

}  // namespace
}  // namespace clio::test
