// The protocols' main paths as stories: tests/store/transcripts/PROTOCOL/*.txt. After a change that is meant, rewrite them with
// CLIO_REWRITE_TRANSCRIPTS=1 in the environment, and commit the difference only when it is understood.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/store/transcript.hpp"

namespace clio::store::transcript {
namespace {

namespace files = std::filesystem;

const files::path& folder() {
  static const files::path kFolder = files::path(CLIO_SOURCE_DIR) / "tests/store/transcripts";
  return kFolder;
}

std::vector<std::string> stories() {
  std::vector<std::string> names;
  if (!files::exists(folder())) return names;
  for (const auto& entry : files::recursive_directory_iterator(folder())) {
    if (entry.path().extension() == ".txt") names.push_back(files::relative(entry.path(), folder()).generic_string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string contents(const files::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Transcript : public testing::TestWithParam<std::string> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Transcript);

TEST_P(Transcript, IsWhatTheProtocolDoes) {
  const files::path path = folder() / GetParam();
  const std::string told = contents(path), now = replayed(told);
  if (std::getenv("CLIO_REWRITE_TRANSCRIPTS") != nullptr) {
    std::ofstream(path, std::ios::binary) << now;
    return;
  }
  EXPECT_EQ(told, now) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Stories, Transcript, testing::ValuesIn(stories()), [](const auto& story) {
  std::string name = story.param.substr(0, story.param.size() - 4);
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
});

std::string complaint(std::string_view text) {
  try {
    return "none: " + replayed(text);
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
}

TEST(TranscriptCommands, ThatAreIllFormedNameTheirLineAndWhatWasExpected) {
  EXPECT_EQ(complaint("# a story\nrequest n0 s0.1 read 0\n"), "line 2: expected 'cluster PROTOCOL' first");
  EXPECT_EQ(complaint("cluster gossip\n"), "line 1: no protocol 'gossip'");
  EXPECT_EQ(complaint("cluster\n"), "line 1: expected a protocol at the end of the command");
}

TEST(TranscriptCommands, LeaveCommentsAndReplaceWhatWasRecorded) { EXPECT_EQ(replayed("# a story\n    n0 says something else\n\n"), "# a story\n\n"); }

}  // namespace
}  // namespace clio::store::transcript
