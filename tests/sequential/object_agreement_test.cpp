// Objects other than registers against a search over all orders.

#include <gtest/gtest.h>

#include <algorithm>

#include "brute_force.hpp"
#include "checker/engines/engine.hpp"
#include "random_histories.hpp"

namespace clio::test {
namespace {

class ObjectAgreement : public testing::TestWithParam<Object> {};

TEST_P(ObjectAgreement, SequentialAndCacheAnswerAsTheSearchOverAllOrdersDoes) {
  int satisfied = 0, violated = 0;
  for (std::uint64_t seed = 0; seed < 3000 && !HasFailure(); ++seed) {
    const Shape shape{.operations = 4 + seed % 4, .processes = 3, .keys = 1 + seed % 2, .values = 2, .unknown_one_in = seed % 3 == 0 ? 3u : 0u, .fail_one_in = 9};
    const History history = random_object_history(GetParam(), shape, seed);
    const BaseRelations relations(history);
    Budget budget{Limits{}};
    const Finding sequential = decide_sequential(relations, budget);
    const bool truth = explained_by_some_order(history);
    ++(truth ? satisfied : violated);
    EXPECT_EQ(sequential.answer, truth ? Answer::satisfied : Answer::violated) << "seed " << seed << "\n" << show(history);
    if (truth && sequential.answer == Answer::satisfied) {
      EXPECT_EQ(replay(history, sequential.witness), "") << "seed " << seed << "\n" << show(history);
    } else if (!truth) {
      EXPECT_FALSE(explained_by_some_order(sub_history(history, sequential.core).history)) << "seed " << seed << "\n" << show(history);
    }
    Budget other{Limits{.jobs = 2}};
    const Finding cache = decide_cache(relations, other);
    EXPECT_EQ(cache.answer, every_key_explained(history) ? Answer::satisfied : Answer::violated) << "seed " << seed << "\n" << show(history);
    if (cache.answer == Answer::violated) {
      EXPECT_FALSE(every_key_explained(sub_history(history, cache.core).history)) << "seed " << seed;
    }
  }
  EXPECT_GT(satisfied, 0);
  EXPECT_GT(violated, 0);
}

TEST_P(ObjectAgreement, HoweverLittleMemoryThereIsNothingSatisfiedIsCalledViolated) {
  int spent = 0, satisfied = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const History history = random_object_history(GetParam(), {.operations = 5 + seed % 3, .processes = 3, .keys = 1 + seed % 2, .values = 2, .unknown_one_in = 4}, seed);
    const BaseRelations relations(history);
    Budget plenty{Limits{}};
    const Answer truth = decide_sequential(relations, plenty).answer;
    satisfied += truth == Answer::satisfied ? 1 : 0;
    for (const std::size_t bytes : {std::size_t{1}, std::size_t{20'000}, std::size_t{300'000}}) {
      Budget little(Limits{.memory_bytes = bytes});
      const Finding finding = decide_sequential(relations, little);
      spent += finding.answer == Answer::unknown ? 1 : 0;
      EXPECT_TRUE(finding.answer == truth || finding.answer == Answer::unknown) << "seed " << seed << ", " << bytes << " bytes\n" << show(history);
    }
  }
  EXPECT_GT(spent, 0);
  EXPECT_GT(satisfied, 0);
}

INSTANTIATE_TEST_SUITE_P(Objects, ObjectAgreement,
                         testing::Values(Object::counter, Object::set, Object::queue, Object::stack, Object::list, Object::mutex, Object::text),
                         [](const testing::TestParamInfo<Object>& object) { return std::string(name_of(object.param)); });

}  // namespace
}  // namespace clio::test
