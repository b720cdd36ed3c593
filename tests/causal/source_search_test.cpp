// The search for sources: what it must not take for granted about unknown operations, and what each path answers.

#include <gtest/gtest.h>

#include "tests/causal/agreement.hpp"
#include "tests/causal/laid_out.hpp"
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

TEST(SourceSearch, RefutesAnUnknownCasWhoseReadersAreUnknownCasThemselves) {
  const History history = history_of_steps({{.kind = Kind::read, .value = 1},
                                            {.kind = Kind::cas, .status = Status::unknown, .value = 0, .expected = 1},
                                            {.kind = Kind::cas, .status = Status::unknown, .value = 1, .expected = 2},
                                            {.kind = Kind::cas, .value = 1, .expected = 0}});
  for (const Path path : {Path::automatic, Path::complete}) EXPECT_EQ(disagreement(history, kCausalConvergent, path), "");
}

}  // namespace
}  // namespace clio::test
