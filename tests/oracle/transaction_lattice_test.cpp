// The lattice of the rows over transactions against all histories up to a bound: what it claims no history refutes, and what it does not claim some history refutes.

#include <gtest/gtest.h>

#include <iostream>

#include "tests/oracle/bounds.hpp"
#include "tests/oracle/random_transactions.hpp"
#include "tests/oracle/separations.hpp"
#include "tests/oracle/transaction_separations.hpp"

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

}  // namespace
}  // namespace clio::oracle
