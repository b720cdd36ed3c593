// The text histories of other checkers' tests, where that data stands beside the checkout: every file is recognised and read.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "adapters/format.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

namespace fs = std::filesystem;

struct Folder {
  const char* name;
  const char* format;
  std::size_t files;
};

std::ostream& operator<<(std::ostream& out, const Folder& folder) { return out << folder.name; }

class PeerText : public testing::TestWithParam<Folder> {};

TEST_P(PeerText, EveryFileIsRecognisedAndRead) {
  if (test::peer_histories().empty()) GTEST_SKIP() << "the histories are not here";
  std::size_t files = 0;
  for (const auto& file : fs::recursive_directory_iterator(fs::path(test::peer_histories()) / GetParam().name)) {
    if (!file.is_regular_file()) continue;
    ++files;
    const auto loaded = load(file.path().string());
    ASSERT_TRUE(loaded) << file.path() << ": " << loaded.error().front().line << ": " << loaded.error().front().message;
    EXPECT_EQ(loaded->format->id, GetParam().format) << file.path();
    EXPECT_FALSE(loaded->history.empty()) << file.path();
  }
  EXPECT_EQ(files, GetParam().files);
}

INSTANTIATE_TEST_SUITE_P(Folders, PeerText, testing::Values(Folder{"awdit-test", "awdit", 11}),
                         [](const auto& folder) { return std::string(folder.param.format); });

}  // namespace
}  // namespace clio
