// The lattice of the rows over transactions against all histories up to a bound: what it claims no history refutes, and what it does not claim some history refutes.

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/oracle/bounds.hpp"
#include "tests/oracle/random_transactions.hpp"
#include "tests/oracle/separations.hpp"
#include "tests/oracle/transaction_separations.hpp"
#include "tests/support/histories.hpp"

namespace clio::oracle {
namespace {

TEST(TransactionLattice, ClaimsWhatHoldsAndSeparatesTheRest) {
  Separations separations(transaction_models());
  std::uint64_t seen = 0;
  const auto see = [&](const Plan& plan) {
    const History history = history_of(plan);
    separations.see(TransactionReference(history));
    ++seen;
    ASSERT_EQ(separations.refuted_claim(), "") << show(plan);
  };
  for (const TransactionBound& bound : separating_bounds()) enumerate(bound, see);
  if (effort() == Effort::full) {
    for (const TransactionBound& bound : transaction_bounds(effort())) enumerate(bound, see);
  }
  for (const Plan& plan : longer_transaction_separations()) see(plan);
  std::cout << seen << " histories\n";
  for (const Pair& pair : pairs_outside_the_lattice(transaction_models())) {
    EXPECT_TRUE(separations.separated(pair)) << "no history separates " << pair.holds->id << " from " << pair.fails->id
                                             << ": the lattice may lack an implication";
  }
}

TEST(TransactionLattice, ClaimsHoldOnRandomHistories) {
  for (const Object object : {Object::register_, Object::list, Object::set, Object::counter}) {
    Separations separations(transaction_models());
    Dice dice(20240607);
    for (std::uint64_t i = random_count(object == Object::register_ ? 2'000 : 500, 50'000); i > 0; --i) {
      const Plan plan = random_transactions(dice, {.object = object});
      const History history = history_of(plan);
      separations.see(TransactionReference(history));
      ASSERT_EQ(separations.refuted_claim(), "") << show(plan);
    }
  }
}

/// Every sample separates what its name says; clio-find-separations writes them.
TEST(TransactionLattice, SampleHistoriesSeparateWhatTheirNamesSay) {
  for (const Pair& pair : pairs_of_transactions()) {
    std::ifstream file(std::string(CLIO_SOURCE_DIR) + "/histories/classics/" + file_name(pair));
    ASSERT_TRUE(file) << file_name(pair);
    std::stringstream text;
    text << file.rdbuf();
    const History history = test::history_of(text.str());
    EXPECT_TRUE(history.transactional()) << file_name(pair);
    const std::vector<bool> holds = TransactionReference(history).satisfied(transaction_models());
    ASSERT_EQ(history.header().expect.size(), holds.size()) << file_name(pair);
    for (std::size_t m = 0; m < holds.size(); ++m) {
      const Model& model = *transaction_models()[m];
      EXPECT_EQ(history.header().expect[m].second, holds[m]) << file_name(pair) << ": " << model.id;
      EXPECT_FALSE((model == *pair.holds && !holds[m]) || (model == *pair.fails && holds[m])) << file_name(pair);
    }
  }
}

}  // namespace
}  // namespace clio::oracle
