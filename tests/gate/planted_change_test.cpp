// A team changes a protocol so that the primary answers once half of the backups hold a write (a patch of the protocol's source, see
// CMakeLists.txt). The gate runs at both commits over the same seeds, and names the weakening.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>

#include "tests/gate/files.hpp"

namespace clio::gate {
namespace {

namespace fs = std::filesystem;

const char* const kConfiguration = R"({
  "clio_gate": 1,
  "name": "our store",
  "seeds": {"from": 1, "count": 60},
  "keep": {"failing": 1, "sampled": 0},
  "workloads": {"mixed": {"ops": 120, "clients": 4, "keys": 2}},
  "faults": {"none": "none", "all": "all"},
  "subjects": [{"name": "primary-backup", "protocol": "primary-backup", "keeps": "promise"}]
}
)";

class PlantedChange : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("clio-planted-" + std::to_string(getpid()));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "gate.json") << kConfiguration;
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// What a command says, and its exit status.
  std::pair<std::string, int> said(const std::string& program, const std::string& arguments) {
    FILE* pipe = popen(("cd '" + folder_.string() + "' && '" + program + "' " + arguments + " 2>&1").c_str(), "r");
    std::string text;
    std::array<char, 4096> bytes{};
    for (std::size_t size = 0; (size = fread(bytes.data(), 1, bytes.size(), pipe)) > 0;) text.append(bytes.data(), size);
    return {text, WEXITSTATUS(pclose(pipe))};
  }
  fs::path folder_;
};

TEST_F(PlantedChange, IsNamedAsAWeakeningWithTheSmallestRunThatShowsIt) {
  const auto [before, fine] = said(CLIO_PROGRAM, "gate gate.json --out before");
  EXPECT_EQ(fine, 0) << before;
  const auto [after, status] = said(CLIO_PLANTED, "gate gate.json --out after --base before/latest/result.json");
  EXPECT_EQ(status, 1) << after;
  const auto says = [&, &text = after](const char* pattern) { return std::regex_search(text, std::regex(pattern)); };
  EXPECT_TRUE(says("primary-backup / mixed / all: linearizable before, [a-z-]+ now \\(seed")) << after;
  EXPECT_TRUE(says("Asynchronous replication|acknowledged op [0-9]+ \\(")) << after;
  EXPECT_TRUE(says("shrunk from 120 operations and [0-9]+ faults? to [0-9] and [0-9]")) << after;
  EXPECT_TRUE(says("replay: .*record --scenario ")) << after;
}

TEST_F(PlantedChange, IsNoWeakeningOfItself) {
  (void)said(CLIO_PLANTED, "gate gate.json --out before");
  const auto [after, status] = said(CLIO_PLANTED, "gate gate.json --out after --base before/latest/result.json");
  EXPECT_EQ(status, 1) << "its promise is broken all the same";
  EXPECT_EQ(after.find(" before, "), std::string::npos) << after;
}

/// docs/ci: the layout that people copy.
TEST_F(PlantedChange, FailsInTheLayoutThatTheDocumentsShow) {
  const std::string step = (fs::path(CLIO_SOURCE_DIR) / "docs/ci/gate.sh").string();
  const auto [before, fine] = said(step, CLIO_PROGRAM " gate-base");
  EXPECT_EQ(fine, 0) << before;
  const auto [same, still] = said(step, CLIO_PROGRAM " gate-same gate-base/latest/result.json");
  EXPECT_EQ(still, 0) << same;
  const auto [after, status] = said(step, CLIO_PLANTED " gate-change gate-base/latest/result.json");
  EXPECT_EQ(status, 1) << after;
  EXPECT_NE(after.find("linearizable before, "), std::string::npos) << after;
  EXPECT_NE(text_of(folder_ / "gate-change/latest/summary.md").find("linearizable before, "), std::string::npos) << "what is weaker stands in the files, too";
}

}  // namespace
}  // namespace clio::gate
