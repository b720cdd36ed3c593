#include "checker/models/aliases.hpp"

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

TEST(Aliases, AreNamesOfTheRowsThatTheyAreExactly) {
  EXPECT_EQ(model_called("serializable"), &kSerializable) << "ids win over Elle's use of the word";
  EXPECT_EQ(model_called("strong-session-serializable"), &kSerializable);
  EXPECT_EQ(model_called("strong-session-snapshot-isolation"), &kSnapshotIsolation);
  EXPECT_EQ(model_called("strong-serializable"), &kStrictSerializable);
  EXPECT_EQ(model_called("PL-3"), &kAdyaSerializable);
  EXPECT_EQ(model_called("pl-2.99"), &kAdyaSerializable);
  EXPECT_EQ(model_called("PL-SI"), &kAdyaSnapshotIsolation);
  EXPECT_EQ(model_called("PL-2"), &kAdyaReadCommitted);
  EXPECT_EQ(model_called("Serializable"), nullptr);
  EXPECT_EQ(model_called(""), nullptr);
}

TEST(Aliases, AreNoOtherNamesIdsAndEachIsThereOnce) {
  std::set<std::string_view> names;
  for (const Alias& alias : aliases()) {
    EXPECT_TRUE(names.insert(alias.name).second) << alias.name;
    EXPECT_EQ(model_named(alias.name), nullptr) << alias.name;
    EXPECT_TRUE(nearest_models(alias.name).empty()) << alias.name;
  }
  for (const NoRow& row : models_without_row()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(model_called(row.name), nullptr) << row.name;
    EXPECT_TRUE(row.weaker == nullptr || implies(*row.stronger, *row.weaker)) << row.name;
  }
}

TEST(Aliases, OfWhatIsNoRowTheNearestAreNamed) {
  EXPECT_EQ(nearest_models("PL-2+"),
            "\"PL-2+\" is no row of the table (no cycle with a single anti-dependency); the nearest: adya-snapshot-isolation, which is at least as strong, and "
            "adya-read-committed, which is weaker");
  EXPECT_NE(nearest_models("pl-1").find("adya-read-committed, which is at least as strong"), std::string::npos);
  EXPECT_TRUE(nearest_models("eventual").empty());
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
