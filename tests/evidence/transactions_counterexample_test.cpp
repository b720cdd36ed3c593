// Counterexamples over transactions: of all operations confirmed exactly where the definition, read literally, is violated; of a part, only where the whole is.

#include <gtest/gtest.h>

#include <map>

#include "checker/validate/closed.hpp"
#include "checker/validate/validate.hpp"
#include "tests/evidence/made_transactions.hpp"
#include "tests/evidence/random_evidence.hpp"
#include "tests/evidence/random_transactions.hpp"
#include "tests/oracle/reference_transactions.hpp"

namespace clio::test {
namespace {

using oracle::Dice;

class TransactionCounterexamples : public testing::TestWithParam<Object> {};

TEST_P(TransactionCounterexamples, OfAllOperationsAreConfirmedExactlyWhenTheDefinitionIsViolated) {
  Dice dice(random_seed(211 + static_cast<std::uint64_t>(GetParam())));
  std::map<std::string_view, std::pair<std::size_t, std::size_t>> counts;  // confirmed, refuted
  for (std::size_t i = 0; i < random_count(2500); ++i) {
    const History history = random_transactions(dice, {.object = GetParam()});
    const std::vector<OpId> all = participants_of(history);
    if (all.empty()) continue;
    const oracle::TransactionReference reference(history);
    for (const Model* model : transaction_models()) {
      if (!judged(history, *model)) continue;
      const bool satisfied = reference.satisfies(*model);
      ASSERT_EQ(validate_counterexample(history, *model, all), satisfied ? Confirmation::refuted : Confirmation::confirmed)
          << model->id << ": " << validate::not_closed(history, *model, all) << "\n" << show_transactions(history);
      ++(satisfied ? counts[model->id].second : counts[model->id].first);
    }
  }
  for (const auto& [model, count] : counts) {
    EXPECT_GT(count.first, 50u) << model;
    EXPECT_GT(count.second, 100u) << model;
  }
}

TEST_P(TransactionCounterexamples, OfSomeOperationsAreConfirmedOnlyWhereTheWholeHistoryIsViolated) {
  Dice dice(random_seed(223 + static_cast<std::uint64_t>(GetParam())));
  std::size_t confirmed = 0, torn = 0, not_closed = 0;
  for (std::size_t i = 0; i < random_count(500); ++i) {
    const History history = random_transactions(dice, {.object = GetParam()});
    const std::vector<OpId> all = participants_of(history);
    if (all.size() > 8) continue;
    const oracle::TransactionReference reference(history);
    for (const Model* model : transaction_models()) {
      if (!judged(history, *model)) continue;
      const bool satisfied = reference.satisfies(*model);
      for (std::size_t chosen = 1; chosen < (std::size_t{1} << all.size()); ++chosen) {
        std::vector<OpId> part;
        bool tears = false;
        for (std::size_t b = 0; b < all.size(); ++b) {
          if ((chosen >> b & 1) != 0) part.push_back(all[b]);
        }
        for (const OpId op : part) {
          const OpId next = OpId{static_cast<std::uint32_t>(index(op) + 1)};
          tears = tears || (index(next) < history.size() && history.transaction(next) == history.transaction(op) && !std::binary_search(part.begin(), part.end(), next));
        }
        const Confirmation answer = validate_counterexample(history, *model, part);
        ASSERT_NE(answer, Confirmation::too_large);
        const bool closed = validate::not_closed(history, *model, part).empty();
        not_closed += closed ? 0 : 1;
        if (!closed || satisfied) {
          ASSERT_EQ(answer, Confirmation::refuted) << model->id << " of " << ids_text(part) << "\n" << show_transactions(history);
        } else if (i % 4 == 0) {
          const bool explained = oracle::TransactionReference(history, part).satisfies(*model);
          ASSERT_EQ(answer, explained ? Confirmation::refuted : Confirmation::confirmed) << model->id << " of " << ids_text(part) << "\n" << show_transactions(history);
        }
        confirmed += answer == Confirmation::confirmed && part.size() < all.size() ? 1 : 0;
        torn += answer == Confirmation::confirmed && tears ? 1 : 0;
      }
    }
  }
  EXPECT_GT(confirmed, 500u) << "parts that prove a violation";
  EXPECT_GT(torn, 200u) << "with parts of transactions";
  EXPECT_GT(not_closed, 200u);
}

INSTANTIATE_TEST_SUITE_P(OfEveryObject, TransactionCounterexamples, testing::ValuesIn(std::begin(kObjects), std::end(kObjects) - 1),
                         [](const auto& object) { return std::string(name_of(object.param)); });

// ---- by hand

constexpr Kind W = Kind::write, R = Kind::read, A = Kind::append;

std::vector<OpId> ids(const std::vector<std::uint32_t>& positions) {
  std::vector<OpId> operations;
  for (const std::uint32_t position : positions) operations.push_back(OpId{position});
  return operations;
}

struct Rule {
  const char* name;
  const Model* model;
  History history;
  std::vector<std::uint32_t> stay;
  const char* missing;  // the message; empty: closed
};

std::vector<Rule> rules() {
  std::vector<Rule> rules;
  const auto rule = [&](const char* name, const Model& model, History history, std::vector<std::uint32_t> stay, const char* missing) {
    rules.push_back({name, &model, std::move(history), std::move(stay), missing});
  };
  const auto chain = [] { return made_of({{0, {{W, "x", 1}, {W, "y", 1}, {R, "x", 1}}}, {1, {{R, "x", 1}, {R, "y", Value()}}}}); };  // 0-2, 3-4
  rule("a write that nobody read may go, out of its transaction", kSerializable, chain(), {0, 3, 4}, "");
  rule("the source of an external read stays", kSerializable, chain(), {1, 3, 4}, "operation 0 is left out, but operation 3 may depend on it");
  rule("the source of an internal read stays", kSerializable, chain(), {1, 2}, "operation 0 is left out, but operation 2 may depend on it");
  const auto own = [] { return made_of({{0, {{W, "x", 1}, {R, "x", 1}}}, {1, {{W, "x", 1}}}}); };
  rule("an internal read needs nobody else", kSerializable, own(), {0, 1}, "");
  rule("and nobody else will do", kSerializable, own(), {1, 2}, "operation 0 is left out, but operation 1 may depend on it");
  rule("where its own transaction had written something else, the read may be shown as any other", kSerializable, made_of({{0, {{W, "x", 1}, {R, "x", 2}}}, {1, {{W, "x", 2}}}}), {1, 2}, "");
  const auto overwritten = [] { return made_of({{0, {{W, "x", 1}, {W, "x", 2}}}, {1, {{W, "x", 1}}}, {2, {{R, "x", 1}}}}); };  // 0,1; 2; 3
  rule("a write that was not the last of its transaction may go", kReadCommitted, overwritten(), {2, 3}, "");
  rule("the other one not", kReadCommitted, overwritten(), {0, 1, 3}, "operation 2 is left out, but operation 3 may depend on it");
  const auto intermediate = [] { return made_of({{0, {{W, "x", 1}, {W, "x", 2}}}, {2, {{R, "x", 1}}}}); };
  rule("where only intermediate writes have the value, one stays", kReadCommitted, intermediate(), {1, 2}, "operation 0 is left out, but operation 2 may depend on it");
  rule("that is enough", kReadCommitted, intermediate(), {0, 2}, "");
  rule("a write of the future too", kReadCommitted, made_of({{0, {{R, "x", 1}, {W, "x", 1}}}}), {0}, "operation 1 is left out, but operation 0 may depend on it");
  rule("the reads of an unknown transaction need nothing", kReadCommitted, made_of({{0, {{W, "x", 1}}}, {1, {{R, "x", 1}, {W, "y", 1}}, Status::unknown}, {2, {{R, "y", 1}}}}), {2, 3},
       "");
  const auto late = [] { return made_of({{0, {{W, "x", 1}}, Status::ok, 0, 1}, {1, {{R, "x", 1}}, Status::ok, 2, 3}, {0, {{W, "x", 1}}, Status::ok, 4, 5}}, Object::register_, true); };
  rule("in real time a write called after the read had returned may go", kStrictSerializable, late(), {0, 1}, "");
  rule("elsewhere not", kSerializable, late(), {0, 1}, "operation 2 is left out, but operation 1 may depend on it");
  const auto lists = [] {
    return made_of({{0, {{A, "l", 1}}}, {1, {{A, "l", 2}, {A, "l", 3}}}, {2, {{A, "l", 4}, {R, "l", list_of({1, 2, 3, 4})}}}, {3, {{R, "l", list_of({1})}}}}, Object::list);
  };  // 0; 1,2; 3,4; 5
  rule("appends that were read stay", kPrefix, lists(), {0, 1, 3, 4}, "operation 2 is left out, but operation 4 may depend on it");
  rule("those before own ones, and these", kPrefix, lists(), {0, 1, 2, 4}, "operation 3 is left out, but operation 4 may depend on it");
  rule("the others may go", kPrefix, lists(), {0, 5}, "");
  const auto sets = [] {
    return made_of({{0, {{Kind::add, "s", 1}}}, {1, {{Kind::add, "s", 2}}}, {1, {{Kind::remove, "s", 2}}}, {2, {{R, "s", list_of({1})}}}}, Object::set);
  };
  rule("an add stays with who found it", kPrefix, sets(), {1, 2, 3}, "operation 0 is left out, but operation 3 may depend on it");
  rule("a remove stays with who missed the element", kPrefix, sets(), {0, 1, 3}, "operation 2 is left out, but operation 3 may depend on it");
  rule("unless nothing else of the element stays", kPrefix, sets(), {0, 3}, "");
  rule("a dequeue in an unknown transaction may have taken anything", kSerializable,
       made_of({{0, {{Kind::enqueue, "q", 1}, {Kind::enqueue, "q", 2}, {Kind::dequeue, "q", Value()}}, Status::unknown}, {1, {{Kind::dequeue, "q", 2}}}}, Object::queue), {1, 2, 3},
       "operation 0 is left out, but operation 3 may depend on it");
  rule("of a mutex all operations of a process go together", kSerializable,
       made_of({{0, {{Kind::acquire, "m", Value()}, {Kind::release, "m", Value()}}}, {0, {{Kind::acquire, "m", Value()}}}, {1, {{Kind::acquire, "m", Value()}}}}, Object::mutex), {2, 3},
       "operation 0 is left out, but operation 2 may depend on it");
  return rules;
}

TEST(TransactionCounterexamples, HaveToHoldWhatTheirReadsMayDependOn) {
  for (const Rule& rule : rules()) EXPECT_EQ(validate::not_closed(rule.history, *rule.model, ids(rule.stay)), rule.missing) << rule.name;
}

TEST(TransactionCounterexamples, ThatAreNoSetOfOperationsWithEffectAreRefuted) {
  const History history = made_of({{0, {{W, "x", 1}, {R, "x", 2}}}, {1, {{R, "x", 1}, {W, "y", 1}}, Status::unknown}, {2, {{W, "z", 1}}, Status::fail}});
  EXPECT_EQ(validate_counterexample(history, kReadCommitted, ids({0, 1})), Confirmation::confirmed);
  EXPECT_EQ(validate_counterexample(history, kReadCommitted, ids({})), Confirmation::refuted) << "nothing";
  EXPECT_EQ(validate_counterexample(history, kReadCommitted, ids({0, 1, 2})), Confirmation::refuted) << "an unknown read";
  EXPECT_EQ(validate_counterexample(history, kReadCommitted, ids({0, 1, 4})), Confirmation::refuted) << "a failed transaction";
  EXPECT_EQ(validate_counterexample(history, kReadCommitted, ids({0, 1, 9})), Confirmation::refuted) << "an operation that does not exist";
  EXPECT_EQ(validate_counterexample(history, kReadCommitted, ids({1, 0})), Confirmation::refuted) << "not sorted";
}

TEST(TransactionCounterexamples, OfTransactionsThatReadVeryMuchAreDecided) {
  MadeTransaction reader{1, {{R, "x", 1}, {R, "y", Value()}}};
  std::vector<std::string> keys;
  for (int i = 0; i < 200'000; ++i) keys.push_back(std::to_string(i));
  for (const std::string& key : keys) reader.operations.emplace_back(R, key.c_str(), Value());
  const History fractured = made_of({{0, {{W, "x", 1}, {W, "y", 1}}}, reader});
  EXPECT_EQ(validate_counterexample(fractured, kReadAtomic, participants_of(fractured)), Confirmation::confirmed);
  EXPECT_EQ(validate_counterexample(fractured, kAdyaReadCommitted, participants_of(fractured)), Confirmation::refuted);
}

TEST(TransactionCounterexamples, ThatNeedMoreThanTheStepsAllowedOrTooManyTransactionsAreTooLarge) {
  const History skew = made_of({{0, {{R, "x", Value()}, {W, "y", 1}}}, {1, {{R, "y", Value()}, {W, "x", 1}}}});
  EXPECT_EQ(validate_counterexample(skew, kSerializable, participants_of(skew)), Confirmation::confirmed);
  EXPECT_EQ(validate_counterexample(skew, kSnapshotIsolation, participants_of(skew)), Confirmation::refuted);
  for (const Model* model : {&kSerializable, &kSnapshotIsolation, &kReadAtomic}) EXPECT_EQ(validate_counterexample(skew, *model, participants_of(skew), 1), Confirmation::too_large) << model->id;
  std::vector<MadeTransaction> many;
  for (int i = 0; i < 65; ++i) many.push_back({i, {{W, "x", i}, {R, "x", -1}}});
  const History large = made_of(many);
  EXPECT_EQ(validate_counterexample(large, kReadCommitted, participants_of(large)), Confirmation::too_large);
}

}  // namespace
}  // namespace clio::test
