// Counterexamples over transactions on random small histories, without the engines: what explain() answers violates the row, is closed, and no operation can be left out; the circle that
// explains it is closed, true of the history, and of a shape that the row forbids.

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <random>
#include <sstream>

#include "adapters/formats/lecture/lecture.hpp"
#include "checker/explain/small.hpp"
#include "checker/explain/transaction_words.hpp"
#include "tests/evidence/brute.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool once_in(std::size_t n) { return below(n) == 0; }

 private:
  std::mt19937_64 random_;
};

/// Two to four transactions of one to three operations over two keys; reads return something that somebody wrote, or the initial value.
History random_transactions(Dice& dice, Object object) {
  HistoryBuilder builder(Header{.object = object});
  builder.set_timed(dice.once_in(2));
  const std::size_t transactions = 2 + dice.below(3), values = object == Object::list ? 0 : 2 + dice.below(4);
  struct Plan {
    std::vector<Operation> rows;
  };
  std::vector<Plan> plans(transactions);
  std::map<std::size_t, std::vector<std::pair<std::size_t, int>>> appends;  // by key: transaction and element
  int next = 1;
  for (std::size_t t = 0; t < transactions; ++t) {
    for (std::size_t i = 1 + dice.below(3); i > 0; --i) {
      const std::size_t key = dice.below(2);
      Operation row{.kind = dice.once_in(2) ? Kind::read : object == Object::list ? Kind::append : Kind::write, .key = builder.key(key == 0 ? "x" : "y")};
      if (row.kind == Kind::append) {
        appends[key].emplace_back(t, next);
        row.value = builder.value(next++);
      } else if (row.kind == Kind::write) {
        row.value = builder.value(static_cast<int>(dice.once_in(4) ? 1 + dice.below(values) : static_cast<std::size_t>(next++)));
      }
      plans[t].rows.push_back(row);
    }
  }
  std::vector<std::size_t> order(transactions), other;
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 shuffler(static_cast<unsigned>(dice.below(1000)));
  std::shuffle(order.begin(), order.end(), shuffler);
  other = order;
  std::shuffle(other.begin(), other.end(), shuffler);
  std::vector<Time> now(3, 0);
  for (std::size_t t = 0; t < transactions; ++t) {
    const std::size_t process = dice.below(3);
    std::vector<int> own_x, own_y;
    for (Operation& row : plans[t].rows) {
      const std::size_t key = row.key == builder.key("x") ? 0 : 1;
      auto& own = key == 0 ? own_x : own_y;
      if (row.kind == Kind::append) own.push_back(static_cast<int>(index(row.value)));
      if (row.kind == Kind::read && object == Object::list) {
        Value::Array list;
        const auto& versions = dice.once_in(6) ? other : order;
        for (std::size_t left = dice.below(transactions + 1), i = 0; i < left; ++i) {
          if (versions[i] == t) continue;
          for (const auto& [by, element] : appends[key]) {
            if (by == versions[i]) list.emplace_back(element);
          }
        }
        for (const int element : own) list.emplace_back(element);
        row.value = builder.value(Value(list));
      } else if (row.kind == Kind::read) {
        std::vector<ValueId> seen{kNull};
        for (const Plan& plan : plans) {
          for (const Operation& write : plan.rows) {
            if (write.kind == Kind::write && write.key == row.key) seen.push_back(write.value);
          }
        }
        row.value = seen[dice.below(seen.size())];
      }
      row.process = builder.process(static_cast<int>(process));
      row.call = now[process] + static_cast<Time>(dice.below(4));
      row.response = row.call + static_cast<Time>(dice.below(6));
    }
    Operation& first = plans[t].rows.front();
    first.status = dice.once_in(8) ? Status::unknown : dice.once_in(12) ? Status::fail : Status::ok;
    now[process] = (first.status == Status::unknown ? first.call : first.response) + 1;
    builder.add_transaction(plans[t].rows);
  }
  return std::move(builder).build().value();
}

std::string shown(const History& history) {
  std::ostringstream out;
  static_cast<void>(write_lecture(history, out, {.lossy = true}));
  return out.str();
}

