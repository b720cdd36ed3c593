// Orders key by key merged into one: a witness of linearizable becomes one of sequential, where no operations of one process touch.

#include "checker/engines/merged_order.hpp"

#include <gtest/gtest.h>

#include "checker/check.hpp"
#include "checker/relations/base_relations.hpp"
#include "checker/validate/validate.hpp"
#include "tests/linearizable/random_histories.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

TEST(MergedOrder, KeepsRealTimeAcrossKeysAndTheOrderOfEachKey) {
  const History history = test::history_of("P1: W(x)1-------- R(y)2\nP2:    W(y)2\nP3:          R(x)-\n");
  const std::vector<OpId> key_by_key{OpId{3}, OpId{0}, OpId{2}, OpId{1}};  // x: the read of nothing before the write that overlaps it
  EXPECT_EQ(merged_order(history, key_by_key), (std::vector<OpId>{OpId{2}, OpId{3}, OpId{0}, OpId{1}}));
  EXPECT_EQ(validate_witness(history, kSequential, merged_order(history, key_by_key)), "");
}

TEST(MergedOrder, IsAWitnessOfSequentialForWhateverIsLinearizable) {
  std::size_t linearizable = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const History history = test::random_history({.keys = 3, .time_max = 40, .cas = 20, .unknown = 10, .failed = 5}, seed);
    if (!BaseRelations(history).gaps()) continue;
    const Verdict verdict = check(history, kLinearizable, {.explain = false});
    if (verdict.answer != Answer::satisfied || verdict.witness.empty()) continue;
    ++linearizable;
    EXPECT_EQ(validate_witness(history, kSequential, merged_order(history, verdict.witness)), "") << "seed " << seed;
  }
  EXPECT_GT(linearizable, 100u);
}

TEST(MergedOrder, GivesSequentialAWitnessThatItOnlyInfersFromLinearizable) {
  const History history = test::history_of("P1: W(x)1 W(y)2\nP2:             R(y)2 R(x)1\n");
  const std::vector<const Model*> models{&kLinearizable, &kSequential};
  EXPECT_TRUE(check(history, models)[1].witness.empty());
  const std::vector<Verdict> verdicts = check(history, models, {.witness = true});
  EXPECT_EQ(verdicts[1].engine, "linearizable holds");
  EXPECT_EQ(verdicts[1].witness, (std::vector<OpId>{OpId{0}, OpId{1}, OpId{2}, OpId{3}}));
}

}  // namespace
}  // namespace clio
