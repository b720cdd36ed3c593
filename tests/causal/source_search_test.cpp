// The search for sources: what it must not take for granted about unknown operations, and what each path answers.

#include <gtest/gtest.h>

#include "checker/engines/likelihood.hpp"
#include "tests/causal/agreement.hpp"
#include "tests/causal/laid_out.hpp"
#include "tests/oracle/random_history.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

using causal::Events;
using causal::kNoEvent;

TEST(Events, OfSomeOperationsLeaveOutUnknownOnesThatOnlyOthersMakeEffective) {
  // R reads from the last cas, that from the one before, and so on: an unknown one takes effect only as long as the whole chain up to R is there.
  const LaidOut laid(history_of("# initial: 0\nP1: C(x)0>1?\nP2: C(x)1>2?\nP3: C(x)2>3?\nP4:          R(x)3"), kCausalConvergent);
  const Events all(laid.relations, laid.certain.of);
  EXPECT_EQ(all.size(), 4u);
  const Events broken(laid.relations, laid.certain.of, {OpId{0}, OpId{2}, OpId{3}});
  EXPECT_EQ(broken.event_of(OpId{0}), kNoEvent) << "who read it is not there";
  EXPECT_NE(broken.event_of(OpId{2}), kNoEvent);
  EXPECT_EQ(Events(laid.relations, laid.certain.of, {OpId{0}, OpId{1}, OpId{2}}).size(), 0u);
}

TEST(Candidates, OfFailedCasAreAllWritesOfOtherValuesOfTheKeyHoweverManyThereAre) {
  const LaidOut laid(history_of("P1: W(x)1 W(x)2 W(x)3 W(y)4\nP2: C(x)1>9:no C(x)1>9:no C(x)2>9:no R(x)3"));
  const auto closed = [&](std::vector<OpId> operations) { return causal::closed_under_candidates(laid.candidates, std::move(operations)); };
  EXPECT_EQ(closed({OpId{4}}), (std::vector<OpId>{OpId{1}, OpId{2}, OpId{4}}));
  EXPECT_EQ(closed({OpId{4}, OpId{5}, OpId{7}}), (std::vector<OpId>{OpId{1}, OpId{2}, OpId{4}, OpId{5}, OpId{7}}));
  EXPECT_EQ(closed({OpId{4}, OpId{5}, OpId{6}}), (std::vector<OpId>{OpId{0}, OpId{1}, OpId{2}, OpId{4}, OpId{5}, OpId{6}}));
}

TEST(Candidates, AreCountedAndRankedTheSameWayWhetherOneIsAskedForOrAll) {
  oracle::Dice dice(41);
  std::size_t failed_cas = 0;
  for (std::size_t i = 0; i < 4000; ++i) {
    const bool timed = i % 2 == 0;
    const oracle::Plan plan = timed ? oracle::random_plan(dice, {.steps_min = 4, .steps_max = 9})
                                    : random_causal_plan(dice, {.distinct = i % 4 == 1, .cas = 40, .failed_cas = 60, .unknown = 20});
    const LaidOut laid(oracle::history_of(plan), kCausalConvergent);
    if (laid.history.object() != Object::register_) continue;
    const Likelihood likelihood(laid.relations);
    for (std::size_t o = 0; o < laid.history.size(); ++o) {
      const OpId op = id_at<OpId>(o);
      if (!laid.candidates.reads(op)) continue;
      const std::vector<OpId> ranked = laid.candidates.ranked(op, likelihood);
      EXPECT_EQ(laid.candidates.best(op, likelihood), ranked.empty() ? kNoOp : ranked.front()) << o << "\n" << oracle::show(plan);
      EXPECT_EQ(laid.candidates.only(op), ranked.empty() ? kNoOp : ranked.size() == 1 ? ranked.front() : kOpen) << o << "\n" << oracle::show(plan);
      failed_cas += laid.relations.reads_other(op) ? 1 : 0;
    }
  }
  EXPECT_GT(failed_cas, 500u);
}

TEST(SourceSearch, RefutesAnUnknownCasWhoseReadersAreUnknownCasThemselves) {
  const History history = history_of_steps({{.kind = Kind::read, .value = 1},
                                            {.kind = Kind::cas, .status = Status::unknown, .value = 0, .expected = 1},
                                            {.kind = Kind::cas, .status = Status::unknown, .value = 1, .expected = 2},
                                            {.kind = Kind::cas, .value = 1, .expected = 0}});
  for (const Path path : {Path::automatic, Path::complete}) EXPECT_EQ(disagreement(history, kCausalConvergent, path), "");
}

}  // namespace
}  // namespace clio::test
