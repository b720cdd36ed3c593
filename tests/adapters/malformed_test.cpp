// Bad inputs and their messages: every file of tests/adapters/malformed/<format>/ is read as that format, and everything that is found wrong must
// be what EXPECTED.tsv says (file, line, message; one row for each error, in order; line 0 is the whole file).
// CLIO_UPDATE_EXPECTED=1 in the environment rewrites the tables; commit them only when every message is understood.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "adapters/format.hpp"

namespace clio {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(CLIO_SOURCE_DIR) / "tests" / "adapters" / "malformed";
constexpr const char* kTable = "EXPECTED.tsv";

struct BadFile {
  std::string format;  // also the folder
  std::string name;
};

std::ostream& operator<<(std::ostream& out, const BadFile& file) { return out << file.format << "/" << file.name; }

std::vector<BadFile> bad_files() {
  std::vector<BadFile> files;
  for (const auto& folder : fs::directory_iterator(kFolder)) {
    if (!folder.is_directory()) continue;
    for (const auto& file : fs::directory_iterator(folder)) {
      if (file.path().filename() != kTable) files.push_back({folder.path().filename().string(), file.path().filename().string()});
    }
  }
  std::sort(files.begin(), files.end(), [](const BadFile& a, const BadFile& b) { return std::tie(a.format, a.name) < std::tie(b.format, b.name); });
  return files;
}

/// Rows of a table by file: "line<TAB>message", in order.
std::map<std::string, std::vector<std::string>> expected_of(const std::string& format) {
  std::map<std::string, std::vector<std::string>> rows;
  std::ifstream table(kFolder / format / kTable);
  for (std::string row; std::getline(table, row);) {
    if (row.empty() || row.front() == '#') continue;
    const std::size_t tab = row.find('\t');
    EXPECT_NE(tab, std::string::npos) << row;
    if (tab != std::string::npos) rows[row.substr(0, tab)].push_back(row.substr(tab + 1));
  }
  return rows;
}

std::vector<std::string> errors_of(const BadFile& file, std::size_t errors_max) {
  const Format* format = format_named(file.format);
  if (!format) return {"the folder " + file.format + " names no format"};
  const auto loaded = load((kFolder / file.format / file.name).string(), format, {.errors_max = errors_max});
  std::vector<std::string> rows;
  if (loaded) return rows;
  for (const InputError& error : loaded.error()) rows.push_back(std::to_string(error.line) + "\t" + error.message);
  return rows;
}

std::string joined(const std::vector<std::string>& rows) {
  std::string text;
  for (const std::string& row : rows) text += row + "\n";
  return text;
}

bool updating() { return std::getenv("CLIO_UPDATE_EXPECTED") != nullptr; }

class Malformed : public testing::TestWithParam<BadFile> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Malformed);

TEST_P(Malformed, FileGetsExactlyTheMessagesOfTheTable) {
  if (updating()) GTEST_SKIP() << "the tables are being rewritten";
  const std::vector<std::string> found = errors_of(GetParam(), 0);
  EXPECT_FALSE(found.empty()) << "the file was read without an error";
  EXPECT_EQ(joined(found), joined(expected_of(GetParam().format)[GetParam().name]));
}

TEST_P(Malformed, FileGetsOneOfTheMessagesWhereOneIsAskedFor) {
  const std::vector<std::string> all = errors_of(GetParam(), 0);
  const std::vector<std::string> one = errors_of(GetParam(), 1);
  ASSERT_EQ(one.size(), 1u);
  EXPECT_NE(std::find(all.begin(), all.end(), one.front()), all.end()) << one.front();
}

std::string test_name(const testing::TestParamInfo<BadFile>& info) {
  std::string name = info.param.format + "_" + info.param.name;
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Files, Malformed, testing::ValuesIn(bad_files()), test_name);

TEST(MalformedTables, NameNoFileThatIsNotThere) {
  for (const auto& folder : fs::directory_iterator(kFolder)) {
    for (const auto& [name, rows] : expected_of(folder.path().filename().string())) {
      EXPECT_TRUE(fs::exists(folder.path() / name)) << folder.path() / name;
    }
  }
}

TEST(MalformedTables, AreRewrittenOnDemand) {
  if (!updating()) GTEST_SKIP() << "set CLIO_UPDATE_EXPECTED to rewrite them";
  std::map<std::string, std::ostringstream> tables;
  for (const BadFile& file : bad_files()) {
    for (const std::string& row : errors_of(file, 0)) tables[file.format] << file.name << "\t" << row << "\n";
  }
  for (const auto& [format, rows] : tables) {
    std::ofstream(kFolder / format / kTable) << "# file\tline\tmessage\n" << rows.str();
  }
}

}  // namespace
}  // namespace clio
