// The lattice against all histories up to a bound: what it claims no history refutes, and what it does not claim some history refutes.

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/oracle/bounds.hpp"
#include "tests/oracle/random_history.hpp"
#include "tests/oracle/separations.hpp"
#include "tests/support/histories.hpp"

namespace clio::oracle {
namespace {

/// Sees every history of a bound; a refuted claim is shown with its history.
void see_all(Separations& separations, const Bound& bound) {
  std::uint64_t refuted = 0;
  const std::uint64_t visited = enumerate(bound, [&](const Plan& plan) {
    const History history = history_of(plan);
    separations.see(Reference(history));
    if (!separations.refuted_claim().empty() && ++refuted == 1) ADD_FAILURE() << separations.refuted_claim() << ":\n" << show(plan);
  });
  std::cout << visited << " histories: " << bound.name << '\n';
}

std::vector<Bound> searched() {
  std::vector<Bound> bounds;
  for (std::size_t steps = 1; steps <= (effort() == Effort::full ? 7u : 5u); ++steps) bounds.push_back(plain_bound(steps));
  for (Bound& bound : register_bounds(effort())) {
    if (bound.steps <= (effort() == Effort::full ? 4u : 3u)) bounds.push_back(std::move(bound));
  }
  return bounds;
}

TEST(Lattice, ClaimsWhatHoldsAndSeparatesTheRest) {
  Separations separations;
  for (const Bound& bound : searched()) see_all(separations, bound);
  for (const Plan& plan : longer_separations()) {
    const History history = history_of(plan);
    separations.see(Reference(history));
    EXPECT_EQ(separations.refuted_claim(), "") << show(plan);
  }
  for (const Plan& plan : longer_separations()) separations.see(Reference(history_of(drawn(plan))));
  for (const Pair& pair : pairs_outside_the_lattice()) {
    EXPECT_TRUE(separations.separated(pair)) << "no history separates " << pair.holds->id << " from " << pair.fails->id
                                             << ": the lattice may lack an implication";
  }
}

TEST(Lattice, ClaimsHoldOnRandomHistories) {
  Separations separations;
  Dice dice(20240607);
  for (std::uint64_t i = random_count(3'000, 100'000); i > 0; --i) {
    const Plan plan = random_plan(dice, {});
    const History history = history_of(plan);
    separations.see(Reference(history));
    ASSERT_EQ(separations.refuted_claim(), "") << show(plan);
  }
}

/// Every sample that is there must separate what its name says; clio-find-separations writes them.
TEST(Lattice, SampleHistoriesSeparateWhatTheirNamesSay) {
  std::size_t found = 0;
  for (const Pair& pair : pairs_outside_the_lattice()) {
    std::ifstream file(std::string(CLIO_SOURCE_DIR) + "/histories/classics/" + file_name(pair));
    if (!file) continue;
    ++found;
    std::stringstream text;
    text << file.rdbuf();
    const History history = test::history_of(text.str());
    const Reference reference(history);
    EXPECT_TRUE(reference.applies(*pair.holds) && reference.satisfies(*pair.holds)) << file_name(pair);
    EXPECT_TRUE(reference.applies(*pair.fails) && !reference.satisfies(*pair.fails)) << file_name(pair);
    EXPECT_EQ(history.header().expect.size(), operation_models().size()) << file_name(pair);
    for (const auto& [id, holds] : history.header().expect) EXPECT_EQ(reference.satisfies(*model_named(id)), holds) << file_name(pair) << ": " << id;
  }
  EXPECT_TRUE(found == 0 || found == pairs_outside_the_lattice().size()) << found << " files";
}

}  // namespace
}  // namespace clio::oracle
