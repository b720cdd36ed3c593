// Tables of what histories of other tools are known to be, read and judged row by row: that of the conformance data, where it stands beside the checkout, and that of the files
// which stand here for every format (tests/conformance/formats). A row is a file (or a folder that is one history), a model, whether it holds (or, of several, the strongest that
// does), and the options that the file needs; without a model the origin states no verdict, and every model has to get an answer.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "adapters/format.hpp"
#include "adapters/formats/axe/axe.hpp"
#include "adapters/formats/csv/csv.hpp"
#include "adapters/json/strict_json.hpp"
#include "checker/check.hpp"
#include "tests/adapters/native_text.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

namespace fs = std::filesystem;

struct Row {
  std::string root, file, model, holds, options;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.file << " " << row.model << " " << row.holds; }

std::vector<Row> rows_of(const std::string& root) {
  std::vector<Row> rows;
  std::ifstream table(root + "/EXPECTED.tsv");
  for (std::string line; std::getline(table, line);) {
    if (line.empty() || line.front() == '#') continue;
    Row row{.root = root};
    std::istringstream fields(line);
    for (std::string* field : {&row.file, &row.model, &row.holds, &row.options}) std::getline(fields, *field, '\t');
    rows.push_back(std::move(row));
  }
  return rows;
}

const std::string kOwn = std::string(CLIO_SOURCE_DIR) + "/tests/conformance/formats";

/// Where the data is absent, one row without a file, which is skipped.
std::vector<Row> peer_rows() {
  if (test::peer_histories().empty()) return {Row{}};
  return rows_of(test::peer_histories());
}

ReadOptions options_of(const Row& row) {
  std::istringstream words(row.options);
  ReadOptions options;
  for (std::string option, value; words >> option >> value;) {
    if (option == "--initial") {
      const auto json = parse_json(value);
      EXPECT_TRUE(json) << value;
      if (json) options.initial = json->scalar;
    } else if (option == "--read-nil") {
      options.read_nil = value == "unknown" ? ReadOptions::ReadNil::unknown : ReadOptions::ReadNil::initial;
    } else if (option == "--fail-cas") {
      options.fail_cas = value == "none" ? ReadOptions::FailCas::none : ReadOptions::FailCas::mismatch;
    } else if (option == "--columns") {
      const auto columns = read_columns(row.root + "/" + value);
      EXPECT_TRUE(columns) << value;
      if (columns) options.columns = *columns;
    } else {
      ADD_FAILURE() << "unknown option " << option;
    }
  }
  return options;
}

/// The format that a file of the data is of: its folder says it.
std::string format_of(const Row& row) {
  const std::string folder = row.file.substr(0, row.file.find('/'));
  if (folder == "awdit-test") return "awdit";
  if (folder == "jepsen-etcd-log") return "jepsen-log";
  if (folder == "knossos" || folder == "elle" || folder == "elle-cli") return row.file.ends_with(".json") ? "jepsen-json" : "jepsen-edn";
  return folder;
}

void expect_answers(const History& history, const Row& row) {
  if (row.model.empty()) {
    for (const Model* model : history.transactional() ? transaction_models() : operation_models()) {
      const Verdict verdict = check(history, *model, {.explain = false});
      EXPECT_TRUE(verdict.answer != Answer::unknown || !verdict.applies) << row << model->id << ": " << verdict.reason;
    }
    return;
  }
  constexpr std::string_view kStrongest = "strongest of ";
  if (row.model.starts_with(kStrongest)) {
    std::istringstream names(row.model.substr(kStrongest.size()));
    std::string strongest = "none";
    bool broken = false;
    for (std::string name; names >> name;) {
      if (name.back() == ',') name.pop_back();
      const Model* model = model_named(name);
      ASSERT_NE(model, nullptr) << name;
      const Verdict verdict = check(history, *model);
      ASSERT_NE(verdict.answer, Answer::unknown) << row << ": " << verdict.reason;
      EXPECT_FALSE(broken && verdict.answer == Answer::satisfied) << row << ": " << name << " holds, and a weaker one does not";
      broken = broken || verdict.answer == Answer::violated;
      if (verdict.answer == Answer::satisfied) strongest = name == "causal-convergent" ? "causal" : name;
    }
    EXPECT_EQ(strongest, row.holds) << row;
    return;
  }
  // Several registers in one operation are a transaction, and these linearizable are strictly serializable.
  const Model* model = model_named(history.transactional() && row.model == "linearizable" ? "strict-serializable" : row.model);
  ASSERT_NE(model, nullptr) << row.model;
  const Verdict verdict = check(history, *model, {.explain = row.holds == "false"});
  EXPECT_EQ(verdict.answer, row.holds == "true" ? Answer::satisfied : Answer::violated) << row << " " << verdict.reason;
  EXPECT_EQ(verdict.counterexample.has_value(), row.holds == "false") << row;
}