/// Whether a read may have found what a write wrote.
bool may_have_found(const History& h, OpId read, OpId write) {
  if (h.key(read) != h.key(write) || h.kind(write) == Kind::read) return false;
  if (h.object() != Object::list) return h.value(read) == h.value(write);
  const Value list = h.value_at(h.value(read));
  const Value::Array& elements = *list.as_array();
  return std::find(elements.begin(), elements.end(), h.value_at(h.value(write))) != elements.end();
}

/// Whether its transaction writes the key again after it.
bool is_final(const History& h, OpId write) {
  for (std::size_t i = index(write) + 1, end = index(h.first_of(h.transaction(write))) + h.length_of(h.transaction(write)); i < end; ++i) {
    if (h.kind(id_at<OpId>(i)) != Kind::read && h.key(id_at<OpId>(i)) == h.key(write)) return false;
  }
  return true;
}
/// Whether its transaction has written its key before it.
bool own_before(const History& h, OpId read) {
  for (std::size_t i = index(h.first_of(h.transaction(read))); i < index(read); ++i) {
    if (h.kind(id_at<OpId>(i)) != Kind::read && h.key(id_at<OpId>(i)) == h.key(read)) return true;
  }
  return false;
}

/// Whether real time says that the read did not return the write: it was called later, or another write came between.
bool excluded_by_time(const History& h, OpId read, OpId write) {
  const auto before = [&](OpId a, OpId b) { return h.status(a) == Status::ok && h.response(a) + h.header().clock_uncertainty < h.call(b); };
  bool excluded = before(read, write);
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId other = id_at<OpId>(i);
    if (takes_part(h, other) && h.kind(other) != Kind::read && h.key(other) == h.key(read)) excluded = excluded || (before(write, other) && before(other, read));
  }
  return excluded;
}

/// The greatest part of the operations that is closed: with every read all that may have been its source (docs/semantics.md).
std::vector<OpId> closed_part(const History& h, const Model& model, const std::vector<OpId>& operations) {
  const auto final_and_timely = [&](OpId read, OpId write) {
    return is_final(h, write) && (model.extends != Base::causal_and_real_time || !excluded_by_time(h, read, write));
  };
  const auto kept = [&](OpId op) { return std::binary_search(operations.begin(), operations.end(), op); };
  const bool list = h.object() == Object::list;
  /// Whether a read cannot do without the write: it may be its source, it comes before the read in its transaction, or it says that a write that the read asks for is not what others found.
  const auto needs = [&](OpId read, OpId write) {
    const auto written_there = [&](OpId other) { return h.kind(other) != Kind::read && h.transaction(other) == h.transaction(write) && h.key(other) == h.key(write); };
    if (!takes_part(h, write) || h.kind(write) == Kind::read || h.key(write) != h.key(read)) return false;
    if (list && may_have_found(h, read, write)) return true;
    const std::size_t first = index(h.first_of(h.transaction(write))), end = first + h.length_of(h.transaction(write));
    if (!list && h.transaction(write) != h.transaction(read)) {
      if (own_before(h, read)) return false;
      if (may_have_found(h, read, write)) return final_and_timely(read, write);
    }
    if (h.transaction(write) == h.transaction(read)) {
      if (write > read) return false;
      for (std::size_t i = index(write) + 1; i < index(read) && !list; ++i) {
        if (written_there(id_at<OpId>(i))) return false;  // another one is the last
      }
      return true;
    }
    bool last = true, asked_for = false;
    for (std::size_t i = first; i < end; ++i) {
      const OpId other = id_at<OpId>(i);
      if (other == write || !written_there(other)) continue;
      last = last && other < write;
      asked_for = asked_for || (may_have_found(h, read, other) && kept(other));
    }
    return asked_for && (last || list);
  };
  std::vector<OpId> part;
  for (const OpId op : operations) {
    bool whole = true;
    for (std::size_t i = 0; h.kind(op) == Kind::read && i < h.size(); ++i) whole = whole && (kept(id_at<OpId>(i)) || !needs(op, id_at<OpId>(i)));
    if (!list && h.kind(op) == Kind::read && !own_before(h, op) && h.value(op) != h.initial(h.key(op))) {
      // Where nothing can be the source, one write of the value stays.
      bool sourced = false, written = false, one_stays = false;
      for (std::size_t i = 0; i < h.size(); ++i) {
        const OpId write = id_at<OpId>(i);
        if (!takes_part(h, write) || !may_have_found(h, op, write)) continue;
        sourced = sourced || (h.transaction(write) != h.transaction(op) && final_and_timely(op, write));
        written = true;
        one_stays = one_stays || kept(write);
      }
      whole = whole && (sourced || !written || one_stays);
    }
    if (whole) part.push_back(op);
  }
  return part;
}

