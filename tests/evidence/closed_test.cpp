// What has to stay for a violation by some operations to be one of all: rule by rule. (On random histories: counterexample_test.cpp.)

#include "checker/validate/closed.hpp"

#include <gtest/gtest.h>

#include "tests/support/histories.hpp"

namespace clio::test {
namespace {

struct Rule {
  const char* name;
  const Model* model;
  const char* history;
  std::vector<std::uint32_t> stay;
  const char* missing;  // the message; empty: closed

  friend std::ostream& operator<<(std::ostream& out, const Rule& rule) { return out << rule.name; }
};

const Rule kRules[] = {
    // Registers.
    {"readings may always go", &kSequential, "P1: W(x)1 R(x)1", {0}, ""},
    {"a write that nobody read may go", &kSequential, "P1: W(x)1 W(x)2 R(x)2", {1, 2}, ""},
    {"a source stays", &kSequential, "P1: W(x)1 R(x)1", {1}, "operation 0 is left out, but operation 1 may depend on it"},
    {"every possible source stays", &kSequential, "P1: W(x)1 W(x)1 R(x)1", {1, 2}, "operation 0 is left out, but operation 2 may depend on it"},
    {"a delete is a source of null", &kSequential, "P1: W(x)1 D(x) R(x)-", {0, 2}, "operation 1 is left out, but operation 2 may depend on it"},
    {"a write of another key is none", &kSequential, "P1: W(y)1 W(x)1 R(x)1", {1, 2}, ""},
    {"a failed write is none", &kSequential, "P1: W(x)1! W(x)1 R(x)1", {1, 2}, ""},
    {"a failed compare-and-set needs all other values", &kSequential, "P1: W(x)1 W(x)2 C(x)2>3:no", {1, 2},
     "operation 0 is left out, but operation 2 may depend on it"},
    {"but not the value that it did not find", &kSequential, "P1: W(x)1 W(x)2 C(x)2>3:no", {0, 2}, ""},
    {"an unknown compare-and-set reads where everyone agrees", &kSequential, "P1: W(x)1\nP2: C(x)1>2?", {1},
     "operation 0 is left out, but operation 1 may depend on it"},
    {"and nowhere else", &kCausal, "P1: W(x)1\nP2: C(x)1>2?", {1}, ""},
    // Registers in real time.
    {"a write called after the reading had returned may go", &kLinearizable, "P1: W(x)1       W(x)1\nP2:       R(x)1", {0, 2}, ""},
    {"not where real time does not count", &kSequential, "P1: W(x)1       W(x)1\nP2:       R(x)1", {0, 2},
     "operation 1 is left out, but operation 2 may depend on it"},
    {"an overwritten write may go", &kLinearizable, "P1: W(x)1 W(x)2 W(x)1\nP2:                   R(x)1", {1, 2, 3}, ""},
    {"not one that is perhaps overwritten", &kLinearizable, "P1: W(x)1\nP2: W(x)2------\nP3: W(x)1------\nP4:             R(x)1", {1, 2, 3},
     "operation 0 is left out, but operation 3 may depend on it"},
    {"nor one whose overwrite may still be going on", &kLinearizable, "P1: W(x)1\nP2:       W(x)2------------\nP3:       W(x)1------------\nP4:             R(x)1", {1, 2, 3},
     "operation 0 is left out, but operation 3 may depend on it"},
    {"where every write of the value is impossible, one stays", &kLinearizable, "P1: W(x)1 W(x)2\nP2:             R(x)1", {1, 2},
     "operation 0 is left out, but operation 2 may depend on it"},
    {"any one", &kLinearizable, "P1: W(x)1 W(x)1 W(x)2\nP2:                   R(x)1", {0, 2, 3}, ""},
    // Counters, sets.
    {"an addition stays with every reading", &kCache, "# object: counter\nP1: A(c)1\nP2: A(c)2\nP3: R(c)1", {0, 2},
     "operation 1 is left out, but operation 2 may depend on it"},
    {"unless that comes before it", &kLinearizable, "# object: counter\nP1: A(c)1\nP2:             A(c)2\nP3:       R(c)1", {0, 2}, ""},
    {"an add stays with who found the value", &kCache, "# object: set\nP1: A(s)1\nP2: H(s)1", {1}, "operation 0 is left out, but operation 1 may depend on it"},
    {"not with who missed it", &kCache, "# object: set\nP1: A(s)1\nP2: H(s)1:no", {1}, ""},
    {"a remove stays with who missed the value", &kCache, "# object: set\nP1: A(s)1 X(s)1\nP2: H(s)1:no", {0, 2},
     "operation 1 is left out, but operation 2 may depend on it"},
    {"unless no add stays", &kCache, "# object: set\nP1: A(s)1 X(s)1\nP2: H(s)1:no", {2}, ""},
    {"a reader of everything found what it read", &kCache, "# object: set\nP1: A(s)1 A(s)2\nP2: R(s)[1]", {0, 2}, ""},
    // Queues, stacks, lists.
    {"all operations with one value go together", &kCache, "# object: queue\nP1: E(q)1 E(q)2 Q(q)1\nP2: Q(q)2", {1, 3}, ""},
    {"not one of them alone", &kCache, "# object: queue\nP1: E(q)1 E(q)2 Q(q)1\nP2: Q(q)2 Q(q)1", {0, 1, 3, 4},
     "operation 2 is left out, but operation 3 may depend on it"},
    {"who found a value needs one that put it there, if there is one", &kCache, "# object: stack\nP1: U(s)1 O(s)1", {1},
     "operation 0 is left out, but operation 1 may depend on it"},
    {"an unknown dequeue may have taken anything", &kCache, "# object: queue\nP1: E(q)1\nP2: Q(q)?\nP3: Q(q)1", {0, 2},
     "operation 1 is left out, but operation 2 may depend on it"},
    {"a dequeue that found nothing may go", &kCache, "# object: queue\nP1: E(q)1 Q(q)1\nP2: Q(q)null", {0, 1}, ""},
    {"an append stays with who read it", &kCache, "# object: list\nP1: A(l)1\nP2: R(l)[1]", {1}, "operation 0 is left out, but operation 1 may depend on it"},
    {"not with the others", &kCache, "# object: list\nP1: A(l)1\nP2: R(l)[]", {1}, ""},
    // Mutexes.
    {"an acquire goes with its release", &kCache, "# object: mutex\nP1: L(m) F(m)\nP2: L(m) L(m)", {2, 3}, ""},
    {"not alone", &kCache, "# object: mutex\nP1: L(m) F(m)\nP2: L(m) L(m)", {1, 2, 3}, "operation 0 is left out, but operation 1 may depend on it"},
    {"nor the release", &kCache, "# object: mutex\nP1: L(m) F(m)\nP2: L(m) L(m)", {0, 2, 3}, "operation 1 is left out, but operation 2 may depend on it"},
    {"an unknown release only with all of its process", &kCache, "# object: mutex\nP1: L(m) F(m)?\nP2: L(m) L(m)", {0, 2, 3},
     "operation 1 is left out, but operation 2 may depend on it"},
    {"another key is another object", &kSequential, "# object: mutex\nP1: L(m) F(m) L(n) L(n)", {2, 3}, ""},
};

TEST(Closed, IsWhatCanStandAlone) {
  for (const Rule& rule : kRules) {
    std::vector<OpId> stay;
    for (const std::uint32_t op : rule.stay) stay.push_back(OpId{op});
    EXPECT_EQ(validate::not_closed(history_of(rule.history), *rule.model, stay), rule.missing) << rule;
  }
}

}  // namespace
}  // namespace clio::test
