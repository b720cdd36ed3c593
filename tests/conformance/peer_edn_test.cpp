// The histories of Knossos, Elle, elle-cli and Porcupine, each read as its format, and judged where their origin states a verdict; where that data stands beside
// the checkout.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "adapters/format.hpp"
#include "checker/check.hpp"
#include "tests/support/histories.hpp"

namespace clio {
namespace {

struct Expected {
  std::string file, model, holds;
  ReadOptions options;
};

ReadOptions options_of(const std::string& text) {
  std::istringstream words(text);
  ReadOptions options;
  for (std::string option, value; words >> option >> value;) {
    if (option == "--initial") options.initial = Value(std::int64_t{std::stoi(value)});
    else if (option == "--read-nil") options.read_nil = value == "unknown" ? ReadOptions::ReadNil::unknown : ReadOptions::ReadNil::initial;
    else if (option == "--fail-cas") options.fail_cas = value == "none" ? ReadOptions::FailCas::none : ReadOptions::FailCas::mismatch;
    else ADD_FAILURE() << "unknown option " << option;
  }
  return options;
}

/// The rows of the table whose file lies below one of the folders.
std::vector<Expected> expected_below(std::initializer_list<std::string_view> folders) {
  std::vector<Expected> found;
  std::ifstream table(test::peer_histories() + "/EXPECTED.tsv");
  for (std::string row; std::getline(table, row);) {
    if (std::none_of(folders.begin(), folders.end(), [&](std::string_view folder) { return row.starts_with(folder); })) continue;
    std::istringstream fields(row);
    Expected expected;
    std::string options;
    std::getline(fields, expected.file, '\t');
    std::getline(fields, expected.model, '\t');
    std::getline(fields, expected.holds, '\t');
    std::getline(fields, options, '\t');
    expected.options = options_of(options);
    found.push_back(std::move(expected));
  }
  return found;
}

TEST(PeerEdn, EveryHistoryOfElleAndElleCliIsRead) {
  if (test::peer_histories().empty()) GTEST_SKIP() << "the recordings are not here";
  const std::vector<Expected> all = expected_below({"elle/", "elle-cli/"});
  EXPECT_EQ(all.size(), 18u);
  for (const Expected& expected : all) {
    const auto loaded = load(test::peer_histories() + "/" + expected.file, nullptr, expected.options);
    if (expected.file.find("/bank") != std::string::npos) {
      ASSERT_FALSE(loaded) << expected.file << ": bank accounts have no model";
      EXPECT_NE(loaded.error().front().message.find("bank accounts"), std::string::npos) << loaded.error().front().message;
      continue;
    }
    ASSERT_TRUE(loaded) << expected.file << ": " << loaded.error().front().message;
    EXPECT_EQ(loaded->format->id, expected.file.ends_with(".json") ? "jepsen-json" : "jepsen-edn");
    EXPECT_GT(loaded->history.size(), 0u) << expected.file;
  }
}

TEST(PeerEdn, JsonAndEdnOfOneHistoryAreTheSame) {
  if (test::peer_histories().empty()) GTEST_SKIP() << "the recordings are not here";
  for (const std::string name : {"elle/paper-example", "elle/rw-register", "jepsen/counter", "jepsen/set_full"}) {
    const auto edn = load(test::peer_histories() + "/elle-cli/" + name + ".edn");
    const auto json = load(test::peer_histories() + "/elle-cli/" + name + ".json");
    ASSERT_TRUE(edn && json) << name;
    ASSERT_EQ(edn->history.size(), json->history.size()) << name;
    for (std::size_t i = 0; i < edn->history.size(); ++i) {
      const OpId op = id_at<OpId>(i);
      EXPECT_EQ(edn->history.value_at(edn->history.value(op)), json->history.value_at(json->history.value(op))) << name << " " << i;
      EXPECT_EQ(edn->history.call(op), json->history.call(op)) << name << " " << i;
    }
  }
}

/// Reads a file and asks for the model.
void expect_verdict(const Expected& expected, const Model& model, std::string_view format = "jepsen-edn") {
  const auto loaded = load(test::peer_histories() + "/" + expected.file, nullptr, expected.options);
  ASSERT_TRUE(loaded) << expected.file << ": " << loaded.error().front().message;
  EXPECT_EQ(loaded->format->id, format);
  const Verdict verdict = check(loaded->history, model, {.explain = false});
  EXPECT_EQ(verdict.answer, expected.holds == "true" ? Answer::satisfied : Answer::violated) << expected.file << " " << verdict.reason;
}

TEST(PeerEdn, EveryCasRegisterOfKnossosHasItsOriginsVerdict) {
  if (test::peer_histories().empty()) GTEST_SKIP() << "the recordings are not here";
  const std::vector<Expected> all = expected_below({"knossos/cas-register/"});
  EXPECT_EQ(all.size(), 24u);
  for (const Expected& expected : all) expect_verdict(expected, kLinearizable);
}

TEST(PeerEdn, EveryKeyValueLogOfPorcupineHasItsOriginsVerdict) {
  if (test::peer_histories().empty()) GTEST_SKIP() << "the recordings are not here";
  const std::vector<Expected> all = expected_below({"porcupine-kv/"});
  EXPECT_EQ(all.size(), 4u);
  for (const Expected& expected : all) expect_verdict(expected, kLinearizable, "porcupine-kv");
}

TEST(PeerEdn, TheMultiRegisterOfKnossosIsStrictlySerializable) {
  if (test::peer_histories().empty()) GTEST_SKIP() << "the recordings are not here";
  const Model* model = model_named("strict-serializable");
  if (model == nullptr) GTEST_SKIP() << "several registers in one operation are a transaction, and there is no transactional model yet";
  const std::vector<Expected> all = expected_below({"knossos/multi-register/"});
  EXPECT_EQ(all.size(), 1u);
  for (const Expected& expected : all) expect_verdict(expected, *model);
}

}  // namespace
}  // namespace clio
