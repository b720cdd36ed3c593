// Certificates of objects without sources, and of lists in which a value came twice: orders that replay, and operations that no order explains. On random histories, operations and transactions,
// the oracle says what is true. What the verifier may leave out is held to that too: whatever part of a satisfied history is named, it proves nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <set>

#include "checker/check.hpp"
#include "checker/history/digest.hpp"
#include "checker/history/sequential_objects.hpp"
#include "src/certificate/certificate.hpp"
#include "src/verify/definition.hpp"
#include "src/verify/verify.hpp"
#include "tests/evidence/random_evidence.hpp"
#include "tests/oracle/object_contents.hpp"
#include "tests/oracle/random_transactions.hpp"
#include "tests/oracle/reference_evaluator.hpp"
#include "tests/oracle/reference_transactions.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

using oracle::Dice;
using verify::Outcome;

constexpr const Model* kRows[] = {&kLinearizable, &kSequential, &kCache, &kStrictSerializable, &kSerializable, &kAdyaSerializable};

std::string certificate_of(const History& history, const Model& model, bool satisfied, const std::string& lines) {
  return "clio-certificate 1\nmodel " + std::string(model.id) + "\nverdict " + (satisfied ? "satisfied" : "violated") + "\nhistory " + digest(history) + "\n" + lines;
}

template <class Operations>
std::string line(std::string text, const Operations& operations) {
  for (const OpId op : operations) text += " " + std::to_string(index(op));
  return text + "\n";
}

/// Operations and what of them is a transaction's, to see what a test is about.
std::string show(const History& h) {
  std::string text = std::string(name_of(h.object())) + ", initially " + h.header().initial.to_json() + ", uncertainty " + std::to_string(h.header().clock_uncertainty) + "\n";
  for (std::size_t i = 0; i < h.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    text += std::to_string(i) + ": " + (h.first_of(h.transaction(op)) == op ? "  process " : "  |       ") + h.process_name(h.process(op)).to_json() + " " + std::string(name_of(h.status(op))) + " " +
            std::string(name_of(h.kind(op))) + "(" + h.key_name(h.key(op)).to_json() + ") " + h.value_at(h.value(op)).to_json();
    if (h.timed()) text += " [" + std::to_string(h.call(op)) + "," + (h.response(op) == kNever ? "-" : std::to_string(h.response(op))) + "]";
    text += "\n";
  }
  return text;
}

std::vector<const Model*> rows_of(const History& history) {
  std::vector<const Model*> rows;
  for (const Model* model : kRows) {
    if (not_applicable(history, *model).empty()) rows.push_back(model);
  }
  return rows;
}

std::vector<OpId> taking_part(const History& history) {
  std::vector<OpId> operations;
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (history.status(id_at<OpId>(i)) != Status::fail) operations.push_back(id_at<OpId>(i));
  }
  return operations;
}

