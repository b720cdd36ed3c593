// Histories that elle-cli has in both notations, where that data stands beside the checkout.
#include <gtest/gtest.h>

#include "adapters/format.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

TEST(PeerEdn, JsonAndEdnOfOneHistoryAreTheSame) {
  if (test::peer_histories().empty()) GTEST_SKIP() << "the recordings are not here";
  for (const std::string name : {"elle/paper-example", "elle/rw-register", "jepsen/counter", "jepsen/set_full"}) {
    const auto edn = load(test::peer_histories() + "/elle-cli/" + name + ".edn");
    const auto json = load(test::peer_histories() + "/elle-cli/" + name + ".json");
    ASSERT_TRUE(edn && json) << name;
    ASSERT_EQ(edn->history.size(), json->history.size()) << name;
    for (std::size_t i = 0; i < edn->history.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      EXPECT_EQ(edn->history.value_at(edn->history.value(op)), json->history.value_at(json->history.value(op))) << name << " " << i;
      EXPECT_EQ(edn->history.call(op), json->history.call(op)) << name << " " << i;
    }
  }
}

}  // namespace
}  // namespace clio
