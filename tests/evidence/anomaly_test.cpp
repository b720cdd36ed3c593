// The names of cycles, each also with other keys, other processes and other values than the ones it is usually drawn with.

#include <gtest/gtest.h>

#include "tests/evidence/brute.hpp"
#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

struct Named {
  Anomaly anomaly;
  const Model* model;
  const char* history;

  friend std::ostream& operator<<(std::ostream& out, const Named& named) { return out << name_of(named.anomaly) << " of\n" << named.history; }
};

const Named kNamed[] = {
    {Anomaly::store_buffering, &kSequential, "P1: W(x)1 R(y)-\nP2: W(y)1 R(x)-"},
    {Anomaly::store_buffering, &kSequential, "P1: W(b)7 R(a)-\nP2: W(a)9 R(b)-"},
    {Anomaly::store_buffering, &kSequential, "P1: W(x)1 R(y)-\nP2: W(y)1 R(z)-\nP3: W(z)1 R(x)-"},
    {Anomaly::store_buffering, &kSequential, "P0: W(x)0 W(y)0\nP1:             R(y)0 W(x)1 R(y)0\nP2:             R(y)0 W(y)1 R(x)0"},
    {Anomaly::long_fork, &kSequential, "P1: W(x)1\nP2: W(y)1\nP3:       R(x)1 R(y)-\nP4:       R(y)1 R(x)-"},
    {Anomaly::long_fork, &kSequential, "P4: W(b)5\nP3: W(a)6\nP2:       R(a)6 R(b)-\nP1:       R(b)5 R(a)-"},
    {Anomaly::divergence, &kCache, "P1: W(x)1 R(x)2\nP2: W(x)2 R(x)1"},
    {Anomaly::divergence, &kCausalConvergent, "P1: W(x)1\nP2: W(x)2\nP3:       R(x)1 R(x)2\nP4:       R(x)2 R(x)1"},
    {Anomaly::divergence, &kSequential, "P1: W(x)1 W(y)2\nP2: W(y)1 W(x)2\nP3:             R(x)2 R(x)1\nP4:             R(y)2 R(y)1"},
    {Anomaly::divergence, &kCausalConvergent, "P1: W(x)1 W(y)2\nP2: W(y)1 W(x)2\nP3:             R(x)2 R(x)1\nP4:             R(y)2 R(y)1"},
    {Anomaly::divergence, &kSequential, "P1: W(a)1 W(b)2\nP2: W(b)1 W(c)2\nP3: W(c)1 W(a)2\nP4:             R(a)2 R(a)1\nP5:             R(b)2 R(b)1\nP6:             R(c)2 R(c)1"},
    {Anomaly::causality_violation, &kWeakCausal, "P1: W(x)1\nP2:       R(x)1 W(y)1\nP3:                   R(y)1 R(x)-"},
    {Anomaly::monotonic_writes_violation, &kPram, "P1: W(x)1 W(y)1\nP2:             R(y)1 R(x)-"},
    {Anomaly::monotonic_writes_violation, &kMonotonicWrites, "P1: W(x)1 W(y)1\nP2:             R(y)1 R(x)-"},
    {Anomaly::writes_follow_reads_violation, &kWritesFollowReads, "P1: W(x)1\nP2:       R(x)1 W(y)1\nP3:                   R(y)1 R(x)-"},
    {Anomaly::read_your_writes_violation, &kReadYourWrites, "P1: W(x)1 R(x)-"},
    {Anomaly::read_your_writes_violation, &kSequential, "P1: W(x)1 R(x)-"},
    {Anomaly::non_monotonic_read, &kMonotonicReads, "P1: W(x)1\nP2:       R(x)1 R(x)-"},
    {Anomaly::non_monotonic_read, &kCache, "P1: W(x)1 W(x)2\nP2:             R(x)2 R(x)1"},
    {Anomaly::future_read, &kSequential, "P1: R(x)1 W(x)1"},
    {Anomaly::future_read, &kLinearizable, "P1: R(x)1\nP2:       W(x)1"},
    {Anomaly::circular_causality, &kWeakCausal, "P1: R(x)1 W(y)1\nP2: R(y)1 W(x)1"},
    {Anomaly::stale_read, &kLinearizable, "P1: W(x)1\nP2:       R(x)-"},
    {Anomaly::lost_update, &kSequential, "P1: C(x)null>1\nP2: C(x)null>2"},
    {Anomaly::thin_air_read, &kWeakCausal, "P1: R(x)1"},
    {Anomaly::aborted_read, &kWeakCausal, "P1: W(x)1!\nP2:        R(x)1"},
    {Anomaly::double_success, &kCache, "# object: queue\nP1: E(q)1\nP2: Q(q)1\nP3: Q(q)1"},
    {Anomaly::double_success, &kCache, "# object: mutex\nP1: L(m)\nP2: L(m)"},
    {Anomaly::double_success, &kCache, "# object: mutex\nP1: L(m) L(m)"},
    {Anomaly::order_violation, &kCache, "# object: mutex\nP1: L(m) F(m) F(m)"},
    {Anomaly::duplicate_elements, &kCache, "# object: list\nP1: A(l)1\nP2: R(l)[1,1]"},
    {Anomaly::duplicate_elements, &kCache, "# object: set\nP1: A(s)1\nP2: R(s)[1,1]"},
    {Anomaly::divergence, &kCache, "# object: list\nP1: A(l)1\nP2: A(l)2\nP3: R(l)[1,2]\nP4: R(l)[2]"},
    {Anomaly::divergence, &kCache, "# object: counter\nP1: A(c)1\nP2: A(c)2\nP3: R(c)1\nP4: R(c)2"},
    {Anomaly::non_monotonic_read, &kCache, "# object: counter\nP1: A(c)1\nP2: A(c)2\nP3: R(c)3 R(c)2"},
};

TEST(Anomalies, HaveTheirUsualNamesWhateverTheKeysAndProcesses) {
  for (const Named& named : kNamed) {
    const Counterexample found = explained(history_of(named.history), *named.model);
    EXPECT_EQ(name_of(found.anomaly), name_of(named.anomaly)) << named << "\n" << found.explanation;
    EXPECT_EQ(found.degraded, "") << named;
  }
}

}  // namespace
}  // namespace clio::test
