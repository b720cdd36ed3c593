// The table of anomalies, each row on its classic history (histories/classics/txn_*.history): the history violates exactly the models that the row rules out, by the oracle's
// evaluator, and explain() calls it by the row's name. CLIO_UPDATE_EXPECTED=1 rewrites the `# expect:` lines of these histories; commit them only when every verdict is understood.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "checker/models/anomalies.hpp"
#include "tests/evidence/brute.hpp"
#include "tests/support/histories.hpp"

namespace clio {

void PrintTo(const AnomalyRow& row, std::ostream* out) { *out << row.name; }

namespace {

using test::decide_transactions;

std::string path_of(std::string_view classic) { return std::string(CLIO_SOURCE_DIR "/histories/classics/") + std::string(classic) + ".history"; }
std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

bool violated(const History& history, const Model& model) {
  const Limits limits;
  Budget budget(limits);
  return decide_transactions(history, model, budget).answer == Answer::violated;
}

bool applies(const History& history, const Model& model) { return history.timed() || !model.needs_times; }

void write_expectations(const std::string& path, const History& history) {
  std::istringstream old(text_of(path));
  std::string text, pictures, expected = "# expect:";
  for (std::string line; std::getline(old, line);) {
    if (line.starts_with("# expect:")) continue;
    (line.starts_with("#") ? text : pictures) += line + "\n";
  }
  for (const Model* model : transaction_models()) {
    if (!applies(history, *model)) continue;
    const std::string token = " " + std::string(model->id) + (violated(history, *model) ? "=no" : "=yes");
    if (expected.size() - expected.rfind('\n') + token.size() > 100) expected += "\n# expect:";
    expected += token;
  }
  std::ofstream(path) << text << expected << "\n" << pictures;
}

class Anomalies : public testing::TestWithParam<AnomalyRow> {};

TEST_P(Anomalies, RuleOutExactlyWhatTheirClassicHistoryViolates) {
  const AnomalyRow& row = GetParam();
  const std::string path = path_of(row.classic);
  ASSERT_TRUE(std::filesystem::exists(path)) << path;
  const History history = test::history_of(text_of(path));
  ASSERT_GT(history.size(), 0u);
  if (std::getenv("CLIO_UPDATE_EXPECTED") != nullptr) write_expectations(path, history);
  std::map<std::string, bool, std::less<>> expected(history.header().expect.begin(), history.header().expect.end());
  bool one_weakest = false;
  for (const Model* model : transaction_models()) {
    if (!applies(history, *model)) continue;
    const bool no = violated(history, *model);
    EXPECT_EQ(no, rules_out(row, *model)) << model->id;
    if (std::getenv("CLIO_UPDATE_EXPECTED") == nullptr) {
      ASSERT_TRUE(expected.contains(model->id)) << model->id;
      EXPECT_EQ(expected.find(model->id)->second, !no) << model->id;
    }
    one_weakest = one_weakest || (no && std::find(row.weakest.begin(), row.weakest.end(), model) != row.weakest.end());
  }
  EXPECT_TRUE(one_weakest);
}

TEST_P(Anomalies, AreWhatExplainingCallsThem) {
  const AnomalyRow& row = GetParam();
  const History history = test::history_of(text_of(path_of(row.classic)));
  std::set<std::string> names;
  for (const Model* model : transaction_models()) {
    if (!applies(history, *model) || !violated(history, *model)) continue;
    std::vector<OpId> all;
    for (std::size_t i = 0; i < history.size(); ++i) {
      if (history.status(id_at<OpId>(i)) != Status::fail) all.push_back(id_at<OpId>(i));
    }
    const Counterexample found = explain(history, *model, all, decide_transactions, {});
    names.insert(std::string(name_of(found.anomaly)));
    if (found.phenomenon) names.insert(std::string(name_of(*found.phenomenon)));
  }
  EXPECT_TRUE(names.contains(std::string(row.name))) << [&] {
    std::string all;
    for (const std::string& name : names) all += name + " ";
    return all;
  }();
}

INSTANTIATE_TEST_SUITE_P(OfTheTable, Anomalies, testing::ValuesIn(anomaly_table().begin(), anomaly_table().end()), [](const auto& row) {
  std::string name(row.param.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(AnomalyTable, HasEveryClassOnceAndNamesOnlyAnomaliesAndClasses) {
  std::set<std::string_view> names;
  for (const AnomalyRow& row : anomaly_table()) EXPECT_TRUE(names.insert(row.name).second) << row.name;
  for (const Phenomenon phenomenon : all_phenomena()) EXPECT_TRUE(names.erase(name_of(phenomenon)) == 1) << name_of(phenomenon);
  for (const Anomaly anomaly : all_anomalies()) names.erase(name_of(anomaly));
  EXPECT_TRUE(names.empty()) << *names.begin();
}

TEST(AnomalyTable, IsClosedUnderTheLattice) {
  for (const AnomalyRow& row : anomaly_table()) {
    EXPECT_FALSE(row.cite.empty());
    EXPECT_FALSE(row.meaning.empty());
    for (const Model* weakest : row.weakest) {
      EXPECT_TRUE(rules_out(row, *weakest)) << row.name;
      for (const Model* other : row.weakest) EXPECT_TRUE(weakest == other || !implies(*weakest, *other)) << row.name << ": " << weakest->id << " is not one of the weakest";
    }
    for (const Model* stronger : transaction_models()) {
      for (const Model* weaker : transaction_models()) {
        if (!implies(*stronger, *weaker) || !rules_out(row, *weaker)) continue;
        EXPECT_TRUE(rules_out(row, *stronger)) << row.name << ": " << stronger->id;
      }
    }
  }
}

}  // namespace
}  // namespace clio