/// What is wrong with a circle, or nothing.
std::string wrong_with(const History& h, const Model& model, const std::vector<Edge>& cycle) {
  if (cycle.size() < 2) return "too short";
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const Edge& edge = cycle[i];
    const Edge& next = cycle[(i + 1) % cycle.size()];
    const std::string name = std::to_string(i) + " (" + std::string(name_of(edge.relation)) + ")";
    if (h.transaction(edge.to) != h.transaction(next.from)) return "broken after " + name;
    if (edge.because.empty()) return "no reason for " + name;
    const bool keyed = edge.relation != Relation::session_order && edge.relation != Relation::real_time;
    if (keyed && (h.key(edge.from) != h.key(edge.to) || edge.key != h.key(edge.from))) return "not of one key: " + name;
    bool holds = h.transaction(edge.from) != h.transaction(edge.to);
    switch (edge.relation) {
      case Relation::session_order: holds = holds && in_session_order(h, edge.from, edge.to) && model.extends != Base::reads_from; break;
      case Relation::real_time: holds = holds && in_real_time_order(h, edge.from, edge.to) && model.extends == Base::causal_and_real_time; break;
      case Relation::reads_from: holds = holds && h.kind(edge.to) == Kind::read && may_have_found(h, edge.to, edge.from); break;
      case Relation::write_order: holds = holds && h.kind(edge.from) != Kind::read && h.kind(edge.to) != Kind::read; break;
      case Relation::anti_dependency: holds = holds && h.kind(edge.from) == Kind::read && h.kind(edge.to) != Kind::read; break;
      case Relation::visibility: holds = false; break;
    }
    if (!holds) return "not true: " + name;
    const bool twice = edge.relation == Relation::anti_dependency && next.relation == Relation::anti_dependency;
    if (twice && model.sees != Visibility::arbitrated_before) return "two anti-dependencies in a row";
    if (model.sees == Visibility::prefix && next.relation == Relation::anti_dependency && edge.relation == Relation::write_order) return "an anti-dependency behind a write order";
  }
  const auto missed = std::count_if(cycle.begin(), cycle.end(), [](const Edge& edge) { return edge.relation == Relation::anti_dependency; });
  const bool by_order = model.sees == Visibility::arbitrated_before || model.sees == Visibility::snapshot || model.sees == Visibility::prefix;
  if (!by_order && missed > 1) return "several anti-dependencies";
  if (model.sees == Visibility::nothing && missed > 0) return "an anti-dependency";
  return {};
}

class ExplainedTransactions : public testing::TestWithParam<Object> {};

