#include "checker/models/catalogue.hpp"

#include <gtest/gtest.h>

#include <set>

namespace clio {
namespace {

TEST(Catalogue, NamesEveryModelOnceAndFindsItByName) {
  std::set<std::string_view> ids;
  for (const Model* model : catalogue()) {
    EXPECT_TRUE(ids.insert(model->id).second) << model->id;
    EXPECT_EQ(model_named(model->id), model);
    EXPECT_FALSE(model->cite.empty());
    EXPECT_FALSE(model->meaning.empty());
  }
  EXPECT_EQ(ids.size(), 20u);
  EXPECT_EQ(operation_models().size(), 11u);
  EXPECT_EQ(transaction_models().size(), 14u);
  EXPECT_EQ(model_named("eventual"), nullptr);
}

TEST(Implications, AreReflexiveAndTransitive) {
  EXPECT_TRUE(implies(kCausal, kCausal));
  EXPECT_TRUE(implies(kLinearizable, kWritesFollowReads));
  EXPECT_TRUE(implies(kCausalConvergent, kReadYourWrites));
  EXPECT_TRUE(implies(kCache, kReadYourWrites));
  EXPECT_FALSE(implies(kCache, kMonotonicReads));
  EXPECT_FALSE(implies(kCausal, kCausalConvergent));
  EXPECT_FALSE(implies(kPram, kWritesFollowReads));
}

TEST(Implications, OfLinearizableAreUsedOnlyWhereProcessesLeaveGaps) {
  EXPECT_TRUE(implies(kLinearizable, kSequential, true));
  EXPECT_FALSE(implies(kLinearizable, kSequential, false));
  EXPECT_FALSE(implies(kLinearizable, kPram, false));
  EXPECT_TRUE(implies(kSequential, kPram, false));
}

TEST(Implications, NeverRunInACircle) {
  for (const Model* a : catalogue()) {
    for (const Model* b : catalogue()) {
      const bool circle = a != b && implies(*a, *b) && implies(*b, *a);
      EXPECT_FALSE(circle) << a->id << " and " << b->id;
    }
  }
}

}  // namespace
}  // namespace clio
