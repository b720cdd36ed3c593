// AWDIT's test histories with the strongest level that their origin says holds, where that data stands beside the checkout.
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/format.hpp"
#include "checker/check.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

constexpr std::array kLevels{&kReadCommitted, &kReadAtomic, &kCausalConvergent};  // weakest first
constexpr std::array<std::string_view, 4> kNames{"none", "read-committed", "read-atomic", "causal"};  // of how many of them hold

struct Expected {
  std::string file, strongest;
};

std::vector<Expected> expectations() {
  std::vector<Expected> found;
  std::ifstream table(test::peer_histories() + "/EXPECTED.tsv");
  for (std::string row; std::getline(table, row);) {
    std::istringstream fields(row);
    Expected expected;
    std::string model;
    std::getline(fields, expected.file, '\t') && std::getline(fields, model, '\t') && std::getline(fields, expected.strongest, '\t');
    if (expected.file.starts_with("awdit-test/")) found.push_back(expected);
  }
  return found;
}

TEST(AwditTests, HoldExactlyTheLevelsThatTheirOriginSays) {
  if (test::peer_histories().empty()) GTEST_SKIP() << "the histories are not here";
  const std::vector<Expected> all = expectations();
  EXPECT_EQ(all.size(), 11u);
  for (const auto& [file, strongest] : all) {
    const auto loaded = load(test::peer_histories() + "/" + file);
    ASSERT_TRUE(loaded) << file << ": " << loaded.error().front().message;
    std::size_t held = 0;
    bool broken = false;
    for (const Model* level : kLevels) {
      const Verdict verdict = check(loaded->history, *level);
      ASSERT_NE(verdict.answer, Answer::unknown) << file << " " << level->id << ": " << verdict.reason;
      EXPECT_FALSE(broken && verdict.answer == Answer::satisfied) << file << ": " << level->id << " holds, and a weaker one does not";
      broken = broken || verdict.answer == Answer::violated;
      held += verdict.answer == Answer::satisfied;
    }
    EXPECT_EQ(kNames[held], strongest) << file;
  }
}

}  // namespace
}  // namespace clio
