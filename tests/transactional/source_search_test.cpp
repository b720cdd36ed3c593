// Repeated values: the search for sources over transactions, around the theories of this folder.

#include <gtest/gtest.h>

#include "checker/engines/engine.hpp"
#include "checker/engines/transactional/source_search.hpp"
#include "tests/transactional/naive.hpp"
#include "tests/transactional/small_history.hpp"

namespace clio::test {
namespace {

using namespace transactional;
using transactional::kNoNode;

/// Asserts that an order, and sources by operation where there are any, show that the row holds.
void expect_proof(const Accesses& accesses, const Model& model, const Finding& finding, std::uint64_t seed) {
  if (model.agreed_by != Agreement::everyone) return;
  std::vector<OpId> sources;
  for (std::size_t read = 0; read < accesses.read_count(); ++read) {
    const ExternalRead& external = accesses.external_read(read);
    sources.push_back(external.source);
    if (external.source != kOpen) continue;
    if (finding.sources.empty()) return;  // of sets
    const OpId chosen = finding.sources[index(external.op)];
    const std::vector<OpId> candidates = accesses.candidates(external);
    ASSERT_TRUE(chosen == kNoOp ? accesses.may_read_initial(external) : std::find(candidates.begin(), candidates.end(), chosen) != candidates.end()) << model.id << ", seed " << seed;
    sources.back() = chosen == kNoOp ? kInitialValue : chosen;
  }
  const Transactions transactions(accesses, sources);
  ASSERT_TRUE(naively_satisfied(transactions, model)) << model.id << ", seed " << seed;
  ASSERT_EQ(finding.witness.size(), transactions.size()) << model.id << ", seed " << seed;
  for (Node node = 0; node < transactions.size(); ++node) {
    ASSERT_NE(std::find(finding.witness.begin(), finding.witness.end(), transactions.op(node)), finding.witness.end()) << model.id << ", seed " << seed;
  }
}

std::string shown(const History& history) {
  std::string text;
  for (std::size_t t = 0; t < history.transaction_count(); ++t) {
    const OpId first = history.first_of(id_at<TxnId>(t));
    text += history.process_name(history.process(first)).to_json() + " " + std::string(name_of(history.status(first))) + ":";
    for (std::size_t i = 0; i < history.length_of(id_at<TxnId>(t)); ++i) {
      const OpId op = id_at<OpId>(index(first) + i);
      text += " " + std::string(name_of(history.kind(op))) + "(" + history.key_name(history.key(op)).to_json() + ")" + history.value_at(history.value(op)).to_json();
    }
    text += "\n";
  }
  return text;
}

struct Outcomes {
  int satisfied = 0, violated = 0;
};

void expect_agreement(const History& history, Path path, std::uint64_t seed, Outcomes& outcomes) {
  const BaseRelations relations(history);
  const Accesses accesses(relations);
  if (!accesses.undecidable().empty() || choice_count(accesses) > 500) return;
  TransactionalEngine engine(relations);
  for (const Model* model : polynomial_rows()) {
    Budget budget(Limits{});
    const Finding finding = engine.decide(*model, budget, path);
    ASSERT_NE(finding.answer, Answer::unknown) << finding.reason;
    const bool expected = naively_satisfied(accesses, *model);
    ASSERT_EQ(finding.answer == Answer::satisfied, expected) << model->id << ", seed " << seed;
    ++(expected ? outcomes.satisfied : outcomes.violated);
    if (expected) {
      expect_proof(accesses, *model, finding, seed);
    } else {
      ASSERT_EQ(accesses.closed(finding.core), finding.core) << model->id << ", seed " << seed;
      const History part = part_of(history, finding.core);
      const BaseRelations part_relations(part);
      ASSERT_FALSE(naively_satisfied(Accesses(part_relations), *model)) << model->id << ", seed " << seed << ": the core satisfies the row\n" << shown(history) << "core:\n" << shown(part);
    }
    if (testing::Test::HasFatalFailure()) return;
  }
}

void expect_agreement(const RandomShape& shape, Path path, std::uint64_t seeds) {
  Outcomes outcomes;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    oracle::Dice dice(seed);
    expect_agreement(random_transactions(dice, shape), path, seed, outcomes);
    if (testing::Test::HasFatalFailure()) return;
  }
  EXPECT_GT(outcomes.satisfied, static_cast<int>(seeds) / 4);
  EXPECT_GT(outcomes.violated, static_cast<int>(seeds) / 4);
}

TEST(SourceSearch, AgreesWithAllChoicesOnRepeatedValues) { expect_agreement({.values = 2}, Path::automatic, 3000); }
TEST(SourceSearch, AgreesWithAllChoicesOnTransactionsThatReadOften) { expect_agreement({.transactions_max = 5, .operations_max = 5, .values = 2, .unknown_percent = 20}, Path::automatic, 2000); }
TEST(SourceSearch, AgreesWithAllChoicesOnSets) { expect_agreement({.object = Object::set, .keys = 1, .unknown_percent = 20}, Path::automatic, 2000); }
TEST(SourceSearch, AgreesWhereEverySourceIsAChoice) { expect_agreement({}, Path::complete, 2000); }
TEST(SourceSearch, AgreesOnListsWhereEverySourceIsAChoice) { expect_agreement({.object = Object::list, .unknown_percent = 20}, Path::complete, 2000); }
TEST(SourceSearch, IsNotNeededWhereValuesAreDistinct) { expect_agreement({.unknown_percent = 30}, Path::automatic, 2000); }

TEST(SourceSearch, ChoosesAnotherSourceThanTheLikeliest) {
  // The later write of 1 is the likelier source of C's second read, but only the earlier one lets C read 2 before.
  const History history = small_history("A: [wx1 wy1] B: [rx1 wx2] C: [rx2] [ry1 rx1]");
  const BaseRelations relations(history);
  TransactionalEngine engine(relations);
  Budget budget(Limits{});
  EXPECT_EQ(engine.decide(kCausalConvergent, budget).answer, Answer::violated);
  const History another = small_history("A: [wx1 wy1] B: [rx1 wx2] D: [wx1] C: [rx2] [ry1 rx1]");
  const BaseRelations more(another);
  TransactionalEngine other(more);
  const Finding finding = other.decide(kCausalConvergent, budget);
  ASSERT_EQ(finding.answer, Answer::satisfied);
  EXPECT_EQ(finding.sources.back(), OpId{4}) << "D's write";
}

TEST(SourceSearch, IsLeftOutOnTheFastPathWhichThenKnowsNothing) {
  const History history = small_history("A: [wx1] B: [wx1] C: [rx1]");
  const BaseRelations relations(history);
  TransactionalEngine engine(relations);
  Budget budget(Limits{});
  EXPECT_EQ(engine.decide(kReadAtomic, budget, Path::fast).answer, Answer::unknown);
  EXPECT_EQ(engine.decide(kReadAtomic, budget, Path::automatic).answer, Answer::satisfied);
}

TEST(SourceSearch, RefutesOnTheFastPathWhatTheCertainReadsRefute) {
  const History history = small_history("A: [wx1 wy5] B: [wx1] C: [rx1] [ry5 ry0]");
  const BaseRelations relations(history);
  TransactionalEngine engine(relations);
  Budget budget(Limits{});
  EXPECT_EQ(engine.decide(kReadAtomic, budget, Path::fast).answer, Answer::violated);
}

}  // namespace
}  // namespace clio::test
