// The sample histories (histories/): each says what it expects of every model that applies, and the reference evaluator, which knows the definitions
// only, agrees. CLIO_UPDATE_EXPECTED=1 in the environment rewrites the `# expect:` lines; commit them only when every verdict is understood.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>

#include "adapters/format.hpp"
#include "adapters/formats/lecture/lecture.hpp"
#include "checker/check.hpp"
#include "checker/relations/base_relations.hpp"
#include "tests/oracle/reference_evaluator.hpp"
#include "tests/oracle/reference_transactions.hpp"
#include "tests/oracle/separations.hpp"

namespace clio {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(CLIO_SOURCE_DIR) / "histories";

bool updating() { return std::getenv("CLIO_UPDATE_EXPECTED") != nullptr; }

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

std::vector<std::string> sample_files() {
  const auto files = histories_at(kFolder.string());
  return files ? *files : std::vector<std::string>();
}

std::string relative(const std::string& path) { return fs::path(path).lexically_relative(kFolder).generic_string(); }

/// The rows by which the history is classified.
std::span<const Model* const> rows_of(const History& h) { return h.transactional() ? transaction_models() : operation_models(); }

class Sample : public testing::TestWithParam<std::string> {
 protected:
  History history() const {
    auto loaded = load(GetParam());
    if (loaded) return std::move(loaded).value().history;
    ADD_FAILURE() << loaded.error().front().line << ": " << loaded.error().front().message;
    return {};
  }
};

TEST_P(Sample, SaysWhatItShows) {
  const History h = history();
  EXPECT_FALSE(h.header().name.empty());
  EXPECT_FALSE(h.header().about.empty());
  EXPECT_GT(h.size(), 0u);
}

TEST_P(Sample, ExpectsSomethingOfEveryModelThatAppliesAndOfNoOther) {
  if (updating()) GTEST_SKIP();
  const History h = history();
  std::string expected, applicable;
  for (const auto& [model, holds] : h.header().expect) expected += model + " ";
  for (const Model* model : rows_of(h)) applicable += not_applicable(h, *model).empty() ? std::string(model->id) + " " : "";
  EXPECT_EQ(expected, applicable);
}

TEST_P(Sample, HasTheVerdictsOfTheDefinitions) {
  if (updating()) GTEST_SKIP();
  const History h = history();
  ASSERT_LE(BaseRelations(h).participant_count(), oracle::kParticipantsMax) << "too long for the reference evaluator";
  for (const auto& [model, holds] : h.header().expect) {
    EXPECT_EQ(oracle::satisfied_by_definition(h, *model_named(model)), holds) << model << "\n" << draw_lecture(h);
  }
}

TEST_P(Sample, IsReadAgainFromItsPicture) {
  const History h = history();
  std::ostringstream picture;
  if (!write_lecture(h, picture).empty()) return;  // with nodes and versions; the writer says so
  const std::string text = picture.str() + std::string(kPaddingBytes, '\0');
  const auto again = read_lecture(std::string_view(text).substr(0, text.size() - kPaddingBytes));
  ASSERT_TRUE(again);
  EXPECT_EQ(draw_lecture(*again), draw_lecture(h));
  EXPECT_EQ(again->header(), h.header());
}

TEST_P(Sample, IsListedInTheReadme) {
  const std::string name = fs::path(GetParam()).filename().string();
  if (name.rfind("separates_", 0) == 0) return;  // one entry for all of them
  EXPECT_NE(text_of(kFolder / "README.md").find("`" + relative(GetParam()) + "`"), std::string::npos);
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = relative(info.param);
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Files, Sample, testing::ValuesIn(sample_files()), test_name);

TEST(Samples, ThereAreEnoughOfThem) {
  std::size_t lecture = 0, classics = 0, separating = 0, recorded = 0;
  for (const std::string& path : sample_files()) {
    const std::string name = relative(path);
    lecture += name.rfind("lecture/", 0) == 0;
    recorded += name.rfind("recorded/", 0) == 0;
    if (name.rfind("classics/", 0) == 0) ++(name.find("/separates_") != std::string::npos ? separating : classics);
  }
  EXPECT_GE(lecture, 4u);
  EXPECT_GE(classics, 40u);
  EXPECT_GE(recorded, 3u);
  EXPECT_EQ(separating, oracle::pairs_outside_the_lattice().size() + oracle::pairs_of_transactions().size()) << "one history for each ordered pair of models that the lattice does not order";
}

TEST(Samples, AreRewrittenOnDemand) {
  if (!updating()) GTEST_SKIP() << "set CLIO_UPDATE_EXPECTED to rewrite what they expect";
  for (const std::string& path : sample_files()) {
    if (fs::path(path).extension() != ".history" || path.find("separates_") != std::string::npos) continue;
    const auto loaded = load(path);
    ASSERT_TRUE(loaded) << path << ": " << loaded.error().front().line << ": " << loaded.error().front().message;
    const History& h = loaded->history;
    std::string expect, line;
    for (const Model* model : rows_of(h)) {
      if (!not_applicable(h, *model).empty()) continue;
      const std::string token = " " + std::string(model->id) + (oracle::satisfied_by_definition(h, *model) ? "=yes" : "=no");
      if (line.size() + token.size() > 100) expect += std::exchange(line, "") + "\n";
      line += (line.empty() ? "# expect:" : "") + token;
    }
    expect += line + "\n";
    std::istringstream text(text_of(path));
    std::string rewritten;
    bool written = false;
    for (std::string row; std::getline(text, row);) {
      if (row.rfind("# expect:", 0) == 0) continue;
      if (!written && !row.empty() && row.front() != '#') {
        rewritten += expect;
        written = true;
      }
      rewritten += row + "\n";
    }
    std::ofstream(path, std::ios::binary) << rewritten;
  }
}

}  // namespace
}  // namespace clio
