// The lecture's scenarios come out as they say, each by one command.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "src/cli/program.hpp"

namespace clio {
namespace {

std::vector<std::string> scenario_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(CLIO_SOURCE_DIR "/histories/lecture/scenarios")) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().stem().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class LectureScenarios : public testing::TestWithParam<std::string> {};

TEST_P(LectureScenarios, ComeOutAsExpected) {
  std::ostringstream out, err;
  Console console{.out = out, .err = err};
  const std::vector<std::string> arguments{"record", "--scenario", CLIO_SOURCE_DIR "/histories/lecture/scenarios/" + GetParam() + ".json"};
  EXPECT_EQ(run_program(arguments, console), 0) << out.str() << err.str();
  EXPECT_NE(out.str().find("as expected"), std::string::npos) << out.str();
  EXPECT_EQ(err.str(), "");
}

INSTANTIATE_TEST_SUITE_P(Files, LectureScenarios, testing::ValuesIn(scenario_files()), [](const auto& tested) { return tested.param; });

TEST(LectureScenarios, AreAllThere) { EXPECT_GE(scenario_files().size(), 19u); }

}  // namespace
}  // namespace clio
