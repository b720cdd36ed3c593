// The pictures of tests/draw/golden: a table of what is drawn, and beside it, in files, what comes out. CLIO_REWRITE_GOLDEN=1 writes what is drawn now: look at the difference before
// you commit it.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/format.hpp"
#include "src/report/words.hpp"
#include "tests/draw/drawn.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = CLIO_SOURCE_DIR;

struct Golden {
  std::string name, history, what, model, form;
  friend std::ostream& operator<<(std::ostream& out, const Golden& g) { return out << g.name << '.' << g.form; }
};

std::vector<Golden> table() {
  std::ifstream file(kRoot / "tests/draw/golden/table.txt");
  std::vector<Golden> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    Golden row;
    std::istringstream(line) >> row.name >> row.history >> row.what >> row.model >> row.form;
    if (row.model == "-") row.model.clear();
    rows.push_back(row);
  }
  return rows;
}

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class GoldenPictures : public testing::TestWithParam<Golden> {};

TEST_P(GoldenPictures, AreAsTheyWere) {
  const Golden& row = GetParam();
  const fs::path history = row.history.starts_with("tests/") ? kRoot / "tests/draw/histories" / row.history.substr(6) : kRoot / "histories" / row.history;
  const Result<Loaded, std::vector<InputError>> loaded = load(history.string());
  ASSERT_TRUE(loaded) << history;
  const std::string drawn = test::rendered(test::drawn(loaded->history, row.what, row.model), row.form);
  const fs::path golden = kRoot / "tests/draw/golden" / (row.name + "." + row.form);
  if (std::getenv("CLIO_REWRITE_GOLDEN") != nullptr) std::ofstream(golden, std::ios::binary) << drawn;
  EXPECT_EQ(drawn, content(golden));
}

INSTANTIATE_TEST_SUITE_P(Table, GoldenPictures, testing::ValuesIn(table()), [](const auto& row) { return row.param.name + "_" + row.param.form; });

TEST(GoldenFolder, HoldsNothingThatTheTableDoesNotName) {
  std::size_t files = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(kRoot / "tests/draw/golden")) files += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(files, table().size() + 1);
}

TEST(TextPictures, FitTheirWidthInColumns) {
  for (const Golden& row : table()) {
    if (row.form != "narrow" && row.form != "text") continue;
    std::istringstream lines(content(kRoot / "tests/draw/golden" / (row.name + "." + row.form)));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(columns(line), row.form == "narrow" ? 40u : 80u) << row.name << ": " << line;
  }
}

TEST(ColouredPictures, AreThePlainOnesWithEscapesAround) {
  std::string plain = content(kRoot / "tests/draw/golden/causality.coloured");
  for (std::size_t at = 0; (at = plain.find('\033')) != std::string::npos;) plain.erase(at, plain.find('m', at) + 1 - at);
  EXPECT_EQ(plain, content(kRoot / "tests/draw/golden/causality.text"));
}

TEST(AsciiPictures, HoldAsciiAlone) {
  for (const char c : content(kRoot / "tests/draw/golden/causality.ascii")) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
}

/// Runs a script or program for its exit status.
int ran(const std::string& command) { return std::system(command.c_str()); }

TEST(LecturePictures, ShowWhatTheHistoriesSay) {
  const fs::path fresh = fs::path(CLIO_BINARY_DIR) / "tests" / "lecture-pictures";
  fs::remove_all(fresh);
  ASSERT_EQ(ran("CLIO='" CLIO_PROGRAM "' '" + (kRoot / "scripts/draw-lecture.sh").string() + "' '" + fresh.string() + "'"), 0);
  EXPECT_EQ(content(fresh / "lecture.md"), content(kRoot / "docs/lecture.md")) << "scripts/draw-lecture.sh writes it anew";
  std::size_t pictures = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(fresh / "pictures")) {
    EXPECT_EQ(content(entry.path()), content(kRoot / "docs/pictures" / entry.path().filename())) << entry.path().filename() << ": scripts/draw-lecture.sh draws it anew";
    ++pictures;
  }
  std::size_t histories = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(kRoot / "histories/lecture")) histories += entry.path().extension() == ".history" ? 1 : 0;
  EXPECT_EQ(pictures, histories);
}

TEST(TikzPictures, CompileWhereLatexIsInstalled) {
  if (ran("command -v pdflatex >/dev/null 2>&1") != 0) GTEST_SKIP() << "pdflatex is not installed; hostile_test.cpp checks the structure";
  const fs::path folder = fs::path(CLIO_BINARY_DIR) / "tests" / "tikz";
  fs::create_directories(folder);
  std::ofstream document(folder / "pictures.tex");
  document << "\\documentclass{article}\\usepackage[a2paper]{geometry}\\usepackage{tikz}\\usetikzlibrary{arrows.meta,shapes.misc}\\begin{document}\n";
  for (const Golden& row : table()) {
    if (row.form == "tikz") document << content(kRoot / "tests/draw/golden" / (row.name + ".tikz")) << "\n\n";
  }
  const std::string hostile = "P1: W(x)\"\\\\ { } $ & # ^ _ ~ % < > | ` ' - -- --- ?` !` \\n\"";
  document << test::rendered(test::drawn(test::history_of(hostile), "history"), "tikz") << "\\end{document}\n";
  document.close();
  EXPECT_EQ(ran("cd '" + folder.string() + "' && pdflatex -halt-on-error -interaction=nonstopmode pictures.tex >log.txt 2>&1 </dev/null"), 0) << content(folder / "log.txt");
}

}  // namespace
}  // namespace clio