bool replayed(const History& history, const Model& model) {
  verify::Steps steps{1'000'000'000};
  return verify::Facts(history, *verify::row_named(model.id), steps).replayed();
}

History random_history(Dice& dice, Object object) {
  if (dice.chance(50)) return oracle::history_of(oracle::random_plan(dice, {.object = object, .steps_min = 3, .steps_max = 8}));
  return oracle::history_of(oracle::random_transactions(dice, {.object = object, .transactions_min = 2, .transactions_max = 4, .length_max = 3}));
}

class Replays : public testing::TestWithParam<Object> {
 protected:
  Dice dice{test::random_seed(907 + static_cast<std::uint64_t>(GetParam()))};
};

INSTANTIATE_TEST_SUITE_P(OfObjectsWithoutSources, Replays, testing::Values(Object::counter, Object::queue, Object::stack, Object::list, Object::mutex, Object::text),
                         [](const auto& object) { return std::string(name_of(object.param)); });

TEST_P(Replays, AnswerAsTheReferenceDoes) {
  std::size_t taken = 0, refused = 0;
  for (std::size_t i = 0; i < test::random_count(600); ++i) {
    const History history = random_history(dice, GetParam());
    SequentialObjects objects(history);
    std::map<KeyId, oracle::Contents> held;
    std::vector<OpId> operations = taking_part(history);
    for (std::size_t times = 30; times > 0 && !operations.empty(); --times) {
      const OpId op = operations[dice.below(operations.size())];
      oracle::Contents& contents = held.try_emplace(history.key(op), oracle::initially_held(history, history.key(op))).first->second;
      const bool expected = oracle::perform(history, op, contents);
      ASSERT_EQ(objects.take(op), expected) << index(op) << " of\n" << show(history);
      ++(expected ? taken : refused);
    }
  }
  EXPECT_GT(taken, 1000u);
  EXPECT_GT(refused, 1000u);
}

TEST_P(Replays, AreCertifiedForTheTrueVerdictAndForNoOther) {
  std::map<std::string_view, std::array<std::size_t, 2>> seen;
  std::size_t parts = 0, without_sources = 0;
  const std::size_t count = test::random_count(400);
  for (std::size_t i = 0; i < count; ++i) {
    const History history = random_history(dice, GetParam());
    const std::string everything = line("only", taking_part(history));
    for (const Model* model : rows_of(history)) {
      const bool holds = oracle::satisfied_by_definition(history, *model);
      ++seen[model->id][holds];
      Budget budget({});
      const Verdict verdict = check(history, *model, {.witness = true});
      ASSERT_EQ(verdict.answer, holds ? Answer::satisfied : Answer::violated) << model->id << "\n" << show(history);
      const auto certificate = certificate::make(history, verdict, budget);
      ASSERT_TRUE(certificate) << model->id << ": " << certificate.error() << "\n" << show(history);
      ASSERT_EQ(verify::verify(history, *certificate).outcome, Outcome::accepted) << *certificate;
      if (!replayed(history, *model)) continue;
      ++without_sources;
      ASSERT_EQ(certificate->find("\nsource"), std::string::npos);
      parts += !holds && certificate->find(everything.substr(0, everything.size() - 1)) == std::string::npos;
      // Without evidence a violation is shown by all operations, and the other verdict by nothing.
      const auto without = certificate::make(history, {.model = model, .answer = Answer::violated}, budget);
      ASSERT_EQ(without.has_value(), !holds) << model->id << "\n" << show(history);
      ASSERT_EQ(verify::verify(history, certificate_of(history, *model, false, everything)).outcome == Outcome::accepted, !holds) << model->id << "\n" << show(history);
      if (holds) continue;
      ASSERT_FALSE(certificate::make(history, {.model = model, .answer = Answer::satisfied, .witness = taking_part(history)}, budget));
    }
  }
  for (const auto& [model, answers] : seen) {
    EXPECT_GT(answers[0], count / 50) << model;
    EXPECT_GT(answers[1], count / 50) << model;
  }
  EXPECT_GT(parts, count / 20) << "violations of which a part is named";
  EXPECT_GT(without_sources, count / 5);
}

/// Any order of some of the units: each by its first operation, ok ones more often than others.
std::vector<OpId> random_order(Dice& dice, const History& history) {
  std::vector<OpId> order;
  for (std::size_t t = 0; t < history.transaction_count(); ++t) {
    const OpId first = history.first_of(id_at<TxnId>(t));
    if (history.status(first) == Status::ok ? !dice.chance(3) : history.status(first) == Status::unknown && dice.chance(50)) order.push_back(first);
  }
  const std::size_t swaps = dice.below(4);
  for (std::size_t i = 0; i < swaps && !order.empty(); ++i) std::swap(order[dice.below(order.size())], order[dice.below(order.size())]);
  return order;
}

TEST_P(Replays, OfAnOrderAreAcceptedExactlyWhenItProvesTheRow) {
  std::size_t accepted = 0, refused = 0;
  for (std::size_t i = 0; i < test::random_count(600); ++i) {
    const History history = random_history(dice, GetParam());
    for (const Model* model : rows_of(history)) {
      if (!replayed(history, *model)) continue;
      for (int times = 0; times < 4; ++times) {
        std::vector<OpId> order = random_order(dice, history);
        std::erase_if(order, [&](OpId op) { return model->unit == Unit::operation && history.status(op) == Status::unknown && history.kind(op) == Kind::read; });
        const std::string text = certificate_of(history, *model, true, line("order 0", order));
        if (model->scope == Scope::per_key) std::stable_sort(order.begin(), order.end(), [&](OpId a, OpId b) { return history.key(a) < history.key(b); });  // as witnesses are
        const bool proves = model->unit == Unit::operation ? oracle::Reference(history).proves(*model, order) : oracle::TransactionReference(history).proves(*model, order);
        ASSERT_EQ(verify::verify(history, text).outcome, proves ? Outcome::accepted : Outcome::refused) << text << show(history);
        ++(proves ? accepted : refused);
      }
    }
  }
  EXPECT_GT(accepted, 100u);
  EXPECT_GT(refused, 100u);
}

/// With all that the verifier asks for.
std::set<OpId> closed(const History& history, const Model& model, std::set<OpId> part) {
  verify::Steps steps{1'000'000'000};
  const verify::Facts facts(history, *verify::row_named(model.id), steps);
  for (std::size_t i = 0; i < history.size(); ++i) {
    const OpId op = id_at<OpId>(i);
    if (history.status(op) == Status::fail || part.contains(op) || verify::may_go(facts, op, part)) continue;
    part.insert(op);
    i = static_cast<std::size_t>(-1);
  }
  return part;
}

TEST_P(Replays, OfPartsProveNothingThatIsNotTrueOfTheWhole) {
  std::size_t pairs = 0, closed_pairs = 0, accepted = 0, torn = 0;
  for (std::size_t i = 0; i < test::random_count(500); ++i) {
    const History history = random_history(dice, GetParam());
    const std::vector<OpId> all = taking_part(history);
    if (all.empty()) continue;
    for (const Model* model : rows_of(history)) {
      if (!replayed(history, *model)) continue;
      const bool holds = oracle::satisfied_by_definition(history, *model);
      for (int times = 0; times < 8; ++times) {
        std::set<OpId> part;
        for (const OpId op : all) {
          if (dice.chance(times % 4 == 0 ? 80 : 40)) part.insert(op);
        }
        if (part.empty()) continue;
        if (times % 2 == 0) part = closed(history, *model, std::move(part));
        const std::string text = certificate_of(history, *model, false, line("only", part));
        const verify::Answer answer = verify::verify(history, text);
        const bool is_closed = answer.message.find("is not named") == std::string::npos;
        ++pairs;
        closed_pairs += holds && is_closed && part.size() < all.size();
        ASSERT_TRUE(answer.outcome == Outcome::refused || !holds) << text << show(history);
        if (answer.outcome != Outcome::accepted) continue;
        accepted += part.size() < all.size();
        torn += std::any_of(part.begin(), part.end(), [&](OpId op) { return !part.contains(history.first_of(history.transaction(op))); });
      }
    }
  }
  std::cout << pairs << " parts of histories, of which " << closed_pairs << " could stand alone, and were of histories that satisfy the row; " << accepted << " parts proved a violation\n";
  EXPECT_GT(closed_pairs, pairs / 50);
  EXPECT_GT(accepted, pairs / 100);
  EXPECT_GT(torn, 0u) << "parts of transactions";
}

// ---- by hand

struct Example {
  const char* history;
  const Model* model;
  bool satisfied;
  const char* lines;
};

const Example kExamples[] = {
    {"# object: counter\nP1: A(c)1         R(c)1\nP2:       A(c)2", &kLinearizable, false, "only 0 1 2\n"},
    {"# object: counter\nP1: A(c)1         R(c)1\nP2:       A(c)2", &kSequential, true, "order 0 0 1 2\n"},
    {"# object: counter\nP1: A(c)1 R(c)1 A(c)1?\nP2: A(c)3!", &kCache, true, "order 0 0 1\n"},
    {"# object: counter\nP1: A(c)1 A(c)1?\nP2:                R(c)2", &kLinearizable, true, "order 0 0 1 2\n"},
    {"# object: queue\nP1: E(q)1 E(q)2\nP2:               Q(q)2", &kSequential, false, "only 0 1 2\n"},
    {"# object: queue\nP1: E(q)1 E(q)2\nP2:       Q(q)2", &kAdyaSerializable, true, "order 0 1 0 2\n"},
    {"# object: queue\nP1: E(q)1 E(p)5 E(q)2\nP2:               Q(q)2 Q(p)5", &kCache, false, "only 0 2 3\n"},
    {"# object: stack\nP1: U(s)1 U(s)2\nP2:               O(s)1", &kLinearizable, false, "only 0 1 2\n"},
    {"# object: stack\nP1: U(s)1 U(s)2\nP2:             O(s)1 O(s)2", &kLinearizable, false, "only 0 1 2 3\n"},
    {"# object: stack\nP1: U(s)1 U(s)2\nP2:             O(s)2 O(s)1", &kLinearizable, true, "order 0 0 1 2 3\n"},
    {"# object: mutex\nP1: L(m)      F(m)\nP2:      L(m)", &kLinearizable, false, "only 0 2\n"},
    {"# object: mutex\nP1: L(m)      F(m)\nP2:      L(m)", &kSequential, true, "order 0 0 1 2\n"},
    {"# object: text\nP1: A(t)\"a\" A(t)\"b\"\nP2:                R(t)\"ba\"", &kSequential, false, "only 0 1 2\n"},
    {"# object: text\nP1: A(t)\"a\" W(t)\"b\"\nP2:                R(t)\"b\"", &kLinearizable, true, "order 0 0 1 2\n"},
    {"# object: list\nP1: A(l)1 A(l)1 A(l)2\nP2:                     R(l)[1,2]", &kSequential, false, "only 0 1 2 3\n"},
    {"# object: list\nP1: A(l)1 A(l)1\nP2:                R(l)[1,1]", &kCache, true, "order 0 0 1 2\n"},
};

TEST(Replay, ProvesWhatItShouldOfSmallHistories) {
  for (const Example& example : kExamples) {
    const History history = test::history_of(example.history);
    const std::string text = certificate_of(history, *example.model, example.satisfied, example.lines);
    const verify::Answer answer = verify::verify(history, text);
    EXPECT_EQ(answer.outcome, Outcome::accepted) << example.history << "\n" << text << answer.message;
    const verify::Answer other = verify::verify(history, certificate_of(history, *example.model, !example.satisfied, example.lines));
    EXPECT_NE(other.outcome, Outcome::accepted) << example.history;
    Budget budget({});
    const Verdict verdict = check(history, *example.model, {.witness = true});
    EXPECT_EQ(verdict.answer, example.satisfied ? Answer::satisfied : Answer::violated) << example.history;
    const auto certificate = certificate::make(history, verdict, budget);
    EXPECT_TRUE(certificate) << example.history;
  }
}

/// P1 adds 1 and 2 to a counter and reads 2. On another one all is well: something failed, and of something nobody knows.
constexpr const char* kLost = "# object: counter\nP1: A(c)1 A(c)2 R(c)2\nP2: A(d)5 A(c)9! A(d)1?\nP3:                   R(d)5";
constexpr const char* kTaken = "# object: queue\nP1: E(q)1 E(q)2 Q(q)1\nP2:                   Q(q)?\nP3:                   Q(q)2";
/// Each misses the other's addition: an order for each counter, none for both.
constexpr const char* kMissed = "# object: counter\nP1: A(c)1 R(d)0\nP2: A(d)1 R(c)0";

struct Bad {
  const char* history;
  const Model* model;
  bool satisfied;
  const char* lines;
  Outcome outcome;
  std::size_t line;
  const char* message;
};

TEST(Replay, IsRefusedWithWhatIsWrongAndWhere) {
  const Bad cases[] = {
      {kLost, &kSequential, false, "only 0 1 2\n", Outcome::accepted, 0, "sequential is violated"},
      {kLost, &kSequential, false, "only 0\nonly 1\n\n# of c\nonly 2\n", Outcome::accepted, 0, "sequential is violated"},
      {kLost, &kSequential, false, "only 0 1 2 3 5 6\n", Outcome::accepted, 0, "sequential is violated"},
      {kLost, &kCache, false, "only 0 1 2 3 5 6\n", Outcome::accepted, 0, "cache is violated"},
      {kLost, &kSequential, false, "", Outcome::refused, 0, "an order explains the operations that are named"},
      {kLost, &kSequential, false, "only 0 2\n", Outcome::refused, 0, "operation 1 is not named, and what is named may depend on it"},
      {kLost, &kSequential, false, "only 0 1\n", Outcome::refused, 0, "an order explains the operations that are named"},
      {kLost, &kSequential, false, "only 3 5 6\n", Outcome::refused, 0, "an order explains the operations that are named"},
      {kLost, &kAdyaSerializable, false, "only 0 1 2\n", Outcome::refused, 0, "an order explains the operations that are named"},
      {kLost, &kSequential, false, "only 0 1 2 1\n", Outcome::refused, 5, "named already"},
      {kLost, &kSequential, false, "only 0 1 2\nonly 2\n", Outcome::refused, 6, "named already"},
      {kLost, &kSequential, false, "only 0 1 2 7\n", Outcome::refused, 5, "no operation of this number took part"},
      {kLost, &kSequential, false, "only 0 1 2 4\n", Outcome::refused, 5, "no operation of this number took part"},
      {kLost, &kSequential, false, "only 0 1 two\n", Outcome::unreadable, 5, "\"two\" cannot stand there"},
      {kLost, &kSequential, false, "only 0 1 99999999999\n", Outcome::unreadable, 5, "cannot stand there"},
      {kLost, &kSequential, false, "only\n", Outcome::unreadable, 5, "ends too early"},
      {kLost, &kSequential, false, "only 0 1  2\n", Outcome::unreadable, 5, "ends too early"},
      {kLost, &kSequential, false, "order 0 0 1 2 3 6\n", Outcome::unreadable, 5, "\"order\""},
      {kLost, &kSequential, false, "read 2\n", Outcome::refused, 5, "no operation of this number reads something from outside"},
      {kLost, &kSequential, true, "only 0 1 2\n", Outcome::unreadable, 5, "\"only\""},
      {kLost, &kSequential, true, "order 0 0 1 2 3 6\n", Outcome::refused, 0, "operation 2 cannot have its answer there"},
      {kLost, &kAdyaSerializable, true, "order 0 1 2 0 3 6\n", Outcome::accepted, 0, "adya-serializable is satisfied"},
      {kLost, &kAdyaSerializable, true, "order 0 1 2 0 3 6 5\n", Outcome::accepted, 0, "adya-serializable is satisfied"},
      {kLost, &kAdyaSerializable, true, "order 0 1 2 0 3 5 6\n", Outcome::refused, 0, "operation 6 cannot have its answer there"},
      {kLost, &kSerializable, true, "order 0 1 2 0 3 6\n", Outcome::refused, 0, "an order does not extend the model's base"},
      {kLost, &kAdyaSerializable, true, "order 0 1 0 3 6\n", Outcome::refused, 0, "an order does not name everything that took effect"},
      {kLost, &kAdyaSerializable, true, "order 0 1 2 0 3 6 6\n", Outcome::refused, 0, "an order names what does not belong there"},
      {kLost, &kAdyaSerializable, true, "order 0 1 2 0 3 6 4\n", Outcome::refused, 5, "no operation of this number begins something"},
      {kLost, &kAdyaSerializable, true, "source 2 1\norder 0 1 2 0 3 6\n", Outcome::refused, 5, "no operation of this number reads something from outside"},
      {kLost, &kAdyaSerializable, true, "", Outcome::refused, 0, "an order is missing"},
      {kLost, &kLinearizable, true, "order 0 6 3 0 1 2\n", Outcome::refused, 0, "real time"},
      {kLost, &kSnapshotIsolation, false, "only 0 1 2\n", Outcome::refused, 4, "a counter has no sources, and the model asks for sources"},
      {kTaken, &kSequential, false, "only 0 1 2 4\n", Outcome::refused, 0, "operation 3 is not named, and what is named may depend on it"},
      {kTaken, &kSequential, false, "only 0 1 2 3 4\n", Outcome::refused, 0, "an order explains the operations that are named"},
      {kMissed, &kSequential, false, "only 0 1 2 3\n", Outcome::accepted, 0, "sequential is violated"},
      {kMissed, &kCache, false, "only 0 1 2 3\n", Outcome::refused, 0, "an order explains the operations that are named"},
      {kMissed, &kCache, true, "order 0 1 3 0 2\n", Outcome::accepted, 0, "cache is satisfied"},
      {kMissed, &kSequential, true, "order 0 1 3 0 2\n", Outcome::refused, 0, "an order does not extend the model's base"},
      {"P1: W(x)1 R(x)2", &kSequential, false, "only 1\n", Outcome::refused, 5, "the reads of this history have sources"},
  };
  for (const Bad& bad : cases) {
    const History history = test::history_of(bad.history);
    const std::string text = certificate_of(history, *bad.model, bad.satisfied, bad.lines);
    const verify::Answer answer = verify::verify(history, text);
    EXPECT_EQ(answer.outcome, bad.outcome) << text << answer.message;
    EXPECT_EQ(answer.line, bad.line) << text << answer.message;
    EXPECT_NE(answer.message.find(bad.message), std::string::npos) << text << answer.message;
  }
}

struct Rule {
  const char* name;
  const Model* model;
  const char* history;
  std::vector<std::uint32_t> kept;
  std::vector<std::uint32_t> needed;  // of the others
};

const Rule kRules[] = {
    {"an addition is needed by every read of its counter", &kSequential, "# object: counter\nP1: A(c)1\nP2: A(d)2\nP3: R(c)1", {2}, {0}},
    {"unless that had returned", &kLinearizable, "# object: counter\nP1:       A(c)1\nP2: R(c)0", {1}, {}},
    {"or came earlier in its process", &kSequential, "# object: counter\nP1: R(c)0 A(c)1", {0}, {}},
    {"which is nothing to Adya", &kAdyaSerializable, "# object: counter\nP1: R(c)0 A(c)1", {0}, {1}},
    {"but one transaction keeps its order", &kAdyaSerializable, "# object: counter\nP1: [R(c)0 A(c)1 R(c)1]", {0}, {}},
    {"to its end", &kAdyaSerializable, "# object: counter\nP1: [R(c)0 A(c)1 R(c)1]", {2}, {1}},
    {"a read is never needed", &kSequential, "# object: counter\nP1: A(c)1 R(c)1\nP2: R(c)1", {0, 2}, {}},
    {"nothing failed is needed", &kSequential, "# object: counter\nP1: A(c)1!\nP2: R(c)1", {1}, {}},
    {"what is unknown is", &kSequential, "# object: counter\nP1: A(c)1?\nP2: R(c)1", {1}, {0}},
    {"a text is needed whole", &kSequential, "# object: text\nP1: W(t)\"a\" A(t)\"b\"\nP2: R(t)\"b\"", {1, 2}, {0}},
    {"a value leaves a queue as a whole", &kSequential, "# object: queue\nP1: E(q)1 E(q)2 Q(q)1\nP2: Q(q)2", {1, 3}, {}},
    {"or not at all", &kSequential, "# object: queue\nP1: E(q)1 E(q)2 Q(q)1\nP2: Q(q)2 Q(q)1", {1, 2, 3}, {0, 4}},
    {"also where only some of it is known", &kSequential, "# object: queue\nP1: E(q)1? \nP2: E(q)1 Q(q)1", {1, 2}, {0}},
    {"a dequeue that nobody knows of may have taken anything", &kSequential, "# object: queue\nP1: E(q)1 E(q)2\nP2: Q(q)?\nP3: Q(q)2", {1, 3}, {2}},
    {"if it is named, values may still leave", &kSequential, "# object: queue\nP1: E(q)1 E(q)2\nP2: Q(q)?\nP3: Q(q)2", {1, 2, 3}, {}},
    {"unless its transaction's effect may be needed", &kSerializable, "# object: queue\nP1: [E(q)1] [E(q)2]\nP2: [Q(q)1 E(p)3]?\nP3: [Q(q)2]", {1, 2, 4}, {0}},
    {"who finds a stack empty is not needed", &kSequential, "# object: stack\nP1: O(s)null U(s)1\nP2: O(s)1", {1, 2}, {}},
    {"a process leaves a mutex as a whole", &kSequential, "# object: mutex\nP1: L(m) F(m)\nP2: L(m) L(m)", {2, 3}, {}},
    {"or not at all", &kSequential, "# object: mutex\nP1: L(m) F(m) L(m)?\nP2: L(m) L(m)", {1, 3, 4}, {0, 2}},
    {"what was appended and shown is needed", &kSequential, "# object: list\nP1: A(l)1 A(l)2\nP2: A(l)1\nP3: R(l)[1,1]\nP4: R(l)[1]", {3}, {0, 2}},
};

TEST(Replay, OfAPartNeedsAllThatItMayDependOn) {
  for (const Rule& rule : kRules) {
    const History history = test::history_of(rule.history);
    verify::Steps steps{1'000'000};
    const verify::Facts facts(history, *verify::row_named(rule.model->id), steps);
    std::set<OpId> kept;
    for (const std::uint32_t op : rule.kept) kept.insert(OpId{op});
    std::vector<std::uint32_t> needed;
    for (const OpId op : taking_part(history)) {
      if (!kept.contains(op) && !verify::may_go(facts, op, kept)) needed.push_back(static_cast<std::uint32_t>(index(op)));
    }
    EXPECT_EQ(needed, rule.needed) << rule.name << "\n" << show(history);
  }
}

TEST(Replay, StopsWhenItsStepsAreSpent) {
  const History history = test::history_of(kLost);
  for (const bool satisfied : {false, true}) {
    const Model& model = satisfied ? kAdyaSerializable : kSequential;
    const std::string text = certificate_of(history, model, satisfied, satisfied ? "order 0 1 2 0 3 6\n" : "only 0 1 2\n");
    std::uint64_t steps = 0;
    for (; verify::verify(history, text, steps).outcome != Outcome::accepted; ++steps) {
      ASSERT_EQ(verify::verify(history, text, steps).message, "it takes more steps than allowed");
      ASSERT_LT(steps, 100'000u);
    }
    EXPECT_GT(steps, satisfied ? 10u : 1000u);
  }
}

TEST(Replay, OfManyAdditionsAtOnceNeedsMoreThanIsAllowedAndSaysSo) {
  HistoryBuilder builder;
  builder.header().object = Object::counter;
  for (int process = 0; process < 24; ++process) builder.add({.kind = Kind::add, .process = builder.process(process), .key = builder.key("c"), .value = builder.value(1 << process)});
  builder.add({.kind = Kind::read, .process = builder.process(99), .key = builder.key("c"), .value = builder.value(-1)});
  const History history = std::move(builder).build().value();
  const verify::Answer answer = verify::verify(history, certificate_of(history, kSequential, false, line("only", taking_part(history))), 20'000'000);
  EXPECT_EQ(answer.outcome, Outcome::refused);
  EXPECT_EQ(answer.message, "it takes more steps than allowed");
  Budget budget({});
  budget.stop();
  const auto certificate = certificate::make(history, {.model = &kSequential, .answer = Answer::violated}, budget);
  ASSERT_FALSE(certificate);
  EXPECT_EQ(certificate.error(), "the certificate was not ready when the time was over");
}

}  // namespace
}  // namespace clio