TEST_P(ExplainedTransactions, AreMinimalAndTheirCirclesAreTrueAndForbidden) {
  Dice dice(random_seed(5 + static_cast<std::uint64_t>(GetParam())));
  std::map<std::string, std::size_t> names;
  const Limits limits;
  std::size_t violated = 0, circles = 0, plain = 0;
  for (std::size_t i = 0; i < random_count(1500); ++i) {
    const History history = random_transactions(dice, GetParam());
    for (const Model* model : transaction_models()) {
      if (model->needs_times && !history.timed()) continue;
      Budget budget(limits);
      const Finding finding = decide_transactions(history, *model, budget);
      if (finding.answer != Answer::violated) continue;
      ++violated;
      const Counterexample found = explain(history, *model, finding.core, decide_transactions, limits);
      SCOPED_TRACE(std::string(model->id) + " of " + ids_text(found.operations) + ": " + found.explanation + "\n" + shown(history));
      ++names[name_of(found)];
      ASSERT_TRUE(found.minimal) << found.degraded;
      ASSERT_FALSE(found.explanation.empty());
      ASSERT_EQ(closed_part(history, *model, found.operations), found.operations) << "not closed";
      ASSERT_FALSE(oracle::TransactionReference(history, found.operations).satisfies(*model));
      const TransactionCore core(history, *model, found.operations);
      const bool wrong_by_itself = !core.accesses().inconsistencies().empty();
      for (std::size_t left_out = 0; left_out < found.operations.size(); ++left_out) {
        std::vector<OpId> rest = found.operations;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(left_out));
        for (std::vector<OpId> part = closed_part(history, *model, rest); part != rest; part = closed_part(history, *model, rest)) rest = part;
        ASSERT_TRUE(oracle::TransactionReference(history, rest).satisfies(*model)) << "without operation " << index(found.operations[left_out]);
      }
      if (wrong_by_itself) {
        ASSERT_FALSE(found.phenomenon.has_value() && found.phenomenon != Phenomenon::g1a && found.phenomenon != Phenomenon::g1b);
        continue;
      }
      const auto contradiction = find_contradiction(core, budget);
      if (!contradiction) {
        ++plain;
        continue;
      }
      ++circles;
      const TransactionCase at(core, contradiction->sources);
      ASSERT_EQ(wrong_with(history, *model, edges_of(at, *contradiction, Words(history, found.operations))), "");
    }
  }
  EXPECT_GT(violated, 500u);
  EXPECT_GT(circles, 200u);
  EXPECT_EQ(plain, 0u) << "of " << circles;
  if (std::getenv("CLIO_TELL") != nullptr) {
    std::cout << violated << " violations, " << circles << " with a circle, " << plain << " without a story\n";
    for (const auto& [name, times] : names) std::cout << "  " << name << " " << times << "\n";
  }
}

INSTANTIATE_TEST_SUITE_P(OfVersionedObjects, ExplainedTransactions, testing::Values(Object::register_, Object::list),
                         [](const auto& object) { return std::string(name_of(object.param)); });

TEST(ExplainedTransactions, LeaveOutWholeTransactionsAndThenSingleOperations) {
  std::string picture = "# untimed\nP1: [W(x)1 W(a)1 W(b)1] [W(a)2 R(b)1]\nP2: [R(x)- W(c)1 W(x)2 R(c)1]\nP3: [W(d)1 R(x)- W(x)3]\n";
  for (int p = 4; p < 40; ++p) picture += "P" + std::to_string(p) + ": [W(k" + std::to_string(p) + ")1 R(k" + std::to_string(p) + ")1] [R(k" + std::to_string(p) + ")1 R(d)1]\n";
  const History history = history_of(picture);
  const Decide lost_update = [](const History& part, const Model&, Budget&) {  // two transactions that read the initial x and write it
    std::size_t found = 0;
    std::vector<OpId> all;
    for (std::size_t i = 0; i < part.size(); ++i) all.push_back(id_at<OpId>(i));
    for (std::size_t t = 0; t < part.transaction_count(); ++t) {
      bool read = false, wrote = false;
      for (std::size_t i = index(part.first_of(id_at<TxnId>(t))); i < index(part.first_of(id_at<TxnId>(t))) + part.length_of(id_at<TxnId>(t)); ++i) {
        const OpId op = id_at<OpId>(i);
        if (part.key_name(part.key(op)) != Value("x")) continue;
        read = read || part.kind(op) == Kind::read;
        wrote = wrote || part.kind(op) == Kind::write;
      }
      found += read && wrote ? 1 : 0;
    }
    return found >= 2 ? Finding::violated("test", all) : Finding::satisfied("test");
  };
  std::vector<OpId> all;
  for (std::size_t i = 0; i < history.size(); ++i) all.push_back(id_at<OpId>(i));
  const Counterexample found = explain(history, kSnapshotIsolation, all, lost_update, {});
  EXPECT_TRUE(found.minimal) << found.degraded;
  EXPECT_EQ(found.operations.size(), 4u);
  EXPECT_EQ(name_of(found), "lost-update (G-single)");
}

}  // namespace
}  // namespace clio::test
