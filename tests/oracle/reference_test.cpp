// The oracle itself: verdicts that were worked out by hand, and enumerations against closed formulas.

#include "tests/oracle/reference_evaluator.hpp"

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>

#include "tests/oracle/enumerate.hpp"
#include "tests/oracle/plan.hpp"
#include "tests/oracle/random_history.hpp"
#include "tests/support/histories.hpp"

namespace clio::oracle {
namespace {

/// A history and the ids of the models that it satisfies, one letter each in table order, as worked out by hand:
/// l s c V C w p R M W F (V causal-convergent, C causal, R M W F the four session guarantees).
struct Known {
  const char* name;
  const char* history;
  const char* satisfied;

  friend std::ostream& operator<<(std::ostream& out, const Known& known) { return out << known.name; }
};

constexpr Known kKnown[] = {
    {"fresh read", "P1: W(x)1\nP2:       R(x)1", "lscVCwpRMWF"},
    {"stale read: allowed as soon as nobody looks at the clock", "P1: W(x)1\nP2:       R(x)-", "-scVCwpRMWF"},
    {"touching intervals may be taken in either order", "P1: W(x)1---\nP2:         R(x)-", "lscVCwpRMWF"},
    {"a value that nobody wrote", "P1: R(x)1", "-----------"},
    {"a value that only a failed write wrote", "P1: W(x)1!\nP2:        R(x)1", "-----------"},
    {"a value that an unknown write wrote", "P1: W(x)1?\nP2:        R(x)1", "lscVCwpRMWF"},
    {"an unknown write may take effect late", "P1: W(x)1?\nP2:        R(x)- R(x)- R(x)1", "lscVCwpRMWF"},
    {"an unknown write takes effect once", "P1: W(x)1?\nP2:        R(x)1 R(x)-", "-------R-WF"},
    {"a process misses its own write", "P1: W(x)1 R(x)-", "--------MWF"},
    {"store buffering", "P1: W(x)1 R(y)-\nP2: W(y)1 R(x)-", "--cVCwpRMWF"},
    {"message passing undone", "P1: W(x)1 W(y)1\nP2:       R(y)1 R(x)-", "--c----RM-F"},
    {"independent reads of independent writes",
     "P1: W(x)1\nP2: W(y)1\nP3:       R(x)1 R(y)-\nP4:       R(y)1 R(x)-", "--cVCwpRMWF"},
    {"an effect without its cause", "P1: W(x)1\nP2:       R(x)1 W(y)1\nP3:                   R(y)1 R(x)-", "--c---pRMW-"},
    {"two orders of concurrent writes", "P1: W(x)1\nP2: W(x)2\nP3:       R(x)1 R(x)2\nP4:       R(x)2 R(x)1", "----CwpRMWF"},
    {"back to the older value", "P1: W(x)1 W(x)2\nP2:             R(x)2 R(x)1", "-------R--F"},
    {"reading one's own future", "P1: R(x)1 W(x)1", "-------RMWF"},
    {"two compare-and-sets from one value", "P1: C(x)->1\nP2: C(x)->2", "---VCwpRMWF"},
};

class HandComputed : public testing::TestWithParam<Known> {};

TEST_P(HandComputed, VerdictsAreFoundByTheReference) {
  const History history = test::history_of(GetParam().history);
  const Reference reference(history);
  std::string satisfied;
  constexpr std::string_view kLetters = "lscVCwpRMWF";
  for (std::size_t m = 0; m < kLetters.size(); ++m) satisfied += reference.satisfies(*catalogue()[m]) ? kLetters[m] : '-';
  EXPECT_EQ(satisfied, GetParam().satisfied) << GetParam().history;
}

INSTANTIATE_TEST_SUITE_P(Oracle, HandComputed, testing::ValuesIn(kKnown));

}  // namespace
}  // namespace clio::oracle
