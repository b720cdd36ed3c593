// The text histories of other checkers' tests, where that data stands beside the checkout: every file is recognised and read, and judged as its origin says.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/format.hpp"
#include "adapters/formats/axe/axe.hpp"
#include "checker/check.hpp"
#include "tests/adapters/native_text.hpp"
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

INSTANTIATE_TEST_SUITE_P(Folders, PeerText, testing::Values(Folder{"awdit-test", "awdit", 11}, Folder{"limo", "limo", 67}, Folder{"fastlin", "fastlin", 5}),
                         [](const auto& folder) { return std::string(folder.param.format); });

/// The rows of EXPECTED.tsv for files of a folder, as file and whether the model holds.
std::vector<std::pair<std::string, bool>> expected_of(const std::string& folder) {
  std::vector<std::pair<std::string, bool>> found;
  std::ifstream table(test::peer_histories() + "/EXPECTED.tsv");
  for (std::string row; std::getline(table, row);) {
    std::istringstream fields(row);
    std::string file, model, holds;
    std::getline(fields, file, '\t') && std::getline(fields, model, '\t') && std::getline(fields, holds, '\t');
    if (file.starts_with(folder + "/") && model == "linearizable") found.emplace_back(file, holds == "true");
  }
  return found;
}

class PeerObjects : public testing::TestWithParam<Folder> {};

TEST_P(PeerObjects, AreLinearizableExactlyWhereTheirOriginSaysSo) {
  if (test::peer_histories().empty()) GTEST_SKIP() << "the histories are not here";
  const auto expected = expected_of(GetParam().name);
  EXPECT_EQ(expected.size(), GetParam().files);
  for (const auto& [file, holds] : expected) {
    const auto loaded = load(test::peer_histories() + "/" + file);
    ASSERT_TRUE(loaded) << file;
    const Verdict verdict = check(loaded->history, kLinearizable, {.explain = false});
    EXPECT_EQ(verdict.answer, holds ? Answer::satisfied : Answer::violated) << file << " " << verdict.reason;
  }
}

INSTANTIATE_TEST_SUITE_P(Folders, PeerObjects, testing::Values(Folder{"limo", "limo", 67}, Folder{"fastlin", "fastlin", 5}),
                         [](const auto& folder) { return std::string(folder.param.format); });

TEST(PeerAxe, EveryTestIsSequentialExactlyWhereItsOriginSaysSo) {
  if (test::peer_histories().empty()) GTEST_SKIP() << "the histories are not here";
  std::ostringstream text;
  text << std::ifstream(test::peer_histories() + "/axe/litmus.axe").rdbuf();
  const std::string whole = text.str();
  const std::vector<std::string_view> tests = axe_tests(whole);
  EXPECT_EQ(tests.size(), 199u);
  std::ifstream verdicts(test::peer_histories() + "/axe/litmus.SC.txt");
  for (const std::string_view axe : tests) {
    std::string answer, name;
    ASSERT_TRUE(verdicts >> answer >> name);
    EXPECT_NE(axe.find("# " + name + "\n"), std::string_view::npos);
    EXPECT_EQ(recognise("", axe), format_named("axe"));
    const HistoryOrErrors history = test::read_padded(read_axe, axe);
    ASSERT_TRUE(history) << name << ": " << history.error().front().message;
    EXPECT_EQ(check(*history, kSequential, {.explain = false}).answer, answer == "OK" ? Answer::satisfied : Answer::violated) << name;
  }
}

}  // namespace
}  // namespace clio