/// The file with a verdict a line for a file of many tests; empty where the row has its own.
std::string verdicts_of(const Row& row) {
  constexpr std::string_view kBeginning = "one verdict a line in ";
  for (const std::string& field : {row.holds, row.options}) {
    if (field.starts_with(kBeginning)) return field.substr(kBeginning.size());
  }
  return {};
}

/// A file of many tests of Axe, with a verdict a line in another file.
void expect_axe_tests(const Row& row) {
  std::ostringstream text;
  text << std::ifstream(row.root + "/" + row.file).rdbuf();
  const std::string whole = text.str();
  std::ifstream verdicts(row.root + "/" + verdicts_of(row));
  const std::vector<std::string_view> tests = axe_tests(whole);
  EXPECT_GT(tests.size(), 0u);
  for (const std::string_view axe : tests) {
    std::string answer, name;
    ASSERT_TRUE(verdicts >> answer >> name);
    EXPECT_NE(axe.find("# " + name + "\n"), std::string_view::npos);
    EXPECT_EQ(recognise("", axe), format_named("axe"));
    const HistoryOrErrors history = test::read_padded(read_axe, axe);
    ASSERT_TRUE(history) << name << ": " << history.error().front().message;
    EXPECT_EQ(check(*history, kSequential, {.explain = false}).answer, answer == "OK" ? Answer::satisfied : Answer::violated) << name;
  }
  std::string more;
  EXPECT_FALSE(verdicts >> more) << "a verdict without a test";
}

void expect_row(const Row& row) {
  if (!verdicts_of(row).empty()) return expect_axe_tests(row);
  const auto loaded = load(row.root + "/" + row.file, nullptr, options_of(row));
  if (row.file.find("/bank") != std::string::npos) {
    ASSERT_FALSE(loaded) << row << ": bank accounts have no model";
    EXPECT_NE(loaded.error().front().message.find("bank accounts"), std::string::npos) << loaded.error().front().message;
    return;
  }
  ASSERT_TRUE(loaded) << row << ": line " << loaded.error().front().line << ": " << loaded.error().front().message;
  EXPECT_EQ(loaded->format->id, format_of(row)) << row;
  EXPECT_FALSE(loaded->history.empty()) << row;
  expect_answers(loaded->history, row);
}

std::string test_name(const testing::TestParamInfo<Row>& info) {
  std::string name = info.param.file.empty() ? "TheDataIsNotHere" : std::to_string(info.index) + "_" + info.param.file;
  std::replace_if(name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
}

class PeerHistory : public testing::TestWithParam<Row> {};
TEST_P(PeerHistory, HasItsOriginsVerdict) {
  if (GetParam().file.empty()) GTEST_SKIP() << "the conformance data is not here: set CLIO_PEER_HISTORIES to its folder";
  expect_row(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Expected, PeerHistory, testing::ValuesIn(peer_rows()), test_name);

class OwnHistory : public testing::TestWithParam<Row> {};
TEST_P(OwnHistory, OfAFormatHasItsVerdict) { expect_row(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Expected, OwnHistory, testing::ValuesIn(rows_of(kOwn)), test_name);

TEST(PeerHistories, AreAllInTheirTable) {
  if (test::peer_histories().empty()) GTEST_SKIP() << "the conformance data is not here: set CLIO_PEER_HISTORIES to its folder";
  std::set<std::string> named{"EXPECTED.tsv"};
  for (const Row& row : rows_of(test::peer_histories())) {
    named.insert(row.file);
    named.insert(verdicts_of(row));
  }
  EXPECT_GT(named.size(), 150u);
  for (const auto& file : fs::recursive_directory_iterator(test::peer_histories())) {
    if (!file.is_regular_file()) continue;
    EXPECT_TRUE(named.contains(file.path().lexically_relative(test::peer_histories()).string())) << file.path() << " has no row";
  }
}

TEST(OwnHistories, StandThereForEveryFormat) {
  std::set<std::string> folders;
  for (const Row& row : rows_of(kOwn)) folders.insert(row.file.substr(0, row.file.find('/')));
  for (const Format& format : formats()) EXPECT_TRUE(folders.contains(std::string(format.id))) << format.id;
}

}  // namespace
}  // namespace clio
